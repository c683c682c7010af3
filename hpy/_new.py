"""The command new: python -m hpy new NAME makes a project that can be built, tested and packed."""

from __future__ import annotations

import argparse
import keyword
import os
import re
import shutil
import string
import sys
import tempfile
from pathlib import Path

from ._output import printable
from .devel.abitag import ABIS

TEMPLATES = Path(__file__).parent / "templates"
BUILDS = ("setuptools", "hatch", "meson", "scikit-build")

# Where files of the templates go, if not to their own names without ".in", which keeps tools away from them.
PLACES = {"gitignore": ".gitignore", "test.yml": ".github/workflows/test.yml"}
EXAMPLES = """\
examples:
  hpy new demo
  hpy new my-codec --build meson --abi cpython
  pip install ./demo && python -c "import demo; print(demo.add(2, 3))"
"""


class NewError(Exception):
    """A name or a place that cannot be used; the text says why."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "new",
        help="make a project with a module in C",
        description="Make the folder NAME with a package, a module in C with a function and a type, tests, type "
        "stubs, a README and a workflow for continuous integration.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="of the project; the package has _ in place of -")
    parser.add_argument("--build", choices=BUILDS, default="setuptools", help="the build system (default: setuptools)")
    parser.add_argument("--abi", choices=ABIS, default="universal", help="the ABI (default: universal)")
    parser.set_defaults(run=run, program_parser=parser)


def run(options: argparse.Namespace) -> int:
    try:
        files = make(options.name, options.build, options.abi, os.curdir)
    except (NewError, OSError) as error:
        sys.stderr.write(f"hpy new: {printable(error)}\n")
        return 1
    print("\n".join(f"{options.name}/{file}" for file in files))
    print(f"\nnext: pip install ./{options.name}")
    return 0


def make(name: str, build: str, abi: str, folder: str) -> list[str]:
    """Make the project 'name' in 'folder'; the names of its files. All of it is there afterwards, or nothing."""
    target = os.path.join(folder, name)
    package = check_name(name)
    if os.path.lexists(target):
        raise NewError(f"{name} is there already: choose another name, or remove it")
    values = {"project": name, "package": package, "abi": abi, "comment": "" if abi == "universal" else "# "}
    temporary = tempfile.mkdtemp(prefix=f".{package}-", dir=folder)
    try:
        made = [_copy(path, Path(temporary), values) for path in _templates(build)]
        os.chmod(temporary, 0o777 & ~_umask())  # mkdtemp gives it to its owner alone
        os.rename(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return sorted(made)


def check_name(name: str) -> str:
    """The package's name for a project; NewError if Python could not import it."""
    package = name.replace("-", "_")
    if not re.fullmatch(r"[A-Za-z](?:[\w-]*[A-Za-z0-9])?", name, re.ASCII) or keyword.iskeyword(package):
        raise NewError(f"{name!r} cannot be a package's name: take letters, digits, - and _, with a letter in front")
    if package.lower() in ("hpy", "test", "tests") or package in getattr(sys, "stdlib_module_names", ()):
        raise NewError(f"{name!r} is the name of another package, which Python would import instead")
    return package


def _templates(build: str) -> list[tuple[Path, str]]:
    """Each file of the templates, with its name below the project's folder."""
    found = []
    for root in (TEMPLATES / "common", TEMPLATES / build):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                found.append((path, path.relative_to(root).as_posix()[: -len(".in")]))
    return found


def _copy(template: tuple[Path, str], folder: Path, values: dict[str, str]) -> str:
    path, name = template
    name = PLACES.get(name, name)
    if name.startswith("package/"):
        name = values["package"] + name[len("package") :]
    name = name.replace("test_package", f"test_{values['package']}")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    text = string.Template(path.read_text(encoding="utf-8")).substitute(values)
    target.write_text(text, encoding="utf-8")
    return name


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
