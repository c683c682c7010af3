"""What is compiled for Windows compiles there: the header in the universal ABI, the layers, and the system's part."""

import glob
import os
import shutil
import subprocess

import pytest

COMPILER = "x86_64-w64-mingw32-gcc"
STRICT = ["-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
HERE = os.path.dirname(os.path.abspath(__file__))
UNIVERSAL = os.path.join(os.path.dirname(os.path.dirname(HERE)), "universal")
ROOMS = ("layers", "debug", "trace")
SOURCES = [path for room in ROOMS for path in sorted(glob.glob(os.path.join(UNIVERSAL, room, "*.c")))]
SOURCES = [os.path.join(UNIVERSAL, "os_windows.c")] + [p for p in SOURCES if not p.endswith("os_posix.c")]

pytestmark = pytest.mark.skipif(shutil.which(COMPILER) is None, reason="%s is not installed" % COMPILER)


def check(compiler, *arguments):
    command = [COMPILER, *STRICT, "-I", str(compiler.devel.include_dir), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: os.path.relpath(path, UNIVERSAL))
def test_source_compiles(compiler, source):
    check(compiler, "-DHPY", "-DHPY_HOST_CPYTHON", source)


@pytest.mark.parametrize("minor", [0, 1, 2])
def test_header_compiles(compiler, minor):
    macros = ["-DHPY", "-DHPY_ABI_UNIVERSAL", "-DHPY_ABI_MINOR=%d" % minor]
    check(compiler, *macros, "-include", "hpy.h", "-x", "c", os.path.join(HERE, "every_macro.h"))


def test_every_room_is_there():
    assert {os.path.basename(os.path.dirname(path)) for path in SOURCES} == {"universal", *ROOMS}
