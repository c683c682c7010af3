"""HPy's static libraries, with which an extension is linked in place of compiling HPy's sources.

They are made when hpy itself is built, one for each ABI with one object for each source, so that the linker leaves
out what an extension does not use:

    lib/cpython/libhpy-ctx-cpython.a  lib/hybrid/libhpy-extra-hybrid.a  lib/universal/libhpy-extra-universal.a

and for pkg-config lib/pkgconfig/hpy-ABI.pc. Beside each library stands a record of what it was made for and from. A
library that does not fit, for another Python, other flags such as a sanitizer's, or changed sources, is left aside
and the sources are compiled.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from typing import Any

from setuptools.command.build_ext import build_ext
from setuptools.errors import LibError, PlatformError

from . import HPyDevel, abitag, flags, hints, objects
from .version import __version__

NAMES = {"cpython": "hpy-ctx-cpython", "hybrid": "hpy-extra-hybrid", "universal": "hpy-extra-universal"}
RECORD = "record.json"

# Flags after which objects still go together with those compiled without them.
HARMLESS = re.compile(r"-(arch$|I|D|U|g|O|std=|W(?![alp],)|pipe$|pthread$|f(PIC|pic|diagnostics-.*|no-lto)$)")

# Lines are enough to tell HPy's functions from the author's; and objects that one release of one compiler can read
# only would be of no use to others.
MORE_ARGS = {"unix": ["-g1", "-fno-lto"], "msvc": ["/GL-"]}


# Whether one fits -----------------------------------------------------------------------------------------------------


def find(build: Any, devel: HPyDevel, abi: str) -> tuple[str | None, str | None]:
    """What the command 'build' can link: (library, None), or (None, why there is no such library)."""
    libraries = devel.get_static_libs(abi) or []
    if len(libraries) != 1:
        return None, f"this installation of hpy has {len(libraries)} static libraries for the ABI {abi}"
    try:
        with open(os.path.join(os.path.dirname(libraries[0]), RECORD), encoding="utf-8") as file:
            recorded = dict(json.load(file))
    except (OSError, ValueError, TypeError):
        return None, f"nothing says what {libraries[0]} was made for"
    for key, wanted in purpose(build, devel).items():
        if recorded.get(key) != wanted:
            return None, f"{libraries[0]} was made for {key} {recorded.get(key)!r}, this build is for {wanted!r}"
    return libraries[0], None


def purpose(build: Any, devel: HPyDevel) -> dict[str, Any]:
    """What a library is made for and from; it fits where all of it is the same."""
    compiler = build.compiler
    level = "" if sys.version_info.releaselevel == "final" else sys.version
    return {
        "hpy": __version__,
        "python": (os.environ.get("SETUPTOOLS_EXT_SUFFIX") or sysconfig.get_config_var("EXT_SUFFIX")) + level,
        "platform": build.plat_name,
        "compiler": compiler.compiler_type,
        "machine": ",".join(_machines(compiler)),
        "flags": _flags(compiler),
        "debug": bool(build.debug) and compiler.compiler_type == "msvc",  # which has a C library of its own for that
        "sources": _digest(devel),
    }


def _flags(compiler: Any) -> list[str]:
    """The compiler's flags that change what objects go together with, besides those that this Python always gives."""
    given = set()
    for name in ("CC", "CFLAGS", "OPT", "BASECFLAGS", "CCSHARED"):
        given.update(shlex.split(sysconfig.get_config_var(name) or ""))
    words = getattr(compiler, "compiler_so", None) or []
    given.update(_program(compiler), _machines(compiler))
    return [word for word in words if word not in given and not HARMLESS.match(word)]


def _machines(compiler: Any) -> list[str]:
    """What the compiler compiles for: on macOS one machine or several, which flags name."""
    words = getattr(compiler, "compiler_so", None) or []
    named = {after for word, after in zip(words, words[1:]) if word == "-arch"}
    return sorted(named) or [_machine(tuple(_program(compiler)))]


def _program(compiler: Any) -> list[str]:
    """The compiler's command without flags; empty where the compiler finds its programs itself."""
    words = list(getattr(compiler, "compiler_so", None) or [])
    return words[: next((i for i, word in enumerate(words) if word.startswith("-")), len(words))]


