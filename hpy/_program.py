"""Runs a script, a module or code in this process, as Python itself would: for commands that watch a program."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
import types


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let 'parser' take what is to be run as its last arguments: [--] SCRIPT ARGS, -m MODULE ARGS or -c CODE ARGS."""
    parser.usage = "%s [options] [--] (SCRIPT | -m MODULE | -c CODE) [ARGS ...]" % parser.prog
    parser.add_argument("-m", dest="program_module", nargs=argparse.REMAINDER, help="run a module: -m MODULE ARGS")
    parser.add_argument("-c", dest="program_code", nargs=argparse.REMAINDER, help="run code: -c CODE ARGS")
    parser.add_argument("program", nargs=argparse.REMAINDER, help="the script and its arguments")
    parser.set_defaults(program_parser=parser)


def words_of(options: argparse.Namespace) -> list[str]:
    """What add_arguments() found, as Python would be given it. Without any, the command ends with its usage."""
    words = options.program[1:] if options.program[:1] == ["--"] else options.program
    for option, rest in (("-m", options.program_module), ("-c", options.program_code)):
        if rest is not None:
            words = [option, *rest, *words]
    if not words or words in (["-m"], ["-c"]):
        options.program_parser.error("nothing to run: name a script, -m and a module, or -c and code")
    return words


def run(options: argparse.Namespace) -> int:
    """Run what add_arguments() found as __main__. Ends by SystemExit, or returns its exit status."""
    words = words_of(options)
    try:
        {"-m": _run_module, "-c": _run_code}.get(words[0], _run_script)(words)
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # shown as if the program had been started by itself
        error.__traceback__ = _without_own_frames(error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    return 0


def find_modules_here() -> None:
    """Let imports look into the current folder first, as for python -m; the script hpy had its own folder there."""
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path[0] = os.getcwd()


def _run_module(words: list[str]) -> None:
    find_modules_here()
    sys.argv[:] = words[1:]
    runpy.run_module(words[1], run_name="__main__", alter_sys=True)


def _run_code(words: list[str]) -> None:
    find_modules_here()
    sys.argv[:] = ["-c", *words[2:]]
    code = compile(words[1], "<string>", "exec")
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    exec(code, vars(main))


def _run_script(words: list[str]) -> None:
    script = words[0]
    if not os.path.exists(script):
        sys.stderr.write("%s: can't open file %r\n" % (os.path.basename(sys.executable), script))
        raise SystemExit(2)
    sys.argv[:] = words
    if os.path.isfile(script) and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        sys.path[0] = os.path.dirname(os.path.realpath(script))  # in place of the current folder, put there by -m hpy
    runpy.run_path(script, run_name="__main__")


def _without_own_frames(traceback: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback from the program's first frame on; None if there is none, as for a SyntaxError in it."""
    own = (__file__, runpy.__file__, "<frozen runpy>")
    while traceback is not None and traceback.tb_frame.f_code.co_filename in own:
        traceback = traceback.tb_next
    return traceback
