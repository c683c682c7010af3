"""HPyWeakref_* (minor 2): making references and proxies, their objects, and when these go."""

import gc
import sys
import weakref

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(ref) { return HPyWeakref_NewRef(ctx, args[0], or_null(ctx, args[1])); }
    METHOD(proxy) { return HPyWeakref_NewProxy(ctx, args[0], or_null(ctx, args[1])); }
    METHOD(get)
    {
        HPy object = args[0]; /* whatever comes of it, it is written over */
        int n = HPyWeakref_Get(ctx, args[0], &object);
        return found(ctx, n, object);
    }
    METHOD(is_dead) { return number(ctx, HPyWeakref_IsDead(ctx, args[0])); }
    METHOD(checks)
    {
        return HPy_BuildValue(ctx, "(iiii)", HPyWeakref_Check(ctx, args[0]), HPyWeakref_CheckRef(ctx, args[0]),
                              HPyWeakref_CheckRefExact(ctx, args[0]), HPyWeakref_CheckProxy(ctx, args[0]));
    }

    typedef struct { long value; } Seen;
    HPyType_HELPERS(Seen)
    HPyDef_WEAKLIST(Seen_weaklist)
    HPyDef_SLOT(Seen_new, HPy_tp_new)
    static HPy Seen_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
    {
        Seen *data;
        return HPy_New(ctx, cls, &data);
    }
    static HPyDef *Seen_defines[] = {&Seen_weaklist, &Seen_new, NULL};
    static HPyType_Spec Seen_spec = {
        .name = "@NAME.Seen", .basicsize = sizeof(Seen), .builtin_shape = SHAPE(Seen), .defines = Seen_defines,
    };
    static HPyType_Spec Unseen_spec = {.name = "@NAME.Unseen"};
    @EXPORT_TYPE("Seen", Seen_spec)
    @EXPORT_TYPE("Unseen", Unseen_spec)
    @EXPORT(ref, proxy, get, is_dead, checks)
    @INIT
"""
).replace("@NAME", "weakrefs")


class Thing:
    value = 7


class Ref(weakref.ref):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.mark.parametrize("callback", [..., None])
def test_ref(mod, callback):
    thing = Thing()
    ref = mod.ref(thing, callback)
    assert type(ref) is weakref.ref and ref() is thing
    assert mod.get(ref) == (thing,) and mod.is_dead(ref) == 0
    assert mod.ref(thing, callback) is ref  # as weakref.ref does
    del thing
    gc.collect()
    assert ref() is None and mod.get(ref) is None and mod.is_dead(ref) == 1


def test_callback(mod):
    thing, called = Thing(), []
    ref = mod.ref(thing, called.append)
    assert ref is not weakref.ref(thing)
    del thing
    gc.collect()
    assert called == [ref]


def test_callback_of_a_reference_that_went_first(mod):
    thing, called = Thing(), []
    ref = mod.ref(thing, called.append)
    del ref, thing
    gc.collect()
    assert called == []


def test_proxy(mod):
    thing, called = Thing(), []
    proxy = mod.proxy(thing, called.append)
    assert proxy.value == 7 and type(proxy) is weakref.ProxyType
    assert mod.get(proxy) == (thing,)
    assert type(mod.proxy(Thing, ...)) is weakref.CallableProxyType
    del thing
    gc.collect()
    assert called == [proxy] and mod.get(proxy) is None and mod.is_dead(proxy) == 1
    with pytest.raises(ReferenceError):
        proxy.value


def test_types_of_the_extension(mod):
    seen = mod.Seen()
    ref = mod.ref(seen, ...)
    assert mod.get(ref) == (seen,)
    del seen
    gc.collect()
    assert mod.get(ref) is None


@pytest.mark.parametrize("make_one", ["ref", "proxy"])
@pytest.mark.parametrize("value", [1, "text", None, (), {}, "Unseen"])
def test_objects_that_have_none(mod, make_one, value):
    value = mod.Unseen() if value == "Unseen" else value
    with pytest.raises(TypeError, match="cannot create weak reference to '.*' object"):
        getattr(mod, make_one)(value, ...)


def test_callback_that_cannot_be_called_is_reported(mod, monkeypatch):
    reports = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: reports.append(report.exc_type))
    thing = Thing()
    ref = mod.ref(thing, 42)
    del thing
    gc.collect()
    assert reports == [TypeError] and ref() is None


@pytest.mark.parametrize("value", [1, None, Thing, Thing()])
def test_get_of_other_objects(mod, value):
    for function in (mod.get, mod.is_dead):
        with pytest.raises(TypeError, match="expected a weakref"):
            function(value)


def test_checks(mod):
    thing = Thing()
    assert mod.checks(weakref.ref(thing)) == (1, 1, 1, 0)
    assert mod.checks(Ref(thing)) == (1, 1, 0, 0)
    assert mod.checks(weakref.proxy(thing)) == (1, 0, 0, 1)
    assert mod.checks(weakref.proxy(Thing)) == (1, 0, 0, 1)
    assert mod.checks(thing) == mod.checks(None) == (0, 0, 0, 0)


def test_get_of_a_subclass_does_not_call_it(mod):
    class Own(weakref.ref):
        def __call__(self):
            raise AssertionError("called")

    thing = Thing()
    assert mod.get(Own(thing)) == (thing,)


def test_get_while_the_object_goes(mod):
    found = []

    class Going:
        def __del__(self):
            found.append(mod.get(ref) in (None, (self,)))  # some collectors clear references before

    going = Going()
    ref = weakref.ref(going)
    del going
    gc.collect()
    assert found == [True] and mod.get(ref) is None


def test_no_leaks(mod, leaks):
    thing = Thing()
    ref, proxy = weakref.ref(thing), weakref.proxy(thing)
    leaks(mod.get, ref)
    leaks(mod.get, proxy)
    leaks(mod.get, 1)
    leaks(mod.is_dead, ref)
    leaks(mod.ref, thing, print)
    leaks(mod.proxy, thing, print)
    leaks(mod.ref, 1, ...)
