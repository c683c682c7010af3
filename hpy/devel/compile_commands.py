"""How an editor is to read the sources of a project: compile_commands.json, written without compiling anything.

clangd, and all that reads the same file, takes from it the command by which setuptools would compile each source, for
the ABI that the project asks for: those of HPy's modules and of plain extension modules. hpy.devel._editor_cli calls
it; in projects with a setup.py as its command hpy_compile_commands, so that the file has what setup() was told.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import tempfile
from typing import Any, ClassVar, Iterator

from setuptools import Command, Extension
from setuptools.errors import BaseError, CCompilerError, SetupError

from . import HPyDevel, config
from .build import fix_distribution
from .standalone import distribution, in_folder

FILE = "compile_commands.json"
COMMAND = "hpy_compile_commands"

CLANGD_FILE = ".clangd"
# clangd is no gcc: of a flag that it does not know it says so in every file.
CLANGD = """\
# For clangd: what Python's build gave to gcc that clang has no word for. Written by hpy compile-commands, never again.
CompileFlags:
  Remove:
    - -fuse-linker-plugin
    - -ffat-lto-objects
    - -fno-fat-lto-objects
    - -flto*
    - -fprofile-*
    - -fno-semantic-interposition
    - -fno-tree-*
    - -falign-*
    - -fcf-protection*
    - -specs=*
    - -mno-direct-extern-access
"""


class NoCommands(Exception):
    """Nothing could be written; the text says why, and what to do."""


# For the command line -------------------------------------------------------------------------------------------------


def write(root: str, abi: str | None = None, abi_minor: int | None = None) -> str:
    """Write the file of the project in the folder 'root', in the ABI given or else the project's. Returns its path."""
    root = os.path.abspath(root)
    path = os.path.join(root, FILE)
    if os.path.exists(os.path.join(root, "setup.py")):
        _run_setup(root, abi, abi_minor)
    else:
        try:
            with in_folder(root):
                write_file(path, entries(_listed(abi, abi_minor)))
        except OSError as error:
            raise NoCommands(str(error)) from None
        except (CCompilerError, BaseError, config.ConfigError) as error:
            raise NoCommands(str(error)) from None
    return path


def _listed(abi: str | None, abi_minor: int | None) -> Any:
    """A Distribution of the modules that pyproject.toml lists in the current folder."""
    modules = config.read_modules(os.curdir)
    if not modules:
        raise NoCommands(f"{os.getcwd()} has neither a setup.py nor [[tool.hpy.modules]] in a pyproject.toml")
    dist = distribution(modules)
    if abi is not None:
        dist.hpy_abi = abi
    if abi_minor is not None:
        dist.hpy_abi_minor = abi_minor
    fix_distribution(dist, HPyDevel())
    return dist


def _run_setup(root: str, abi: str | None, abi_minor: int | None) -> None:
    """Have setup.py itself do it, in a process of its own: nobody knows what else it does."""
    options = [f"--hpy-abi={abi}"] if abi is not None else []
    options += [f"--hpy-abi-minor={abi_minor}"] if abi_minor is not None else []
    words = [sys.executable, "setup.py", *options, COMMAND]
    done = subprocess.run(words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip().splitlines() or [f"exit status {done.returncode}"]
        raise NoCommands(f"{os.path.join(root, 'setup.py')}: {re.sub('^error: ', '', said[-1])}")


class hpy_compile_commands(Command):  # distutils calls commands as their classes are called
    """setup.py hpy_compile_commands: how the extensions are compiled, for an editor."""

    description = "write compile_commands.json, for clangd and other tools"
    user_options: ClassVar[list[Any]] = []

    def initialize_options(self) -> None:
        pass

    def finalize_options(self) -> None:
        pass

    def run(self) -> None:
        write_file(FILE, entries(self.distribution))


# The commands ---------------------------------------------------------------------------------------------------------


def entries(dist: Any) -> list[dict[str, Any]]:
    """What compile_commands.json has to hold for a Distribution, whose folder is the current one."""
    command = dist.get_command_obj("build_ext")
    command.inplace = False
    command.ensure_finalized()
    found: list[dict[str, Any]] = []
    command.build_extensions = lambda: found.extend(_entries(command))
    command.run()
    if not found:
        raise SetupError("there is no C or C++ source of an extension module")
    return found


def _entries(command: Any) -> Iterator[dict[str, Any]]:
    is_hpy = getattr(command, "_is_hpy", lambda name: False)  # a project without a module of HPy's has a plain command
    for ext in command.extensions:
        compiler = command.compiler
        if is_hpy(command.get_ext_fullname(ext.name)):
            compiler, ext = command._hpy_compiler(), command._hpy_compilation(ext)
        for source in map(os.fspath, ext.sources):
            if os.path.splitext(source)[1] in compiler.src_extensions:
                yield _entry(command, compiler, ext, source)


def _entry(command: Any, compiler: Any, ext: Extension, source: str) -> dict[str, Any]:
    """The compiler is asked to compile, as build_ext asks it, but what it would run is only noted."""
    compiler = copy.copy(compiler)
    noted: list[list[str]] = []
    # setuptools runs programs by its compiler's method spawn(), and since 84 by call().
    compiler.spawn = compiler.call = lambda words, **more: noted.append(list(map(os.fspath, words)))
    compiler.mkpath = lambda *args, **more: None
    compiler.compile(
        [source],
        output_dir=command.build_temp,
        macros=[*ext.define_macros, *((name,) for name in ext.undef_macros)],
        include_dirs=ext.include_dirs,
        debug=command.debug,
        extra_postargs=ext.extra_compile_args or [],
        depends=ext.depends,
    )
    return {
        "directory": os.getcwd(),
        "file": os.path.abspath(source),
        "arguments": list(_words(noted[-1], source)),
    }


def _words(words: list[str], source: str) -> Iterator[str]:
    """The command with whole paths and without the object file, whose folder differs from one build to the next."""
    rest = iter(words)
    for word in rest:
        if word == "-o":
            next(rest, None)
        elif word.startswith("/Fo"):
            continue
        elif word.startswith(("-I", "/I")) and len(word) > 2:
            yield word[:2] + os.path.abspath(word[2:])
        else:
            yield os.path.abspath(word) if word == source else word


# Files ----------------------------------------------------------------------------------------------------------------


def write_file(path: str, found: list[dict[str, Any]]) -> None:
    """Replace the file as a whole: editors read it whenever it changes."""
    handle, temporary = tempfile.mkstemp(prefix=FILE + ".", dir=os.path.dirname(os.path.abspath(path)))
    try:
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=2, ensure_ascii=False)
            file.write("\n")
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_clangd(root: str) -> bool:
    """Write a .clangd for the project, unless there is one, which is the author's. Whether it was written."""
    try:
        with open(os.path.join(root, CLANGD_FILE), "x", encoding="utf-8") as file:
            file.write(CLANGD)
    except FileExistsError:
        return False
    return True