@lru_cache(maxsize=None)
def _machine(program: tuple[str, ...]) -> str:
    """What a compiler compiles for, as it says itself: x86_64. A cross compiler may be told by its name alone."""
    if not program:
        return ""
    try:
        done = subprocess.run([*program, "-dumpmachine"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").partition("-")[0].strip()


def _digest(devel: HPyDevel) -> str:
    """Changes when a header or a source does. Times tell nothing about files that an installer unpacked."""
    digest = hashlib.sha256()
    for path in devel.get_depends():
        digest.update(os.path.relpath(path, str(devel.base_dir)).replace(os.sep, "/").encode() + b"\0")
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


# Making them ----------------------------------------------------------------------------------------------------------


def library_args(compiler: Any, abi: str) -> list[str]:
    """Flags for the sources of a library."""
    return [*objects.helper_args(compiler, abi), *MORE_ARGS.get(compiler.compiler_type, [])]


# gdb looks for a script of that name beside each library that a process loads.
GDB_SCRIPT = """\
# gdb loads this file with hpy.universal, where its 'auto-load safe-path' allows that.
import os

import gdb

_path = os.path.join(os.path.dirname(gdb.current_objfile().filename), "debuggers", "hpy_gdb.py")
with open(_path, encoding="utf-8") as _file:
    exec(compile(_file.read(), _path, "exec"), {"__file__": _path, "__name__": "hpy_gdb"})
"""


class BuildExtAndLibs(build_ext):
    """The command build_ext of hpy itself: its static libraries, and a script for gdb, besides its extension module."""

    def build_extensions(self) -> None:
        lacks = hints.missing_tool(self.compiler, "cpython")
        if lacks:
            raise PlatformError(f"building hpy: {lacks}")
        # A Python outside the system's folders has the linker name its own folder in each file, for libraries. hpy
        # needs none from there, and on another machine that folder is anybody's.
        for name in ("linker_so", "linker_so_cxx"):
            words = getattr(self.compiler, name, None)
            if words:
                kept = [word for word in words if not word.startswith(("-Wl,-rpath,", "-Wl,-rpath="))]
                setattr(self.compiler, name, kept)
        one_by_one = self.compiler.compile
        self.compiler.compile = lambda sources, **options: objects.compile_all(one_by_one, sources, **options)
        try:
            super().build_extensions()
        finally:
            del self.compiler.compile  # of the instance: the libraries are compiled by copies of it
        for abi in abitag.ABIS:
            self._build_library(HPyDevel(), abi)
        for path in self._gdb_scripts():
            Path(path).write_text(GDB_SCRIPT, encoding="utf-8")

    def _gdb_scripts(self) -> list[str]:
        """In a build to install: in the source folder it would be taken for a module."""
        if not sys.platform.startswith("linux") or self.inplace:
            return []
        name = self.get_ext_filename("hpy.universal")  # type: ignore[no-untyped-call]
        return [os.path.join(self.build_lib, name) + "-gdb.py"]

    def _build_library(self, devel: HPyDevel, abi: str) -> None:
        compiler = objects.without_python_h(self.compiler, abi)
        folder = os.path.join(self.build_lib, "hpy", "devel", "lib", abi)
        if len(_machines(compiler)) > 1:
            return  # ar makes no library of objects for two machines
        if os.environ.get("SOURCE_DATE_EPOCH"):  # Apple's ar writes the time into the library, unless told not to
            os.environ["ZERO_AR_DATE"] = "1"
        temporary = os.path.join(self.build_temp, "lib-" + abi)
        made = objects.compile_helpers(compiler, devel, abi, temporary, library_args(compiler, abi), self.debug)
        shutil.rmtree(folder, ignore_errors=True)  # an old library would only be added to
        try:
            compiler.create_static_lib(made, NAMES[abi], output_dir=folder, debug=self.debug)
        except LibError as error:
            self.warn(f"no static library for the ABI {abi}: {error}; extensions compile HPy's sources instead")
            return
        with open(os.path.join(folder, RECORD), "w", encoding="utf-8") as file:
            json.dump(purpose(self, devel), file, indent=2)
        if compiler.compiler_type == "unix":
            self._write_pkgconfig(abi, compiler.library_filename(NAMES[abi]))

    def _write_pkgconfig(self, abi: str, library: str) -> None:
        folder = os.path.join(self.build_lib, "hpy", "devel", "lib", "pkgconfig")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"hpy-{abi}.pc"), "w", encoding="utf-8") as file:
            file.write(flags.pkgconfig(abi, library))

    def _libraries(self) -> dict[str, str]:
        """Path below build_lib → path in the source folder, of all that was made."""
        below = Path(self.build_lib, "hpy", "devel", "lib")
        target = HPyDevel().base_dir / "lib"
        return {str(path): str(target / path.relative_to(below)) for path in sorted(below.glob("*/*"))}

    def copy_extensions_to_source(self) -> None:
        super().copy_extensions_to_source()
        for built, target in self._libraries().items():
            os.makedirs(os.path.dirname(target), exist_ok=True)
            self.copy_file(built, target)

    def get_output_mapping(self) -> dict[str, str]:
        return {**super().get_output_mapping(), **(self._libraries() if self.inplace else {})}

    def get_outputs(self) -> list[str]:
        return [*super().get_outputs(), *self._gdb_scripts(), *([] if self.inplace else self._libraries())]
