"""Compiling and running source: HPy_Compile_s, HPy_EvalCode."""

import types

import pytest

SNIPPET = r"""
    HPyDef_METH(compile, "compile", HPyFunc_VARARGS)
    static HPy compile_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *source = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        const char *filename = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        return HPy_Compile_s(ctx, source, filename, (HPy_SourceKind)HPyLong_AsLong(ctx, args[2]));
    }
    HPyDef_METH(run, "run", HPyFunc_VARARGS)
    static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPy_EvalCode(ctx, args[0], args[1], args[2]);
    }
    HPyDef_METH(kinds, "kinds", HPyFunc_NOARGS)
    static HPy kinds_impl(HPyContext *ctx, HPy self)
    {
        return HPy_BuildValue(ctx, "iii", HPy_SourceKind_Expr, HPy_SourceKind_File, HPy_SourceKind_Single);
    }
    @EXPORT(compile, run, kinds)
    @INIT
"""
EXPR, FILE, SINGLE = 0, 1, 2


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_numbers_of_the_kinds(mod):
    assert mod.kinds() == (EXPR, FILE, SINGLE)


def test_expression(mod):
    code = mod.compile("1 + 2", "größe.py", EXPR)
    assert isinstance(code, types.CodeType)
    assert code.co_filename == "größe.py"
    assert mod.run(code, {}, {}) == 3


def test_file(mod):
    names = {}
    code = mod.compile("a = 'ä'\nb = a * 2\n", "file.py", FILE)
    assert mod.run(code, names, names) is None
    assert (names["a"], names["b"]) == ("ä", "ää")


def test_single_prints(mod, capsys):
    mod.run(mod.compile("40 + 2\n", "<stdin>", SINGLE), {}, {})
    assert capsys.readouterr().out == "42\n"


def test_globals_and_locals(mod):
    code = mod.compile("x + y", "e", EXPR)
    assert mod.run(code, {"x": 1, "y": 0}, {"y": 2}) == 3


def test_exceptions_pass_through(mod):
    with pytest.raises(ZeroDivisionError):
        mod.run(mod.compile("1 / 0", "e", EXPR), {}, {})


@pytest.mark.parametrize("source, kind", [("a = 1", EXPR), ("a = ", FILE), ("def", SINGLE)])
def test_bad_source(mod, source, kind):
    with pytest.raises(SyntaxError) as info:
        mod.compile(source, "bad.py", kind)
    assert info.value.filename == "bad.py"


@pytest.mark.parametrize("kind", [3, -1, 258])
def test_bad_kind(mod, kind):
    with pytest.raises(SystemError):
        mod.compile("1", "e", kind)


@pytest.mark.releases("code")
def test_no_leaks(mod, leaks):
    leaks(lambda: mod.run(mod.compile("[1, 2]", "e", EXPR), {}, {}))
    leaks(mod.compile, "a = ", "e", FILE)
