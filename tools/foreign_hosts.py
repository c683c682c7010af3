"""CPythons of other machines and systems, which emulators run here: docs/hosts.md. Used by hosts.py.

    arm64    Debian's CPython 3.11 for aarch64, under qemu-user
    windows  CPython 3.11 for Windows x86-64, under wine

ziglang, from PyPI, compiles for them, on this machine: it has the headers and libraries of all systems. Emulators are
slow, so that each of these Pythons runs the part of the suite that differs by machine and system.
"""

import os
import re
import shutil
import zipfile

from dev import BUILD, JOBS, ROOT, Failure, current, fingerprint, make_environment, pip, prepare, run, say, stamped
from hosts import HOSTS, PLUGIN, copy_package, is_there, mirror, need, pytest_arguments

TOOLS = ("pytest>=7.3", "pytest-xdist>=3", "pyelftools>=0.29", "colorama", "setuptools>=64")
ZIGLANG = HOSTS / "ziglang"
QEMU = "qemu-aarch64-static"
ARM64 = {"name": "CPython 3.11 for aarch64", "target": "aarch64-linux-gnu.2.17"}
# Its folder is the one of a Python's installation; qemu takes the libraries below it. As argv[0] it becomes
# sys.executable, so that tests start further processes by it too.
ARM64_PYTHON = """#!/bin/sh
exec {qemu} -0 "$0" -L '{folder}' '{folder}/usr/bin/python3.11' "$@"
"""
# Debian's pyconfig.h includes one for the machine, by its place in /usr/include.
ARM64_COMPILER = """#!/bin/sh
exec '{zig}' {language} -target {target} -fno-sanitize=undefined -idirafter '{folder}/usr/include' "$@"
"""
WINDOWS = {"name": "CPython 3.11 for Windows", "target": "x86_64-windows-gnu"}
WINDOWS_PYTHON = "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64"  # the program, its library, headers
# What may differ on another machine or system: calls and variable arguments, sizes, threads, pages, paths, files.
TESTS = {
    "tests/api": [
        *("argparse", "buffer_views", "builders", "buildvalue", "bytes", "call", "call_in", "capsule", "dict", "err"),
        *("field", "float", "format", "global", "handles", "list", "locks", "long", "memory", "module_state"),
        *("parallel", "threads", "tuple", "unicode", "weakref"),
    ],
    "tests/api/types": [f"type_{name}" for name in ("call", "life", "members", "slots", "traverse")],
    "tests/loader": ["*"],
    "tests/debug": ["findings", "hostile", "layer", "leakdetector"],
    "tests/trace": ["trace_api", "trace_layers"],
}


# Recipes -------------------------------------------------------------------------------------------------------------


def arm64(name, folder):
    """Debian's packages, unpacked; nothing of them is run."""
    for command, package in (("debootstrap", "debootstrap"), (QEMU, "qemu-user-static"), ("dpkg-deb", "dpkg")):
        need(command, package)
    if os.geteuid() != 0:
        raise Failure(f"hosts: {name} needs root, for debootstrap")
    install_ziglang()
    packages = "python3.11,libpython3.11-dev"
    options = ["--arch=arm64", "--foreign", "--variant=minbase", f"--include={packages}"]
    run("debootstrap", *options, "bookworm", folder, mirror())
    for package in sorted((folder / "var" / "cache" / "apt" / "archives").glob("*.deb")):
        run("dpkg-deb", "-x", package, folder)
    write_program(folder / "usr" / "bin" / "python", ARM64_PYTHON, folder=folder, qemu=QEMU)
    for language in ("cc", "c++"):
        zig = ZIGLANG / "ziglang" / "zig"
        write_program(folder / language, ARM64_COMPILER, folder=folder, zig=zig, language=language, **ARM64)


def windows(name, folder):
    """CPython from Maven's repository, and a folder of wine's own."""
    need("mvn", "maven")
    need("wine", "wine")
    install_ziglang()
    run("mvn", "-q", "dependency:copy", f"-Dartifact={WINDOWS_PYTHON}", f"-DoutputDirectory={folder}", cwd=folder)
    (archive,) = folder.glob("*.jar")
    with zipfile.ZipFile(str(archive)) as jar:
        jar.extractall(str(folder / "jar"))
    (program,) = (folder / "jar").rglob("python311.dll")
    program.parent.rename(folder / "python")
    shutil.rmtree(str(folder / "jar"))
    archive.unlink()
    run("wine", folder / "python" / "python.exe", "-c", "import ctypes", env=wine_environment(folder))


