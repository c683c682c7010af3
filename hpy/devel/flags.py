"""What a build system other than setuptools needs, as words of a command line: for ``hpy config`` and the .pc files."""

from __future__ import annotations

import os
import shlex
import sys
import sysconfig
from pathlib import Path

from . import HPyDevel, abitag, minors
from .objects import HARDENED_LINK_ARGS, UNIX_COMPILE_ARGS
from .version import __version__

FOLDER = Path(__file__).parent
CMAKE_DIR = FOLDER / "cmake"
PKGCONFIG_DIR = FOLDER / "lib" / "pkgconfig"
DEBUGGERS_DIR = FOLDER.parent / "debuggers"


def python_include_dirs() -> list[str]:
    """Where Python.h is, if it is installed."""
    paths = sysconfig.get_paths()
    return list(dict.fromkeys([paths["include"], paths["platinclude"]]))


def include_dirs(abi: str) -> list[str]:
    """The folders of headers, in order: Python's last, where the ABI knows them."""
    return HPyDevel().get_include_dirs(abi) + ([] if abi == "universal" else python_include_dirs())


def macros(abi: str, abi_minor: int | None = None) -> list[str]:
    """Those that choose the ABI, as NAME or NAME=VALUE."""
    pairs = HPyDevel().get_define_macros(abi, abi_minor)
    return [name if value is None else f"{name}={value}" for name, value in pairs]


def compile_args(abi: str, abi_minor: int | None = None) -> list[str]:
    """All that the compiler of an extension's source needs."""
    if os.name == "nt":
        return [f"/I{folder}" for folder in include_dirs(abi)] + [f"/D{macro}" for macro in macros(abi, abi_minor)]
    folders = [f"-I{folder}" for folder in include_dirs(abi)]
    return [*folders, *(f"-D{macro}" for macro in macros(abi, abi_minor)), "-fPIC", *UNIX_COMPILE_ARGS]


def link_args(abi: str) -> list[str]:
    """Makes the linker write an extension module."""
    if os.name == "nt":
        return ["/DLL"]
    if sys.platform == "darwin":
        return ["-bundle", *([] if abi == "universal" else ["-undefined", "dynamic_lookup"]), "-Wl,-dead_strip"]
    return ["-shared", "-Wl,--gc-sections", *(HARDENED_LINK_ARGS if sys.platform.startswith("linux") else [])]


def libraries(abi: str, abi_minor: int | None = None) -> list[str] | None:
    """HPy's part of an extension, as a static library and what that needs; None where there is none: the libraries are
    for the newest minor version."""
    if minors.of_helpers(abi, [], [], abi_minor) is not None:
        return None
    static = HPyDevel().get_static_libs(abi) or []
    static = [path for path in static if path.endswith((".a", ".lib"))]
    return [*static, *_system_words(abi)] if len(static) == 1 else None


def system_libraries(abi: str) -> list[str]:
    """Direct import looks Python's functions up with dlsym(), which older C libraries keep in libdl."""
    return ["dl"] if abi != "cpython" and sys.platform.startswith("linux") else []


def own_part(abi: str, abi_minor: int | None) -> list[str]:
    """HPy's part of an extension: the library, or the sources where none fits."""
    return libraries(abi, abi_minor) or [*HPyDevel().get_sources(abi), *_system_words(abi)]


def _system_words(abi: str) -> list[str]:
    return [f"-l{name}" for name in system_libraries(abi)]


def extension_suffix(abi: str) -> str:
    """What the file's name has behind the module's."""
    return abitag.get_hpy_ext_suffix(abi, layout="plain")


def compile_line(abi: str, abi_minor: int | None, name: str, sources: list[str]) -> list[str]:
    """One command that makes the module 'name' of the sources."""
    own = own_part(abi, abi_minor)
    target = name.rpartition(".")[2] + extension_suffix(abi)
    if os.name == "nt":
        return ["cl", "/O2", *compile_args(abi, abi_minor), *sources, *own, "/link", *link_args(abi), f"/OUT:{target}"]
    compiler = shlex.split(os.environ.get("CC") or "cc")
    return [*compiler, "-O2", *compile_args(abi, abi_minor), *sources, "-o", target, *link_args(abi), *own]


# ---- pkg-config

PC = """\
# How an extension in HPy's {abi} ABI is compiled and linked. Its file is called NAME{suffix}.
devel=${{pcfiledir}}/../..
# HPy's part of an extension: compiled along with yours it takes the place of the library, which is for the newest minor
# version of the ABI.
sources={sources}

Name: hpy-{abi}
Description: {what}
Version: {version}
Cflags: {cflags}
Libs: {libs}
"""
WHAT = {
    "universal": "Python extensions in one binary for every Python",
    "hybrid": "Python extensions on HPy and Python.h together; the folder of Python.h is not named here",
    "cpython": "Python extensions on HPy for one version of CPython; the folder of Python.h is not named here",
}


def pkgconfig(abi: str, library: str) -> str:
    """The text of hpy-ABI.pc. It finds everything from where it lies: lib/pkgconfig in the folder of this file."""
    folders = [Path(folder).relative_to(FOLDER).as_posix() for folder in HPyDevel().get_include_dirs(abi)]
    words = [f'-I"${{devel}}/{folder}"' for folder in folders]
    words += [f"-D{macro}" for macro in macros(abi)] + UNIX_COMPILE_ARGS
    libs = [f'"${{devel}}/lib/{abi}/{library}"', *(word for word in link_args(abi) if word.startswith("-Wl"))]
    sources = [Path(source).relative_to(FOLDER).as_posix() for source in HPyDevel().get_sources(abi)]
    return PC.format(
        sources=" ".join(f'"${{devel}}/{source}"' for source in sources),
        abi=abi,
        suffix=extension_suffix(abi),
        what=WHAT[abi],
        version=__version__,
        cflags=" ".join(words),
        libs=" ".join([*libs, *_system_words(abi)]),
    )
