"""The slots of minor version 1, seen from Python. (tp_descr_get: test_type_slots.py.)"""
import asyncio
import gc
import sys
import weakref

import pytest

KINDS = pytest.mark.parametrize("kind", [lambda cls: cls, lambda cls: type("Sub", (cls,), {"__slots__": ()}),
                                         lambda cls: type("Sub", (cls,), {})], ids=["exact", "slots", "subclass"])

# ---- iteration

ITERATION = r"""
    typedef struct { long left; } Count;
    HPyType_HELPERS(Count)
    HPyDef_MEMBER(left, "left", HPyMember_LONG, offsetof(Count, left))
    HPyDef_SLOT(iter, HPy_tp_iter)
    static HPy iter_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, self);
    }
    HPyDef_SLOT(iternext, HPy_tp_iternext)
    static HPy iternext_impl(HPyContext *ctx, HPy self)
    {
        Count *count = Count_AsStruct(ctx, self);
        if (count->left < 0) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "negative");
            return HPy_NULL;
        }
        return count->left == 0 ? HPy_NULL : HPyLong_FromLong(ctx, count->left--);
    }
    static HPyDef *count_defines[] = {&left, &iter, &iternext, NULL};
    static HPyType_Spec count_spec = {
        .name = "tests.Count", .basicsize = sizeof(Count), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .builtin_shape = SHAPE(Count), .defines = count_defines
    };
    static HPyType_Spec derived_spec = {
        .name = "tests.Derived", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE
    };
    HPyDef_METH(derive, "derive", HPyFunc_O)
    static HPy derive_impl(HPyContext *ctx, HPy self, HPy base)
    {
        HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
        return HPyType_FromSpec(ctx, &derived_spec, params);
    }
    @EXPORT(derive)
    @EXPORT_TYPE("Count", count_spec)
    @INIT
"""


def counted(cls, n):
    count = cls()
    count.left = n
    return count


@KINDS
def test_iteration(make, kind):
    cls = kind(make(ITERATION, minor=1).Count)
    assert list(counted(cls, 3)) == [3, 2, 1]
    assert next(counted(cls, 0), "end") == "end"
    with pytest.raises(ValueError, match="negative"):
        list(counted(cls, -1))


def test_iteration_is_seen_as_methods(make):
    cls = make(ITERATION, minor=1).Count
    assert cls.__iter__(counted(cls, 3)).left == 3 and cls.__next__(counted(cls, 3)) == 3
    with pytest.raises(StopIteration):
        counted(cls, 0).__next__()


def test_iteration_is_inherited_by_an_hpy_type(make):
    mod = make(ITERATION, minor=1)
    assert list(counted(mod.derive(mod.Count), 2)) == [2, 1]


def test_iteration_is_overridden_in_python(make):
    mod = make(ITERATION, minor=1)

    class Letters(mod.Count):
        def __iter__(self):
            return iter("ab")

    class Doubled(mod.Count):
        def __next__(self):
            return 2 * super().__next__()

    assert list(Letters()) == ["a", "b"]
    assert list(counted(Doubled, 2)) == [4, 2]
    assert list(counted(mod.derive(Doubled), 2)) == [4, 2]


def test_iteration_leaves_nothing_behind(make, leaks):
    cls = make(ITERATION, minor=1).Count
    leaks(lambda: list(counted(cls, 1000)))
    leaks(lambda: list(counted(cls, -1)))


# ---- attributes

ATTRIBUTES = r"""
    HPyDef_SLOT(getattro, HPy_tp_getattro)
    static HPy getattro_impl(HPyContext *ctx, HPy self, HPy name)
    {
        HPy_ssize_t size;
        const char *text = HPyUnicode_AsUTF8AndSize(ctx, name, &size);
        if (text == NULL)
            return HPy_NULL;
        if (text[0] != 'x') {
            HPyErr_SetObject(ctx, ctx->h_AttributeError, name);
            return HPy_NULL;
        }
        return HPyUnicode_FromFormat(ctx, "<%s>", text);
    }
    HPyDef_SLOT(setattro, HPy_tp_setattro)
    static int setattro_impl(HPyContext *ctx, HPy self, HPy name, HPy value)
    {
        HPy result = HPy_BuildValue(ctx, "(OO)", name, HPy_IsNull(value) ? ctx->h_NotImplemented : value);
        HPyErr_SetObject(ctx, ctx->h_LookupError, result);
        HPy_Close(ctx, result);
        return -1;
    }
    static HPyDef *proxy_defines[] = {&getattro, &setattro, NULL};
    static HPyType_Spec proxy_spec = {
        .name = "tests.Proxy", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = proxy_defines
    };
    @EXPORT_TYPE("Proxy", proxy_spec)
    @INIT
"""


