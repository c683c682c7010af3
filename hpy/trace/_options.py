"""The options in the variable HPY_TRACE."""

import atexit

from hpy.universal import _trace

from .. import _output


def parse(value):
    """{"times": bool, "events": int, "table": bool, "html": path, "json": path}, of what 'value' mentions."""
    options = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, equals, argument = part.partition("=")
        if name == "counts" and not equals:
            options["times"] = False
        elif name == "table" and not equals:
            options["table"] = True
        elif name == "events" and argument.isascii() and argument.isdigit():
            options["events"] = _number(value, argument)
        elif name in ("html", "json") and argument:
            options[name] = argument
        else:
            raise _error(value, "%s is none of counts, events=N, table, html=FILE, json=FILE" % _shown(part))
    if options.get("events") and not options.get("times", True):
        raise _error(value, "events have times, so 'counts' cannot stand beside them")
    return options


def _number(value, digits):
    if len(digits) > 18:
        raise _error(value, "the number of events, %s, is too large" % _shown(digits))
    return int(digits)


def _shown(text):
    return _output.one_line(repr(text))


def _error(value, why):
    return ImportError("HPY_TRACE=%s: %s" % (_shown(value), why))


def apply(value):
    options = parse(value)
    try:
        _trace.set_options(**{name: options[name] for name in ("times", "events") if name in options})
    except (MemoryError, ValueError) as error:
        raise _error(value, error) from None
    if any(name in options for name in ("table", "html", "json")):
        atexit.register(write, options)


def write(options):
    """The reports that the options ask for."""
    from ._report import Report

    report = Report.now()
    if options.get("html"):
        _output.write_file(options["html"], report.as_html(), "hpy trace")
    if options.get("json"):
        _output.write_file(options["json"], report.as_json(), "hpy trace")
    if options.get("table"):
        _output.write(report.as_text())
