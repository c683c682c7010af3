"""Mappings and sequences of any type (minor 2), and walks over lists and tuples: HPySequence_GetItems, …_Unpack."""

import sys

import pytest
from support.lookups import LOOKUPS
from support.threads import meanwhile

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(checks)
    {
        return HPy_BuildValue(ctx, "(ii)", HPySequence_Check(ctx, args[0]), HPyMapping_Check(ctx, args[0]));
    }
    METHOD(keys) { return HPyMapping_Keys(ctx, args[0]); }
    METHOD(values) { return HPyMapping_Values(ctx, args[0]); }
    METHOD(items) { return HPyMapping_Items(ctx, args[0]); }
    METHOD(list) { return HPySequence_List(ctx, args[0]); }
    METHOD(tuple) { return HPySequence_Tuple(ctx, args[0]); }
    METHOD(fast) { return HPySequence_Fast(ctx, args[0], "no such thing"); }
    METHOD(concat) { return HPySequence_Concat(ctx, args[0], args[1]); }
    METHOD(repeat) { return HPySequence_Repeat(ctx, args[0], ssize(ctx, args[1])); }
    METHOD(iconcat) { return HPySequence_InPlaceConcat(ctx, args[0], args[1]); }
    METHOD(irepeat) { return HPySequence_InPlaceRepeat(ctx, args[0], ssize(ctx, args[1])); }
    METHOD(count) { return number(ctx, HPySequence_Count(ctx, args[0], args[1])); }
    METHOD(index_of) { return number(ctx, HPySequence_Index(ctx, args[0], args[1])); }
    METHOD(hint) { return number(ctx, HPy_LengthHint(ctx, args[0], ssize(ctx, args[1]))); }

    /* What one call of HPySequence_GetItems gives, in a list. */
    METHOD(get_items)
    {
        HPy items[50], result;
        HPy_ssize_t n = HPySequence_GetItems(ctx, args[0], ssize(ctx, args[1]), ssize(ctx, args[2]), items);
        if (n < 0)
            return HPy_NULL;
        result = HPyList_FromArray(ctx, items, n);
        HPy_CloseArray(ctx, items, n);
        return result;
    }
    /* Calls args[1] with each item, args[2] at a time. */
    METHOD(walk)
    {
        HPy items[50], result = HPy_NULL;
        HPy_ssize_t i, k, n, step = ssize(ctx, args[2]);
        for (i = 0; (n = HPySequence_GetItems(ctx, args[0], i, step, items)) > 0; i += n) {
            for (k = 0; k < n; k++) {
                result = HPy_Call(ctx, args[1], &items[k], 1, HPy_NULL);
                if (HPy_IsNull(result))
                    break;
                HPy_Close(ctx, result);
            }
            HPy_CloseArray(ctx, items, n);
            if (HPy_IsNull(result))
                return HPy_NULL;
        }
        return none(ctx, (int)n);
    }
    /* The result, and a list of what lies in the 3 places, with None for HPy_NULL. */
    METHOD(unpack)
    {
        HPy items[4], result, copy[3];
        HPy_ssize_t max = nargs > 1 ? ssize(ctx, args[1]) : 3, n, i;
        for (i = 0; i < 4; i++)
            items[i] = ctx->h_Ellipsis;
        n = HPySequence_Unpack(ctx, args[0], items, max);
        for (i = max < 0 ? 0 : max; i < 4; i++)
            if (!HPy_Is(ctx, items[i], ctx->h_Ellipsis))
                return HPyErr_SetString(ctx, ctx->h_RuntimeError, "written behind the array");
        for (i = 0; i < max; i++) {
            copy[i] = HPy_IsNull(items[i]) ? ctx->h_None : items[i];
            if ((n < 0 || n > max) && !HPy_IsNull(items[i]))
                return HPyErr_SetString(ctx, ctx->h_RuntimeError, "stored, though there are too many");
        }
        if (n < 0)
            return HPy_NULL;
        result = HPyList_FromArray(ctx, copy, max);
        HPy_CloseArray(ctx, items, max);
        if (HPy_IsNull(result))
            return result;
        copy[0] = result;
        result = HPy_BuildValue(ctx, "(nO)", n, result);
        HPy_Close(ctx, copy[0]);
        return result;
    }
    /* The example of the comment in api/containers.h. */
    METHOD(sum_of_pair)
    {
        HPy pair[2], result;
        HPy_ssize_t n = HPySequence_Unpack(ctx, args[0], pair, 2);
        if (n != 2) {
            if (n >= 0)
                HPyErr_Format(ctx, ctx->h_ValueError, "a pair has 2 items, not %zd", n);
            HPy_CloseArray(ctx, pair, 2);
            return HPy_NULL;
        }
        result = HPy_Add(ctx, pair[0], pair[1]);
        HPy_CloseArray(ctx, pair, 2);
        return result;
    }
    METHOD(close_nothing)
    {
        HPy_CloseArray(ctx, NULL, 0);
        HPy_CloseArray(ctx, NULL, -1);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(checks, keys, values, items, list, tuple, fast, concat, repeat, iconcat, irepeat, count, index_of, hint)
    @EXPORT(get_items, walk, unpack, sum_of_pair, close_nothing)
    @INIT
"""
)


class Sequence:
    """By __getitem__ alone."""

    def __init__(self, items):
        self.items = items

    def __getitem__(self, i):
        return self.items[i]


class MyList(list):
    def __iter__(self):
        return iter("own")


class MyTuple(tuple):
    def __iter__(self):
        return iter("own")


def generate(*items):
    for item in items:
        if item is LookupError:
            raise LookupError("broken")
        yield item


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


# ---- mappings


@pytest.mark.parametrize(
    "thing, expected",
    [([], (1, 1)), ((), (1, 1)), ("", (1, 1)), ({}, (0, 1)), (Sequence([]), (1, 1)), (set(), (0, 0)), (1, (0, 0))],
)
def test_checks(mod, thing, expected):
    assert mod.checks(thing) == expected


def test_keys_values_items(mod):
    class Mapping:
        def keys(self):
            return iter("ab")

        def values(self):
            return (1, 2)

        def items(self):
            return ["x"]

    for mapping in ({"a": 1, "b": 2}, Mapping()):
        assert mod.keys(mapping) == ["a", "b"] and mod.values(mapping) == [1, 2]
    assert mod.items({"a": 1}) == [("a", 1)] and mod.items(Mapping()) == ["x"]
    for call in (mod.keys, mod.values, mod.items):
        with pytest.raises(AttributeError):
            call([])


def test_keys_that_cannot_be_iterated_over(mod):
    class Mapping:
        def keys(self):
            return 1

        values = items = keys

    for call, name in ((mod.keys, "keys"), (mod.values, "values"), (mod.items, "items")):
        with pytest.raises(TypeError, match=r"Mapping.%s\(\) (returned a non-iterable|must return an iterable)" % name):
            call(Mapping())


# ---- making lists and tuples


def test_list_and_tuple(mod):
    items = [1, 2]
    assert mod.list(items) == [1, 2] and mod.list(items) is not items
    assert mod.tuple(items) == (1, 2)
    pair = (1, 2)
    assert mod.tuple(pair) is pair
    for iterable in ("ab", iter("ab"), generate("a", "b"), {"a": 1, "b": 2}, Sequence("ab")):
        assert mod.list(iterable) == ["a", "b"]
    assert mod.tuple(generate("a", "b")) == ("a", "b")
    for call in (mod.list, mod.tuple):
        with pytest.raises(TypeError, match="'int' object is not iterable"):
            call(1)
        with pytest.raises(LookupError, match="broken"):
            call(generate(1, LookupError))


def test_fast(mod):
    for thing in ([1], (1,), [], ()):
        assert mod.fast(thing) is thing
    assert mod.fast("ab") == ["a", "b"]
    assert mod.fast(MyList([1])) == mod.fast(MyTuple([1])) == ["o", "w", "n"]
    with pytest.raises(TypeError, match="^no such thing$"):
        mod.fast(1)
    with pytest.raises(LookupError, match="broken"):
        mod.fast(generate(1, LookupError))


# ---- operations


def test_concat_and_repeat(mod):
    a = [1]
    assert mod.concat(a, [2]) == [1, 2] and a == [1]
    assert mod.concat((1,), (2,)) == (1, 2) and mod.concat("a", "b") == "ab"
    assert mod.repeat([1, 2], 2) == [1, 2, 1, 2] and mod.repeat("ab", 0) == mod.repeat("ab", -5) == ""
    assert mod.iconcat(a, [2]) is a and a == [1, 2]
    assert mod.irepeat(a, 2) is a and a == [1, 2, 1, 2]
    assert mod.iconcat((1,), (2,)) == (1, 2) and mod.irepeat((1,), 2) == (1, 1)


def test_concat_and_repeat_that_fail(mod):
    for call in (mod.concat, mod.iconcat):
        with pytest.raises(TypeError):
            call([1], (2,)) if call is mod.concat else call((1,), [2])
        with pytest.raises(TypeError, match="'int' object can't be concatenated"):
            call(1, 2)
    for call in (mod.repeat, mod.irepeat):
        with pytest.raises(TypeError, match="'set' object can't be repeated"):
            call({1}, 2)
        with pytest.raises((MemoryError, OverflowError)):
            call([1, 2], sys.maxsize)
        with pytest.raises((MemoryError, OverflowError)):
            call("ab", sys.maxsize)


def test_count_and_index(mod):
    for iterable in ([1, 2, 1.0], (1, 2, 1), iter([1, 2, 1])):
        assert mod.count(iterable, 1) == 2
    assert mod.index_of("abc", "c") == mod.index_of(iter("abc"), "c") == 2
    assert mod.count([], 1) == 0
    with pytest.raises(ValueError, match=r"sequence.index\(x\): x not in sequence"):
        mod.index_of([1], 2)
    for call in (mod.count, mod.index_of):
        with pytest.raises(TypeError, match="is not iterable|argument of type 'int' is not"):
            call(1, 1)


def test_length_hint(mod):
    class Hint:
        def __init__(self, hint):
            self.hint = hint

        def __length_hint__(self):
            if isinstance(self.hint, type):
                raise self.hint("raised")
            return self.hint

    things = ([1, 2], iter([1, 2, 3]), Hint(5), Hint(NotImplemented), object())
    assert [mod.hint(x, 9) for x in things] == [2, 3, 5, 9, 9]
    assert mod.hint(Hint(TypeError), 9) == 9
    with pytest.raises(LookupError):
        mod.hint(Hint(LookupError), 9)
    with pytest.raises(ValueError):
        mod.hint(Hint(-1), 9)
    with pytest.raises(TypeError):
        mod.hint(Hint("3"), 9)


# ---- walks


@pytest.mark.parametrize("cls", [list, tuple, MyList, MyTuple])
def test_get_items(mod, cls):
    items = list(range(10))
    seq = cls(items)
    for start in (0, 1, 5, 9, 10, 11, sys.maxsize):
        for n in (0, 1, 3, 10, 50):
            assert mod.get_items(seq, start, n) == items[start : start + n]
    assert mod.get_items(cls(), 0, 5) == mod.get_items(cls(), 5, 5) == []


def test_get_items_all_at_once(mod):
    assert mod.get_items([1, 2], 1, sys.maxsize) == mod.get_items((1, 2), 1, sys.maxsize) == [2]


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_get_items_of_something_else(mod):
    for wrong in ("ab", None, {}, range(3), Sequence([1])):
        message = "HPySequence_GetItems requires a list or tuple, not " + type(wrong).__name__
        with pytest.raises(TypeError, match=message):
            mod.get_items(wrong, 0, 1)
    for seq in ([1], (1,)):
        for start, n in ((-1, 1), (0, -1), (-sys.maxsize - 1, -sys.maxsize - 1)):
            with pytest.raises(ValueError, match="not negative"):
                mod.get_items(seq, start, n)


def walked(mod, seq, step):
    items = []
    mod.walk(seq, items.append, step)
    return items


@pytest.mark.parametrize("step", [1, 7, 50])
def test_walk(mod, step):
    items = [object() for _ in range(100)]
    assert walked(mod, items, step) == walked(mod, tuple(items), step) == items


@pytest.mark.parametrize("step", [1, 7, 50])
def test_list_that_changes_during_the_walk(mod, step):
    for change in (
        lambda items: items.pop(),
        lambda items: items.clear(),
        lambda items: items.append([0]) if len(items) < 500 else 0,
    ):
        items = [[i] for i in range(100)]
        seen = []

        def call(x, items=items, seen=seen, change=change):
            seen.append(x[0])
            change(items)

        mod.walk(items, call, step)
        assert seen[0] == 0 and len(seen) <= 600


def test_walks_while_threads_change_the_list(mod):
    items = [[i] for i in range(50)]

    def change():
        items.append([1])
        items[0:2] = [[2]]
        if len(items) > 60:
            items.clear()

    with meanwhile(change):
        for _ in range(100):
            walked(mod, items, 7)
            mod.unpack(items)


def test_unpack(mod):
    for cls in (list, tuple, iter, Sequence):
        assert mod.unpack(cls([1, 2, 3])) == (3, [1, 2, 3])
        assert mod.unpack(cls([1, 2])) == (2, [1, 2, None])
        assert mod.unpack(cls([])) == (0, [None, None, None])
        assert mod.unpack(cls([]), 0) == (0, [])
    assert mod.unpack("abc") == mod.unpack({"a": 1, "b": 2, "c": 3}) == (3, ["a", "b", "c"])


def test_unpack_iterates_over_subclasses(mod):
    assert mod.unpack(MyList([1])) == mod.unpack(MyTuple([1])) == (3, ["o", "w", "n"])


def test_unpack_of_too_many(mod):
    for cls in (list, tuple):
        assert mod.unpack(cls(range(10))) == (10, [None, None, None])
        assert mod.unpack(cls(range(10)), 0) == (10, [])
    iterator = iter(range(10))
    assert mod.unpack(iterator) == (4, [None, None, None])
    assert next(iterator) == 4  # no more than that was taken


def test_unpack_that_fails(mod):
    for wrong in (1, None, object()):
        with pytest.raises(TypeError, match="is not iterable"):
            mod.unpack(wrong)
    with pytest.raises(LookupError, match="broken"):
        mod.unpack(generate(1, 2, LookupError))


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_unpack_into_less_than_nothing(mod):
    for n in (-1, -sys.maxsize - 1):
        for seq in ([], (), iter([])):
            with pytest.raises(ValueError, match="not negative"):
                mod.unpack(seq, n)


def test_pair(mod):
    assert mod.sum_of_pair([1, 2]) == mod.sum_of_pair(iter([1, 2])) == 3
    for wrong, n in (([], 0), ([1], 1), ((1, 2, 3), 3), (iter("abcde"), 3)):
        with pytest.raises(ValueError, match="a pair has 2 items, not %d" % n):
            mod.sum_of_pair(wrong)
    with pytest.raises(TypeError):
        mod.sum_of_pair(1)


def test_closing_an_empty_array(mod):
    assert mod.close_nothing() is None


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        for cls in (list, tuple):
            seq = cls([thing, thing])
            mod.list(seq), mod.tuple(seq), mod.fast(seq), mod.get_items(seq, 0, 5), walked(mod, seq, 1)
            mod.unpack(seq), mod.unpack(seq, 1), mod.unpack(iter(seq)), mod.unpack(iter(seq), 1)
            mod.concat(seq, seq), mod.repeat(seq, 2), mod.count(seq, thing)
        with pytest.raises(LookupError):
            mod.unpack(generate(thing, LookupError))
    del seq
    assert sys.getrefcount(thing) == before
