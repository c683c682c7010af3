"""The harness itself: what it compiles and when, its markers, where the compiler's messages point."""

import os
import subprocess
import sys

import pytest

from support import template
from support.compile import CompileError, Compiler, MissingBinary
from support.load import load
from support.run import run_python

SNIPPET = """
    HPyDef_METH(f, "f", HPyFunc_NOARGS)
    static HPy f_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 1); }
    @EXPORT(f)
    @INIT
"""


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    for name in ("HPY_TEST_BINARIES", "HPY_TEST_BINARIES_TO"):
        monkeypatch.delenv(name, raising=False)
    return lambda: Compiler(str(tmp_path))


@pytest.fixture
def moved(fresh, tmp_path, monkeypatch):
    """(compiler, path): the path is that of SNIPPET's binary in a folder, from which alone the compiler can take it."""
    folder = tmp_path / "binaries"
    monkeypatch.setenv("HPY_TEST_BINARIES_TO", str(folder))
    fresh().build(SNIPPET, "universal")
    monkeypatch.setenv("HPY_TEST_BINARIES", str(folder))
    monkeypatch.setenv("CC", "no-such-compiler")
    return Compiler(str(tmp_path / "other")), next(folder.glob("*/*.so"))


def test_second_build_compiles_nothing(fresh, abi):
    first, second = fresh(), fresh()
    binary = first.build(SNIPPET, abi)
    assert first.compiled > 1 and os.path.exists(binary.path)
    assert second.build(SNIPPET, abi).path == binary.path
    assert second.compiled == 0


@pytest.mark.abis("universal")
def test_second_snippet_compiles_one_file(fresh, abi):
    compiler = fresh()
    compiler.build(SNIPPET, abi)
    before = compiler.compiled
    compiler.build(SNIPPET.replace("1)", "2)"), abi)
    assert compiler.compiled == before + 1


def test_other_options_are_another_binary(compiler, monkeypatch, abi):
    plain = compiler.build(SNIPPET, abi)
    assert compiler.build(SNIPPET, abi, minor=1).path != plain.path
    assert compiler.build(SNIPPET, abi, flags=["-DOTHER"]).path != plain.path
    assert compiler.build(SNIPPET, abi, name="other").path != plain.path
    monkeypatch.setenv("HPY_TEST_CFLAGS", os.environ.get("HPY_TEST_CFLAGS", "") + " -DFROM_THE_ENVIRONMENT")
    assert compiler.build(SNIPPET, abi).path != plain.path


def test_key_of_universal_holds_no_python(compiler, monkeypatch, abi):
    before = compiler.build(SNIPPET, abi)
    monkeypatch.setattr(sys, "hexversion", 0x03080000)
    monkeypatch.setattr(compiler, "_once", lambda target, produce: None)
    monkeypatch.setattr(compiler, "_objects", {})
    assert (compiler.build(SNIPPET, abi).path == before.path) == (abi == "universal")


def test_moved_snippet_is_the_same_binary(compiler, abi):
    here = compiler.build(SNIPPET, abi, origin=("one.py", 5))
    assert compiler.build(SNIPPET, abi, origin=("two.py", 50)).path == here.path


def test_error_points_into_the_test(build):
    with pytest.raises(CompileError) as info:
        build("""
            static int wrong(void) { return nonsense; }
            @INIT""")
    line = sys._getframe().f_lineno - 2
    assert "%s:%d" % (os.path.basename(__file__), line) in str(info.value)


def test_error_after_init_points_into_the_test(build):
    with pytest.raises(CompileError) as info:
        build("""
            @INIT
            static int wrong(void) { return nonsense; }""")
    assert "%s:%d" % (os.path.basename(__file__), sys._getframe().f_lineno - 1) in str(info.value)


def test_warnings_are_errors(build):
    with pytest.raises(CompileError, match="unused"):
        build("""
            static int never_called(void) { return 1; }
            @INIT""")


@pytest.mark.parametrize("marker", ["@NONSENSE(x)", "@INIT(x)", "@EXPORT", '@EXPORT_TYPE("Name")'])
def test_unknown_marker(marker):
    with pytest.raises(template.TemplateError):
        template.expand("%s\n@INIT" % marker, "name")


