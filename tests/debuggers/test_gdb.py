"""The printers for gdb: what a user reads of HPy's values."""

import os
import re
import shutil
import sys

import pytest
from support.debuggers import SHOWN, build_snippet, command, has_gdb, line_of, run, said
from support.run import PACKAGE

pytestmark = [
    pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the printers for gdb are tried on Linux"),
    pytest.mark.no_layers("the test chooses them itself"),
    pytest.mark.once("it runs in processes of its own"),
]

PRINTERS = os.path.join(PACKAGE, "hpy", "debuggers", "hpy_gdb.py")
SETTINGS = ["set debuginfod enabled off", "set breakpoint pending on", "set confirm off", "set width 0"]


@pytest.fixture(autouse=True)
def can_debug():
    if not has_gdb():
        pytest.skip("gdb here has no Python, or may not run a process")


def gdb(commands, program, *options, **more):
    """What gdb prints, without the user's own settings."""
    words = ["gdb", "-nx", "-q", "-batch", *options]
    for line in [*SETTINGS, *commands]:
        words += ["-ex", line]
    output = run([*words, "--args", *program], **more)
    assert "Traceback (most recent" not in output and "Python Exception" not in output, output
    return output


def show(binary, expressions, mode=None, source=True):
    """{expression: what gdb prints of it where show() has called here()}."""
    commands = ["source " + PRINTERS] if source else []
    commands += ["break here", "run", "up"]
    for number, expression in enumerate(expressions):
        commands += [rf"echo \n<<{number}>>", expression if " " in expression else "print " + expression]
    output = gdb([*commands, r"echo \n<<0>>", "kill"], command(binary), mode=mode)
    shown = said(output.rpartition("\n<<0>>")[0], expressions)
    return {name: re.sub(r"^\$\d+ = ", "", text) for name, text in shown.items()}


def plain(text):
    """Without the addresses."""
    return re.sub(r"0x[0-9a-f]+", "N", text)


def test_objects(build):
    """By the bits of a handle, in each ABI."""
    names = [f"args[{n}]" for n in range(1, len(SHOWN) + 1)]
    shown = show(build_snippet(build), names)
    assert [plain(shown[name]) for name in names] == [f"<HPy N: {text}>" for text in SHOWN]


def test_values(build, abi):
    shown = show(
        build_snippet(build),
        ["null", "low", "unaligned", "odd", "number", "args[0]", "box->child", "empty", "kept", "tracker", "builder",
         "*box", "ctx", "nothing", "called", "print/r number"],
    )  # fmt: skip
    assert shown["null"] == "HPy_NULL" and shown["empty"] == "HPyField_NULL" and shown["nothing"] == "NULL"
    assert shown["low"] == "<HPy 0x10: no object is there, or none any more>"
    assert shown["unaligned"] == "<HPy 0x7ffffff2: no object can be there>"
    assert shown["odd"].startswith("<HPy 0x55555501: ") and "Error" not in shown["odd"]
    assert plain(shown["number"]) == "<HPy N: int -42>"
    assert plain(shown["args[0]"]) == "<HPy N: snippet.Box object>"
    assert plain(shown["box->child"]) == "<HPyField N: str 'child'>"
    assert plain(shown["*box"]) == "{child = <HPyField N: str 'child'>, number = 0}"
    assert plain(shown["kept"]) == "<HPyGlobal N: str 'text'>"
    assert plain(shown["tracker"]) == "<HPyTracker N: 2 handles, <HPy N: int -42>, <HPy N: str 'text'>>"
    assert plain(shown["builder"]) == "<HPyListBuilder N: list of 3, being made>"
    name = {"cpython": "HPy CPython ABI"}.get(abi, "HPy Universal ABI")
    assert plain(shown["ctx"]).startswith(f'<HPyContext N: "{name}')
    assert shown["called"] == "<call of called_impl>"
    assert re.match(r"\{_i = \d+\}$", shown["print/r number"])


def test_definitions(build, abi):
    expressions = ["Box_number", "Box_child", "Box_traverse", "Box_fill", "show", "Box_spec", "test_module"]
    shown = show(build_snippet(build), expressions)
    assert shown["Box_number"] == '<member "number", HPyMember_LONG at offset 8, readonly>'
    assert shown["Box_child"].startswith('<attribute "child", get Box_child_get')
    assert shown["Box_child"].endswith(", set no function>")
    assert shown["Box_traverse"] == "<slot HPy_tp_traverse, Box_traverse_impl>"
    assert re.match(r'<method "fill", HPyFunc_O, Box_fill_\w+>', shown["Box_fill"])
    assert re.match(r'<method "show", HPyFunc_VARARGS, show_\w+>', shown["show"])
    spec = shown["Box_spec"]
    assert spec.startswith('HPyType_Spec "snippet.Box" = {') and "basicsize = 16" in spec
    assert "flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC" in spec
    assert "defines[0] = " + shown["Box_number"] in spec and "defines[3] = " + shown["Box_fill"] in spec
    assert shown["show"] in shown["test_module"]


