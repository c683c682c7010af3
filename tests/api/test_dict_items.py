"""Dicts (minor 2): look-ups that tell absence from errors, changes, merging. Walks are in test_dict_walk.py."""

import sys
from collections import OrderedDict
from types import MappingProxyType

import pytest
from support.lookups import LOOKUPS, Equal, Unhashable

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(get)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPyDict_GetItem(ctx, args[0], args[1], &value);
        return found(ctx, n, value);
    }
    METHOD(get_s)
    {
        HPy value = HPy_FromVoidP(&value);
        const char *key = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        int n = key == NULL ? -1 : HPyDict_GetItem_s(ctx, args[0], key, &value);
        return key == NULL ? HPy_NULL : found(ctx, n, value);
    }
    METHOD(get_broken_text)
    {
        HPy value;
        int n = HPyDict_GetItem_s(ctx, args[0], "\xff", &value);
        return found(ctx, n, value);
    }
    METHOD(get_or) { return HPyDict_GetItemOr(ctx, args[0], args[1], args[2]); }
    METHOD(set) { return none(ctx, HPyDict_SetItem(ctx, args[0], args[1], args[2])); }
    METHOD(delete) { return none(ctx, HPyDict_DelItem(ctx, args[0], args[1])); }
    METHOD(contains) { return number(ctx, HPyDict_Contains(ctx, args[0], args[1])); }
    METHOD(contains_s)
    {
        const char *key = HPyUnicode_AsUTF8AndSize(ctx, args[1], NULL);
        return key == NULL ? HPy_NULL : number(ctx, HPyDict_Contains_s(ctx, args[0], key));
    }
    METHOD(setdefault)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPyDict_SetDefault(ctx, args[0], args[1], args[2], &value);
        HPy result;
        if (n < 0)
            return found(ctx, n, value);
        result = HPy_BuildValue(ctx, "(iO)", n, value);
        HPy_Close(ctx, value);
        return result;
    }
    METHOD(setdefault_alone) { return number(ctx, HPyDict_SetDefault(ctx, args[0], args[1], args[2], NULL)); }
    METHOD(pop)
    {
        HPy value = HPy_FromVoidP(&value);
        int n = HPyDict_Pop(ctx, args[0], args[1], &value);
        return found(ctx, n, value);
    }
    METHOD(pop_alone) { return number(ctx, HPyDict_Pop(ctx, args[0], args[1], NULL)); }
    METHOD(items) { return HPyDict_Items(ctx, args[0]); }
    METHOD(values) { return HPyDict_Values(ctx, args[0]); }
    METHOD(size) { return number(ctx, HPyDict_Size(ctx, args[0])); }
    METHOD(merge) { return none(ctx, HPyDict_Merge(ctx, args[0], args[1], (int)HPyLong_AsLong(ctx, args[2]))); }
    METHOD(update) { return none(ctx, HPyDict_Update(ctx, args[0], args[1])); }
    METHOD(merge_pairs)
    {
        return none(ctx, HPyDict_MergeFromSeq2(ctx, args[0], args[1], (int)HPyLong_AsLong(ctx, args[2])));
    }
    METHOD(clear) { return none(ctx, HPyDict_Clear(ctx, args[0])); }
    METHOD(proxy) { return HPyDictProxy_New(ctx, args[0]); }
    @EXPORT(get, get_s, get_broken_text, get_or, set, delete, contains, contains_s, setdefault, setdefault_alone)
    @EXPORT(pop, pop_alone, items, values, size, merge, update, merge_pairs, clear, proxy)
    @INIT
