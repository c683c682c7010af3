"""HPyGC_* (minor 2): the garbage collector."""

import gc
import sys
import weakref

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(collect) { return number(ctx, HPyGC_Collect(ctx)); }
    METHOD(enable) { return number(ctx, HPyGC_Enable(ctx)); }
    METHOD(disable) { return number(ctx, HPyGC_Disable(ctx)); }
    METHOD(is_enabled) { return number(ctx, HPyGC_IsEnabled(ctx)); }
    METHOD(is_tracked) { return number(ctx, HPyGC_IsTracked(ctx, args[0])); }
    /* All of them with an exception pending, which stays. */
    METHOD(while_pending)
    {
        HPyErr_SetString(ctx, ctx->h_KeyError, "mine");
        (void)HPyGC_Enable(ctx);
        (void)HPyGC_IsEnabled(ctx);
        (void)HPyGC_IsTracked(ctx, args[0]);
        (void)HPyGC_Collect(ctx);
        return HPy_NULL;
    }
    @EXPORT(collect, enable, disable, is_enabled, is_tracked, while_pending)
    @INIT
"""
)


class Thing:
    pass


def cycle():
    thing = Thing()
    thing.self = thing
    return weakref.ref(thing)


@pytest.fixture
def mod(make):
    yield make(SNIPPET, minor=2)
    gc.enable()


def test_collect(mod):
    gc.collect()
    ref = cycle()
    assert mod.collect() > 0 and ref() is None


def test_switching(mod):
    gc.enable()
    assert mod.is_enabled() == 1
    assert mod.disable() == 1 and mod.is_enabled() == 0 and not gc.isenabled()
    assert mod.disable() == 0
    ref = cycle()
    assert mod.collect() == 0 and ref() is not None
    assert mod.enable() == 0 and gc.isenabled() and mod.enable() == 1
    assert mod.collect() > 0 and ref() is None


def test_is_tracked(mod):
    for value in (1, "text", None, [], [1], Thing(), Thing, sys):
        assert mod.is_tracked(value) == gc.is_tracked(value), value


def test_exceptions_are_reported(mod, monkeypatch):
    reports = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: reports.append(report.exc_type))

    class Bad:
        def __del__(self):
            raise ZeroDivisionError

    bad = Bad()
    bad.self = bad
    del bad
    mod.collect()
    assert reports == [ZeroDivisionError]


def test_with_an_exception_pending(mod):
    ref = cycle()
    with pytest.raises(KeyError, match="mine"):
        mod.while_pending([])
    assert ref() is None


def test_collecting_while_it_collects(mod):
    results = []

    class Collects:
        def __del__(self):
            results.append(mod.collect())

    thing = Collects()
    thing.self = thing
    del thing
    assert mod.collect() > 0 and results == [0]
