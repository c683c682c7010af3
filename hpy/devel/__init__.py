"""What building an HPy extension needs: the folders, sources, macros and names, for any build system.

setuptools users write ``setup(hpy_ext_modules=[…])`` and are served by hpy.devel.build. A build system of its own
takes the lists of HPyDevel, compiles them together with the extension's sources, and names the result with
hpy.devel.abitag. Importing this module needs nothing but the standard library.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import abitag
from .config import DEFAULT_HPY_ABI

if TYPE_CHECKING:
    import os

    from setuptools import Distribution

OLDEST_SETUPTOOLS = 64

__all__ = ["DEFAULT_HPY_ABI", "HPyDevel", "add_listed_modules", "handle_hpy_ext_modules"]


class HPyDevel:
    """Locations and lists for one installation of HPy's headers and helper sources."""

    def __init__(self, base_dir: str | os.PathLike[str] = Path(__file__).parent) -> None:
        self.base_dir = Path(base_dir)
        self.include_dir = self.base_dir / "include"
        self.src_dir = self.base_dir / "src" / "runtime"

    def get_extra_include_dirs(self) -> list[str]:
        """Folders that every extension has on its include path."""
        return [str(self.include_dir)]

    def get_include_dir_forbid_python_h(self) -> Path:
        """The folder that makes ``#include <Python.h>`` an error; first on the path in the universal ABI."""
        return self.include_dir / "hpy" / "forbid_python_h"

    def get_extra_sources(self) -> list[str]:
        """The C sources of helpers that go into every extension, whatever its ABI."""
        return _c_files(self.src_dir, leave_out="tracker.c")

    def get_ctx_sources(self) -> list[str]:
        """The C sources that extensions of the cpython ABI need besides: the bodies of the API functions."""
        cpython = self.base_dir / "src" / "cpython"
        return [str(self.src_dir / "tracker.c"), *_c_files(cpython), *_c_files(cpython / "types")]

    def get_static_libs(self, hpy_abi: str) -> list[str] | None:
        """The static library that replaces the sources for an ABI, in a list; None when it is not installed."""
        libs = sorted((self.base_dir / "lib" / hpy_abi).glob("*hpy-*"))
        return [str(lib) for lib in libs] or None

    def get_sources(self, hpy_abi: str) -> list[str]:
        """All the C sources that an extension of this ABI takes from HPy."""
        return self.get_extra_sources() + (self.get_ctx_sources() if hpy_abi == "cpython" else [])

    def get_include_dirs(self, hpy_abi: str) -> list[str]:
        """The include path for this ABI, in order; the universal ABI wants no folder of Python's behind it."""
        forbid = [str(self.get_include_dir_forbid_python_h())] if hpy_abi == "universal" else []
        return forbid + self.get_extra_include_dirs()

    def get_define_macros(
        self, hpy_abi: str, abi_minor: int | None = None, name: str | None = None
    ) -> list[tuple[str, str | None]]:
        """The macros of this ABI as (name, value or None); 'abi_minor' is the minor version asked for, if any.

        'name', the module's, is needed where its last part is not ASCII.
        """
        assert hpy_abi in abitag.ABIS, f"unknown HPy ABI {hpy_abi!r}; there are {', '.join(abitag.ABIS)}"
        more = [] if abi_minor is None else [("HPY_ABI_MINOR", str(abi_minor))]
        if name is not None and not name.rpartition(".")[2].isascii():
            more.append(("HPY_PYINIT", abitag.get_pyinit(name)))
        return [("HPY", None), ("HPY_ABI_" + hpy_abi.upper(), None), *more]

    def get_depends(self) -> list[str]:
        """Every header and helper source: an extension older than one of them is out of date."""
        headers = [*self.include_dir.rglob("*.h"), *self.include_dir.rglob("*.hpp")]
        files = [*headers, *(self.base_dir / "src").rglob("*.[ch]")]
        return sorted(str(file) for file in files)

    def fix_distribution(self, dist: Distribution) -> None:
        """Let the setuptools Distribution 'dist' build its attribute hpy_ext_modules. Calling it again is harmless."""
        _check_setuptools()
        from .build import fix_distribution

        fix_distribution(dist, self)

    def build_ext_sanity_check(self, build_ext: object) -> None:
        """AssertionError unless the command 'build_ext' (class or object) comes from setuptools."""
        from setuptools.command.build_ext import build_ext as setuptools_build_ext

        cls = build_ext if isinstance(build_ext, type) else type(build_ext)
        assert issubclass(cls, setuptools_build_ext), (
            f"the command build_ext in cmdclass must derive from setuptools.command.build_ext.build_ext, not be {cls!r}"
        )


def handle_hpy_ext_modules(dist: Distribution, attr: str, value: Any) -> None:
    """setuptools calls this for ``setup(hpy_ext_modules=value)``: entry point group distutils.setup_keywords."""
    _check_setuptools()
    from .build import handle_hpy_ext_modules as handle

    handle(dist, attr, value)


def add_listed_modules(dist: Distribution, root: str) -> None:
    """Let 'dist' build the modules that pyproject.toml in the folder 'root' lists in [tool.hpy], if any."""
    _check_setuptools()
    from .build import add_listed_modules as add

    add(dist, root)


def _check_setuptools() -> None:
    """Older releases also lack what this package imports, and [project] in pyproject.toml, which they pass over."""
    import setuptools

    major = setuptools.__version__.partition(".")[0]
    if major.isdigit() and int(major) < OLDEST_SETUPTOOLS:
        from distutils.errors import DistutilsSetupError

        raise DistutilsSetupError(
            f"HPy extensions need setuptools>={OLDEST_SETUPTOOLS}, this is setuptools {setuptools.__version__}; "
            f'run: pip install "setuptools>={OLDEST_SETUPTOOLS}", or let pip isolate the build'
        )


def _c_files(folder: Path, leave_out: str | None = None) -> list[str]:
    return sorted(str(path) for path in folder.glob("*.c") if path.name != leave_out)
