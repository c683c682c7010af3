"""The command compile-commands: python -m hpy compile-commands tells an editor how a project's sources are compiled."""

from __future__ import annotations

import argparse
import json
import os

from . import abitag, config

EXAMPLES = """\
examples:
  hpy compile-commands                  of the project in this folder, in the ABI that it asks for
  hpy compile-commands --clangd         the settings of clangd besides, if there are none
  hpy compile-commands --abi cpython    in another ABI
  hpy compile-commands path/to/project

Nothing is compiled, and nothing has to be installed but hpy, setuptools and what the project's setup.py imports. Run it
again when files are added or options change. CMake and Meson write such a file by themselves.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "compile-commands",
        help="write compile_commands.json, by which editors read a project's sources",
        description="Write compile_commands.json, by which clangd and other tools read the sources of a project.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", default=os.curdir, metavar="FOLDER", help="that of the project")
    parser.add_argument("--abi", choices=abitag.ABIS, help="the ABI (default: the project's)")
    parser.add_argument("--abi-minor", metavar="N", help="newest minor version of the ABI that the sources use")
    parser.add_argument("--clangd", action="store_true", help="also write .clangd, unless there is one")
    parser.set_defaults(run=run, program_parser=parser)


def run(options: argparse.Namespace) -> int:
    parser = options.program_parser
    if not os.path.isdir(options.folder):
        parser.error(f"{options.folder}: there is no such folder")
    try:
        from . import compile_commands
    except ImportError as error:
        parser.exit(1, f"hpy compile-commands: it needs setuptools: {error}\n")
    try:
        minor = None if options.abi_minor is None else config.check_abi_minor(options.abi_minor, "--abi-minor")
        path = compile_commands.write(options.folder, options.abi, minor)
        made = options.clangd and compile_commands.write_clangd(options.folder)
    except config.ConfigError as mistake:
        parser.error(str(mistake))
    except (compile_commands.NoCommands, OSError) as error:
        parser.exit(1, f"hpy compile-commands: {error}\n")
    print(f"{path}: {_files(path)}")
    if options.clangd:
        print(f"{os.path.join(os.path.dirname(path), '.clangd')}: {'written' if made else 'left as it is'}")
    return 0


def _files(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        n = len({entry["file"] for entry in json.load(file)})
    return f"{n} file" + ("s" if n != 1 else "")
