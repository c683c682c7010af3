"""The options in the variable HPY_TRACE."""

import atexit
import sys

from hpy.universal import _trace


def parse(value):
    """{"times": bool, "events": int, "table": bool, "html": path, "json": path}, of what 'value' mentions."""
    options = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, equals, argument = part.partition("=")
        if name == "counts" and not equals:
            options["times"] = False
        elif name == "table" and not equals:
            options["table"] = True
        elif name == "events" and argument.isdigit():
            options["events"] = int(argument)
        elif name in ("html", "json") and argument:
            options[name] = argument
        else:
            raise ImportError("HPY_TRACE=%r: %r is none of counts, events=N, table, html=FILE, json=FILE" % (value, part))
    if options.get("events") and not options.get("times", True):
        raise ImportError("HPY_TRACE=%r: events have times, so 'counts' cannot stand beside them" % value)
    return options


def apply(value):
    options = parse(value)
    _trace.set_options(**{name: options[name] for name in ("times", "events") if name in options})
    if any(name in options for name in ("table", "html", "json")):
        atexit.register(write, options)


def write(options):
    """The reports that the options ask for."""
    from ._report import Report

    report = Report.now()
    if options.get("html"):
        with open(options["html"], "w", encoding="utf-8") as f:
            f.write(report.as_html())
    if options.get("json"):
        with open(options["json"], "w", encoding="utf-8") as f:
            f.write(report.as_json())
    if options.get("table"):
        sys.stderr.write(report.as_text())