@KINDS
def test_getattro(make, kind):
    proxy = kind(make(ATTRIBUTES, minor=1).Proxy)()
    assert proxy.xyz == "<xyz>"
    with pytest.raises(AttributeError):
        proxy.abc  # noqa: B018
    assert not hasattr(proxy, "__dict__")


@KINDS
def test_setattro(make, kind):
    proxy = kind(make(ATTRIBUTES, minor=1).Proxy)()
    with pytest.raises(LookupError) as info:
        proxy.name = 5
    assert info.value.args == ("name", 5)
    with pytest.raises(LookupError) as info:
        del proxy.name
    assert info.value.args == ("name", NotImplemented)


def test_getattro_with_getattr_of_a_subclass(make):
    class Sub(make(ATTRIBUTES, minor=1).Proxy):
        def __getattr__(self, name):
            return "missing " + name

        def __setattr__(self, name, value):
            if name != "quiet":
                super().__setattr__(name, value)

    sub = Sub()
    assert (sub.xyz, sub.abc) == ("<xyz>", "missing abc")
    sub.quiet = 1
    with pytest.raises(LookupError):
        sub.loud = 1


def test_getattribute_of_a_subclass(make):
    class Sub(make(ATTRIBUTES, minor=1).Proxy):
        def __getattribute__(self, name):
            return "sub " + super().__getattribute__("x" + name)

    assert Sub().abc == "sub <xabc>"


DESCRIPTOR = r"""
    HPyDef_SLOT(descr_set, HPy_tp_descr_set)
    static int descr_set_impl(HPyContext *ctx, HPy self, HPy object, HPy value)
    {
        HPy log = HPy_GetAttr_s(ctx, object, "log");
        HPy entry = HPy_IsNull(log) ? HPy_NULL : HPy_IsNull(value) ? HPy_BuildValue(ctx, "(s)", "deleted")
                                                                   : HPy_BuildValue(ctx, "(sO)", "set", value);
        int result = HPy_IsNull(entry) ? -1 : HPyList_Append(ctx, log, entry);
        HPy_Close(ctx, log);
        HPy_Close(ctx, entry);
        return result;
    }
    static HPyDef *defines[] = {&descr_set, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Descriptor", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = defines
    };
    @EXPORT_TYPE("Descriptor", spec)
    @INIT
"""


@KINDS
def test_descr_set(make, kind):
    class Owner:
        attribute = kind(make(DESCRIPTOR, minor=1).Descriptor)()

        def __init__(self):
            self.log = []

    owner = Owner()
    owner.attribute = 5
    del owner.attribute
    assert owner.log == [("set", 5), ("deleted",)]
    del owner.log
    with pytest.raises(AttributeError, match="log"):
        owner.attribute = 5


# ---- asynchronous

