"""The command config, for build systems: python -m hpy config."""

import json
import os
import subprocess
import sys

import pytest

from hpy import __version__
from hpy.devel import HPyDevel, flags
from hpy.devel.config import HIGHEST_ABI_MINOR

ABIS = ["universal", "hybrid", "cpython"]


def config(*words, fails=0):
    """What the command prints; 'fails' is the exit status that is expected."""
    command = [sys.executable, "-m", "hpy", "config", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == fails, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout


def test_folders():
    assert os.path.exists(os.path.join(config("--includedir").strip(), "hpy.h"))
    assert os.path.exists(os.path.join(config("--cmakedir").strip(), "hpy-config.cmake"))
    assert config("--version").strip() == __version__
    assert all(map(os.path.isfile, config("--gdb", "--lldb", "--valgrind", "--lines").splitlines()))


@pytest.mark.skipif(os.name == "nt", reason="compilers of other systems")
@pytest.mark.parametrize("hpy_abi", ABIS)
def test_pkgconfig_folder(hpy_abi):
    assert os.path.exists(os.path.join(config("--pkgconfigdir").strip(), f"hpy-{hpy_abi}.pc"))


@pytest.mark.parametrize("hpy_abi", ABIS)
def test_python_h(hpy_abi):
    """It is for those ABIs that know it."""
    words = config("--abi", hpy_abi, "--includes", "--lines").splitlines()
    has = [os.path.exists(os.path.join(word[2:], "Python.h")) for word in words]
    assert any(has) if hpy_abi != "universal" else has == [True, False]  # ours, which forbids it
    assert ("forbid" in words[0]) == (hpy_abi == "universal")


@pytest.mark.parametrize("hpy_abi", ABIS)
def test_all_of_it(hpy_abi):
    told = json.loads(config("--abi", hpy_abi, "--abi-minor", str(HIGHEST_ABI_MINOR), "--json"))
    assert told["abi"] == hpy_abi and told["version"] == __version__
    assert any(word.endswith(f"HPY_ABI_MINOR={HIGHEST_ABI_MINOR}") for word in told["cflags"])
    assert told["sources"] and all(map(os.path.exists, told["sources"]))
    assert os.path.exists(told["libs"][0])
    assert told["extension-suffix"] == flags.extension_suffix(hpy_abi)


def test_several_questions():
    both = config("--cflags", "--libs", "--lines").splitlines()
    assert both == config("--cflags", "--lines").splitlines() + config("--libs", "--lines").splitlines()


@pytest.mark.parametrize(
    "words, message",
    [
        ([], "nothing is asked: give one of --includes, "),
        (["--compile-line", "mod"], "wants the module's name and its source files"),
        (["--abi", "stable", "--cflags"], "invalid choice: 'stable'"),
        (["--abi-minor", "99", "--cflags"], "--abi-minor: unknown minor version '99'"),
        (["--nothing"], "unrecognized arguments: --nothing"),
    ],
)
def test_mistakes(words, message):
    assert message in config(*words, fails=2)


def test_no_library(monkeypatch, capsys):
    """Its sources are named, and compiled, instead."""
    monkeypatch.setattr(flags.HPyDevel, "get_static_libs", lambda self, abi: None)
    assert flags.libraries("universal") is None
    line = flags.compile_line("universal", None, "mod", ["mod.c"])
    assert set(HPyDevel().get_sources("universal")) < set(line)


def test_older_minor_version():
    """The library is for the newest: it would call functions that hosts of HPy 0.9 lack."""
    message = config("--abi-minor", "0", "--libs", fails=1)
    assert message.startswith("hpy config: this hpy has no static library for minor version 0 of the ABI universal; ")
    assert "compile the files of --sources along with yours" in message
    assert message.count("\n") == 1
    assert json.loads(config("--abi-minor", "0", "--json"))["libs"] is None
    assert config("--abi-minor", str(HIGHEST_ABI_MINOR), "--libs") == config("--libs")
    for option in ("--libs", "--sources"):  # in this ABI no host's functions are called
        words = ("--abi", "cpython", option)
        assert config("--abi-minor", "0", *words) == config(*words)


WITHOUT_HEADERS = """if 1:
    import sys, sysconfig
    paths = sysconfig.get_paths()
    sysconfig.get_paths = lambda: {**paths, "include": "/no/include", "platinclude": "/no/include"}
    from hpy.__main__ import main
    sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("question", ["--cflags", "--includes", "--compile-line=mod", "--json"])
@pytest.mark.parametrize("hpy_abi", ABIS)
def test_without_python_h(python, hpy_abi, question):
    """Whoever asks for the universal ABI needs none."""
    words = ["config", "--abi", hpy_abi, *question.split("="), *(["mod.c"] if "line" in question else [])]
    done = python("import sys; sys.argv[1:] = %r\n%s" % (words, WITHOUT_HEADERS), check=False)
    assert done.returncode == (0 if hpy_abi == "universal" else 1), done.stdout + done.stderr
    if hpy_abi != "universal":
        (last,) = done.stderr.splitlines()
        name = "%d.%d" % sys.version_info[:2]
        assert f"for the ABI {hpy_abi}, Python.h of Python {name} is missing (looked in /no/include)" in last
        assert f"install it: 'apt install python{name}-dev'" in last


def test_what_needs_no_python_h(python):
    words = ["config", "--abi", "cpython", "--extension-suffix", "--sources", "--libs", "--version"]
    assert python("import sys; sys.argv[1:] = %r\n%s" % (words, WITHOUT_HEADERS)).returncode == 0


def test_cpython_abi_on_another_python(python):
    code = """
        import sys
        sys.argv[1:] = ["config", "--abi", "cpython", "--cflags"]
        from hpy.__main__ import main
        sys.implementation.name = "graalpy"
        sys.exit(main(sys.argv[1:]))
    """
    done = python(code, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("hpy config: the ABI cpython is for CPython, and this is graalpy ")
