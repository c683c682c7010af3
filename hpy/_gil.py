"""For what needs the GIL that all interpreters share: hpy._shared_gil, an extension that says so by saying nothing.

Python's importer looks after that for the files that it opens. Here it is for those that hpy.universal.load() opens,
and for debug and trace mode.
"""

import importlib.machinery
import importlib.util
import sys
from typing import Optional


def enable(name: str) -> None:
    """Give a free-threaded Python its GIL back for the module 'name', unless it has it. Python warns of it."""
    if not sys._is_gil_enabled():  # type: ignore[attr-defined]
        _make(name + "._shared_gil")


def refuse_own_gil(name: str, mode: str) -> None:
    """Raise ImportError in an interpreter that has a GIL of its own, for the module 'name' in debug or trace mode."""
    try:
        _make(name + "._shared_gil")
    except ImportError as error:
        raise ImportError(
            f"cannot import {name!r} in {mode} mode: an interpreter with a GIL of its own cannot have it, only those "
            "that share one with the first interpreter; unset HPY for this interpreter",
            name=name,
        ) from error


def _make(name: str) -> None:
    found: Optional[importlib.machinery.ModuleSpec] = importlib.util.find_spec("hpy._shared_gil")
    assert found is not None and found.origin is not None
    spec = importlib.util.spec_from_file_location(name, found.origin)
    assert spec is not None
    importlib.util.module_from_spec(spec)