ASYNCHRONOUS = r"""
    /* An awaitable asynchronous iterator: am_await gives iter(self.steps), am_anext the next of self.awaitables. */
    HPyDef_SLOT(await_, HPy_am_await)
    static HPy await__impl(HPyContext *ctx, HPy self)
    {
        HPy steps = HPy_GetAttr_s(ctx, self, "steps");
        HPy result = HPy_IsNull(steps) ? HPy_NULL : HPy_GetIter(ctx, steps);
        HPy_Close(ctx, steps);
        return result;
    }
    HPyDef_SLOT(aiter, HPy_am_aiter)
    static HPy aiter_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, self);
    }
    HPyDef_SLOT(anext, HPy_am_anext)
    static HPy anext_impl(HPyContext *ctx, HPy self)
    {
        HPy awaitables = HPy_GetAttr_s(ctx, self, "awaitables");
        HPy result = HPy_IsNull(awaitables) ? HPy_NULL : HPyIter_Next(ctx, awaitables);
        HPy_Close(ctx, awaitables);
        if (HPy_IsNull(result) && !HPyErr_Occurred(ctx))
            HPyErr_SetObject(ctx, ctx->h_StopAsyncIteration, HPy_NULL);
        return result;
    }
    HPyDef_DICT(dict)
    static HPyDef *async_defines[] = {&await_, &aiter, &anext, &dict, NULL};
    static HPyType_Spec async_spec = {
        .name = "tests.Async", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = async_defines
    };

    /* An iterator that is sent values: yields ("sent", value), ends at "end" with ("ended", number of values). */
    typedef struct { long n, by_slot; } Sender;
    HPyType_HELPERS(Sender)
    HPyDef_MEMBER(by_slot, "by_slot", HPyMember_LONG, offsetof(Sender, by_slot))
    static HPy_SendResult send(HPyContext *ctx, Sender *sender, HPy value, HPy *result)
    {
        HPy end = HPyUnicode_FromString(ctx, "end");
        int ends = HPy_IsNull(end) ? -1 : HPy_RichCompareBool(ctx, value, end, HPy_EQ);
        HPy_Close(ctx, end);
        if (ends < 0)
            return HPy_SEND_ERROR;
        sender->n++;
        *result = ends ? HPy_BuildValue(ctx, "(sl)", "ended", sender->n) : HPy_BuildValue(ctx, "(sO)", "sent", value);
        return HPy_IsNull(*result) ? HPy_SEND_ERROR : ends ? HPy_SEND_RETURN : HPy_SEND_NEXT;
    }
    HPyDef_SLOT(am_send, HPy_am_send)
    static HPy_SendResult am_send_impl(HPyContext *ctx, HPy self, HPy value, HPy *result)
    {
        Sender *sender = Sender_AsStruct(ctx, self);
        sender->by_slot++;
        return send(ctx, sender, value, result);
    }
    HPyDef_SLOT(iter, HPy_tp_iter)
    static HPy iter_impl(HPyContext *ctx, HPy self)
    {
        return HPy_Dup(ctx, self);
    }
    HPyDef_SLOT(iternext, HPy_tp_iternext)
    static HPy iternext_impl(HPyContext *ctx, HPy self)
    {
        HPy result = HPy_NULL;
        return send(ctx, Sender_AsStruct(ctx, self), ctx->h_None, &result) == HPy_SEND_NEXT ? result : HPy_NULL;
    }
    HPyDef_SLOT_IMPL(sender_await, iter_impl, HPy_am_await)
    static HPyDef *sender_defines[] = {&by_slot, &am_send, &iter, &iternext, &sender_await, NULL};
    static HPyType_Spec sender_spec = {
        .name = "tests.Sender", .basicsize = sizeof(Sender), .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
        .builtin_shape = SHAPE(Sender), .defines = sender_defines
    };
    @EXPORT_TYPE("Async", async_spec)
    @EXPORT_TYPE("Sender", sender_spec)
    @INIT
"""


def run(coroutine):
    """What a coroutine yields and returns, run without an event loop."""
    yielded = []
    try:
        while True:
            yielded.append(coroutine.send(None))
    except StopIteration as stop:
        return yielded, stop.value


def step(yielded, returned):
    yield from yielded
    return returned


@KINDS
def test_await(make, kind):
    value = kind(make(ASYNCHRONOUS, minor=1).Async)()
    value.steps = step([1, 2], "result")

    async def main():
        return await value

    assert run(main()) == ([1, 2], "result")
    del value.steps
    with pytest.raises(AttributeError):
        run(main())


@KINDS
def test_async_for(make, kind):
    mod = make(ASYNCHRONOUS, minor=1)
    cls = kind(mod.Async)

    def awaitable(result):
        made = mod.Async()
        made.steps = step(["step"], result)
        return made

    async def main():
        source = cls()
        source.awaitables = iter([awaitable("a"), awaitable("b")])
        return [item async for item in source]

    assert run(main()) == (["step", "step"], ["a", "b"])


