"""Lists and tuples by index and as a whole (minor 2): items, slices, sorting, making lists of arrays."""

import sys

import pytest
from support.lookups import LOOKUPS

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(get) { return HPyList_GetItem(ctx, args[0], ssize(ctx, args[1])); }
    METHOD(set) { return none(ctx, HPyList_SetItem(ctx, args[0], ssize(ctx, args[1]), or_null(ctx, args[2]))); }
    METHOD(size) { return number(ctx, HPyList_Size(ctx, args[0])); }
    METHOD(sort) { return none(ctx, HPyList_Sort(ctx, args[0])); }
    METHOD(reverse) { return none(ctx, HPyList_Reverse(ctx, args[0])); }
    METHOD(as_tuple) { return HPyList_AsTuple(ctx, args[0]); }
    METHOD(extend) { return none(ctx, HPyList_Extend(ctx, args[0], args[1])); }
    METHOD(clear) { return none(ctx, HPyList_Clear(ctx, args[0])); }
    METHOD(slice) { return HPyList_GetSlice(ctx, args[0], ssize(ctx, args[1]), ssize(ctx, args[2])); }
    METHOD(set_slice)
    {
        HPy items = or_null(ctx, args[3]);
        return none(ctx, HPyList_SetSlice(ctx, args[0], ssize(ctx, args[1]), ssize(ctx, args[2]), items));
    }
    METHOD(from_array) { return HPyList_FromArray(ctx, args, (HPy_ssize_t)nargs); }
    METHOD(from_nothing) { return HPyList_FromArray(ctx, NULL, ssize(ctx, args[0])); }
    METHOD(from_null)
    {
        HPy items[3];
        items[0] = args[0];
        items[1] = HPy_NULL;
        items[2] = args[0];
        return HPyList_FromArray(ctx, items, 3);
    }
    METHOD(tuple_get) { return HPyTuple_GetItem(ctx, args[0], ssize(ctx, args[1])); }
    METHOD(tuple_size) { return number(ctx, HPyTuple_Size(ctx, args[0])); }
    METHOD(tuple_slice) { return HPyTuple_GetSlice(ctx, args[0], ssize(ctx, args[1]), ssize(ctx, args[2])); }
    @EXPORT(get, set, size, sort, reverse, as_tuple, extend, clear, slice, set_slice, from_array, from_nothing)
    @EXPORT(from_null, tuple_get, tuple_size, tuple_slice)
    @INIT
