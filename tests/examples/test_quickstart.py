"""examples/quickstart does what its check.py says, in every ABI."""

import json
import os
import subprocess
import sys

from support.run import ROOT

FOLDER = os.path.join(ROOT, "examples", "quickstart")


def test_check_passes(build):
    path = os.path.join(FOLDER, "quickstart.c")
    with open(path, encoding="utf-8") as file:
        binary = build(file.read(), name="quickstart")
    command = [sys.executable, os.path.join(FOLDER, "check.py"), binary.folder]
    done = subprocess.run([*command, "--json"], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    line = json.loads(done.stdout.decode())
    assert line["result"] == "Span(3, 5)"
    assert line["file"] == binary.path
    assert line["native_ns"] == {} and all(ns > 0 for ns in line["ns"].values())


def test_what_check_says(tmp_path):
    (tmp_path / "quickstart.py").write_text("")
    code = (
        "import runpy, sys; sys.path.insert(0, %r); runpy.run_path(%r)['show']"
        "('Span(3, 5)', 'quickstart.so', [{'len(a)': 31.2}, {'len(a)': 20}])"
    )
    command = [sys.executable, "-c", code % (str(tmp_path), os.path.join(FOLDER, "check.py"))]
    assert (
        subprocess.check_output(command, universal_newlines=True)
        == """\
quickstart.so works: overlap(Span(1, 5), Span(3, 9)) is Span(3, 5)
nanoseconds per call        HPy  Python.h
len(a)                     31.2      20.0
"""
    )