def test_await_under_asyncio(make):
    value = make(ASYNCHRONOUS, minor=1).Async()

    async def main():
        value.steps = asyncio.sleep(0, "slept").__await__()
        return await value

    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(main()) == "slept"
    loop.close()


def delegate(to):
    return (yield from to)


@KINDS
def test_send(make, kind):
    sender = kind(make(ASYNCHRONOUS, minor=1).Sender)()
    generator = delegate(sender)
    assert [generator.send(None), generator.send(5), generator.send((6,))] == [("sent", None), ("sent", 5), ("sent", (6,))]
    with pytest.raises(StopIteration) as info:
        generator.send("end")
    assert info.value.value == ("ended", 4)
    # Where CPython does not use the slot, or does not inherit it, __next__ was called for None.
    assert sender.by_slot in (3, 4)


def test_send_overridden_in_python(make):
    class Sub(make(ASYNCHRONOUS, minor=1).Sender):
        def send(self, value):
            return ["overridden", super().send(value)]

    generator = delegate(Sub())
    assert [generator.send(None), generator.send(5)] == [("sent", None), ["overridden", ("sent", 5)]]
    with pytest.raises(StopIteration) as info:
        generator.send("end")
    assert info.value.value == ("ended", 3)


def test_send_through_await(make):
    sender = make(ASYNCHRONOUS, minor=1).Sender()

    async def main():
        return await sender

    coroutine = main()
    assert [coroutine.send(None), coroutine.send(5)] == [("sent", None), ("sent", 5)]
    with pytest.raises(StopIteration) as info:
        coroutine.send("end")
    assert info.value.value == ("ended", 3)


def test_send_passes_on_an_exception(make):
    class Bad:
        def __eq__(self, other):
            raise ValueError("not comparable")

        __hash__ = None

    generator = delegate(make(ASYNCHRONOUS, minor=1).Sender())
    generator.send(None)
    with pytest.raises(ValueError, match="not comparable"):
        generator.send(Bad())


def test_the_method_send_of_the_type_stays(make):
    mod = make(ASYNCHRONOUS.replace("static HPyDef *sender_defines[] = {", r"""
        HPyDef_METH(own, "send", HPyFunc_O)
        static HPy own_impl(HPyContext *ctx, HPy self, HPy value)
        {
            return HPy_BuildValue(ctx, "(sO)", "own", value);
        }
        static HPyDef *sender_defines[] = {&own, """), minor=1)
    assert mod.Sender().send(5) == ("own", 5)


def test_send_leaves_nothing_behind(make, leaks):
    cls = make(ASYNCHRONOUS, minor=1).Sender

    def one():
        generator = delegate(cls())
        for value in (None, [5], "end"):
            generator.send(value)

    leaks(one)


# ---- HPy_tp_doc


def test_doc(make):
    mod = make(r"""
        HPyDef_DOC(doc, "Text with \"quotes\", "
                        "in two parts.")
        static HPyDef *defines[] = {&doc, NULL};
        static HPyType_Spec spec = {
            .name = "tests.Documented", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE, .defines = defines
        };
        @EXPORT_TYPE("Documented", spec)
        @INIT""", minor=1)
    assert mod.Documented.__doc__ == 'Text with "quotes", in two parts.'
    assert type("Sub", (mod.Documented,), {}).__doc__ is None


# ---- __dict__ and weak references: HPy_tp_dict, HPy_tp_weaklist

