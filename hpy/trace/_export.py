"""The timeline in Chrome's trace event format, which Perfetto, speedscope and others read.

Each call is a pair of events, its begin and its end; those of a thread are in the order in which they happened, and
nested. Times are in microseconds, of which three digits behind the point are nanoseconds.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from .._output import printable

if TYPE_CHECKING:
    from ._report import Event, Report


def as_trace_events(report: Report) -> str:
    """The text of the file."""
    threads: dict[int, list[Event]] = {}
    for event in report.events:
        threads.setdefault(event.thread, []).append(event)
    first = min((event.start for event in report.events), default=0)
    process = os.getpid()
    lines = [_metadata(process, 0, "process_name", " ".join(map(printable, report.as_dict()["command"])))]
    for thread in sorted(threads):
        lines.append(_metadata(process, thread, "thread_name", "thread %d" % thread))
        lines += _of_thread(threads[thread], first, '"pid":%d,"tid":%d' % (process, thread))
    return '{"displayTimeUnit":"ns","traceEvents":[\n%s\n]}\n' % ",\n".join(lines)


def _metadata(process: int, thread: int, kind: str, name: str) -> str:
    return json.dumps({"ph": "M", "pid": process, "tid": thread, "name": kind, "args": {"name": name}})


def _of_thread(events: list[Event], first: int, where: str) -> list[str]:
    """Begins and ends. What has ended by the begin of the next call, or is not above it, ends before that."""
    lines: list[str] = []
    open_calls: list[Event] = []
    for event in sorted(events, key=lambda e: (e.start, e.depth)):
        while open_calls and (open_calls[-1].depth >= event.depth or _end(open_calls[-1]) < event.start):
            lines.append(_line("E", open_calls.pop(), first, where))
        lines.append(_line("B", event, first, where))
        open_calls.append(event)
    return lines + [_line("E", event, first, where) for event in reversed(open_calls)]


def _end(event: Event) -> int:
    return event.start + event.ns


def _line(phase: str, event: Event, first: int, where: str) -> str:
    ns = (event.start if phase == "B" else _end(event)) - first
    name = json.dumps(event.api or printable(event.function.qualified_name))
    category = "API" if event.api else "extension"
    more = ',"args":{"further API calls, not shown":%d}' % event.left_out if phase == "B" and event.left_out else ""
    text = '{"ph":"%s",%s,"ts":%d.%03d,"cat":"%s","name":%s%s}'
    return text % (phase, where, ns // 1000, ns % 1000, category, name, more)
