"""The commands info and doctor: python -m hpy info."""

import json
import os
import subprocess
import sys

import pytest

from hpy import __version__


def hpy(*words, status=0, **env):
    outer = {name: value for name, value in os.environ.items() if name not in ("HPY", "CC", "CFLAGS")}
    command = [sys.executable, "-m", "hpy", *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**outer, **env})
    assert done.returncode == status, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout


def test_info():
    told = json.loads(hpy("info", "--json"))
    assert told["hpy"] == __version__
    assert told["ABI"] == "hpy0, minor versions 0, 1, 2"
    assert os.path.exists(told["host"]) and os.path.exists(os.path.join(told["headers"], "hpy.h"))
    assert told["modes"] == ["debug", "trace"] and told["mode_now"] == "universal"
    assert ("free-threaded" in told["Python"]) == ("t" in getattr(sys, "abiflags", ""))


def test_info_as_text():
    lines = dict(line.split(":", 1) for line in hpy("info", HPY="debug").splitlines())
    assert lines["hpy"].strip() == __version__
    assert lines["mode now"].strip() == "debug"
    assert lines["static libraries"].strip() == "cpython, hybrid, universal"


@pytest.mark.skipif(os.name == "nt", reason="compilers of other systems")
def test_doctor():
    lines = hpy("doctor").splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "compiler", "Python.h", "setuptools", "universal", "hybrid", "cpython",
    ]  # fmt: skip
    assert all(": " in line and "ok, " in line for line in lines[:-1])
    assert lines[-1] == "extensions can be built"


@pytest.mark.skipif(os.name == "nt", reason="compilers of other systems")
def test_doctor_without_a_compiler():
    text = hpy("doctor", status=1, CC="no-such-compiler")
    assert "no C compiler: cannot find 'no-such-compiler'; install one: 'apt install gcc'" in text
    assert text.splitlines()[-1] == "extensions cannot be built"


@pytest.mark.skipif(os.name == "nt", reason="compilers of other systems")
def test_doctor_with_a_compiler_that_fails():
    text = hpy("doctor", status=1, CC="false")
    assert "universal:    MISSING, exit status 1" in text
