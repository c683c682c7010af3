"""The options in the variable HPY_TRACE."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any, Iterator, Mapping

from hpy.universal import _trace

from .. import _options, _output
from .._options import file_name, word

if TYPE_CHECKING:
    from ._report import Report

EVENTS = 50000  # kept for a timeline, where one is wanted and no number is given
FILES = ("html", "json", "timeline")
FILES_WITH_EVENTS = ("json", "timeline")


def _events(name: str, value: object) -> int:
    return _options.number(name, value, 10**18)


CHECKS: _options.Known = {"counts": word, "events": _events, "table": word, **dict.fromkeys(FILES, file_name)}


def parse(text: str) -> dict[str, Any]:
    """{"times": bool, "events": int, "table": bool, "html": path, …}, of what the text mentions."""
    options = _options.parse(CHECKS, (word,), text)
    if options.pop("counts", False):
        options["times"] = False
    if options.get("timeline"):
        options.setdefault("events", EVENTS)
    if options.get("events") and not options.get("times", True):
        raise _options.OptionError("events have times, so 'counts' cannot stand beside them")
    return options


def apply() -> None:
    """Do what HPY_TRACE asks for."""
    options = _options.from_variable("HPY_TRACE", parse)
    try:
        _trace.set_options(**{name: options[name] for name in ("times", "events") if name in options})
    except (MemoryError, ValueError) as error:
        raise _options.wrong_variable("HPY_TRACE", error) from None
    if any(name in options for name in ("table", *FILES)):
        atexit.register(write, options)


def write(options: dict[str, Any]) -> None:
    """The reports that the options ask for."""
    from ._report import Report

    report = Report.now()
    list(write_files(report, options))
    if options.get("table"):
        _output.write(report.as_text())


def write_files(report: Report, paths: Mapping[str, Any]) -> Iterator[str]:
    """Write the files of the report that have a path, and yield the name of each as it is there."""
    forms = {"json": report.as_json, "timeline": report.as_trace_events, "html": report.as_html}
    for name, form in forms.items():
        if paths.get(name) and _output.write_file(paths[name], form(), "hpy trace"):
            yield name
