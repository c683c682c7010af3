"""The report as tables for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from .._output import printable

if TYPE_CHECKING:
    from ._advice import Advice
    from ._report import Counter, Function, Module, Report

WIDTH = 100


def as_text(report: Report, top: int = 15) -> str:
    """Modules, functions, API functions, advice; of each the 'top' most expensive."""
    if not report.modules:
        return (
            "No module was traced. Only binaries of the universal and the hybrid ABI can be traced, and only "
            "modules that are\nimported after trace mode is on; build with --hpy-abi=universal.\n"
        )
    times = report.has_times
    lines = table(
        ["module", "calls", *(["time"] if times else []), "API calls", *(["time in API"] if times else [])],
        [module_row(module, times) for module in report.modules],
        top,
    )
    lines += table(
        ["function of the extension", "calls", *(["time", "own", "per call"] if times else []), "API calls"],
        [function_row(function, times) for function in report.functions],
        top,
    )
    lines += table(
        ["function of the API", "calls", *(["time", "per call"] if times else [])],
        [api_row(name, counter, times) for name, counter in report.api.items()],
        top,
    )
    return "\n".join(lines + advice_lines(report.advice, top)) + "\n"


def module_row(module: Module, times: bool) -> list[str]:
    api = [counter for function in module.functions for counter in function.api.values()]
    calls, ns = sum(c.calls for c in api), sum(c.ns for c in api)
    if times:
        return [module.name, count(module.entered.calls), duration(module.entered.ns), count(calls), duration(ns)]
    return [module.name, count(module.entered.calls), count(calls)]


def function_row(function: Function, times: bool) -> list[str]:
    calls, ns = function.total
    row = [function.qualified_name, count(calls)]
    if times:
        row += [duration(ns), duration(function.own_ns), duration(ns / calls) if calls else ""]
    return [*row, count(function.api_total.calls)]


def api_row(name: str, counter: Counter, times: bool) -> list[str]:
    row = [name, count(counter.calls)]
    return row + [duration(counter.ns), duration(counter.ns / counter.calls)] if times else row


def table(head: list[str], rows: list[list[str]], top: int) -> list[str]:
    """Lines: the first column, which is a name, to the left, numbers to the right."""
    hidden = len(rows) - top
    rows = [[printable(row[0]), *row[1:]] for row in rows[:top]]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(row: list[str]) -> str:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        return "  ".join(cells).rstrip()

    lines = [line(head), "  ".join("-" * width for width in widths), *map(line, rows)]
    return lines + (["... and %d more" % hidden] if hidden > 0 else []) + [""]


def advice_lines(advice: list[Advice], top: int) -> list[str]:
    lines = []
    for one in advice[:top]:
        took = " (%s)" % duration(one.ns) if one.ns else ""
        text = "%s: %s%s. %s" % (printable(one.function), one.seen, took, one.suggestion)
        lines += textwrap.wrap(
            text, WIDTH, initial_indent="* ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
    return ["Advice", *lines, ""] if lines else []


def count(n: int) -> str:
    return format(n, ",")


def duration(ns: float) -> str:
    """Three digits and a unit: 1.23 ms."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return "%.3g %s" % (ns / size, unit) if ns < 1000 * size else "%d %s" % (ns / size, unit)
    return "%d ns" % ns
