"""Tuples: HPyTuple_Check, HPyTuple_FromArray, HPyTuple_Pack."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromLong(ctx, HPyTuple_Check(ctx, arg));
    }

    HPyDef_METH(from_array, "from_array", HPyFunc_VARARGS)
    static HPy from_array_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        return HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    }
    HPyDef_METH(from_nothing, "from_nothing", HPyFunc_NOARGS)
    static HPy from_nothing_impl(HPyContext *ctx, HPy self) { return HPyTuple_FromArray(ctx, NULL, 0); }

    HPyDef_METH(pack, "pack", HPyFunc_VARARGS)
    static HPy pack_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        switch (nargs) {
        case 0: return HPyTuple_Pack(ctx, 0);
        case 1: return HPyTuple_Pack(ctx, 1, args[0]);
        case 2: return HPyTuple_Pack(ctx, 2, args[0], args[1]);
        default: return HPyTuple_Pack(ctx, 5, args[0], args[1], args[2], args[3], args[4]);
        }
    }
    @EXPORT(check, from_array, from_nothing, pack)
    @INIT
"""


class Derived(tuple):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("thing, expected", [((), 1), (Derived((1,)), 1), ([], 0), ("", 0), (None, 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


@pytest.mark.parametrize("items", [(), (1,), ("a", None, [], 4)])
def test_from_array(mod, items):
    made = mod.from_array(*items)
    assert type(made) is tuple
    assert made == items


def test_from_array_of_nothing(mod):
    assert mod.from_nothing() == ()


@pytest.mark.parametrize("items", [(), (1,), (1, 2), (1, "b", None, [], 5.0)])
def test_pack(mod, items):
    assert mod.pack(*items) == items


@pytest.mark.parametrize("function", ["from_array", "pack"])
def test_items_are_duplicated(mod, function):
    thing = object()
    before = sys.getrefcount(thing)
    made = getattr(mod, function)(thing, thing)
    assert sys.getrefcount(thing) == before + 2
    del made
    assert sys.getrefcount(thing) == before


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.from_array([], []), mod.pack([], []), mod.from_nothing()))
