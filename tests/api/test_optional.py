"""Attributes and items that may be missing, and iteration that tells the end from an error (minor 2)."""

import sys

import pytest
from support.lookups import LOOKUPS, Unhashable

SNIPPET = (
    LOOKUPS
    + r"""
    #define TEXT(h, variable) \
        const char *variable = HPyUnicode_AsUTF8AndSize(ctx, h, NULL); \
        if (variable == NULL) \
            return HPy_NULL

    METHOD(attr)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPy_GetOptionalAttr(ctx, args[0], args[1], &value);
        return found(ctx, n, value);
    }
    METHOD(attr_s)
    {
        HPy value = HPy_FromVoidP(&value);
        TEXT(args[1], name);
        int n = HPy_GetOptionalAttr_s(ctx, args[0], name, &value);
        return found(ctx, n, value);
    }
    METHOD(has_attr) { return number(ctx, HPy_HasAttrWithError(ctx, args[0], args[1])); }
    METHOD(has_attr_s)
    {
        TEXT(args[1], name);
        return number(ctx, HPy_HasAttrWithError_s(ctx, args[0], name));
    }
    METHOD(item)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPy_GetOptionalItem(ctx, args[0], args[1], &value);
        return found(ctx, n, value);
    }
    METHOD(item_s)
    {
        HPy value = HPy_FromVoidP(&value);
        TEXT(args[1], name);
        int n = HPy_GetOptionalItem_s(ctx, args[0], name, &value);
        return found(ctx, n, value);
    }
    METHOD(has_key) { return number(ctx, HPyMapping_HasKey(ctx, args[0], args[1])); }
    METHOD(has_key_s)
    {
        TEXT(args[1], name);
        return number(ctx, HPyMapping_HasKey_s(ctx, args[0], name));
    }
    METHOD(broken_text)
    {
        HPy value;
        long which = HPyLong_AsLong(ctx, args[0]);
        int n = which ? HPy_GetOptionalAttr_s(ctx, args[1], "\xff", &value)
                      : HPy_GetOptionalItem_s(ctx, args[1], "\xff", &value);
        return found(ctx, n, value);
    }
    METHOD(next)
    {
        HPy item = HPy_FromVoidP(&item);
        int n = HPyIter_NextItem(ctx, args[0], &item);
        return found(ctx, n, item);
    }
    METHOD(send)
    {
        HPy value = HPy_FromVoidP(&value), result;
        HPy_SendResult n = HPyIter_Send(ctx, args[0], args[1], &value);
        if (n == HPy_SEND_ERROR)
            return found(ctx, -1, value);
        result = HPy_BuildValue(ctx, "(sO)", n == HPy_SEND_NEXT ? "next" : "return", value);
        HPy_Close(ctx, value);
        return result;
    }
    METHOD(seq_iter) { return HPySeqIter_New(ctx, args[0]); }
    METHOD(call_iter) { return HPyCallIter_New(ctx, args[0], args[1]); }
    METHOD(aiter_check) { return number(ctx, HPyAIter_Check(ctx, args[0])); }
    METHOD(aiter) { return HPy_GetAIter(ctx, args[0]); }
    METHOD(slice_check) { return number(ctx, HPySlice_Check(ctx, args[0])); }
    METHOD(indices)
    {
        HPy_ssize_t start, stop, step, count;
        if (HPySlice_GetIndicesEx(ctx, args[0], ssize(ctx, args[1]), &start, &stop, &step, &count) < 0)
            return HPy_NULL;
        return HPy_BuildValue(ctx, "(nnnn)", start, stop, step, count);
    }

    /* An iterator that uses HPy_SelfIter as it is. */
    typedef struct { long n; } Down;
    HPyType_HELPERS(Down)
    HPyDef_SLOT_IMPL(Down_iter, HPy_SelfIter, HPy_tp_iter)
    HPyDef_SLOT(Down_next, HPy_tp_iternext)
    static HPy Down_next_impl(HPyContext *ctx, HPy self)
    {
        Down *down = Down_AsStruct(ctx, self);
        return down->n == -3 ? HPy_NULL : HPyLong_FromLong(ctx, --down->n);
    }
    static HPyDef *Down_defines[] = {&Down_iter, &Down_next, NULL};
    static HPyType_Spec Down_spec = {.name = "tests.Down", .basicsize = sizeof(Down), .defines = Down_defines};
    @EXPORT_TYPE("Down", Down_spec)
    @EXPORT(attr, attr_s, has_attr, has_attr_s, item, item_s, has_key, has_key_s, broken_text, next, send)
    @EXPORT(seq_iter, call_iter, aiter_check, aiter, slice_check, indices)
    @INIT
"""
)