WORDS = r"""
    HPyDef_DICT(dict)
    HPyDef_WEAKLIST(weaklist)
    typedef struct { char guard[24]; } Fixed;
    typedef struct { Fixed fixed; HPyField field; char guard[40]; } Larger;
    HPyDef_SLOT(call, HPy_tp_call)
    static HPy call_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
    {
        return HPyLong_FromSize_t(ctx, nargs);
    }
    HPyDef_MEMBER(field, "field", HPyMember_OBJECT, offsetof(Larger, field))
    HPyDef_SLOT(traverse, HPy_tp_traverse)
    static int traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
    {
        HPy_VISIT(&((Larger *)self)->field);
        return 0;
    }
    #define FLAGS (HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE)
    static HPyDef *both[] = {&dict, &weaklist, NULL}, *callable[] = {&dict, &weaklist, &call, NULL};
    static HPyDef *only_dict[] = {&dict, NULL}, *only_weak[] = {&weaklist, NULL};
    static HPyDef *larger[] = {&field, &traverse, NULL}, *larger_both[] = {&field, &traverse, &dict, &weaklist, NULL};
    #define SPEC(NAME, STRUCT, SHAPE, DEFINES) {.name = "tests." NAME, .basicsize = STRUCT, \
        .builtin_shape = HPyType_BuiltinShape_##SHAPE, .flags = FLAGS, .defines = DEFINES}
    static HPyType_Spec specs[] = {
        SPEC("Empty", 0, Object, both), SPEC("Fixed", sizeof(Fixed), Object, both),
        SPEC("Callable", sizeof(Fixed), Object, callable), SPEC("Dict", sizeof(Fixed), Object, only_dict),
        SPEC("Weak", sizeof(Fixed), Object, only_weak), SPEC("Larger", sizeof(Larger), Object, larger),
        SPEC("LargerBoth", sizeof(Larger), Object, larger_both), SPEC("Plain", sizeof(Fixed), Object, NULL),
        SPEC("Float", sizeof(Fixed), Float, both), SPEC("Str", sizeof(Fixed), Unicode, both),
        SPEC("List", sizeof(Fixed), List, both), SPEC("Mapping", sizeof(Fixed), Dict, both),
        SPEC("Tuple", sizeof(Fixed), Tuple, only_dict), SPEC("Int", sizeof(Fixed), Long, only_dict),
        SPEC("LargerTuple", sizeof(Larger), Tuple, larger), SPEC("LargerInt", sizeof(Larger), Long, larger),
        SPEC("WeakTuple", sizeof(Fixed), Tuple, only_weak), SPEC("Type", sizeof(Fixed), Type, both),
    };
    /* make(name, base): the spec of that name with this base. */
    HPyDef_METH(make, "make", HPyFunc_VARARGS)
    static HPy make_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *name;
        HPy base;
        size_t i;
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "sO", &name, &base))
            return HPy_NULL;
        for (i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
            HPyType_SpecParam params[] = {{HPyType_SpecParam_Base, base}, {(HPyType_SpecParam_Kind)0, HPy_NULL}};
            if (strcmp(specs[i].name + 6, name) == 0)
                return HPyType_FromSpec(ctx, &specs[i], params);
        }
        HPyErr_SetString(ctx, ctx->h_ValueError, name);
        return HPy_NULL;
    }
    /* fill(object, shape): write the whole payload of 24 bytes; sum(object, shape): read it. */
    static char *payload_of(HPyContext *ctx, HPy object, long shape)
    {
        return (char *)(shape == 2 ? _HPy_AsStruct_Long(ctx, object) : shape == 5 ? _HPy_AsStruct_Tuple(ctx, object)
                                                                                  : _HPy_AsStruct_Object(ctx, object));
    }
    HPyDef_METH(fill, "fill", HPyFunc_VARARGS)
    static HPy fill_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long shape = HPyLong_AsLong(ctx, args[1]);
        memset(payload_of(ctx, args[0], shape), 1, sizeof(Fixed));
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPyDef_METH(sum, "sum", HPyFunc_VARARGS)
    static HPy sum_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *bytes = payload_of(ctx, args[0], HPyLong_AsLong(ctx, args[1]));
        long i, total = 0;
        for (i = 0; i < (long)sizeof(Fixed); i++)
            total += bytes[i];
        return HPyLong_FromLong(ctx, total);
    }
    @EXPORT(make, fill, sum)
    @INIT
"""


class Probe:
    """Something that a weak reference tells the end of."""


BASES = {"Float": float, "Str": str, "List": list, "Mapping": dict, "Tuple": tuple, "Int": int, "Type": type}
SHAPE_NUMBERS = {"Int": 2, "Tuple": 5}
WITH_DICT = ["Empty", "Fixed", "Callable", "Dict", "Float", "Str", "List", "Mapping", "Tuple", "Int"]
WITH_WEAKLIST = ["Empty", "Fixed", "Callable", "Weak", "Float", "Str", "List", "Mapping"]


