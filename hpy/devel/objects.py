"""HPy's own C sources as object files: how they are compiled, for one build or for the static libraries.

They are compiled as C and with no flag of the author's, since an extension may be C++ or want -Werror. But they are
compiled for the minor version of the ABI that the extension asks for: with a newer one they call functions that its
oldest host lacks. The static libraries are for the newest.
"""

from __future__ import annotations

import copy
import functools
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable

if TYPE_CHECKING:
    from . import HPyDevel

# Sources that run while an extension works; the others make modules and types, once, and are compiled to be small:
# of an extension with one function in the CPython ABI that is 2.4 kB of code (x86-64, gcc 12).
QUICK_SOURCES = {
    "arg_keywords.c", "arg_parser.c", "arg_unpack.c", "arg_values.c", "argparse.c", "builder_format.c", "builders.c",
    "buildvalue.c", "bytes_builder.c", "call.c", "call_format.c", "capsule.c", "fields.c", "format.c", "helpers.c",
    "keywords.c", "long.c", "object.c", "text_builder.c", "tracker.c", "type_call.c", "type_collect.c",
    "type_dealloc.c", "type_finalize.c", "type_levels.c", "type_new.c",
}  # fmt: skip

# What makes them smaller, by 1.2 kB of code over all of them, and calls from them quicker, without a jump between.
SMALL_ARGS = ("-fno-plt", "-falign-jumps=1", "-falign-labels=1", "-falign-loops=1")

# On Linux: what the system's loader writes to when the file is loaded is written to by nobody afterwards, and no stack
# of the process becomes executable for it.
HARDENED_LINK_ARGS = ["-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack"]

UNIX_COMPILE_ARGS = ["-fvisibility=hidden", "-ffunction-sections", "-fdata-sections"]


def compile_args(compiler: Any) -> list[str]:
    """Flags for the author's sources and for HPy's: nothing is exported, and the linker can leave functions out."""
    return [*UNIX_COMPILE_ARGS, *_same_bytes_args(compiler)] if compiler.compiler_type == "unix" else []


def _same_bytes_args(compiler: Any) -> list[str]:
    """Where SOURCE_DATE_EPOCH asks for a build that gives the same bytes again, no name of the project's folder, nor of
    the one in which HPy lies for the time of the build, goes into the binary. Otherwise debuggers want them."""
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        return []
    folders = {os.getcwd(): ".", str(Path(__file__).parents[1]): "hpy"}
    args = [f"-ffile-prefix-map={folder}={name}" for folder, name in folders.items()]
    return args if accepts((*compiler.compiler_so, "-c"), args[0]) else []


def strict_args(compiler: Any, sources: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Flags for the author's C: a misspelt function of the API is an error here, not an undefined symbol at import."""
    if not all(os.fspath(source).endswith(".c") for source in sources):
        return []  # C++ has that error by itself, and warns of the flag
    if compiler.compiler_type == "msvc":
        return ["/we4013"]
    flag = "-Werror=implicit-function-declaration"
    return [flag] if compiler.compiler_type == "unix" and accepts((*compiler.compiler_so, "-c"), flag) else []


def without_python_h(compiler: Any, abi: str) -> Any:
    """A copy of 'compiler', for the universal ABI without the folders in which Python.h is found."""
    compiler = copy.copy(compiler)
    compiler.include_dirs = [
        folder
        for folder in compiler.include_dirs
        if abi != "universal" or not os.path.exists(os.path.join(folder, "Python.h"))
    ]
    return compiler


def helper_args(compiler: Any, abi: str) -> list[str]:
    """Flags for HPy's sources only."""
    if compiler.compiler_type == "msvc":
        return ["/std:c11"]
    args = ["-std=gnu11", *compile_args(compiler)]
    if compiler.compiler_type == "unix":
        levels = [arg for arg in compiler.compiler_so if arg.startswith("-O")]
        # -O3, which Python was built with, makes these sources larger by half and not faster; with CFLAGS of the
        # author's there may be no level at all.
        if levels[-1:] in ([], ["-O3"]):
            args.append("-O2")
        if sys.platform.startswith("linux"):
            if abi == "cpython":  # nothing is thrown through C; in the others debug mode walks through helpers
                args.append("-fno-asynchronous-unwind-tables")  # a tenth of the size
            args += [flag for flag in SMALL_ARGS if accepts((*compiler.compiler_so, "-c"), flag)]
    return args


def compile_all(compile: Any, sources: list[str], **options: Any) -> list[str]:
    """What compile(sources, **options) of a compiler does, with as many sources at once as there are processors."""
    made = list(compile(sources[:1], **options))  # alone, since some compilers set themselves up with the first one
    pool = ThreadPoolExecutor(os.cpu_count())
    tasks = [pool.submit(compile, [source], **options) for source in sources[1:]]
    try:
        for task in tasks:
            made += task.result()
    finally:  # one that failed is enough
        for task in tasks:
            task.cancel()
        pool.shutdown()
    return made


def compile_helpers(
    compiler: Any,
    devel: HPyDevel,
    abi: str,
    folder: str,
    args: list[str],
    debug: Any = False,
    abi_minor: int | None = None,
) -> list[str]:
    """Compile all that an extension of this ABI takes from HPy, into 'folder'. Returns the object files.

    They call no function that is newer than 'abi_minor'; None means the newest.
    """
    small = ["-Os"] if compiler.compiler_type == "unix" else []
    sources = devel.get_sources(abi)
    quick = [source for source in sources if os.path.basename(source) in QUICK_SOURCES]
    for group, more in ((quick, []), ([source for source in sources if source not in quick], small)):
        compile_all(
            compiler.compile,
            group,
            output_dir=folder,
            macros=devel.get_define_macros(abi, abi_minor),
            include_dirs=devel.get_include_dirs(abi),
            debug=debug,
            extra_postargs=[*args, *more],
        )
    return compiler.object_filenames(sources, output_dir=folder)


@functools.lru_cache(maxsize=None)
def accepts(command: tuple[str, ...], flag: str) -> bool:
    """Whether the compiler or linker that 'command' calls takes the flag in silence."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "empty.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write("int hpy_empty;\n")
        words = [*command, flag, source, "-o", os.path.join(folder, "empty.out")]
        try:
            tried = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except OSError:
            return False
    return tried.returncode == 0 and not tried.stdout
