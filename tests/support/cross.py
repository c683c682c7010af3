"""Compiles for other systems and machines by ziglang, which brings the headers and libraries of all of them.

tests/builds/test_cross.py looks at what comes out. tools/foreign_hosts.py runs it:

    python tests/support/cross.py TARGET OUTPUT FLAG...    hpy.universal; the flags name Python's headers
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = ("os_posix.c", "os_windows.c")  # ends of the names of files that are for one system only


class CrossCompileError(Exception):
    """ziglang refused; str() is the end of its output."""


def is_windows(target):
    return "windows" in target


def compiler_for(target, name="cc"):
    """The words of the command that compiles for the target; 'name' is cc or c++."""
    return [sys.executable, "-m", "ziglang", name, "-target", target, "-fno-sanitize=undefined"]


def ziglang(*words):
    run([sys.executable, "-m", "ziglang", *map(str, words)])


def compile_for(target, *words):
    run([*compiler_for(target), *map(str, words)])


def run(command):
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise CrossCompileError(done.stdout.decode("utf-8", "replace")[-5000:])


def compile_universal(target, output, *flags):
    """hpy.universal, as the file 'output'."""
    basic = ["-std=c11", "-g0", "-shared", "-fPIC", "-fvisibility=hidden", "-DHPY", "-DHPY_HOST_CPYTHON"]
    folders = ["-Ihpy/devel/include", "-Ihpy/devel/src/cpython"]
    compile_for(target, *basic, *folders, *universal_sources(target), *flags, "-o", output)


def universal_sources(target):
    """The sources of hpy.universal, as setup.py lists them for this system, with those of the target's."""
    given, folder = {}, os.getcwd()
    os.chdir(str(ROOT))
    try:
        with mock.patch("setuptools.setup", given.update), mock.patch.object(sys, "argv", ["setup.py"]):
            runpy.run_path("setup.py")
    finally:
        os.chdir(folder)
    sources = next(module for module in given["ext_modules"] if module.name == "hpy.universal").sources
    return for_system(target, [ROOT / source for source in sources])


def for_system(target, sources):
    """The sources with the target's files in place of this system's."""
    other, wanted = SYSTEMS if is_windows(target) else reversed(SYSTEMS)
    return list(dict.fromkeys(path.with_name(path.name.replace(other, wanted)) for path in sources))


if __name__ == "__main__":
    try:
        compile_universal(*sys.argv[1:])
    except CrossCompileError as error:
        sys.exit(str(error))