def wine_environment(folder):
    return {"WINEPREFIX": str(folder / "wine"), "WINEDEBUG": "-all"}


RECIPES = {"arm64": arm64, "windows": windows}


def install_ziglang():
    """The version with which the tests' own environment has it."""
    if (ZIGLANG / "ziglang").is_dir():
        return
    (requirement,) = re.findall(r'"(ziglang==[^"]+)"', (ROOT / "pyproject.toml").read_text())
    python = current()
    make_environment(python)
    pip(python, "install", "--target", ZIGLANG, requirement)


def write_program(path, text, **values):
    path.write_text(text.format(**values))
    path.chmod(0o755)


# Tests ---------------------------------------------------------------------------------------------------------------


def found():
    """[(name, what makes its commands)] of those that are there; it takes options of pytest."""
    hosts = [("arm64", ARM64, arm64_commands), ("windows", WINDOWS, windows_commands)]
    return [(about["name"], commands) for host, about, commands in hosts if is_there(host)]


def test_files():
    files = [path for room, names in TESTS.items() for name in names for path in (ROOT / room).glob(f"test_{name}.py")]
    return [str(path) for path in sorted(files)]


def arm64_commands(chosen):
    """Its tests compile what they load by themselves, with a compiler of this machine."""
    folder = HOSTS / "arm64"
    include = folder / "usr" / "include"
    headers = ["-isystem", include / "python3.11", "-idirafter", include]
    site = make_site("arm64", ARM64["target"], "universal.cpython-311-aarch64-linux-gnu.so", *headers)
    command = [str(folder / "usr" / "bin" / "python"), *pytest_arguments(chosen), "-p", PLUGIN]
    environment = {
        "PYTHONPATH": os.pathsep.join(site),
        "HPY_TEST_EMULATOR": "qemu",
        "CC": str(folder / "cc"),
        "CXX": str(folder / "c++"),
    }
    return [(ARM64["name"], [*command, "-n", str(JOBS), *test_files()], environment)]


def windows_commands(chosen):
    """The CPython of this machine, whose run has the same binaries compiled for Windows, and that for Windows."""
    folder, python, binaries = HOSTS / "windows", current(), str(BUILD / "foreign" / "windows-binaries")
    headers, library = folder / "python" / "include", folder / "python" / "libs" / "python311.lib"
    site = make_site("windows", WINDOWS["target"], "universal.cp311-win_amd64.pyd", "-isystem", headers, library)
    arguments = [*pytest_arguments(chosen), *test_files()]
    compiling = {
        "HPY_TEST_BINARIES_TO": binaries,
        "HPY_TEST_BINARIES_FOR": WINDOWS["target"],
        "PYTHONPATH": str(ZIGLANG),
    }
    taking = {
        "HPY_TEST_BINARIES": binaries,
        "HPY_TEST_EMULATOR": "wine",
        "PYTHONPATH": ";".join(f"Z:{path}" for path in site),
        **wine_environment(folder),
    }
    here = [str(python.executable), *arguments, "-n", str(JOBS)]
    there = ["wine", str(folder / "python" / "python.exe"), *arguments, "-p", PLUGIN]
    return [(f"{python.name}, binaries for Windows too", here, compiling), (WINDOWS["name"], there, taking)]


def make_site(name, target, file, *flags):
    """Folders for PYTHONPATH: hpy with its hpy.universal, compiled anew when the sources changed, and pytest."""
    python = current()
    prepare(python, tests=True)
    tools, site = BUILD / "foreign" / "tools", BUILD / "foreign" / name
    if not (tools / "pytest").is_dir():
        pip(python, "install", "--target", tools, *TOOLS)
    stamp, text = site / ".made", f"{fingerprint()} {flags}"
    if not stamped(stamp, text):
        say(f"{name}: compiling hpy.universal")
        shutil.rmtree(str(site), ignore_errors=True)
        copy_package(site)
        script = ROOT / "tests" / "support" / "cross.py"
        arguments = [target, site / "hpy" / file, "-O2", *flags]
        run(python.executable, script, *arguments, env={"PYTHONPATH": str(ZIGLANG)})
        stamp.write_text(text)
    return [str(site), str(tools)]
