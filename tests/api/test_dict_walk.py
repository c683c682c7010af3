"""Walks of dicts (minor 2): HPyDict_Next, HPyDict_NextItems, and what happens where the dict changes meanwhile."""

import itertools
import sys

import pytest
from support.lookups import LOOKUPS
from support.threads import meanwhile

SNIPPET = (
    LOOKUPS
    + r"""
    /* Calls args[1] with each key and value. */
    METHOD(walk)
    {
        HPy_ssize_t pos = 0;
        HPy pair[2], result;
        int n;
        while ((n = HPyDict_Next(ctx, args[0], &pos, &pair[0], &pair[1])) == 1) {
            result = HPy_Call(ctx, args[1], pair, 2, HPy_NULL);
            HPy_CloseArray(ctx, pair, 2);
            if (HPy_IsNull(result))
                return HPy_NULL;
            HPy_Close(ctx, result);
        }
        if (n == 0 && (!HPy_IsNull(pair[0]) || !HPy_IsNull(pair[1])))
            return HPyErr_SetString(ctx, ctx->h_RuntimeError, "not null at the end");
        return none(ctx, n);
    }
    /* The sum of what it meets: keys if args[1] is true, else values. */
    METHOD(sum)
    {
        HPy_ssize_t pos = 0;
        HPy h;
        long total = 0;
        int keys = HPy_IsTrue(ctx, args[1]), n;
        while ((n = HPyDict_Next(ctx, args[0], &pos, keys ? &h : NULL, keys ? NULL : &h)) == 1) {
            total += HPyLong_AsLong(ctx, h);
            HPy_Close(ctx, h);
        }
        return n < 0 ? HPy_NULL : HPyLong_FromLong(ctx, total);
    }
    METHOD(count)
    {
        HPy_ssize_t pos = 0;
        long count = 0;
        int n;
        while ((n = HPyDict_Next(ctx, args[0], &pos, NULL, NULL)) == 1)
            count++;
        return n < 0 ? HPy_NULL : HPyLong_FromLong(ctx, count);
    }
    /* As walk, args[2] items at a time. */
    METHOD(walk_items)
    {
        HPy keys[50], values[50], pair[2], result = HPy_NULL;
        HPy_ssize_t pos = 0, n, i, step = ssize(ctx, args[2]);
        while ((n = HPyDict_NextItems(ctx, args[0], &pos, keys, values, step)) > 0) {
            for (i = 0; i < n; i++) {
                pair[0] = keys[i];
                pair[1] = values[i];
                result = HPy_Call(ctx, args[1], pair, 2, HPy_NULL);
                if (HPy_IsNull(result))
                    break;
                HPy_Close(ctx, result);
            }
            HPy_CloseArray(ctx, keys, n);
            HPy_CloseArray(ctx, values, n);
            if (HPy_IsNull(result))
                return HPy_NULL;
        }
        return none(ctx, (int)n);
    }
    /* How many items each call has given; keys alone if args[2] is true, else values. */
    METHOD(steps)
    {
        HPy items[50], result = HPyList_New(ctx, 0);
        HPy_ssize_t pos = 0, n, step = ssize(ctx, args[1]);
        int keys = HPy_IsTrue(ctx, args[2]);
        while ((n = HPyDict_NextItems(ctx, args[0], &pos, keys ? items : NULL, keys ? NULL : items, step)) > 0) {
            HPy h = HPyLong_FromSsize_t(ctx, n);
            HPyList_Append(ctx, result, h);
            HPy_Close(ctx, h);
            HPy_CloseArray(ctx, items, n);
        }
        if (n == 0)
            return result;
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    @EXPORT(walk, sum, count, walk_items, steps)
    @INIT
"""
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


DICTS = [{}, {"a": 1}, {i: str(i) for i in range(100)}, {None: (), "x": [], 3: {}}]


def walked(walk, mapping, *args):
    items = []
    walk(mapping, lambda key, value: items.append((key, value)), *args)
    return items


def with_holes():
    mapping = {i: i for i in range(100)}
    for i in range(0, 100, 3):
        del mapping[i]
    return mapping


@pytest.mark.parametrize("mapping", DICTS + [with_holes()])
def test_walk(mod, mapping):
    items = list(mapping.items())
    assert walked(mod.walk, mapping) == items
    assert mod.count(mapping) == len(mapping)
    for step in (1, 2, 7, 50):
        assert walked(mod.walk_items, mapping, step) == items


def test_walk_of_a_subclass_and_of_an_instance_dict(mod):
    class Own(dict):
        def items(self):
            raise AssertionError("called")

        __iter__ = keys = items

    class Thing:
        pass

    thing = Thing()
    thing.a, thing.b = 1, 2
    assert walked(mod.walk, Own(a=1)) == walked(mod.walk_items, Own(a=1), 3) == [("a", 1)]
    assert walked(mod.walk, vars(thing)) == walked(mod.walk_items, vars(thing), 1) == [("a", 1), ("b", 2)]


def test_keys_or_values_alone(mod):
    mapping = {i: i * 1000 for i in range(10)}
    assert [mod.sum(mapping, True), mod.sum(mapping, False)] == [45, 45000]
    assert mod.steps(mapping, 4, True) == mod.steps(mapping, 4, False) == [4, 4, 2]
    assert mod.steps(mapping, 5, True) == [5, 5]
    assert mod.steps({}, 5, True) == []


# ---- changes during the walk


@pytest.mark.parametrize("way", ["walk", "walk_items"])
def test_other_values_during_the_walk(mod, way):
    mapping = dict.fromkeys(range(100))
    seen = []

    def call(key, value):
        seen.append(key)
        mapping[key] = key

    getattr(mod, way)(mapping, call, *[7] * (way == "walk_items"))
    assert seen == list(range(100)) and mapping == {i: i for i in range(100)}


@pytest.mark.parametrize("way", ["walk", "walk_items"])
def test_deleting_during_the_walk(mod, way):
    ways = (lambda d, key: d.pop(key, None), lambda d, key: d.clear(), lambda d, key: d.popitem() if d else None)
    for delete in ways:
        mapping = {i: [i] for i in range(100)}
        seen = []

        def call(key, value, delete=delete, mapping=mapping, seen=seen):
            assert value == [key]
            seen.append(key)
            delete(mapping, key)

        getattr(mod, way)(mapping, call, *[7] * (way == "walk_items"))
        assert seen and set(seen) <= set(range(100))


@pytest.mark.parametrize("way", ["walk", "walk_items"])
def test_adding_during_the_walk(mod, way):
    mapping = {i: [i] for i in range(20)}
    seen = []

    def call(key, value):
        assert value == [key]
        seen.append(key)
        if len(mapping) < 2000:
            for _ in range(100):
                mapping[len(mapping)] = [len(mapping)]

    getattr(mod, way)(mapping, call, *[7] * (way == "walk_items"))
    assert seen[:1] == [0] and set(seen) <= set(range(3000))


def test_walks_while_threads_change_the_dict(mod):
    mapping = {i: [i] for i in range(50)}
    numbers = itertools.count()

    def change():
        i = next(numbers)
        mapping[i % 100] = [i]
        mapping.pop((i * 7) % 100, None)

    with meanwhile(change):
        for _ in range(50):
            walked(mod.walk, mapping)
            walked(mod.walk_items, mapping, 7)


# ---- mistakes, references


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("wrong", [[], None, 1, "text"])
def test_something_else(mod, wrong):
    with pytest.raises(TypeError, match="HPyDict_Next requires a dict, not " + type(wrong).__name__):
        mod.walk(wrong, print)
    with pytest.raises(TypeError, match="HPyDict_NextItems requires a dict, not " + type(wrong).__name__):
        mod.walk_items(wrong, print, 5)


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("n", [0, -1, -sys.maxsize - 1])
def test_no_room(mod, n):
    with pytest.raises(ValueError, match="room for 1 item or more"):
        mod.walk_items({"a": 1}, print, n)


def test_exception_in_the_middle(mod):
    def call(key, value):
        raise KeyError(key)

    for walk in (lambda: mod.walk({1: [], 2: []}, call), lambda: mod.walk_items({1: [], 2: []}, call, 2)):
        with pytest.raises(KeyError):
            walk()


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        mapping = {thing: thing, 1: thing}
        walked(mod.walk, mapping), walked(mod.walk_items, mapping, 1), mod.steps(mapping, 5, True), mod.count(mapping)
    del mapping
    assert sys.getrefcount(thing) == before
