"""docs/debuggers.md: what it shows of editors and debuggers is what a reader gets; tests/builds has the slow tools."""

import os
import shutil
import sys

import pytest
from support.debuggers import PAGE, do_section, has_gdb, lldb_path
from support.run import PACKAGE

from hpy.devel import _cli

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the page shows what is printed on Linux"),
    pytest.mark.skipif(
        not os.path.exists(os.path.join(os.path.dirname(sys.executable), "python")), reason="no 'python'"
    ),
    pytest.mark.no_layers("the page chooses them itself"),
    pytest.mark.once("it builds an extension by itself, in processes of its own"),
]


def test_editors(tmp_path):
    assert do_section("Editors: compile_commands.json", tmp_path) == 1


@pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed")
@pytest.mark.parametrize("title, compared", [("gdb", 2), ("Core dumps", 2)])
def test_gdb(title, compared, tmp_path):
    if not has_gdb():
        pytest.skip("gdb here has no Python, or may not run a process")
    assert do_section(title, tmp_path) == compared


@pytest.mark.skipif(not shutil.which("lldb"), reason="lldb is not installed")
def test_lldb(tmp_path):
    path = lldb_path()
    if path is None:
        pytest.skip("lldb here has no Python, or may not run a process")
    assert do_section("lldb", tmp_path, PYTHONPATH=PACKAGE + os.pathsep + path) == 1


def test_page_names_the_options():
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    assert all(f"hpy config --{name}" in page for name in ("gdb", "lldb", "valgrind") if name in _cli.QUESTIONS)
