"""What the commands run, debug and trace have in common: a program runs with some modules, or all, in a mode."""

from __future__ import annotations

import argparse
import os
from typing import Any

from . import _environment


def add_parser(subparsers: Any, mode: str, what: str, **texts: Any) -> argparse.ArgumentParser:
    """The parser of a command, with its option --module; what is to be run follows by _program.add_arguments()."""
    parser: argparse.ArgumentParser = subparsers.add_parser(mode, **texts)
    parser.add_argument(
        "--module",
        metavar="NAME",
        action="append",
        default=[],
        help="%s this module only, its full name or the last part; may be given again" % what,
    )
    return parser


def switch_on(options: argparse.Namespace, mode: str) -> list[str]:
    """Have the modules that --module names imported in the mode, or all without it. Returns the names."""
    names = [name.strip() for part in options.module for name in part.split(",") if name.strip()]
    _environment.set_mode(",".join("%s:%s" % (name, mode) for name in names) or mode)
    return names


def keep_files(options: argparse.Namespace, names: tuple[str, ...]) -> None:
    """Make the names of files absolute: the program may change the folder."""
    for name in names:
        if getattr(options, name):
            setattr(options, name, os.path.abspath(getattr(options, name)))
