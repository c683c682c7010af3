"""Iterators, awaitables and asynchronous iterators: slots of minor version 1."""

import asyncio

import pytest
from support.classes import KINDS
from support.coroutines import drive

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


# ---- asynchronous: HPy_am_await, HPy_am_aiter, HPy_am_anext, HPy_am_send

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


def step(yielded, returned):
    yield from yielded
    return returned


@KINDS
def test_await(make, kind):
    value = kind(make(ASYNCHRONOUS, minor=1).Async)()
    value.steps = step([1, 2], "result")

    async def main():
        return await value

    assert drive(main()) == ([1, 2], "result")
    del value.steps
    with pytest.raises(AttributeError):
        drive(main())


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

    assert drive(main()) == (["step", "step"], ["a", "b"])


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
    assert [generator.send(None), generator.send(5), generator.send((6,))] == [
        ("sent", None),
        ("sent", 5),
        ("sent", (6,)),
    ]
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
    mod = make(
        ASYNCHRONOUS.replace(
            "static HPyDef *sender_defines[] = {",
            r"""
        HPyDef_METH(own, "send", HPyFunc_O)
        static HPy own_impl(HPyContext *ctx, HPy self, HPy value)
        {
            return HPy_BuildValue(ctx, "(sO)", "own", value);
        }
        static HPyDef *sender_defines[] = {&own, """,
        ),
        minor=1,
    )
    assert mod.Sender().send(5) == ("own", 5)


def test_send_leaves_nothing_behind(make, leaks):
    cls = make(ASYNCHRONOUS, minor=1).Sender

    def one():
        generator = delegate(cls())
        for value in (None, [5], "end"):
            generator.send(value)

    leaks(one)
