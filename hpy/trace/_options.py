"""The options in the variable HPY_TRACE."""

from __future__ import annotations

import atexit
from typing import Any

from hpy.universal import _trace

from .. import _output

EVENTS = 50000  # kept for a timeline, where one is wanted and no number is given
FILES = ("html", "json", "timeline")


def parse(value: str) -> dict[str, Any]:
    """{"times": bool, "events": int, "table": bool, "html": path, …}, of what 'value' mentions."""
    options: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, equals, argument = part.partition("=")
        if name == "counts" and not equals:
            options["times"] = False
        elif name == "table" and not equals:
            options["table"] = True
        elif name == "events" and argument.isascii() and argument.isdigit():
            options["events"] = _number(value, argument)
        elif name in FILES and argument:
            options[name] = argument
        else:
            known = "counts, events=N, table, " + ", ".join(name + "=FILE" for name in FILES)
            raise _error(value, "%s is none of %s" % (_shown(part), known))
    if options.get("timeline"):
        options.setdefault("events", EVENTS)
    if options.get("events") and not options.get("times", True):
        raise _error(value, "events have times, so 'counts' cannot stand beside them")
    return options


def _number(value: str, digits: str) -> int:
    if len(digits) > 18:
        raise _error(value, "the number of events, %s, is too large" % _shown(digits))
    return int(digits)


def _shown(text: str) -> str:
    return _output.one_line(repr(text))


def _error(value: str, why: object) -> ImportError:
    return ImportError("HPY_TRACE=%s: %s" % (_shown(value), why))


def apply(value: str) -> None:
    options = parse(value)
    try:
        _trace.set_options(**{name: options[name] for name in ("times", "events") if name in options})
    except (MemoryError, ValueError) as error:
        raise _error(value, error) from None
    if any(name in options for name in ("table", *FILES)):
        atexit.register(write, options)


def write(options: dict[str, Any]) -> None:
    """The reports that the options ask for."""
    from ._report import Report

    report = Report.now()
    if options.get("html"):
        _output.write_file(options["html"], report.as_html(), "hpy trace")
    if options.get("timeline"):
        _output.write_file(options["timeline"], report.as_trace_events(), "hpy trace")
    if options.get("json"):
        _output.write_file(options["json"], report.as_json(), "hpy trace")
    if options.get("table"):
        _output.write(report.as_text())
