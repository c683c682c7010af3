"""The command debug: python -m hpy debug [options] -- SCRIPT ARGS runs a program with its HPy modules checked."""

from __future__ import annotations

import argparse
import atexit
import os
import sys

from .. import _command, _ending, _environment, _output, _program, debug
from . import _files, _options

EXAMPLES = """\
examples:
  hpy debug script.py
  hpy debug --leaks call --stack 8 -- script.py --size 3
  hpy debug --exit-code --json findings.json -m pytest tests
  hpy debug --module demo._core -c "import demo; demo.add(2, 3)"
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = _command.add_parser(
        subparsers,
        "debug",
        "check",
        help="run a program with debug mode on",
        description="Run a Python program with its HPy modules in debug mode: mistakes in the use of the API are "
        "reported to standard error, with file and line where the module was built with -g.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--fatal", action="store_true", default=None, help="end the process after the first finding")
    add("--verbose", action="store_true", default=None, help="print each occurrence, with all frames recorded")
    add("--nosource", action="store_true", default=None, help="do not look up files and lines")
    add("--stack", type=int, metavar="N", help="frames to record for each place")
    add("--quarantine", type=int, metavar="N", help="closed handles to remember")
    add("--protect", choices=_options.PROTECT, help="which memory handed out by the API is guarded")
    add("--leaks", choices=_options.LEAKS, help="when leaks are reported: at exit, or at the end of each call")
    add("--keep", action="store_true", default=None, help="keep the objects of closed handles alive, to show them")
    add("--json", metavar="FILE", help="write the findings; %%p in the name is the number of the process")
    add("--color", action="store_true", default=None, help="colour the reports")
    add("--no-color", dest="color", action="store_false", help="do not")
    add("--exit-code", action="store_true", help="exit with status 1 if something was found or could not be checked")
    _program.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the program; its exit status."""
    _command.keep_files(options, ("json",))
    given = {name: getattr(options, name) for name in _options.CHECKS}
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        inherited = _options.from_environment()
        debug.set_options(**chosen)
    except ValueError as error:
        options.program_parser.error(str(error))
    modules = _command.switch_on(options, "debug")
    _environment.tells_of_names = False
    os.environ["HPY_DEBUG"] = _options.to_text({**inherited, **chosen})  # for the program's child processes
    not_checked: list[str] = []
    atexit.register(_tell_what_was_not_checked, modules, not_checked)
    if not options.exit_code:
        return _program.run(options)
    status = _status_of(options)
    _ending.end_program()
    return status or int(bool(debug.findings() or not_checked))


def _status_of(options: argparse.Namespace) -> int:
    """The program's exit status; other values that it ends with than numbers and None go on as they are."""
    try:
        return _program.run(options)
    except SystemExit as error:
        if error.code in (None, 0):
            return 0
        raise


def _tell_what_was_not_checked(names: list[str], not_checked: list[str]) -> None:
    """Print a note on each, and add its name to the list."""
    for name in names:
        trouble = _why_not_checked(name)
        if trouble:
            not_checked.append(name)
            _output.write("hpy debug: note: %s\n" % trouble)


def _why_not_checked(name: str) -> str | None:
    """What kept a module that was asked for from being checked, or None."""
    found = [module for key, module in list(sys.modules.items()) if name in (key, key.rpartition(".")[2])]
    if not found:
        return "the module %s was not imported" % name
    paths = [getattr(module, "__file__", None) for module in found]
    if any(path and _is_universal(path) for path in paths):
        return None
    what = "%s (%s)" % (name, _output.printable(paths[0]))
    return what + " was not checked: it is no universal HPy module; build it with --hpy-abi=universal"


def _is_universal(path: str) -> bool:
    """Whether the binary has the function by which every universal module tells its version of the ABI."""
    try:
        file, size = _files.open_regular(path)
        with file:
            return b"get_required_hpy_major_version_" in file.read(size)
    except (OSError, TypeError, ValueError):
        return True  # deleted since: give it the benefit of the doubt