class Thing:
    a = 1

    def __init__(self):
        self.b = None

    def __getattr__(self, name):
        if name == "broken":
            raise LookupError("broken")
        raise AttributeError(name)

    @property
    def absent(self):
        raise AttributeError("of a property")


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


# ---- attributes


def test_attribute(mod):
    thing = Thing()
    for attr, has in ((mod.attr, mod.has_attr), (mod.attr_s, mod.has_attr_s)):
        assert attr(thing, "a") == (1,) and has(thing, "a") == 1
        assert attr(thing, "b") == (None,) and has(thing, "b") == 1
        assert attr(thing, "\u20ac") is None and has(thing, "\u20ac") == 0
        assert attr(thing, "absent") is None
        with pytest.raises(LookupError, match="broken"):
            attr(thing, "broken")
        with pytest.raises(LookupError, match="broken"):
            has(thing, "broken")
        assert attr(1, "real") == (1,) and attr(object(), "real") is None and attr(int, "__name__") == ("int",)


def test_name_that_is_no_str(mod):
    for name in (1, None, b"a"):
        with pytest.raises(TypeError, match="attribute name must be string, not"):
            mod.attr(Thing(), name)


def test_broken_text(mod):
    with pytest.raises(UnicodeDecodeError):
        mod.broken_text(1, Thing())
    with pytest.raises(UnicodeDecodeError):
        mod.broken_text(0, {})


# ---- items


class Missing(dict):
    def __missing__(self, key):
        if key == "broken":
            raise LookupError("broken")
        if key == "absent":
            raise KeyError("absent")
        return key * 2


def test_item(mod):
    for item, has in ((mod.item, mod.has_key), (mod.item_s, mod.has_key_s)):
        assert item({"a": 1}, "a") == (1,) and has({"a": 1}, "a") == 1
        assert item({"a": 1}, "b") is None and has({"a": 1}, "b") == 0
        assert item(Missing(a=1), "a") == (1,) and item(Missing(), "x") == ("xx",)
        assert item(Missing(), "absent") is None
        with pytest.raises(LookupError, match="broken"):
            item(Missing(), "broken")
        with pytest.raises(LookupError, match="broken"):
            has(Missing(), "broken")
        with pytest.raises(TypeError):
            item([], "a")
        with pytest.raises(TypeError, match="not subscriptable"):
            item(1, "a")


def test_index_out_of_range_is_no_absence(mod):
    assert mod.item([5], 0) == (5,)
    with pytest.raises(IndexError):
        mod.item([5], 1)


def test_unhashable_key(mod):
    for mapping in ({}, {"a": 1}, Missing()):
        with pytest.raises(TypeError, match="unhashable type: 'Unhashable'"):
            mod.item(mapping, Unhashable())


# ---- iteration


def test_next_item(mod):
    iterator = iter([1, None])
    assert [mod.next(iterator) for _ in range(4)] == [(1,), (None,), None, None]


def test_next_item_of_generators(mod):
    def generate():
        yield 1
        return 5

    generator = generate()
    assert [mod.next(generator), mod.next(generator), mod.next(generator)] == [(1,), None, None]

    def broken():
        yield 1
        raise LookupError("broken")

    generator = broken()
    assert mod.next(generator) == (1,)
    with pytest.raises(LookupError, match="broken"):
        mod.next(generator)
    assert mod.next(generator) is None


def test_next_item_of_a_python_class(mod):
    class Ends:
        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration("over")

    assert mod.next(Ends()) is None


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_next_item_of_something_else(mod):
    for wrong in ([1], 1, None):
        with pytest.raises(TypeError, match="expected an iterator, got '%s'" % type(wrong).__name__):
            mod.next(wrong)


def test_send(mod):
    def echo():
        got = yield "first"
        while got != "end":
            got = yield got
        return "returned"

    generator = echo()
    assert mod.send(generator, None) == ("next", "first")
    assert mod.send(generator, 5) == ("next", 5)
    assert mod.send(generator, "end") == ("return", "returned")
    assert mod.send(generator, None) == ("return", None)