@pytest.fixture
def mod(make):
    return make(WORDS, minor=1)


def made(mod, name, base=None):
    return mod.make(name, base or BASES.get(name, object))


@pytest.mark.parametrize("name", WITH_DICT)
@KINDS
def test_dict(mod, name, kind):
    value = kind(made(mod, name))()
    assert value.__dict__ == {}
    value.anything = 5
    assert value.anything == 5 and value.__dict__ == {"anything": 5}
    value.__dict__ = {"other": 6}
    assert value.other == 6 and not hasattr(value, "anything")
    with pytest.raises(TypeError):
        value.__dict__ = 5
    del value.__dict__
    assert value.__dict__ == {} and vars(value) is value.__dict__


@pytest.mark.parametrize("name", WITH_DICT)
@KINDS
def test_dict_is_released_and_collected(mod, name, kind):
    cls = kind(made(mod, name))
    for in_cycle in (False, True):
        value, probe = cls(), Probe()
        gone = weakref.ref(probe)
        value.probe = probe
        if in_cycle:
            value.me = value
        del value, probe
        if in_cycle:
            assert gone() is not None
            gc.collect()
        assert gone() is None


@pytest.mark.parametrize("content", [(), (1,), (1, 2), (1, 2, 3)])
def test_dict_behind_the_items_of_a_tuple(mod, content):
    value = made(mod, "Tuple")(content)
    mod.fill(value, 5)
    value.x = "attribute"
    assert tuple(value) == content and mod.sum(value, 5) == 24 and value.x == "attribute"


@pytest.mark.parametrize("content", [0, 1, -1, 1 << 29, 1 << 30, -(1 << 60), 1 << 63, 1 << 89, 1 << 90, -(1 << 200)])
def test_dict_behind_the_digits_of_an_int(mod, content):
    value = made(mod, "Int")(content)
    mod.fill(value, 2)
    value.x = "attribute"
    assert int(value) == content and mod.sum(value, 2) == 24 and value.x == "attribute"


def test_dict_attribute_as_in_a_class(mod):
    class InPython:
        pass

    cls = made(mod, "Fixed")
    for name in ("__dict__", "__weakref__"):
        ours, theirs = cls.__dict__[name], InPython.__dict__[name]
        assert type(ours) is type(theirs) and ours.__name__ == name
        assert theirs.__doc__.startswith(ours.__doc__)


@pytest.mark.parametrize("name", WITH_WEAKLIST)
@KINDS
def test_weak_references(mod, name, kind):
    value, called = kind(made(mod, name))(), []
    assert value.__weakref__ is None
    first = weakref.ref(value, lambda r: called.append("first"))
    second = weakref.ref(value, lambda r: called.append("second"))
    proxy = weakref.proxy(value)
    assert first() is second() is value and weakref.getweakrefcount(value) == 3
    assert value.__weakref__ in weakref.getweakrefs(value)
    with pytest.raises(AttributeError):
        value.__weakref__ = None
    del value
    assert first() is second() is None
    assert called == ["second", "first"], "the newest is called first"
    with pytest.raises(ReferenceError):
        str(proxy)


def test_callbacks_come_after_del_and_before_the_dict_is_cleared(mod):
    called, probe = [], Probe()

    class Sub(made(mod, "Fixed")):
        def __del__(self):
            called.append("del")

    value = Sub()
    value.probe = probe
    weak, inner = weakref.ref(value, lambda r: called.append("weak")), weakref.ref(probe, lambda r: called.append("probe"))
    del probe, value
    if sys.version_info >= (3, 12):  # for a class written in Python, CPython clears its managed dict first
        called[1:] = sorted(called[1:], reverse=True)
    assert called == ["del", "weak", "probe"] and weak() is inner() is None


def test_weak_references_into_a_cycle(mod):
    cls, called = made(mod, "Fixed"), []
    one, other = cls(), cls()
    one.other, other.other = other, one
    weak = [weakref.ref(one, lambda r: called.append(r() is None)), weakref.ref(other, lambda r: called.append(r() is None))]
    del one, other
    gc.collect()
    assert called == [True, True] and [r() for r in weak] == [None, None]


