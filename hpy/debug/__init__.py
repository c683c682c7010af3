"""Debug mode for Python code: find leaks, choose what is recorded and reported, read what was found.

    HPY=debug python program.py          everything is checked, reports go to standard error
    python -m hpy debug -- program.py    the same
    pytest --hpy-debug                   a test with a finding fails

Options stand in HPY_DEBUG, separated by commas, or are set by set_options():

    fatal          end the process after the first finding
    verbose        print each occurrence, with every frame that was recorded
    nosource       do not look up files and lines
    stack=N        frames to record where handles are opened and closed, and where the API is used
    quarantine=N   closed handles to remember
    protect=WHICH  which memory handed out by the API is guarded: sample, all, none
    leaks=WHEN     when handles that a call left open are reported: exit, or call for the end of that call
    keep           keep the objects of closed handles alive, to show them
    json=FILE      write the findings; %p in the name is the number of the process
    color, nocolor whether reports are coloured, otherwise so on a terminal
"""

from __future__ import annotations

import atexit as _atexit
from typing import Any

from . import _findings, _layer, _options
from ._errors import HPyDebugError, HPyLeakError, HPyResultError, HPyUsageError
from ._findings import Finding, collect, findings
from .leakdetector import LeakDetector

__all__ = [
    "Finding",
    "HPyDebugError",
    "HPyLeakError",
    "HPyResultError",
    "HPyUsageError",
    "LeakDetector",
    "collect",
    "disable_handle_stack_traces",
    "findings",
    "get_options",
    "set_handle_stack_trace_limit",
    "set_options",
]


def set_handle_stack_trace_limit(limit: int | None) -> None:
    """Record up to that many frames for every handle opened from now on."""
    _layer.get().set_handle_stack_trace_limit(limit)


def disable_handle_stack_traces() -> None:
    """Record no stack, only the place of the call: the state at the start."""
    _layer.get().set_handle_stack_trace_limit(None)


def set_options(**options: Any) -> None:
    """Set options by name; those left out stay as they are. ValueError for what is not known."""
    checked = _options.check(options)
    of_layer = {name: value for name, value in checked.items() if name in _options.OF_LAYER}
    if of_layer:
        _layer.get().set_options(**of_layer)
    _findings.options.update({name: value for name, value in checked.items() if name not in of_layer})
    _findings.resolver.nosource = bool(_findings.options["nosource"])


def get_options() -> dict[str, Any]:
    """All options with their values."""
    return {**_layer.get().get_options(), **_findings.options}


set_options(**_options.from_environment())
_atexit.register(_findings.finish)
