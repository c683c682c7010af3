"""Sets and frozensets (minor 2)."""

import sys

import pytest
from support.lookups import LOOKUPS, Equal, Unhashable

SNIPPET = (
    LOOKUPS
    + r"""
    METHOD(new) { return HPySet_New(ctx, or_null(ctx, args[0])); }
    METHOD(new_frozen) { return HPyFrozenSet_New(ctx, or_null(ctx, args[0])); }
    METHOD(add) { return none(ctx, HPySet_Add(ctx, args[0], args[1])); }
    METHOD(contains) { return number(ctx, HPySet_Contains(ctx, args[0], args[1])); }
    METHOD(discard) { return number(ctx, HPySet_Discard(ctx, args[0], args[1])); }
    METHOD(pop) { return HPySet_Pop(ctx, args[0]); }
    METHOD(clear) { return none(ctx, HPySet_Clear(ctx, args[0])); }
    METHOD(size) { return number(ctx, HPySet_Size(ctx, args[0])); }
    METHOD(checks)
    {
        return HPy_BuildValue(ctx, "(iii)", HPySet_Check(ctx, args[0]), HPyFrozenSet_Check(ctx, args[0]),
                              HPyAnySet_Check(ctx, args[0]));
    }
    METHOD(types) { return HPyTuple_Pack(ctx, 2, ctx->h_SetType, ctx->h_FrozenSetType); }
    METHOD(builtin)
    {
        const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        return name == NULL ? HPy_NULL : HPy_Builtin_s(ctx, name);
    }
    @EXPORT(new, new_frozen, add, contains, discard, pop, clear, size, checks, types, builtin)
    @INIT
"""
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class MySet(set):
    pass


class MyFrozenSet(frozenset):
    pass


def test_new(mod):
    for new, cls in ((mod.new, set), (mod.new_frozen, frozenset)):
        assert new("aba") == cls("ab") and type(new([])) is cls
        assert new(...) == cls()
        assert new(iter([1, 1])) == cls([1])
        for wrong in (1, None, [Unhashable()], [[]]):
            with pytest.raises(TypeError):
                new(wrong)


def test_new_is_new(mod):
    one = {1}
    assert mod.new(one) is not one
    frozen = frozenset([1])
    assert mod.new_frozen(frozen) == frozen
    assert type(mod.new_frozen(MyFrozenSet([1]))) is frozenset


def test_iteration_that_fails(mod):
    def generate():
        yield 1
        raise LookupError("broken")

    for new in (mod.new, mod.new_frozen):
        with pytest.raises(LookupError, match="broken"):
            new(generate())


def test_add(mod):
    items = {1}
    mod.add(items, 2)
    mod.add(items, 2)
    assert items == {1, 2}
    mine = MySet()
    mod.add(mine, "a")
    assert mine == {"a"}


def test_contains(mod):
    for items in ({1, 2}, frozenset([1, 2]), MySet([1, 2]), MyFrozenSet([1, 2])):
        assert [mod.contains(items, i) for i in (1, 3)] == [1, 0]
        assert mod.size(items) == 2


def test_discard(mod):
    items = {1, 2}
    assert [mod.discard(items, i) for i in (1, 1, 3)] == [1, 0, 0]
    assert items == {2}


def test_pop_and_clear(mod):
    items = {1, 2}
    assert {mod.pop(items), mod.pop(items)} == {1, 2}
    with pytest.raises(KeyError, match="pop from an empty set"):
        mod.pop(items)
    items = {1, 2}
    mod.clear(items)
    mod.clear(items)
    assert items == set()


def test_keys_that_cannot_be_looked_up(mod):
    def compare(key, other):
        raise ArithmeticError("compared")

    for call in (mod.add, mod.contains, mod.discard):
        with pytest.raises(TypeError, match="unhashable type: 'Unhashable'"):
            call({1}, Unhashable())
        with pytest.raises(ArithmeticError, match="compared"):
            call({Equal(1, compare)}, Equal(1))


def test_set_as_a_key(mod):
    """Python's operator 'in' takes a set for the frozenset of the same items; this function does not."""
    items = {frozenset([1])}
    assert mod.contains(items, frozenset([1])) == 1
    with pytest.raises(TypeError, match="unhashable"):
        mod.contains(items, {1})


def test_checks(mod):
    assert mod.checks({1}) == mod.checks(MySet()) == (1, 0, 1)
    assert mod.checks(frozenset()) == mod.checks(MyFrozenSet()) == (0, 1, 1)
    for other in ([], {}, None, {}.keys(), set):
        assert mod.checks(other) == (0, 0, 0)


def test_types(mod):
    assert mod.types() == (set, frozenset)


def test_builtin(mod):
    assert mod.builtin("range") is range
    with pytest.raises(KeyError):
        mod.builtin("no such thing")


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("wrong", [[], None, {}, "text"])
def test_something_else(mod, wrong):
    for call in (mod.contains, mod.discard):
        with pytest.raises(SystemError):
            call(wrong, 1)
    for call in (mod.pop, mod.clear, mod.size):
        with pytest.raises(SystemError):
            call(wrong)
    with pytest.raises(TypeError, match="HPySet_Add requires a set, not "):
        mod.add(wrong, 1)


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_frozensets_do_not_change(mod):
    items = frozenset([1])
    with pytest.raises(TypeError, match="HPySet_Add requires a set, not frozenset"):
        mod.add(items, 2)
    with pytest.raises(TypeError, match="HPySet_Add requires a set, not frozenset"):
        mod.add(mod.new_frozen([1, 2]), 3)
    for call in (mod.pop, mod.clear, lambda s: mod.discard(s, 1)):
        with pytest.raises(SystemError):
            call(items)
    assert items == {1}


def test_reference_counts(mod):
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(20):
        items = mod.new([thing])
        mod.new_frozen([thing])
        mod.add(items, thing), mod.contains(items, thing), mod.pop(items), mod.add(items, thing)
        mod.discard(items, thing), mod.add(items, thing), mod.clear(items)
    assert sys.getrefcount(thing) == before