def test_send_into_other_iterators(mod):
    iterator = iter([1])
    assert [mod.send(iterator, None), mod.send(iterator, None)] == [("next", 1), ("return", None)]
    with pytest.raises(AttributeError, match="send"):
        mod.send(iterator, 5)
    for wrong in ([1], 1):
        with pytest.raises(AttributeError, match="send"):
            mod.send(wrong, None)


def test_send_that_fails(mod):
    def broken():
        got = yield 1
        raise LookupError(got)

    generator = broken()
    with pytest.raises(TypeError, match="can't send non-None value to a just-started generator"):
        mod.send(generator, 1)
    assert mod.send(generator, None) == ("next", 1)
    with pytest.raises(LookupError, match="x"):
        mod.send(generator, "x")


def test_send_to_a_class_that_returns_a_value(mod):
    class Sends:
        def send(self, value):
            if value is None:
                raise StopIteration
            raise StopIteration(value)

    assert mod.send(Sends(), 5) == ("return", 5)
    assert mod.send(Sends(), (1, 2)) == ("return", (1, 2))


def test_iterators_of_sequences_and_calls(mod):
    class Sequence:
        def __getitem__(self, i):
            if i == 3:
                raise IndexError
            return i

    assert list(mod.seq_iter(Sequence())) == [0, 1, 2]
    assert list(mod.seq_iter("ab")) == ["a", "b"]
    counter = iter(range(10))
    assert list(mod.call_iter(lambda: next(counter), 3)) == [0, 1, 2]
    with pytest.raises(TypeError):
        next(mod.call_iter(1, 2))


def test_iterator_of_no_sequence(mod):
    for wrong in (1, {}, None):
        with pytest.raises(SystemError):
            mod.seq_iter(wrong)


def test_self_iter(mod):
    down = mod.Down()
    assert iter(down) is down and list(down) == [-1, -2, -3]


def test_asynchronous_iterators(mod):
    class Iterable:
        def __aiter__(self):
            return Iterator()

    class Iterator:
        def __anext__(self):
            raise StopAsyncIteration

        def __aiter__(self):
            return self

    class Wrong:
        def __aiter__(self):
            return 5

    async def generate():
        yield 1

    iterator = Iterator()
    generator = generate()
    assert [mod.aiter_check(x) for x in (iterator, generator, Iterable(), 1, iter([]))] == [1, 1, 0, 0, 0]
    assert mod.aiter(iterator) is iterator and mod.aiter(generator) is generator
    assert type(mod.aiter(Iterable())) is Iterator
    with pytest.raises(TypeError, match="'int' object is not an async iterable"):
        mod.aiter(1)
    with pytest.raises(TypeError, match=r"aiter.* async iterator.* int|aiter.* async iterator of type 'int'"):
        mod.aiter(Wrong())


# ---- slices


@pytest.mark.parametrize("s", [slice(None), slice(1, 5), slice(-3, None), slice(None, None, -1), slice(5, 1, -2)])
def test_indices(mod, s):
    for length in (0, 1, 3, 10):
        start, stop, step = s.indices(length)
        assert mod.indices(s, length) == (start, stop, step, len(range(start, stop, step)))


def test_indices_that_fail(mod):
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        mod.indices(slice(None, None, 0), 5)
    with pytest.raises(TypeError):
        mod.indices(slice("a"), 5)


def test_slice_check(mod):
    assert [mod.slice_check(x) for x in (slice(1), 1, range(3), slice)] == [1, 0, 0, 0]


def test_reference_counts(mod):
    thing = object()
    holder = Thing()
    holder.thing = thing
    before = sys.getrefcount(thing)
    for _ in range(20):
        mod.attr(holder, "thing"), mod.attr_s(holder, "thing"), mod.has_attr(holder, "thing")
        mod.has_attr_s(holder, "thing"), mod.item({1: thing}, 1), mod.item_s({"a": thing}, "a")
        mod.has_key({1: thing}, 1), mod.has_key_s({"a": thing}, "a"), mod.next(iter([thing]))
        mod.send(iter([thing]), None), list(mod.seq_iter([thing])), mod.attr(holder, "x"), mod.item({}, thing)
    assert sys.getrefcount(thing) == before
