"""The command config: python -m hpy config prints what a build system or a Makefile wants to know."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
from typing import Any

from .. import __version__
from . import HPyDevel, abitag, config, flags, hints

EXAMPLES = """\
examples:
  hpy config --cflags                         for the compiler, in the universal ABI
  hpy config --abi cpython --libs             for the linker, in another
  cc -O2 -shared mod.c -o mod.so $(hpy config --cflags --libs)
  $(hpy config --compile-line mod mod.c)      the whole command
  hpy config --json                           all of it, for a program

Each question is answered by words as a shell takes them; several questions on one line. With --lines, each word stands
on a line of its own.
"""

# Option → what it prints.
QUESTIONS = {
    "includes": "the include folders, as options of the compiler",
    "cflags": "all that the compiler needs: folders, macros, flags",
    "ldflags": "what makes the linker write an extension module",
    "libs": "HPy's own part of an extension, and what that needs",
    "sources": "the C sources of that part, where the library does not fit",
    "extension-suffix": "what the file's name has behind the module's name",
    "includedir": "the folder of hpy.h",
    "cmakedir": "the folder of hpy-config.cmake, for CMake's hpy_DIR",
    "pkgconfigdir": "the folder of hpy-universal.pc and so on, for PKG_CONFIG_PATH",
    "gdb": "the script that shows HPy's values in gdb, for its command source",
    "lldb": "the same for lldb, for its command script import",
    "valgrind": "what valgrind is to pass over in Python, for its option --suppressions",
    "version": "the version of hpy",
}
# Those whose answer is of no use without Python.h, in the ABIs that include it.
OF_PYTHON_H = {"includes", "cflags"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "config",
        help="print flags, folders and names for a build system",
        description="Print what builds an HPy extension without setuptools.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--abi", choices=abitag.ABIS, default="universal", help="the ABI (default: universal)")
    parser.add_argument("--abi-minor", metavar="N", help="newest minor version of the ABI that the sources use")
    for option, text in QUESTIONS.items():
        parser.add_argument(f"--{option}", dest="questions", action="append_const", const=option, help=text)
    parser.add_argument("--compile-line", nargs="+", metavar=("NAME", "FILE"), help="one command that makes a module")
    parser.add_argument("--lines", action="store_true", help="each word on a line of its own, and as it is")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.set_defaults(run=run, program_parser=parser, questions=[])


def run(options: argparse.Namespace) -> int:
    error = options.program_parser.error

    def missing(text: str) -> None:
        options.program_parser.exit(1, f"hpy config: {text}\n")

    if options.json or options.compile_line or OF_PYTHON_H.intersection(options.questions):
        lacks = _lacks_python_h(options.abi)
        if lacks:
            missing(lacks)
    minor = options.abi_minor
    if minor is not None:
        try:
            minor = config.check_abi_minor(minor, "--abi-minor")
        except config.ConfigError as mistake:
            error(str(mistake))
    if options.json:
        print(json.dumps({"abi": options.abi, **_answers(options.abi, minor)}, indent=2))
        return 0
    lines = []
    answers = _answers(options.abi, minor)
    for question in options.questions:
        if answers[question] is None:
            missing(_no_library(options.abi, minor))
        lines.append(answers[question])
    if options.compile_line:
        name, *sources = options.compile_line
        if not sources:
            error("--compile-line wants the module's name and its source files")
        lines.append(flags.compile_line(options.abi, minor, name, sources))
    if not lines:
        error(
            "nothing is asked: give one of "
            + ", ".join(f"--{option}" for option in [*QUESTIONS, "compile-line", "json"])
        )
    words = [word for line in lines for word in ([line] if isinstance(line, str) else line)]
    print("\n".join(words) if options.lines else _quoted(words))
    return 0


def _lacks_python_h(abi: str) -> str | None:
    another = hints.only_for_cpython(abi)
    if another:
        return another
    folders = flags.python_include_dirs()
    if abi == "universal" or any(os.path.exists(os.path.join(folder, "Python.h")) for folder in folders):
        return None
    return f"for the ABI {abi}, {hints.no_python_h(where=folders)}"


def _no_library(abi: str, minor: int | None) -> str:
    which = f"the ABI {abi}" if minor is None else f"minor version {minor} of the ABI {abi}"
    return (
        f"this hpy has no static library for {which}; compile the files of --sources along with yours, "
        "with the same --cflags"
    )


def _answers(abi: str, minor: int | None) -> dict[str, Any]:
    return {
        "includes": [("/I" if os.name == "nt" else "-I") + folder for folder in flags.include_dirs(abi)],
        "cflags": flags.compile_args(abi, minor),
        "ldflags": flags.link_args(abi),
        "libs": flags.libraries(abi, minor),
        "sources": HPyDevel().get_sources(abi),
        "extension-suffix": flags.extension_suffix(abi),
        "includedir": str(HPyDevel().include_dir),
        "cmakedir": str(flags.CMAKE_DIR),
        "pkgconfigdir": str(flags.PKGCONFIG_DIR),
        "gdb": str(flags.DEBUGGERS_DIR / "hpy_gdb.py"),
        "lldb": str(flags.DEBUGGERS_DIR / "hpy_lldb.py"),
        "valgrind": str(flags.DEBUGGERS_DIR / "python.supp"),
        "version": __version__,
    }


def _quoted(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else " ".join(map(shlex.quote, words))
