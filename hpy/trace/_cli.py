"""``python -m hpy trace [options] -- script args…``: run a program in trace mode and show what its extensions did."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import TYPE_CHECKING

from .. import _command, _output, _program, trace
from ._options import EVENTS, FILES, FILES_WITH_EVENTS, write_files

if TYPE_CHECKING:
    from ._report import Report


EXAMPLES = """\
examples:
  hpy trace script.py
  hpy trace --html page.html -m demo
  hpy trace --counts --top 5 -- script.py --size 3
"""
WRITTEN = {"timeline": "Timeline: %s, for https://ui.perfetto.dev or speedscope", "html": "Page: %s"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command.add_parser(
        subparsers,
        "trace",
        "trace",
        help="run a program and show what its extensions call, and how long that takes",
        description="Run a program with its HPy extensions in trace mode, then print tables of what they did.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--html", metavar="FILE", help="write a page with plots")
    parser.add_argument("--json", metavar="FILE", help="write everything as JSON")
    parser.add_argument(
        "--timeline",
        metavar="FILE",
        help="write the timeline for Perfetto, speedscope and others, in Chrome's trace event format",
    )
    parser.add_argument("--counts", action="store_true", help="only count: take no times, which disturbs less")
    parser.add_argument(
        "--events",
        type=int,
        metavar="N",
        help="keep the last N calls for the timeline (default: %d with --json or --timeline)" % EVENTS,
    )
    parser.add_argument("--top", type=int, default=15, metavar="N", help="lines of each table (default: %(default)s)")
    _program.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs the program and returns its exit status."""
    _program.words_of(options)  # nothing was traced where nothing runs
    if options.counts and options.timeline:
        options.program_parser.error("--timeline needs times, so --counts cannot stand beside it")
    if options.counts and options.events:
        options.program_parser.error("--events needs times, so --counts cannot stand beside it")
    events = options.events
    if events is None:
        events = EVENTS if any(getattr(options, name) for name in FILES_WITH_EVENTS) and not options.counts else 0
    _command.keep_files(options, FILES)
    _command.switch_on(options, "trace")
    try:
        trace.set_options(times=not options.counts, events=events)
    except (MemoryError, ValueError) as error:
        options.program_parser.error("--events: %s" % error)
    try:
        return _program.run(options)
    finally:
        show(trace.report(), options)


def show(report: Report, options: argparse.Namespace) -> None:
    with contextlib.suppress(OSError, ValueError):  # closed by the program, or by who reads it
        sys.stdout.flush()
    _output.write("\n" + report.as_text(options.top))
    for name in write_files(report, vars(options)):
        if name in WRITTEN:
            _output.write(WRITTEN[name] % _output.printable(getattr(options, name)) + "\n")
