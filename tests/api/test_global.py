"""HPyGlobal: a reference kept in a C global."""
import sys
import weakref

import pytest

SNIPPET = """
    HPyGlobal kept, empty;

    HPyDef_METH(store, "store", HPyFunc_O)
    static HPy store_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &kept, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(load, "load", HPyFunc_NOARGS)
    static HPy load_impl(HPyContext *ctx, HPy self) { return HPyGlobal_Load(ctx, kept); }

    HPyDef_METH(clear, "clear", HPyFunc_NOARGS)
    static HPy clear_impl(HPyContext *ctx, HPy self)
    {
        HPyGlobal_Store(ctx, &kept, HPy_NULL);
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(clear_empty, "clear_empty", HPyFunc_NOARGS)
    static HPy clear_empty_impl(HPyContext *ctx, HPy self)
    {
        HPyGlobal_Store(ctx, &empty, HPy_NULL);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(store, load, clear, clear_empty)
    @EXPORT_GLOBAL(kept)
    @EXPORT_GLOBAL(empty)
    @INIT
"""


class Thing:
    pass


@pytest.fixture
def mod(make):
    mod = make(SNIPPET)
    yield mod
    mod.clear()


def test_survives_between_calls(mod):
    thing = Thing()
    mod.store(thing)
    assert mod.load() is thing
    assert mod.load() is thing


def test_store_takes_one_reference(mod):
    thing = Thing()
    before = sys.getrefcount(thing)
    mod.store(thing)
    assert sys.getrefcount(thing) == before + 1
    mod.load()
    assert sys.getrefcount(thing) == before + 1


def test_store_releases_the_old_value(mod):
    mod.store(Thing())
    gone = weakref.ref(mod.load())
    mod.store(1)
    assert gone() is None


def test_null_clears(mod):
    thing = Thing()
    before = sys.getrefcount(thing)
    mod.store(thing)
    mod.clear()
    assert sys.getrefcount(thing) == before


def test_clearing_an_empty_global(mod):
    assert mod.clear_empty() is None


def test_finaliser_of_the_old_value_sees_the_new_one(mod):
    seen = []

    class Finalised:
        def __del__(self):
            seen.append(mod.load())

    mod.store(Finalised())
    mod.store("new")
    assert seen == ["new"]


def test_storing_the_same_value_again(mod):
    thing = Thing()
    mod.store(thing)
    before = sys.getrefcount(thing)
    mod.store(thing)
    assert sys.getrefcount(thing) == before
    assert mod.load() is thing
