"""Functions of a module: signatures, docs, errors, definitions in another file."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(noargs, "noargs", HPyFunc_NOARGS, .doc = "Take nothing.")
    static HPy noargs_impl(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 7); }

    HPyDef_METH(one, "one", HPyFunc_O)
    static HPy one_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }

    HPyDef_METH(varargs, "varargs", HPyFunc_VARARGS, .doc = "varargs($module, *args)\n--\n\nAll of them.")
    static HPy varargs_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs);
    }

    HPyDef_METH(keywords, "keywords", HPyFunc_KEYWORDS)
    static HPy keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        HPy_ssize_t names = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
        HPy values = names < 0 ? HPy_NULL : HPyTuple_FromArray(ctx, (HPy *)args, (HPy_ssize_t)nargs + names);
        if (HPy_IsNull(values))
            return HPy_NULL;
        HPy result = HPy_BuildValue(ctx, "nOO", (HPy_ssize_t)nargs, HPy_IsNull(kwnames) ? ctx->h_None : kwnames,
                                    values);
        HPy_Close(ctx, values);
        return result;
    }

    HPyDef_METH(itself, "itself", HPyFunc_NOARGS)
    static HPy itself_impl(HPyContext *ctx, HPy self) { return HPy_Dup(ctx, self); }

    HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
    static HPy fail_impl(HPyContext *ctx, HPy self)
    {
        HPyErr_SetString(ctx, ctx->h_ValueError, "no luck");
        return HPy_NULL;
    }

    HPyDef_METH(fail_silently, "fail_silently", HPyFunc_NOARGS)
    static HPy fail_silently_impl(HPyContext *ctx, HPy self) { return HPy_NULL; }

    static HPy other_name(HPyContext *ctx, HPy self);
    HPyDef_METH_IMPL(free_name, "free_name", other_name, HPyFunc_NOARGS)
    static HPy other_name(HPyContext *ctx, HPy self) { return HPyLong_FromLong(ctx, 8); }

    @DOC("Functions of every kind.")
    @EXPORT(noargs, one, varargs, keywords, itself, fail, fail_silently, free_name)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_noargs(mod):
    assert mod.noargs() == 7


@pytest.mark.parametrize("args", [(1,), (1, 2)])
def test_noargs_takes_none(mod, args):
    with pytest.raises(TypeError):
        mod.noargs(*args)


def test_o(mod):
    thing = object()
    assert mod.one(thing) is thing


@pytest.mark.parametrize("args", [(), (1, 2)])
def test_o_takes_exactly_one(mod, args):
    with pytest.raises(TypeError):
        mod.one(*args)


@pytest.mark.parametrize("name", ["noargs", "one", "varargs"])
def test_no_keywords_without_the_signature(mod, name):
    with pytest.raises(TypeError):
        getattr(mod, name)(a=1)


@pytest.mark.parametrize("args", [(), (1,), (1, 2, 3), tuple(range(100))])
def test_varargs(mod, args):
    assert mod.varargs(*args) == args


def test_keywords_without_any(mod):
    assert mod.keywords() == (0, None, ())


def test_keywords_with_positionals(mod):
    assert mod.keywords(1, 2) == (2, None, (1, 2))


def test_keywords_follow_the_positionals(mod):
    assert mod.keywords(1, b=2, c=3) == (1, ("b", "c"), (1, 2, 3))


def test_keywords_from_a_dict(mod):
    assert mod.keywords(*[1], x=5) == (1, ("x",), (1, 5))


def test_self_is_the_module(mod):
    assert mod.itself() is mod


def test_doc(mod):
    assert mod.noargs.__doc__ == "Take nothing."


def test_no_doc(mod):
    assert mod.one.__doc__ is None


def test_doc_with_a_signature_line(mod):
    assert mod.varargs.__doc__ == "All of them."
    assert mod.varargs.__text_signature__ == "($module, *args)"


def test_module_doc(mod):
    assert mod.__doc__ == "Functions of every kind."


def test_name(mod):
    assert mod.noargs.__name__ == "noargs"


def test_null_raises_the_exception(mod):
    with pytest.raises(ValueError, match="^no luck$"):
        mod.fail()


@pytest.mark.hpy_debug(allow=["result-null"])
@pytest.mark.skipif(hasattr(sys, "gettotalrefcount"), reason="a debug build of Python ends the process")
def test_null_without_exception_is_a_system_error(mod):
    with pytest.raises(SystemError):
        mod.fail_silently()


def test_implementation_by_another_name(mod):
    assert mod.free_name() == 8


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.keywords(1, b=[]), mod.varargs(1, 2), mod.one({}), mod.fail()))


def test_many_calls_keep_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(50):
        mod.one(thing)
        mod.varargs(thing, thing)
        mod.keywords(thing, k=thing)
    assert sys.getrefcount(thing) == before


def test_unsupported_signature(make):
    snippet = """
        HPyDef_METH(wrong, "wrong", HPyFunc_O)
        static HPy wrong_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Dup(ctx, arg); }
        #define CAST(TYPE, FUNCTION) (TYPE)(void (*)(void))FUNCTION
        static HPyDef odd = {
            .kind = HPyDef_Kind_Meth,
            .meth = {.name = "odd", .impl = CAST(HPyCFunction, wrong_impl),
                     .cpy_trampoline = CAST(cpy_PyCFunction, wrong_trampoline), .signature = HPyFunc_INQUIRY}
        };
        @EXPORT(wrong, odd)
        @INIT"""
    with pytest.raises(ValueError, match="Unsupported HPyMeth signature"):
        make(snippet)


def test_definitions_in_another_file(make):
    other = """
        HPyDef_METH(far, "far", HPyFunc_O)
        static HPy far_impl(HPyContext *ctx, HPy self, HPy arg) { return HPy_Repr(ctx, arg); }
        HPyDef_METH(fails, "fails", HPyFunc_NOARGS)
        static HPy fails_impl(HPyContext *ctx, HPy self)
        {
            return HPyErr_SetString(ctx, ctx->h_KeyError, "far");
        }
    """
    mod = make(
        """
        extern HPyDef far, fails;
        @EXPORT(far, fails)
        @INIT""",
        extra=[other],
    )
    assert mod.far([1]) == "[1]"
    with pytest.raises(KeyError, match="far"):
        mod.fails()


def test_module_without_definitions(make):
    mod = make("""
        @INIT""")
    assert mod.__doc__ is None


def test_direct_import(make, abi):
    mod = make(SNIPPET, direct=True)
    assert mod.keywords(1, b=2) == (1, ("b",), (1, 2))
    assert mod.__file__.endswith(".so") or mod.__file__.endswith(".pyd")


def test_cplusplus(make):
    mod = make(
        """
        HPyDef_METH(sum, "sum", HPyFunc_VARARGS)
        static HPy sum_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
        {
            long total = 0;
            for (size_t i = 0; i < nargs; i++)
                total += HPyLong_AsLong(ctx, args[i]);
            return HPyLong_FromLong(ctx, total);
        }
        @EXPORT(sum)
        @INIT""",
        language="c++",
    )
    assert mod.sum(1, 2, 3) == 6
