"""The command audit: python -m hpy audit FILE… tells what binaries and wheels contain, and what is wrong with them."""

from __future__ import annotations

import argparse
import json
import os
import sys

from .._output import painter, printable, wants_color, write
from ..devel.wheels import NATIVE
from . import _binary, _wheel
from ._binary import AuditError
from ._module import Module, judge
from ._report import as_json, findings_of, lines_of
from ._wheel import Wheel

EXAMPLES = """\
examples:
  hpy audit dist/demo-1.0-py3-none-manylinux_2_17_x86_64.whl
  hpy audit build/                 every binary and wheel in the folder
  hpy audit --strict --json demo.so

The exit status is 0 when nothing is wrong, 1 when something is (with --strict, warnings count), 2 when a file cannot be
audited.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "audit",
        help="tell what a binary or a wheel contains, and what is wrong with it",
        description="Tell which ABI a binary has and what it needs, and whether a wheel's tags and requirements are "
        "true. Nothing is loaded or run.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a binary, a wheel, or a folder with such")
    parser.add_argument("--strict", action="store_true", help="fail for warnings, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run, program_parser=parser)


def run(options: argparse.Namespace) -> int:
    results: list[Module | Wheel] = []
    unread = 0
    for path in [file for given in options.files for file in _files(given)]:
        try:
            results += audit(path)
        except (AuditError, OSError) as error:
            unread += 1
            text = error.strerror if isinstance(error, OSError) else error
            write(f"hpy audit: {printable(path)}: {printable(text)}\n")
    wrong = [f for result in results for f in findings_of(result) if options.strict or f.severity == "error"]
    if options.json:
        print(json.dumps([as_json(result) for result in results], indent=2))
    else:
        paint = painter(wants_color(stream=sys.stdout))
        for result in results:
            print("\n".join(lines_of(result, paint)))
        if results:
            print(f"{len(results)} audited: " + (f"{len(wrong)} things to mend" if wrong else "nothing to mend"))
    return 2 if unread else int(bool(wrong))


def audit(path: str) -> list[Module | Wheel]:
    """What the file is: a wheel, or as many modules as it has machines. AuditError or OSError if it cannot be told."""
    if os.path.isdir(path):
        raise AuditError("no binary and no wheel is in this folder")
    with open(path, "rb") as file:
        if path.endswith(".whl"):
            return [_wheel.read(path, file)]
        size = os.fstat(file.fileno()).st_size
        if size > _binary.LARGEST:
            raise AuditError(f"the file has {size} bytes, too many to look into")
        return [judge(path, binary) for binary in _binary.read(file.read(_binary.LARGEST))]


def _files(path: str) -> list[str]:
    """The file, or those in the folder that look like binaries and wheels; the folder itself where there are none."""
    found = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if name.endswith(".whl") or NATIVE.fullmatch(name)
    ]
    return sorted(found) or [path]
