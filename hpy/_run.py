"""The command run: python -m hpy run [--debug] [--trace] -- SCRIPT ARGS runs a program in the modes that are named."""

from __future__ import annotations

import argparse
import atexit
import os
from typing import Any

from . import _command, _program

EXAMPLES = """\
examples:
  hpy run script.py                                 in no mode, whatever HPY says
  hpy run --debug --trace -- script.py --size 3     checked and traced at once
  hpy run --debug-options fatal,leaks=call -m pytest tests
  hpy run --trace-options html=page.html --module demo._core script.py

Options of a mode are those of the variables HPY_DEBUG and HPY_TRACE; the commands debug and trace have them one by one.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = _command.add_parser(
        subparsers,
        "run",
        "have the modes for",
        help="run a program in debug mode, trace mode, both or none",
        description="Run a Python program with its HPy modules in the modes that are named; in none without a name.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--debug", action="store_true", help="report mistakes in the use of the API")
    parser.add_argument("--trace", action="store_true", help="count and time what modules do; tables at the end")
    parser.add_argument("--debug-options", metavar="OPTIONS", help="debug mode with these options, as in HPY_DEBUG")
    parser.add_argument("--trace-options", metavar="OPTIONS", help="trace mode with these options, as in HPY_TRACE")
    _program.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the program; its exit status."""
    _program.words_of(options)  # no mode where nothing runs
    wanted = {"debug": _debug, "trace": _trace}
    modes = [mode for mode in wanted if getattr(options, mode) or getattr(options, mode + "_options") is not None]
    if options.module and not modes:
        options.program_parser.error("--module needs a mode: --debug or --trace")
    for mode in modes:
        text = getattr(options, mode + "_options") or ""
        try:
            wanted[mode](text)
        except (MemoryError, ValueError) as error:
            options.program_parser.error(f"--{mode}-options: {error}")
    _command.switch_on(options, "+".join(modes) or "universal")
    return _program.run(options)


def _debug(text: str) -> None:
    from . import debug
    from .debug import _options

    chosen = _with_whole_paths(_options.parse(text), ("json",))
    inherited = _options.from_environment()
    debug.set_options(**chosen)
    os.environ["HPY_DEBUG"] = _options.to_text({**inherited, **chosen})  # for the program's child processes


def _trace(text: str) -> None:
    from . import trace
    from .trace import _options

    chosen = _with_whole_paths(_options.parse(text or "table"), _options.FILES)
    trace.set_options(**{name: chosen[name] for name in ("times", "events") if name in chosen})
    atexit.register(_options.write, chosen)


def _with_whole_paths(chosen: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The program may change the folder."""
    return {name: os.path.abspath(value) if name in names and value else value for name, value in chosen.items()}
