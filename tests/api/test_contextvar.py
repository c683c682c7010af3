"""Context variables: new, get, set. ... (Ellipsis) stands for HPy_NULL."""

import contextvars

import pytest

SNIPPET = r"""
    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    HPyDef_METH(new, "new", HPyFunc_VARARGS)
    static HPy new_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyContextVar_New(ctx, HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL), or_null(ctx, args[1]));
    }
    /* The value, or Ellipsis for "unset and no default". */
    HPyDef_METH(get, "get", HPyFunc_VARARGS)
    static HPy get_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy result = HPy_NULL;
        int32_t status = HPyContextVar_Get(ctx, args[0], or_null(ctx, args[1]), &result);
        if ((status < 0) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "status and exception disagree");
        if (status < 0)
            return HPy_NULL;
        return HPy_IsNull(result) ? HPy_Dup(ctx, ctx->h_Ellipsis) : result;
    }
    HPyDef_METH(set, "set", HPyFunc_VARARGS)
    static HPy set_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyContextVar_Set(ctx, args[0], args[1]);
    }
    @EXPORT(new, get, set)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


def test_new(mod):
    variable = mod.new("name", ...)
    assert isinstance(variable, contextvars.ContextVar)
    assert variable.name == "name"
    with pytest.raises(LookupError):
        variable.get()


def test_new_with_default(mod):
    assert mod.new("name", [1]).get() == [1]


def test_get_unset_without_default(mod):
    assert mod.get(mod.new("name", ...), ...) is ...


def test_get_default_of_the_variable(mod):
    assert mod.get(mod.new("name", "its own"), ...) == "its own"


def test_get_default_of_the_call_comes_first(mod):
    assert mod.get(mod.new("name", "its own"), "the call's") == "the call's"


def test_set_returns_a_token(mod):
    variable = contextvars.ContextVar("name")
    token = mod.set(variable, 1)
    assert isinstance(token, contextvars.Token)
    assert variable.get() == 1
    variable.reset(token)
    assert mod.get(variable, ...) is ...


def test_get_what_was_set(mod):
    variable = mod.new("name", 0)
    context = contextvars.copy_context()  # the one outside would keep the variable
    context.run(mod.set, variable, "set")
    assert context.run(mod.get, variable, "default") == "set"


def test_each_context_has_its_own(mod):
    variable = mod.new("name", "outside")
    contextvars.copy_context().run(mod.set, variable, "inside")
    assert mod.get(variable, ...) == "outside"


@pytest.mark.parametrize("wrong", [42, None, "name"])
def test_something_else(mod, wrong):
    with pytest.raises(TypeError):
        mod.get(wrong, ...)
    with pytest.raises(TypeError):
        mod.set(wrong, 1)


def test_no_leaks(mod, leaks):
    variable = mod.new("name", 0)
    leaks(lambda: (mod.new("name", []), mod.get(variable, ...), variable.reset(mod.set(variable, []))))