"""
)

OUTSIDE = [-1, 3, sys.maxsize, -sys.maxsize - 1]


class MyList(list):
    def refuse(self, *args):
        raise AssertionError("called")

    __getitem__ = __setitem__ = __len__ = __iter__ = refuse


class MyTuple(tuple):
    def refuse(self, *args):
        raise AssertionError("called")

    __getitem__ = __len__ = __iter__ = refuse


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def test_get(mod):
    thing = object()
    for cls, get in ((list, mod.get), (MyList, mod.get), (tuple, mod.tuple_get), (MyTuple, mod.tuple_get)):
        assert [get(cls([1, thing, None]), i) for i in range(3)] == [1, thing, None]


@pytest.mark.parametrize("i", OUTSIDE)
def test_index_out_of_range(mod, i):
    for cls in (list, MyList):
        with pytest.raises(IndexError, match="^list index out of range$"):
            mod.get(cls([1, 2, 3]), i)
    for cls in (tuple, MyTuple):
        with pytest.raises(IndexError, match="^tuple index out of range$"):
            mod.tuple_get(cls([1, 2, 3]), i)
    with pytest.raises(IndexError, match="^list assignment index out of range$"):
        mod.set([1, 2, 3], i, 1)
    for empty, get in (([], mod.get), ((), mod.tuple_get)):
        with pytest.raises(IndexError):
            get(empty, 0)


def test_set(mod):
    items = [1, 2]
    mod.set(items, 1, "x")
    mod.set(items, 0, items)
    assert items[0] is items and items[1] == "x"
    del items[0]
    mine = MyList([1])
    mod.set(mine, 0, 2)
    assert list.__getitem__(mine, 0) == 2


def test_size(mod):
    assert [mod.size(x) for x in ([], [1, 2], MyList([1]))] == [0, 2, 1]
    assert [mod.tuple_size(x) for x in ((), (1, 2), MyTuple([1]))] == [0, 2, 1]


def test_sort(mod):
    items = [3, 1, 2]
    mod.sort(items)
    assert items == [1, 2, 3]
    with pytest.raises(TypeError, match="not supported between instances of"):
        mod.sort([1, "a"])


def test_sort_of_a_list_that_changes(mod):
    class Item:
        def __lt__(self, other):
            items.append(1)
            return False

    items = [Item(), Item()]
    with pytest.raises(ValueError, match="list modified during sort"):
        mod.sort(items)


def test_reverse(mod):
    items = [1, 2, 3]
    mod.reverse(items)
    assert items == [3, 2, 1]


def test_as_tuple(mod):
    assert mod.as_tuple([1, 2]) == (1, 2) and mod.as_tuple([]) == () and mod.as_tuple(MyList([1])) == (1,)


def test_extend(mod):
    items = [1]
    for more in ([2], (3,), iter("4"), {5: 6}, [], range(2), items):
        mod.extend(items, more)
    assert items == [1, 2, 3, "4", 5, 0, 1] * 2
    with pytest.raises(TypeError, match="'int' object is not iterable"):
        mod.extend(items, 1)


def test_extend_keeps_what_came_before_an_exception(mod):
    def generate():
        yield 1
        raise LookupError("broken")

    items = []
    with pytest.raises(LookupError, match="broken"):
        mod.extend(items, generate())
    assert items == [1]


def test_clear(mod):
    items = [1, 2]
    mod.clear(items)
    mod.clear(items)
    assert items == []


@pytest.mark.parametrize("low, high", [(0, 2), (1, 100), (-5, 2), (2, 1), (3, 3), (-sys.maxsize - 1, sys.maxsize)])
def test_slice(mod, low, high):
    for items, get in (([1, 2, 3], mod.slice), ((1, 2, 3), mod.tuple_slice)):
        assert get(items, low, high) == items[max(low, 0) : max(high, 0)]


def test_set_slice(mod):
    items = [1, 2, 3, 4]
    mod.set_slice(items, 1, 3, "abc")
    assert items == [1, "a", "b", "c", 4]
    mod.set_slice(items, 1, 100, ...)
    assert items == [1]
    mod.set_slice(items, 0, 0, items)
    assert items == [1, 1]
    with pytest.raises(TypeError, match="can only assign an iterable|must assign iterable"):
        mod.set_slice(items, 0, 1, 5)


def test_from_array(mod):
    thing = object()
    assert mod.from_array(1, thing, thing) == [1, thing, thing]
    assert mod.from_array() == mod.from_nothing(0) == []


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_from_array_of_null(mod):
    with pytest.raises(SystemError, match="item 1 of an array was not set, or set to HPy_NULL"):
        mod.from_null([])


def test_from_array_of_a_wrong_size(mod):
    with pytest.raises(SystemError):
        mod.from_nothing(-1)


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_something_else(mod):
    for wrong in ((1, 2), None, {}, "text"):
        with pytest.raises(TypeError, match="expected a list"):
            mod.get(wrong, 0)
        for call in (mod.size, mod.sort, mod.reverse, mod.as_tuple, mod.clear):
            with pytest.raises(SystemError):
                call(wrong)
        for call in (mod.extend, lambda x, y: mod.set(x, 0, y), lambda x, y: mod.set_slice(x, 0, 1, y)):
            with pytest.raises(SystemError):
                call(wrong, [])
        with pytest.raises(SystemError):
            mod.slice(wrong, 0, 1)
    for wrong in ([1, 2], None, {}, "text"):
        for call in (mod.tuple_size, lambda x: mod.tuple_get(x, 0), lambda x: mod.tuple_slice(x, 0, 1)):
            with pytest.raises(SystemError):
                call(wrong)
    with pytest.raises(TypeError, match="HPyList_SetItem requires an object, not HPy_NULL"):
        mod.set([1], 0, ...)


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        items = mod.from_array(thing, thing)
        mod.get(items, 0), mod.tuple_get((thing,), 0), mod.set(items, 0, thing), mod.as_tuple(items)
        mod.slice(items, 0, 2), mod.tuple_slice((thing, thing), 0, 1), mod.set_slice(items, 0, 1, [thing, thing])
        mod.extend(items, [thing]), mod.reverse(items)
        with pytest.raises(IndexError):
            mod.set(items, 100, thing)
        mod.clear(items)
    assert sys.getrefcount(thing) == before
