"""HPyContextVar_Reset, HPyContext_* (minor 2): the contexts that hold the values of context variables."""

import contextvars

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(reset) { return none(ctx, HPyContextVar_Reset(ctx, args[0], args[1])); }
    METHOD(new) { return HPyContext_New(ctx); }
    METHOD(copy) { return HPyContext_Copy(ctx, args[0]); }
    METHOD(copy_current) { return HPyContext_CopyCurrent(ctx); }
    METHOD(enter) { return none(ctx, HPyContext_Enter(ctx, args[0])); }
    METHOD(leave) { return none(ctx, HPyContext_Exit(ctx, args[0])); }
    /* args[1]() in the context args[0] */
    METHOD(run)
    {
        HPy result, error;
        int failed;
        if (HPyContext_Enter(ctx, args[0]) < 0)
            return HPy_NULL;
        result = HPy_Call(ctx, args[1], NULL, 0, HPy_NULL);
        error = HPyErr_GetRaised(ctx);
        failed = HPyContext_Exit(ctx, args[0]) < 0;
        if (!failed)
            HPyErr_SetRaised(ctx, error);
        HPy_Close(ctx, error);
        if (!failed)
            return result;
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    @EXPORT(reset, new, copy, copy_current, enter, leave, run)
    @INIT
"""
)

var = contextvars.ContextVar("var", default=0)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def test_reset(mod):
    first, second = var.set(1), var.set(2)
    mod.reset(var, second)
    assert var.get() == 1
    with pytest.raises(RuntimeError, match="already been used"):
        mod.reset(var, second)
    mod.reset(var, first)
    assert var.get() == 0


def test_reset_with_what_does_not_fit(mod):
    other = contextvars.ContextVar("other")
    token = var.set(1)
    try:
        with pytest.raises(ValueError, match="different ContextVar"):
            mod.reset(other, token)
        with pytest.raises(ValueError, match="different Context"):
            contextvars.copy_context().run(mod.reset, var, token)
        with pytest.raises(TypeError):
            mod.reset(1, token)
        for wrong in (1, None, var):
            with pytest.raises(TypeError):
                mod.reset(var, wrong)
    finally:
        var.reset(token)


def test_contexts(mod):
    token = var.set(1)
    try:
        empty, current = mod.new(), mod.copy_current()
        assert type(empty) is type(current) is contextvars.Context
        assert len(empty) == 0 and current[var] == 1
        assert mod.run(empty, var.get) == 0
        assert mod.run(current, lambda: var.set(5)) and current[var] == 5 and var.get() == 1
        copied = mod.copy(current)
        assert copied is not current and copied[var] == 5
        mod.run(copied, lambda: var.set(6))
        assert (current[var], copied[var]) == (5, 6)
    finally:
        var.reset(token)


def test_entering_twice(mod):
    context = mod.new()
    with pytest.raises(RuntimeError, match="already entered"):
        mod.run(context, lambda: mod.run(context, int))
    assert mod.run(context, int) == 0


def test_leaving_another_one(mod):
    context = mod.new()
    for other in (context, contextvars.copy_context()):
        with pytest.raises(RuntimeError):
            mod.leave(other)


def test_contexts_in_contexts(mod):
    outer, inner = mod.new(), mod.new()
    assert mod.run(outer, lambda: (var.set(1), mod.run(inner, lambda: var.set(2)), var.get())[-1]) == 1
    assert (outer[var], inner[var], var.get()) == (1, 2, 0)


@pytest.mark.parametrize("wrong", [1, None, var, {}])
def test_other_objects(mod, wrong):
    for function in (mod.copy, mod.enter, mod.leave):
        with pytest.raises(TypeError):
            function(wrong)


def test_no_leaks(mod, leaks):
    context = mod.new()
    leaks(mod.new)
    leaks(mod.copy, context)
    leaks(mod.copy_current)
    leaks(mod.run, context, int)
    leaks(mod.copy, 1)