def test_name_of_the_module(make):
    snippet = """
        HPyDef_METH(name, "name", HPyFunc_NOARGS)
        static HPy name_impl(HPyContext *ctx, HPy self) { return HPyUnicode_FromString(ctx, "@NAME"); }
        @EXPORT(name)
        @INIT"""
    assert make(snippet).name() == template.default_name(snippet)
    assert make(snippet, name="given").name() == make(snippet, name="given").__name__ == "given"


def test_extra_init_func(make):
    mod = make("""
        static int add_answer(HPyContext *ctx, HPy mod)
        {
            HPy answer = HPyLong_FromLong(ctx, 42);
            int result = HPy_SetAttr_s(ctx, mod, "answer", answer);
            HPy_Close(ctx, answer);
            return result;
        }
        @EXTRA_INIT_FUNC(add_answer)
        @INIT""")
    assert mod.answer == 42


def test_failing_extra_init_func(make):
    with pytest.raises(KeyError, match="from C"):
        make("""
            static int fail(HPyContext *ctx, HPy mod)
            {
                HPyErr_SetString(ctx, ctx->h_KeyError, "from C");
                return -1;
            }
            @EXTRA_INIT_FUNC(fail)
            @INIT""")


@pytest.mark.skipif(sys.getallocatedblocks() == 0, reason="PYTHONMALLOC: blocks are not counted")
@pytest.mark.no_debug("what debug mode keeps for a while is freed meanwhile")
def test_leak_guard_finds_a_leak(make, leaks):
    mod = make("""
        HPyDef_METH(leak, "leak", HPyFunc_NOARGS)
        static HPy leak_impl(HPyContext *ctx, HPy self)
        {
            HPyList_New(ctx, 0);
            return HPy_Dup(ctx, ctx->h_None);
        }
        @EXPORT(leak)
        @INIT""")
    with pytest.raises(AssertionError, match="left behind"):
        leaks(mod.leak)


def test_module_in_a_subprocess(build, python):
    assert python("print(mod.f())", build(SNIPPET)).stdout == "1\n"


def test_failing_subprocess_shows_what_it_printed():
    with pytest.raises(AssertionError, match="(?s)exit status 3.*printed before"):
        run_python("import sys; sys.stderr.write('printed before'); sys.exit(3)")


def test_universal_binary_is_taken_without_a_compiler(moved):
    compiler, path = moved
    binary = compiler.build(SNIPPET, "universal")
    assert binary.path == str(path) and load(binary).f() == 1
    assert (compiler.compiled, compiler.cached, compiler.taken) == (0, 0, 1)


def test_missing_binary_is_not_compiled(moved):
    compiler, path = moved
    for options in ({"minor": 1}, {"flags": ["-O2"]}, {"extra": ["static int other;"]}, {"name": "other"}):
        with pytest.raises(MissingBinary, match=r"binary of here\.c:3; .*HPY_TEST_BINARIES_TO=.*binaries where"):
            compiler.build(SNIPPET, "universal", origin=("here.c", 3), **options)
    path.unlink()
    with pytest.raises(MissingBinary):
        compiler.build(SNIPPET, "universal")


@pytest.mark.abis("cpython", "hybrid")
def test_only_universal_binaries_are_taken(moved, monkeypatch, abi):
    compiler, _ = moved
    monkeypatch.delenv("CC")
    assert load(compiler.build(SNIPPET, abi)).f() == 1
    assert compiler.compiled > 0 and compiler.taken == 0


@pytest.mark.abis("universal")
def test_several_processes_share_the_cache(fresh, tmp_path, abi):
    """All start with an empty cache; each ends with the same file, which one of them compiled."""
    code = (
        "import sys; sys.path.append(%r)\n"
        "from support.compile import Compiler\n"
        "compiler = Compiler(%r)\n"
        "print(compiler.build(%r, %r).path, compiler.compiled)\n"
    )
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    command = [sys.executable, "-c", code % (here, str(tmp_path), SNIPPET, abi)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, universal_newlines=True) for _ in range(3)]
    results = [process.communicate()[0].split() for process in running]
    assert len({path for path, _ in results}) == 1
    count = Compiler(str(tmp_path / "other"))
    count.build(SNIPPET, abi)
    assert sum(int(compiled) for _, compiled in results) == count.compiled


def test_loaded_module_is_fresh(build):
    binary = build(SNIPPET)
    assert load(binary) is not load(binary)