@pytest.mark.abis("universal", "hybrid")
def test_debug_mode(build):
    """What is known of a handle, and where it was opened and closed, without calling anything."""
    binary = build_snippet(build)
    expressions = ["number", "gone", "args[0]", "ctx->h_None", "odd", "box->child", "kept", "tracker", "builder", "ctx"]
    shown = show(binary, expressions, mode="debug")
    opened = rf"opened at box.c:{line_of('OPENED')} in show_impl, generation \d"
    assert re.fullmatch(rf"<HPy N: int -42, open, {opened}>", plain(shown["number"]))
    opened = rf"opened at box.c:{line_of('OPENED') + 1} in show_impl, generation \d"
    closed = f"closed at box.c:{line_of('CLOSED')} in show_impl"
    assert re.fullmatch(rf"<HPy N: {closed}, {opened}>", plain(shown["gone"]))
    assert plain(shown["args[0]"]) == "<HPy N: snippet.Box object, argument of show_impl>"
    assert plain(shown["ctx->h_None"]) == "<HPy N: None, constant of the context>"
    assert plain(shown["odd"]) == "<HPy N: neither an object nor a handle of debug mode>"
    assert plain(shown["box->child"]) == "<HPyField N: str 'child'>"
    assert plain(shown["kept"]) == "<HPyGlobal N: str 'text'>"
    assert plain(shown["tracker"]).startswith("<HPyTracker N: 2 handles, <HPy N: int -42, open, ")
    assert plain(shown["builder"]).startswith("<HPyListBuilder N: list of 3, being made, open, opened at ")
    assert f"call of show_impl in module {binary.name}, 5 opened and not closed>" in shown["ctx"]


@pytest.mark.abis("universal", "cpython")
def test_object_behind_a_handle(build, abi):
    """For what the program itself can do with it."""
    binary = build_snippet(build)
    expressions = ["$hpy_object(args[1])", "$hpy_object(null)", "call (void)_PyObject_Dump($hpy_object(args[20]))"]
    for mode in ["debug", None] if abi == "universal" else [None]:
        shown = show(binary, expressions, mode)
        assert re.match(r"\(void \*\) 0x[1-9a-f]", shown["$hpy_object(args[1])"])
        assert shown["$hpy_object(null)"] == "(void *) 0x0"
        assert "[1, 2]" in shown[expressions[2]]


@pytest.mark.abis("universal")
def test_debug_mode_mistakes(build):
    shown = show(build_snippet(build), ["$hpy_object(gone)", "$hpy_object(odd)"], mode="debug")
    assert set(shown.values()) == {"no open handle"}


@pytest.mark.abis("universal")
def test_loaded_with_hpy_universal(build):
    """Where gdb's safe path says so; without that it says so itself."""
    import hpy.universal

    if not os.path.exists(hpy.universal.__file__ + "-gdb.py"):
        pytest.skip("hpy was built in place, without the script")
    binary = build_snippet(build)
    commands = ["break here", "run", "up", "print number", "kill"]
    folder = os.path.dirname(os.path.realpath(hpy.universal.__file__))
    trusting = gdb(commands, command(binary), "-iex", "add-auto-load-safe-path " + folder)
    assert "int -42>" in trusting
    assert "int -42>" not in gdb(commands, command(binary))


@pytest.mark.parametrize("mode", [None, "debug"])
@pytest.mark.abis("universal")
def test_core_dump(build, tmp_path, mode):
    """Nothing can be called in it."""
    binary, core = build_snippet(build), str(tmp_path / "core")
    gdb(["break here", "run", f"generate-core-file {core}", "kill"], command(binary), mode=mode)
    assert os.path.exists(core)
    commands = ["source " + PRINTERS, "core-file " + core, "up", "print number", "print args[1]", "print tracker"]
    output = gdb(commands, command(binary)[:1])
    assert "int -42" in output and "str 'text'" in output and "2 handles" in output
    if mode:
        assert f"opened at box.c:{line_of('OPENED')}" in output


@pytest.mark.abis("universal", "cpython")
def test_before_the_program_runs(build):
    """There is no Python yet."""
    binary = build_snippet(build)
    output = gdb(["source " + PRINTERS, "print kept", "print Box_spec", "print show"], [binary.path])
    assert "<HPyGlobal 0: nothing was stored>" in output and '"snippet.Box"' in output
    assert "<method " in output


SPOILT = """
HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy optimised = HPy_Dup(ctx, arg);
    struct { HPyDef def; HPyType_Spec spec; HPyTracker tracker; HPyContext *ctx; HPyDef *defines[2]; } bad;
    memset(&bad, 0x41, sizeof(bad));
    bad.tracker._i &= ~(intptr_t)7;
    HPy_Close(ctx, optimised);
    HPyErr_SetString(ctx, ctx->h_ValueError, ((volatile char *)&bad)[3] == 0 ? "" : "stop");
    return HPy_NULL;
}
@EXPORT(f)
@INIT
"""


@pytest.mark.abis("universal", "cpython")
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_garbage(build, level):
    """Memory that holds anything, and values that the compiler left out, are told in words."""
    binary = build(SPOILT, flags=(level,), minor=2)
    names = ["bad.def", "bad.spec", "bad.tracker", "bad.ctx", "optimised", "arg", "bad", "*ctx"]
    commands = ["source " + PRINTERS, "break f_impl", "run", *["next"] * 5, *(f"print {name}" for name in names)]
    code = "\ntry: mod.f('x')\nexcept ValueError: pass\n"
    output = gdb([*commands, "kill"], command(binary, code))
    assert len(re.findall(r"^\$\d+ = ", output, re.M)) >= (len(names) if level == "-O0" else 1), output
    if level == "-O0":
        assert "<no definition: kind " in output and "HPyTracker 0x4141414141414140: nothing can be read" in output
