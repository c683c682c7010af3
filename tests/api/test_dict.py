"""Dicts: HPyDict_Check, HPyDict_New, HPyDict_Keys, HPyDict_Copy. ... (Ellipsis) stands for HPy_NULL."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromLong(ctx, HPyDict_Check(ctx, arg));
    }

    HPyDef_METH(new, "new", HPyFunc_NOARGS)
    static HPy new_impl(HPyContext *ctx, HPy self) { return HPyDict_New(ctx); }

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    HPyDef_METH(keys, "keys", HPyFunc_O)
    static HPy keys_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyDict_Keys(ctx, or_null(ctx, arg)); }

    HPyDef_METH(copy, "copy", HPyFunc_O)
    static HPy copy_impl(HPyContext *ctx, HPy self, HPy arg) { return HPyDict_Copy(ctx, or_null(ctx, arg)); }
    @EXPORT(check, new, keys, copy)
    @INIT
"""


class Derived(dict):
    def keys(self):
        raise AssertionError("an overridden keys() must not be called")


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("thing, expected", [({}, 1), (Derived(), 1), ([], 0), (set(), 0), (None, 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


def test_new(mod):
    made = mod.new()
    assert type(made) is dict and made == {}
    assert mod.new() is not made


@pytest.mark.parametrize("mapping", [{}, {"a": 1, 2: "b", None: ()}])
def test_keys(mod, mapping):
    assert mod.keys(mapping) == list(mapping)


def test_keys_ignores_the_method(mod):
    assert mod.keys(Derived(a=1)) == ["a"]


def test_copy(mod):
    mapping = {"a": [1], "b": 2}
    made = mod.copy(mapping)
    assert made == mapping
    assert made is not mapping
    assert made["a"] is mapping["a"]


@pytest.mark.parametrize("function", ["keys", "copy"])
@pytest.mark.parametrize("wrong", [..., None, [], "text"])
def test_something_else(mod, function, wrong):
    with pytest.raises(SystemError):
        getattr(mod, function)(wrong)


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        mod.keys({thing: thing})
        mod.copy({thing: thing})
    assert sys.getrefcount(thing) == before


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.new(), mod.keys({"a": 1}), mod.copy({"a": []})))
    leaks(mod.keys, ...)
    leaks(mod.copy, [])