@pytest.mark.parametrize("name, attribute", [("Dict", "__weakref__"), ("Weak", "__dict__"), ("Plain", "__dict__"),
                                             ("Plain", "__weakref__")])
def test_only_what_was_asked_for(mod, name, attribute):
    value = made(mod, name)()
    assert not hasattr(value, attribute)
    with pytest.raises((TypeError, AttributeError)):
        weakref.ref(value) if attribute == "__weakref__" else setattr(value, "x", 5)


@pytest.mark.parametrize("base", ["Empty", "Fixed", "Callable"])
@pytest.mark.parametrize("name", ["Plain", "Larger", "LargerBoth"])
@KINDS
def test_larger_struct_over_a_base_with_both(mod, base, name, kind):
    """The words make room for the larger struct."""
    middle = made(mod, base)
    cls = kind(made(mod, name, middle))
    assert "__dict__" not in made(mod, name, middle).__dict__
    value, probe, held = cls(), Probe(), Probe()
    mod.fill(value, 0)
    value.x = probe
    weak = weakref.ref(value)
    if name != "Plain":
        assert value.field is None
        value.field = held
    assert value.x is probe and weak() is value and mod.sum(value, 0) == 24
    if base == "Callable":
        assert value(1, 2) == 2
    gone, gone_too = weakref.ref(probe), weakref.ref(held)
    value.me = value
    del value, probe, held
    gc.collect()
    assert weak() is gone() is gone_too() is None


@pytest.mark.parametrize("base, name", [("Tuple", "LargerTuple"), ("Int", "LargerInt")])
@KINDS
def test_larger_struct_behind_items(mod, base, name, kind):
    cls = kind(made(mod, name, made(mod, base)))
    value, probe, held = cls([7, 8] if base == "Tuple" else 1 << 100), Probe(), Probe()
    mod.fill(value, SHAPE_NUMBERS[base])
    value.x, value.field = probe, held
    assert value.x is probe and value.field is held and mod.sum(value, SHAPE_NUMBERS[base]) == 24
    assert value == ((7, 8) if base == "Tuple" else 1 << 100)
    gone, gone_too = weakref.ref(probe), weakref.ref(held)
    value.me = value
    del value, probe, held
    gc.collect()
    assert gone() is gone_too() is None


def test_base_in_python_that_has_them_already(mod):
    class Base:
        pass

    for cls in (made(mod, "Empty", Base), made(mod, "Empty", type("Sub", (made(mod, "Fixed"),), {}))):
        value, probe = cls(), Probe()
        value.x, value.me = probe, value
        assert value.__dict__ == {"x": probe, "me": value}
        weak, gone = weakref.ref(value), weakref.ref(probe)
        del value, probe
        gc.collect()
        assert weak() is gone() is None


def test_base_in_python_with_slots_only(mod):
    class Base:
        __slots__ = ("slot",)

    cls = made(mod, "Empty", Base)
    value, probe = cls(), Probe()
    value.x, value.slot = probe, value
    weak, gone = weakref.ref(value), weakref.ref(probe)
    assert value.__dict__ == {"x": probe}
    del value, probe
    gc.collect()
    assert weak() is gone() is None


def test_several_bases(mod):
    fixed = made(mod, "Fixed")

    class Mixin:
        pass

    class Left(fixed, Mixin):
        pass

    class Right(Mixin, fixed):
        __slots__ = ()

    for cls in (Left, Right):
        value = cls()
        value.x, value.me = 5, value
        weak = weakref.ref(value)
        assert value.x == 5
        del value
        gc.collect()
        assert weak() is None


def test_metaclass_has_both_already(mod):
    meta = made(mod, "Type")
    assert "__weakref__" not in meta.__dict__
    cls = meta("Made", (), {"x": 5})
    assert cls.x == 5 and weakref.ref(cls)() is cls


def test_weak_references_need_a_fixed_size(mod):
    with pytest.raises(TypeError, match="HPyDef_WEAKLIST is not possible where instances have items"):
        made(mod, "WeakTuple", tuple)


