"""Counts and times of what extensions do: of each function of HPy's API, each function of an extension, each module.

Only modules that were loaded in trace mode are traced: with ``HPY=trace`` in the environment, by
``python -m hpy trace -- script.py``, or with ``hpy.universal.load(..., mode=hpy.universal.MODE_TRACE)``.

    report()                 everything so far, as a Report: modules, functions, advice; as text, JSON or a page
    reset()                  start again from zero
    set_options(...)         whether to take times besides counts; how many calls to keep for a timeline

    get_call_counts(), get_durations(), get_frequency(), set_trace_functions()
                             as in HPy 0.9: for each function of the context, all modules together

The variable HPY_TRACE holds options for a process that is traced by HPY=trace, separated by commas:

    counts                   do not take times, which makes trace mode quicker
    events=N                 keep the last N calls for a timeline
    table, html=FILE, json=FILE, timeline=FILE
                             at exit, print the tables to standard error or write a page, a JSON file, or the timeline
                             for Perfetto and speedscope
"""

from __future__ import annotations

from hpy.universal import _trace

from . import _options
from ._report import Report

__all__ = [
    "Report",
    "get_call_counts",
    "get_durations",
    "get_frequency",
    "get_options",
    "report",
    "reset",
    "set_options",
    "set_trace_functions",
]

get_call_counts = _trace.get_call_counts
get_durations = _trace.get_durations
get_frequency = _trace.get_frequency
set_trace_functions = _trace.set_trace_functions
set_options = _trace.set_options
get_options = _trace.get_options
reset = _trace.reset


def report() -> Report:
    """What was traced up to now."""
    return Report.now()


_options.apply()
