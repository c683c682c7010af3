"""The C of hpy.universal: the one list of its sources and of the compiler's flags; and how the sdist is packed.

All else is in pyproject.toml.
"""

import gzip
import importlib.util
import os
import sys
import tarfile
import time
from glob import glob

import setuptools
from setuptools import Extension, setup
from setuptools.command.sdist import sdist

SETUPTOOLS = int(setuptools.__version__.partition(".")[0])

if SETUPTOOLS < 64:  # which would install an UNKNOWN 0.0.0
    sys.exit(f'building hpy needs setuptools>=64, this is {setuptools.__version__}; run: pip install "setuptools>=64"')

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from hpy.devel.objects import HARDENED_LINK_ARGS  # noqa: E402  (of this folder)
from hpy.devel.static_libs import BuildExtAndLibs  # noqa: E402

SOURCES = [
    *sorted(set(glob("universal/**/*.c", recursive=True)) - set(glob("universal/gil/*.c"))),
    *sorted(glob("hpy/devel/src/cpython/**/*.c", recursive=True)),
    *sorted(glob("hpy/devel/src/runtime/arg*.c")),
    "hpy/devel/src/runtime/buildvalue.c",
    "hpy/devel/src/runtime/format.c",
    "hpy/devel/src/runtime/tracker.c",
]
# Each system's own files, whose names end so, include nothing of the others.
OTHER_OS = "os_windows.c" if os.name != "nt" else "os_posix.c"
HEADERS = [
    *glob("universal/**/*.h", recursive=True),
    *glob("hpy/devel/src/**/*.h", recursive=True),
    *glob("hpy/devel/include/**/*.h", recursive=True),
]

if os.name == "nt":
    COMPILE_ARGS, LINK_ARGS = ["/std:c11", "/O2"], []
else:
    COMPILE_ARGS = ["-std=c11", "-O2", "-fvisibility=hidden"]
    LINK_ARGS = []
    if sys.platform.startswith("linux"):
        COMPILE_ARGS.append("-fno-plt")  # entries of the table jump into Python without a second jump
        if "-g" not in os.environ.get("CFLAGS", "").split():  # Python's own flags have it; in a wheel nobody reads that
            LINK_ARGS.append("-Wl,--strip-debug")
        LINK_ARGS += HARDENED_LINK_ARGS

universal = Extension(
    "hpy.universal",
    sources=[source.replace("/", os.sep) for source in SOURCES if not source.endswith(OTHER_OS)],
    depends=HEADERS,
    include_dirs=["hpy/devel/include", "hpy/devel/src/cpython"],
    define_macros=[("HPY", None), ("HPY_HOST_CPYTHON", None)],
    extra_compile_args=COMPILE_ARGS,
    extra_link_args=LINK_ARGS,
    libraries=["dl"] if sys.platform.startswith("linux") else [],
)

# For what needs the GIL that all interpreters share, where Python has others or none.
shared_gil = Extension(
    "hpy._shared_gil",
    sources=["universal/gil/shared_gil.c"],
    extra_compile_args=COMPILE_ARGS,
    extra_link_args=LINK_ARGS,
)
modules = [universal, shared_gil] if sys.version_info >= (3, 12) else [universal]


class Sdist(sdist):
    """The same files give the same bytes: sorted, of no owner, and of the time that SOURCE_DATE_EPOCH gives."""

    def make_archive(self, base_name, format, root_dir=None, base_dir=None, owner=None, group=None):
        if format != "gztar":
            return super().make_archive(base_name, format, root_dir, base_dir, owner, group)
        when = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())

        def plain(member):
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = when
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            return member

        path = base_name + ".tar.gz"
        self.mkpath(os.path.dirname(path))
        with open(path, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=when) as packed:
            # dereference: setuptools fills the folder with hard links, of which tar would write no second content
            with tarfile.open(mode="w", fileobj=packed, format=tarfile.PAX_FORMAT, dereference=True) as archive:
                archive.add(base_dir, filter=plain)
        return path


# A Python with an HPy of its own needs no C: hpy/universal.py takes that.
NATIVE = importlib.util.find_spec("_hpy_universal") is not None
# The tag keeps other Pythons from that wheel; pip knows none of GraalPy's.
PYTHON_TAG = "pp%d%d" % sys.version_info[:2] if sys.implementation.name == "pypy" else "py3"
if sys.implementation.name != "cpython" and not NATIVE:
    name, version = sys.implementation.name, ".".join(map(str, sys.implementation.version[:3]))
    sys.exit(f"hpy needs CPython, or a Python with an HPy of its own (PyPy 7.3, GraalPy 24); this is {name} {version}")

# The licence stands here because older setuptools do not take it as text in pyproject.toml, nor newer ones as a table.
LICENSE = {"license_expression" if SETUPTOOLS >= 77 else "license": "MIT"}

setup(
    **LICENSE,
    ext_modules=[] if NATIVE else modules,
    cmdclass={"build_ext": BuildExtAndLibs, "sdist": Sdist},
    options={"bdist_wheel": {"python_tag": PYTHON_TAG}} if NATIVE else {},
)
