"""The variables HPY, HPY_DEBUG and so on, as Python code sees them; the loader, in C, reads HPY itself.

Python's options -E and -I put its own variables out of force, and these as well. There, -X hpy=MODE says what HPY
would. So it is in a process that has more rights than who started it.
"""

from __future__ import annotations

import atexit
import os
import sys
from typing import Iterable

from ._output import printable, write

tells_of_names = True  # at exit; the commands that name modules tell it themselves
_imported: dict[str, bool] = {}  # names of modules, as keys


def variable(name: str) -> str:
    """The value of a variable; '' when it is not set or not in force."""
    return "" if is_ignored() else os.environ.get(name, "")


def is_ignored() -> bool:
    """Whether the variables are out of force. The loader knows; without it, or with a host's own, Python's flag."""
    by_loader = getattr(sys.modules.get("hpy.universal"), "_ignores_environment", None)
    return bool(by_loader()) if by_loader is not None else bool(sys.flags.ignore_environment)


def set_mode(text: str) -> None:
    """Let modules that are imported from now on, here and in child processes, have the mode that HPY=text asks for."""
    os.environ["HPY"] = text
    if is_ignored() or "hpy" in sys._xoptions:
        sys._xoptions["hpy"] = text


def get_mode() -> str:
    """What HPY, or the option that stands for it, says."""
    return sys._xoptions.get("hpy") or variable("HPY")


def note_import(name: str) -> None:
    """The loader tells of each module that it imports while HPY names modules."""
    if not _imported:
        atexit.register(_tell)
    _imported[name] = True


def _tell() -> None:
    missing = names_without_module(get_mode(), _imported) if tells_of_names else []
    if missing:
        what = (printable(", ".join(missing)), printable(", ".join(_imported)))
        write("hpy: note: HPY names %s, but no universal HPy module of this name was imported; there were: %s\n" % what)


def names_without_module(value: str, imported: Iterable[str]) -> list[str]:
    """The names in NAME:MODE,NAME:MODE that mean none of the modules."""
    known = {part for name in imported for part in (name, name.rpartition(".")[2])}
    names = [part.partition(":")[0].strip() for part in value.split(",") if ":" in part]
    return [name for name in names if name not in known]
