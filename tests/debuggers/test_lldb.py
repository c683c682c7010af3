"""The summaries for lldb: what a user reads of HPy's values."""

import os
import re
import shutil

import pytest
from support.debuggers import SHOWN, build_snippet, command, line_of, lldb_path, run, said
from support.run import PACKAGE

pytestmark = [
    pytest.mark.skipif(not shutil.which("lldb"), reason="lldb is not installed"),
    pytest.mark.no_layers("the test chooses them itself"),
    pytest.mark.once("it runs in processes of its own"),
]

SUMMARIES = os.path.join(PACKAGE, "hpy", "debuggers", "hpy_lldb.py")


@pytest.fixture
def python_path():
    path = lldb_path()
    if path is None:
        pytest.skip("lldb here has no Python, or may not run a process")
    return path


def show(binary, expressions, python_path, tmp_path, mode=None):
    """{expression: what lldb prints of it where show() has called here()}."""
    lines = ["command script import " + SUMMARIES, "env PYTHONPATH=", "breakpoint set -n here", "process launch", "up"]
    for number, expression in enumerate(expressions):
        lines += [f"script print('\\n<<{number}>>')", f"frame variable {expression}"]
    script = tmp_path / "script.lldb"
    script.write_text("\n".join([*lines, "script print('\\n<<0>>')", "process kill", ""]))
    python, _, code = command(binary)
    (tmp_path / "program.py").write_text(code, encoding="utf-8")  # lldb would take its lines for commands
    words = ["lldb", "-x", "-b", "-s", str(script), "--", python, str(tmp_path / "program.py")]
    output = run(words, mode, PYTHONPATH=python_path)
    assert "Traceback (most recent" not in output, output
    shown = said(output.rpartition("\n<<0>>")[0], expressions)
    return {name: re.sub(r"^.*? = |\n?\(lldb\).*", "", text.split("\n", 1)[-1]) for name, text in shown.items()}


def plain(text):
    """Without the addresses."""
    return re.sub(r"0x[0-9a-f]+", "N", text)


@pytest.mark.abis("universal", "cpython")
def test_values(build, python_path, tmp_path):
    arguments = [f"args[{n}]" for n in range(1, len(SHOWN) + 1)]
    names = ["null", "low", "odd", "box->child", "tracker", "builder", "nothing", "ctx"]
    shown = show(build_snippet(build), [*arguments, *names], python_path, tmp_path)
    assert [plain(shown[name]) for name in arguments] == [f"<HPy N: {text}>" for text in SHOWN]
    assert shown["null"] == "HPy_NULL" and shown["nothing"] == "NULL"
    assert shown["low"] == "<HPy 0x10: no object is there, or none any more>"
    assert shown["odd"].startswith("<HPy 0x55555501: ")
    assert plain(shown["box->child"]) == "<HPyField N: str 'child'>"
    assert plain(shown["tracker"]) == "<HPyTracker N: 2 handles, <HPy N: int -42>, <HPy N: str 'text'>>"
    assert plain(shown["builder"]) == "<HPyListBuilder N: list of 3, being made>"
    assert ' "HPy ' in shown["ctx"]


@pytest.mark.abis("universal")
def test_debug_mode(build, python_path, tmp_path):
    binary = build_snippet(build)
    shown = show(binary, ["number", "gone", "args[0]", "ctx"], python_path, tmp_path, mode="debug")
    opened = rf"opened at box.c:{line_of('OPENED')} in show_impl, generation \d"
    assert re.fullmatch(rf"<HPy N: int -42, open, {opened}>", plain(shown["number"]))
    assert f"closed at box.c:{line_of('CLOSED')} in show_impl" in shown["gone"]
    assert plain(shown["args[0]"]) == "<HPy N: snippet.Box object, argument of show_impl>"
    assert f"call of show_impl in module {binary.name}" in shown["ctx"]
