"""The command line: python -m hpy COMMAND, or hpy COMMAND. Each command is a module that has add_parser(subparsers)."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
from typing import Any, Sequence

from . import __version__

COMMANDS = [
    "hpy._info",
    "hpy._new",
    "hpy.devel._cli",
    "hpy.devel._editor_cli",
    "hpy.audit._cli",
    "hpy.stubs._cli",
    "hpy._run",
    "hpy.debug._cli",
    "hpy.trace._cli",
    "hpy._completion",
]  # those that are not installed are left out


def main(arguments: Sequence[str] | None = None) -> Any:
    """Run the command that the arguments name; its exit status."""
    called = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    parser = argparse.ArgumentParser(
        prog="hpy" if called == "hpy" else "python -m hpy", description="Tools for HPy extensions."
    )
    parser.add_argument("--version", action="version", version="hpy " + __version__)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    try:
        for module in filter(importlib.util.find_spec, COMMANDS):
            importlib.import_module(module).add_parser(commands)
    except ImportError as error:
        parser.exit(1, "%s: %s\n" % (parser.prog, error))
    options, rest = parser.parse_known_args(arguments)
    if rest:  # shown with the usage of the command, not with that of all
        getattr(options, "program_parser", parser).error("unrecognized arguments: %s" % " ".join(rest))
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