@pytest.mark.parametrize("name", ["Empty", "Fixed", "Callable", "Dict", "Weak", "Float", "Tuple", "Int"])
@KINDS
def test_nothing_is_left_behind(mod, leaks, name, kind):
    cls = kind(made(mod, name))

    def one():
        value = cls()
        if name != "Weak":
            value.x, value.__dict__["y"] = [5], [6]
        if name not in ("Dict", "Tuple", "Int"):
            weakref.ref(value, print)
            weakref.WeakSet([value])

    leaks(one)


@pytest.mark.abis("cpython", "hybrid")
@pytest.mark.parametrize("define, slot", [
    ("HPyDef_DICT", "Py_tp_dealloc"), ("HPyDef_DICT", "Py_tp_traverse"), ("HPyDef_DICT", "Py_tp_clear"),
    ("HPyDef_WEAKLIST", "Py_tp_dealloc"),
])
def test_legacy_functions_that_would_have_to_know(make, define, slot):
    mod = make(LEGACY.replace("DEFINE", define).replace("SLOT", slot), minor=1)
    with pytest.raises(TypeError, match=define + " excludes the legacy slots"):
        mod.make()


LEGACY = r"""
    typedef struct { PyObject_HEAD long number; } Legacy;
    HPyType_LEGACY_HELPERS(Legacy)
    DEFINE(extra)
    static void nothing(PyObject *self)
    {
        (void)self;
    }
    static PyType_Slot slots[] = {{SLOT, (void *)nothing}, {0, NULL}};
    static HPyDef *defines[] = {&extra, NULL};
    static HPyType_Spec spec = {
        .name = "tests.Legacy", .basicsize = sizeof(Legacy), .flags = HPy_TPFLAGS_DEFAULT,
        .builtin_shape = SHAPE(Legacy), .legacy_slots = slots, .defines = defines
    };
    HPyDef_METH(make, "make", HPyFunc_NOARGS)
    static HPy make_impl(HPyContext *ctx, HPy self)
    {
        return HPyType_FromSpec(ctx, &spec, NULL);
    }
    @EXPORT(make)
    @INIT
"""


@pytest.mark.abis("cpython", "hybrid")
def test_legacy_type_with_both(make):
    source = LEGACY.replace("DEFINE(extra)", "HPyDef_DICT(dict) HPyDef_WEAKLIST(extra)")
    source = source.replace("&extra", "&dict, &extra").replace("{SLOT, (void *)nothing}, ", "")
    source = source.replace("static void nothing(PyObject *self)\n    {\n        (void)self;\n    }\n", "")
    value, probe = make(source, minor=1).make()(), Probe()
    value.x, value.me = probe, value
    weak, gone = weakref.ref(value), weakref.ref(probe)
    del value, probe
    gc.collect()
    assert weak() is gone() is None


@pytest.mark.parametrize("defines, message", [
    ("&doc, &dict, &dict", "slot HPy_tp_dict is defined twice"),
    ("&doc, &dict", "both .doc and HPyDef_DOC"),
])
def test_said_twice(make, defines, message):
    mod = make(r"""
        HPyDef_DICT(dict)
        HPyDef_DOC(doc, "A")
        static HPyDef *defines[] = {DEFINES, NULL};
        static HPyType_Spec spec = {.name = "tests.Twice", .doc = "B", .defines = defines};
        HPyDef_METH(make, "make", HPyFunc_NOARGS)
        static HPy make_impl(HPyContext *ctx, HPy self)
        {
            return HPyType_FromSpec(ctx, &spec, NULL);
        }
        @EXPORT(make)
        @INIT""".replace("DEFINES", defines), minor=1)
    with pytest.raises(TypeError, match=message):
        mod.make()


def test_gc_flag_without_traverse(make):
    cls = make(r"""
        HPyDef_DICT(dict)
        static HPyDef *defines[] = {&dict, NULL};
        static HPyType_Spec spec = {
            .name = "tests.Collected", .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC, .defines = defines
        };
        @EXPORT_TYPE("Collected", spec)
        @INIT""", minor=1).Collected
    assert gc.is_tracked(cls())