"""
)


class Own(dict):
    """None of its own methods is called."""

    def refuse(self, *args):
        raise AssertionError("called")

    __getitem__ = __missing__ = __setitem__ = __delitem__ = __contains__ = __len__ = __iter__ = refuse
    get = setdefault = pop = items = values = update = clear = refuse


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def broken(*args):
    raise ArithmeticError("compared")


def clashing():
    """A dict with a key that cannot be compared, and another key of the same hash."""
    return {Equal(1, broken): "x"}, Equal(1)


# ---- look-ups


def test_get(mod):
    marker = object()
    assert mod.get({"a": marker}, "a") == (marker,)
    assert mod.get({"a": None}, "a") == (None,)
    assert mod.get({"a": 1}, "b") is None
    assert mod.get({}, "a") is None
    assert mod.get({1: "int"}, True) == ("int",)


def test_get_s(mod):
    assert mod.get_s({"a": 1}, "a") == (1,)
    assert mod.get_s({"a": 1}, "b") is None
    assert mod.get_s({"\xe4\u20ac\U0001f600": 1}, "\xe4\u20ac\U0001f600") == (1,)
    with pytest.raises(UnicodeDecodeError):
        mod.get_broken_text({})


def test_get_or(mod):
    default = object()
    assert mod.get_or({"a": 1}, "a", default) == 1
    assert mod.get_or({"a": 1}, "b", default) is default
    with pytest.raises(TypeError, match="unhashable"):
        mod.get_or({}, [], default)


def test_contains(mod):
    assert [mod.contains({"a": 1}, key) for key in ("a", "b")] == [1, 0]
    assert [mod.contains_s({"a": 1}, key) for key in ("a", "b")] == [1, 0]


def test_methods_of_a_subclass_are_not_called(mod):
    own = Own(a=1)
    assert mod.get(own, "a") == mod.get_s(own, "a") == (1,)
    assert mod.get(own, "b") is mod.get_s(own, "b") is None
    assert mod.contains(own, "a") == mod.contains_s(own, "a") == 1
    mod.set(own, "b", 2)
    mod.delete(own, "a")
    assert mod.setdefault(own, "c", 3) == (0, 3)
    assert mod.items(own) == [("b", 2), ("c", 3)] and mod.values(own) == [2, 3] and mod.size(own) == 2
    assert mod.pop(own, "b") == (2,)
    mod.clear(own)
    assert dict.__len__(own) == 0


@pytest.mark.parametrize("name", ["get", "contains", "delete", "pop", "pop_alone"])
def test_key_that_cannot_be_looked_up(mod, name):
    with pytest.raises(TypeError, match="unhashable type: 'Unhashable'"):
        getattr(mod, name)({"a": 1}, Unhashable())
    with pytest.raises(ArithmeticError, match="compared"):
        getattr(mod, name)(*clashing())


def test_key_that_cannot_be_set(mod):
    for function in (mod.set, mod.setdefault, mod.setdefault_alone):
        with pytest.raises(TypeError, match="unhashable type: 'Unhashable'"):
            function({"a": 1}, Unhashable(), 1)
        mapping, key = clashing()
        with pytest.raises(ArithmeticError, match="compared"):
            function(mapping, key, 1)
        assert list(mapping.values()) == ["x"]


# ---- changes


def test_set(mod):
    mapping = {}
    mod.set(mapping, "a", 1)
    mod.set(mapping, "a", 2)
    mod.set(mapping, None, [])
    assert mapping == {"a": 2, None: []}


def test_delete(mod):
    mapping = {"a": 1, "b": 2}
    mod.delete(mapping, "a")
    assert mapping == {"b": 2}
    with pytest.raises(KeyError) as error:
        mod.delete(mapping, "a")
    assert error.value.args == ("a",)


def test_setdefault(mod):
    mapping = {"a": 1}
    default = []
    assert mod.setdefault(mapping, "a", default) == (1, 1)
    assert mod.setdefault(mapping, "b", default) == (0, default)
    assert mod.setdefault(mapping, "b", 5) == (1, default)
    assert mapping["b"] is default
    assert mod.setdefault_alone(mapping, "c", 3) == 0
    assert mod.setdefault_alone(mapping, "c", 4) == 1
    assert mapping == {"a": 1, "b": [], "c": 3}


def test_setdefault_hashes_once(mod):
    class Counted:
        hashed = 0

        def __hash__(self):
            self.hashed += 1
            return 1

    key = Counted()
    assert mod.setdefault({}, key, 1) == (0, 1)
    assert key.hashed == 1


def test_pop(mod):
    mapping = {"a": 1, "b": 2}
    assert mod.pop(mapping, "a") == (1,)
    assert mod.pop(mapping, "a") is None
    assert mod.pop_alone(mapping, "b") == 1
    assert mod.pop_alone(mapping, "b") == 0
    assert mapping == {}
    assert mod.pop({}, "a") is None


def test_pop_of_a_key_that_goes_while_it_is_compared(mod):
    def compare(key, other):
        for k in list(mapping):
            if k is key:
                del mapping[k]
        return True

    mapping = {}
    mapping[Equal(1, compare)] = "x"
    try:
        assert mod.pop(mapping, Equal(1)) in [("x",), None]  # the look-up may begin again
    except KeyError:
        pytest.fail("the key was there")
    assert mapping == {}


def test_clear(mod):
    mapping = {"a": 1}
    mod.clear(mapping)
    mod.clear(mapping)
    assert mapping == {}


# ---- all items


def test_items_and_values(mod):
    mapping = {"a": 1, 2: "b", None: ()}
    assert mod.items(mapping) == list(mapping.items())
    assert mod.values(mapping) == list(mapping.values())
    assert mod.items({}) == mod.values({}) == []
    assert [mod.size(d) for d in (mapping, {}, OrderedDict(a=1))] == [3, 0, 1]


class Mapping:
    def keys(self):
        return ["a", "b"]

    def __getitem__(self, key):
        return key * 2


def test_merge(mod):
    mapping = {"a": 1}
    mod.merge(mapping, {"a": 2, "c": 3}, 0)
    assert mapping == {"a": 1, "c": 3}
    mod.merge(mapping, {"a": 2}, 1)
    assert mapping == {"a": 2, "c": 3}
    mod.merge(mapping, Mapping(), 0)
    assert mapping == {"a": 2, "c": 3, "b": "bb"}
    mod.update(mapping, Mapping())
    assert mapping == {"a": "aa", "c": 3, "b": "bb"}
    mod.update(mapping, mapping)
    assert mapping == {"a": "aa", "c": 3, "b": "bb"}


def test_merge_of_what_is_no_mapping(mod):
    for wrong in (1, [("a", 1)], None):
        with pytest.raises(AttributeError):
            mod.merge({}, wrong, 1)
        with pytest.raises(AttributeError):
            mod.update({}, wrong)


def test_merge_pairs(mod):
    mapping = {"a": 1}
    mod.merge_pairs(mapping, [("a", 2), ["b", 3], "cd", ("b", 4)], 0)
    assert mapping == {"a": 1, "b": 3, "c": "d"}
    mod.merge_pairs(mapping, iter([("a", 2), ("a", 3)]), 1)
    assert mapping == {"a": 3, "b": 3, "c": "d"}
    with pytest.raises(ValueError, match="dictionary update sequence element #1 has length 3; 2 is required"):
        mod.merge_pairs(mapping, [("e", 1), (1, 2, 3)], 1)
    assert mapping["e"] == 1
    for wrong in (1, [1], [([], 2)]):
        with pytest.raises(TypeError):
            mod.merge_pairs({}, wrong, 1)


def test_proxy(mod):
    mapping = {"a": 1}
    proxy = mod.proxy(mapping)
    assert type(proxy) is MappingProxyType and proxy == mapping
    mapping["b"] = 2
    assert proxy["b"] == 2
    for wrong in (1, [], None):
        with pytest.raises(TypeError, match="mappingproxy\\(\\) argument must be a mapping, not"):
            mod.proxy(wrong)


# ---- mistakes, references


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("wrong", [[], None, "text", MappingProxyType({})])
def test_something_else(mod, wrong):
    calls = [
        lambda: mod.get(wrong, "a"),
        lambda: mod.get_s(wrong, "a"),
        lambda: mod.get_or(wrong, "a", 1),
        lambda: mod.contains(wrong, "a"),
        lambda: mod.contains_s(wrong, "a"),
        lambda: mod.set(wrong, "a", 1),
        lambda: mod.delete(wrong, "a"),
        lambda: mod.setdefault(wrong, "a", 1),
        lambda: mod.setdefault_alone(wrong, "a", 1),
        lambda: mod.pop(wrong, "a"),
        lambda: mod.pop_alone(wrong, "a"),
        lambda: mod.items(wrong),
        lambda: mod.values(wrong),
        lambda: mod.size(wrong),
        lambda: mod.merge(wrong, {}, 1),
        lambda: mod.merge_pairs(wrong, [], 1),
        lambda: mod.clear(wrong),
    ]
    for call in calls:
        with pytest.raises((SystemError, TypeError)):
            call()


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        mapping = {"a": thing, thing: thing}
        mod.get(mapping, "a"), mod.get_s(mapping, "a"), mod.get(mapping, "b")
        mod.get_or(mapping, "a", thing), mod.get_or(mapping, "b", thing)
        mod.set(mapping, "c", thing), mod.setdefault(mapping, "d", thing), mod.setdefault(mapping, "d", thing)
        mod.setdefault_alone(mapping, "e", thing)
        mod.contains(mapping, thing), mod.items(mapping), mod.values(mapping)
        mod.pop(mapping, "a"), mod.pop_alone(mapping, "c"), mod.pop(mapping, thing), mod.delete(mapping, "d")
        mod.update(mapping, {"x": thing}), mod.merge_pairs(mapping, [(thing, thing)], 1)
        mod.clear(mapping)
    del mapping
    assert sys.getrefcount(thing) == before


def test_no_leaks(mod, leaks):
    leaks(lambda: [mod.get({"a": []}, "a"), mod.pop({"a": []}, "a"), mod.setdefault({}, "a", [])])
    leaks(lambda: mod.get(*clashing()))
    leaks(lambda: mod.pop(*clashing()))
