"""The command config, for build systems: python -m hpy config."""

import json
import os
import subprocess
import sys

import pytest

from hpy import __version__
from hpy.devel import flags

ABIS = ["universal", "hybrid", "cpython"]


def config(*words, fails=False):
    command = [sys.executable, "-m", "hpy", "config", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == (2 if fails else 0), done.stdout
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
    told = json.loads(config("--abi", hpy_abi, "--abi-minor", "1", "--json"))
    assert told["abi"] == hpy_abi and told["version"] == __version__
    assert any(word.endswith("HPY_ABI_MINOR=1") for word in told["cflags"])
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
    assert message in config(*words, fails=True)


def test_no_library(monkeypatch):
    """Its sources are named instead."""
    monkeypatch.setattr(flags.HPyDevel, "get_static_libs", lambda self, abi: None)
    assert flags.libraries("universal") is None
    assert flags.compile_line("universal", None, "mod", ["mod.c"]) is None
