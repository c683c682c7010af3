"""Attributes and items; also repr, truth, comparison, hash, length and type of any object.

In the snippets ... (Ellipsis) as an argument stands for HPy_NULL.
"""

import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    static HPy or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_Ellipsis) ? HPy_NULL : h;
    }
    /* An int result must be -1 exactly when an exception is set. */
    static HPy checked(HPyContext *ctx, HPy_ssize_t result)
    {
        if ((result == -1) != HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "result and exception disagree");
        return result == -1 ? HPy_NULL : HPyLong_FromSsize_t(ctx, result);
    }
    static const char *text(HPyContext *ctx, HPy h)
    {
        return HPyUnicode_AsUTF8AndSize(ctx, h, NULL);
    }
    static HPy_ssize_t number(HPyContext *ctx, HPy h)
    {
        return HPyLong_AsSsize_t(ctx, h);
    }

    FUNCTION(get_attr) { return HPy_GetAttr(ctx, args[0], args[1]); }
    FUNCTION(get_attr_s) { return HPy_GetAttr_s(ctx, args[0], text(ctx, args[1])); }
    FUNCTION(has_attr) { return checked(ctx, HPy_HasAttr(ctx, args[0], args[1])); }
    FUNCTION(has_attr_s) { return checked(ctx, HPy_HasAttr_s(ctx, args[0], text(ctx, args[1]))); }
    FUNCTION(set_attr) { return checked(ctx, HPy_SetAttr(ctx, args[0], args[1], or_null(ctx, args[2]))); }
    FUNCTION(set_attr_s)
    {
        return checked(ctx, HPy_SetAttr_s(ctx, args[0], text(ctx, args[1]), or_null(ctx, args[2])));
    }
    FUNCTION(del_attr) { return checked(ctx, HPy_DelAttr(ctx, args[0], args[1])); }
    FUNCTION(del_attr_s) { return checked(ctx, HPy_DelAttr_s(ctx, args[0], text(ctx, args[1]))); }
    FUNCTION(get_item) { return HPy_GetItem(ctx, args[0], args[1]); }
    FUNCTION(get_item_i) { return HPy_GetItem_i(ctx, args[0], number(ctx, args[1])); }
    FUNCTION(get_item_s) { return HPy_GetItem_s(ctx, args[0], text(ctx, args[1])); }
    FUNCTION(set_item) { return checked(ctx, HPy_SetItem(ctx, args[0], args[1], args[2])); }
    FUNCTION(set_item_i) { return checked(ctx, HPy_SetItem_i(ctx, args[0], number(ctx, args[1]), args[2])); }
    FUNCTION(set_item_s) { return checked(ctx, HPy_SetItem_s(ctx, args[0], text(ctx, args[1]), args[2])); }
    FUNCTION(del_item) { return checked(ctx, HPy_DelItem(ctx, args[0], args[1])); }
    FUNCTION(del_item_i) { return checked(ctx, HPy_DelItem_i(ctx, args[0], number(ctx, args[1]))); }
    FUNCTION(del_item_s) { return checked(ctx, HPy_DelItem_s(ctx, args[0], text(ctx, args[1]))); }
    FUNCTION(contains) { return checked(ctx, HPy_Contains(ctx, args[0], args[1])); }
    FUNCTION(length) { return checked(ctx, HPy_Length(ctx, args[0])); }
    FUNCTION(repr) { return HPy_Repr(ctx, args[0]); }
    FUNCTION(str) { return HPy_Str(ctx, args[0]); }
    FUNCTION(ascii) { return HPy_ASCII(ctx, args[0]); }
    FUNCTION(bytes) { return HPy_Bytes(ctx, args[0]); }
    FUNCTION(is_true) { return checked(ctx, HPy_IsTrue(ctx, args[0])); }
    FUNCTION(compare) { return HPy_RichCompare(ctx, args[0], args[1], (int)number(ctx, args[2])); }
    FUNCTION(compare_bool)
    {
        return checked(ctx, HPy_RichCompareBool(ctx, args[0], args[1], (int)number(ctx, args[2])));
    }
    FUNCTION(hash) { return checked(ctx, HPy_Hash(ctx, args[0])); }
    FUNCTION(type) { return HPy_Type(ctx, or_null(ctx, args[0])); }
    FUNCTION(type_check) { return checked(ctx, HPy_TypeCheck(ctx, args[0], args[1])); }
    FUNCTION(type_is) { return checked(ctx, HPy_TypeIs(ctx, args[0], args[1])); }
    FUNCTION(is) { return checked(ctx, HPy_Is(ctx, args[0], args[1])); }
    FUNCTION(dump)
    {
        _HPy_Dump(ctx, args[0]);
        return HPy_Dup(ctx, ctx->h_None);
    }
    FUNCTION(c_compare)
    {
        HPy_ssize_t a = number(ctx, args[0]), b = number(ctx, args[1]);
        HPy_RETURN_RICHCOMPARE(ctx, a, b, (HPy_RichCmpOp)number(ctx, args[2]));
    }
    @EXPORT(get_attr, get_attr_s, has_attr, has_attr_s, set_attr, set_attr_s, del_attr, del_attr_s)
    @EXPORT(get_item, get_item_i, get_item_s, set_item, set_item_i, set_item_s, del_item, del_item_i, del_item_s)
    @EXPORT(contains, length, repr, str, ascii, bytes, is_true, compare, compare_bool, hash, type, type_check)
    @EXPORT(type_is, is, dump, c_compare)
    @INIT
"""
BY_NAME = pytest.mark.parametrize("form", ["", "_s"])
COMPARISONS = [
    lambda a, b: a < b,
    lambda a, b: a <= b,
    lambda a, b: a == b,
    lambda a, b: a != b,
    lambda a, b: a > b,
    lambda a, b: a >= b,
]  # in the order of HPy_LT … HPy_GE


class Thing:
    attr = 5

    @property
    def broken(self):
        raise ValueError("broken")


class Broken:
    """Everything about it fails."""

    def fail(self, *args):
        raise ZeroDivisionError

    __len__ = __bool__ = __hash__ = __eq__ = __repr__ = __str__ = __bytes__ = fail
    __getitem__ = __setitem__ = __delitem__ = __contains__ = fail


@pytest.fixture
def mod(make):
    return make(SNIPPET)


# ---- attributes


@BY_NAME
def test_get_attr(mod, form):
    assert getattr(mod, "get_attr" + form)(Thing(), "attr") == 5


@BY_NAME
def test_get_attr_missing(mod, form):
    with pytest.raises(AttributeError, match="missing"):
        getattr(mod, "get_attr" + form)(Thing(), "missing")


@BY_NAME
def test_get_attr_passes_the_exception_on(mod, form):
    with pytest.raises(ValueError, match="broken"):
        getattr(mod, "get_attr" + form)(Thing(), "broken")


@BY_NAME
def test_get_attr_non_ascii_name(mod, form):
    thing = Thing()
    thing.größe = 3
    assert getattr(mod, "get_attr" + form)(thing, "größe") == 3


def test_get_attr_name_must_be_str(mod):
    with pytest.raises(TypeError):
        mod.get_attr(Thing(), 42)


@BY_NAME
@pytest.mark.parametrize("name, expected", [("attr", 1), ("missing", 0), ("broken", 0)])
def test_has_attr_swallows_exceptions(mod, form, name, expected):
    assert getattr(mod, "has_attr" + form)(Thing(), name) == expected


def test_has_attr_name_that_is_no_str(mod):
    assert mod.has_attr(Thing(), 42) == 0


@BY_NAME
def test_set_attr(mod, form):
    thing = Thing()
    value = object()
    assert getattr(mod, "set_attr" + form)(thing, "new", value) == 0
    assert thing.new is value


@BY_NAME
def test_set_attr_failing(mod, form):
    with pytest.raises(AttributeError):
        getattr(mod, "set_attr" + form)(Thing(), "broken", 1)


@BY_NAME
def test_set_attr_null_deletes(mod, form):
    thing = Thing()
    thing.own = 1
    assert getattr(mod, "set_attr" + form)(thing, "own", ...) == 0
    assert not hasattr(thing, "own")


@BY_NAME
def test_del_attr(mod, form):
    thing = Thing()
    thing.own = 1
    assert getattr(mod, "del_attr" + form)(thing, "own") == 0
    assert not hasattr(thing, "own")


@BY_NAME
def test_del_attr_missing(mod, form):
    with pytest.raises(AttributeError):
        getattr(mod, "del_attr" + form)(Thing(), "missing")


# ---- items


def test_get_item(mod):
    assert mod.get_item({"a": 3}, "a") == 3
    assert mod.get_item([7, 8], 1) == 8
    assert mod.get_item([7, 8, 9], slice(1, None)) == [8, 9]


@pytest.mark.parametrize("key", ["a", 3, (1, 2)])
def test_get_item_missing_key(mod, key):
    with pytest.raises(KeyError) as info:
        mod.get_item({}, key)
    assert info.value.args == (key,)


def test_get_item_unsupported(mod):
    with pytest.raises(TypeError):
        mod.get_item(42, 1)


def test_get_item_i_on_a_sequence(mod):
    assert mod.get_item_i([7, 8, 9], 1) == 8
    assert mod.get_item_i((7, 8, 9), 2) == 9
    assert mod.get_item_i("abc", 0) == "a"


def test_get_item_i_negative(mod):
    assert mod.get_item_i([7, 8, 9], -1) == 9
    assert mod.get_item_i("abc", -3) == "a"


@pytest.mark.parametrize("index", [3, -4, sys.maxsize, -sys.maxsize - 1])
def test_get_item_i_out_of_range(mod, index):
    with pytest.raises(IndexError):
        mod.get_item_i([7, 8, 9], index)


def test_get_item_i_on_a_mapping_uses_an_int_key(mod):
    assert mod.get_item_i({3: "x", -1: "y"}, 3) == "x"
    assert mod.get_item_i({3: "x", -1: "y"}, -1) == "y"
    with pytest.raises(KeyError) as info:
        mod.get_item_i({}, 17)
    assert info.value.args == (17,)


def test_get_item_i_on_a_python_class(mod):
    class Doubler:
        def __getitem__(self, key):
            return key * 2

    assert mod.get_item_i(Doubler(), 21) == 42


def test_get_item_i_unsupported(mod):
    with pytest.raises(TypeError):
        mod.get_item_i(42, 0)


def test_get_item_s(mod):
    assert mod.get_item_s({"größe": 3}, "größe") == 3


def test_get_item_s_missing(mod):
    with pytest.raises(KeyError) as info:
        mod.get_item_s({}, "name")
    assert info.value.args == ("name",)


@pytest.mark.parametrize(
    "call",
    [
        lambda mod: mod.get_item_s([1], "a"),
        lambda mod: mod.set_item_s([1], "a", 2),
        lambda mod: mod.del_item_s([1], "a"),
    ],
)
def test_text_index_into_a_list(mod, call):
    with pytest.raises(TypeError):
        call(mod)


def test_set_item(mod):
    value, target = object(), {}
    assert mod.set_item(target, "k", value) == 0
    assert target == {"k": value}


def test_set_item_i(mod):
    numbers, mapping = [1, 2, 3], {}
    assert mod.set_item_i(numbers, 1, "x") == 0
    assert mod.set_item_i(numbers, -1, "y") == 0
    assert mod.set_item_i(mapping, 5, "z") == 0
    assert (numbers, mapping) == ([1, "x", "y"], {5: "z"})


def test_set_item_i_out_of_range(mod):
    with pytest.raises(IndexError):
        mod.set_item_i([1], 1, 0)


def test_set_item_s(mod):
    target = {}
    assert mod.set_item_s(target, "größe", 1) == 0
    assert target == {"größe": 1}


@pytest.mark.parametrize("function, key", [("set_item", 0), ("set_item_i", 0), ("set_item_s", "a")])
def test_set_item_unsupported(mod, function, key):
    with pytest.raises(TypeError):
        getattr(mod, function)((1, 2), key, 3)


def test_del_item(mod):
    mapping, numbers = {"a": 1, 2: 2, "c": 3}, [1, 2, 3]
    assert mod.del_item(mapping, "a") == 0
    assert mod.del_item_i(mapping, 2) == 0
    assert mod.del_item_s(mapping, "c") == 0
    assert mod.del_item_i(numbers, -1) == 0
    assert mod.del_item(numbers, 0) == 0
    assert (mapping, numbers) == ({}, [2])


@pytest.mark.parametrize("function, key", [("del_item", "k"), ("del_item_i", 3), ("del_item_s", "k")])
def test_del_item_missing(mod, function, key):
    with pytest.raises(KeyError) as info:
        getattr(mod, function)({}, key)
    assert info.value.args == (key,)


@pytest.mark.parametrize("function, key", [("del_item", 0), ("del_item_i", 0), ("del_item_s", "k")])
def test_del_item_unsupported(mod, function, key):
    with pytest.raises(TypeError):
        getattr(mod, function)((1, 2), key)


def test_del_item_i_out_of_range(mod):
    with pytest.raises(IndexError):
        mod.del_item_i([], 0)


def test_contains(mod):
    assert mod.contains([1, 2], 2) == 1
    assert mod.contains({"a": 1}, "b") == 0


def test_contains_unsupported(mod):
    with pytest.raises(TypeError):
        mod.contains(42, 1)


def test_length(mod):
    assert mod.length([1, 2, 3]) == 3
    assert mod.length({}) == 0


def test_length_unsupported(mod):
    with pytest.raises(TypeError):
        mod.length(42)


@pytest.mark.parametrize(
    "name, args",
    [
        ("length", ()),
        ("is_true", ()),
        ("hash", ()),
        ("repr", ()),
        ("str", ()),
        ("ascii", ()),
        ("bytes", ()),
        ("get_item", (1,)),
        ("get_item_i", (1,)),
        ("get_item_s", ("a",)),
        ("set_item", (1, 1)),
        ("set_item_i", (1, 1)),
        ("set_item_s", ("a", 1)),
        ("del_item", (1,)),
        ("del_item_i", (1,)),
        ("del_item_s", ("a",)),
        ("contains", (1,)),
        ("compare", (1, 2)),
        ("compare_bool", (1, 2)),
    ],
)
def test_exceptions_pass_through(mod, name, args):
    with pytest.raises(ZeroDivisionError):
        getattr(mod, name)(Broken(), *args)


# ---- text, truth, comparison, type


@pytest.mark.parametrize("value", ["ä\n", b"x", 1.5, None, [1, "é"]])
def test_repr_str_ascii(mod, value):
    assert mod.repr(value) == repr(value)
    assert mod.str(value) == str(value)
    assert mod.ascii(value) == ascii(value)


def test_bytes(mod):
    assert mod.bytes([1, 2]) == b"\x01\x02"
    assert mod.bytes(bytearray(b"ab")) == b"ab"
    with pytest.raises(TypeError):
        mod.bytes("text")


@pytest.mark.parametrize("value, expected", [(0, 0), (1, 1), ("", 0), ([0], 1), (None, 0), (True, 1), (0.0, 0)])
def test_is_true(mod, value, expected):
    assert mod.is_true(value) == expected


@pytest.mark.parametrize("op", range(6))
@pytest.mark.parametrize("pair", [(1, 2), (2, 2), (3, 2)])
def test_comparison(mod, op, pair):
    expected = COMPARISONS[op](*pair)
    assert mod.compare(*pair, op) is expected
    assert mod.compare_bool(*pair, op) == expected
    assert mod.c_compare(*pair, op) is expected


def test_comparison_result_may_be_any_object(mod):
    class Odd:
        def __eq__(self, other):
            return [other]

    assert mod.compare(Odd(), 3, 2) == [3]
    assert mod.compare_bool(Odd(), 3, 2) == 1


def test_comparison_unsupported(mod):
    with pytest.raises(TypeError):
        mod.compare(1, "a", 0)
    with pytest.raises(TypeError):
        mod.compare_bool(1, "a", 0)


def test_bool_comparison_takes_a_shortcut_for_identity(mod):
    nan = float("nan")
    assert mod.compare(nan, nan, 2) is False
    assert mod.compare_bool(nan, nan, 2) == 1
    assert mod.compare_bool(nan, nan, 3) == 0


def test_hash(mod):
    assert mod.hash("text") == hash("text")
    assert mod.hash(-1) == -2


def test_hash_unsupported(mod):
    with pytest.raises(TypeError):
        mod.hash([])


def test_type(mod):
    assert mod.type(5) is int
    assert mod.type(Thing()) is Thing
    assert mod.type(type) is type


def test_type_of_null(mod):
    with pytest.raises(SystemError):
        mod.type(...)


def test_type_check(mod):
    class Derived(Thing):
        pass

    assert mod.type_check(Derived(), Thing) == 1
    assert mod.type_check(Thing(), Derived) == 0
    assert mod.type_check(True, int) == 1
    assert mod.type_check("", int) == 0


def test_type_is(mod):
    class Derived(Thing):
        pass

    class Pretends(Thing):
        __class__ = int

    assert mod.type_is(Thing(), Thing) == 1
    assert mod.type_is(Derived(), Thing) == 0
    assert mod.type_is(Thing(), Derived) == 0
    assert mod.type_is(Pretends(), int) == 0
    assert mod.type_is(Pretends(), Pretends) == 1
    assert mod.type_is(True, int) == 0
    assert mod.type_is(5, int) == 1
    assert mod.type_is(int, type) == 1


def test_is(mod):
    thing = Thing()
    assert getattr(mod, "is")(thing, thing) == 1
    assert getattr(mod, "is")(thing, Thing()) == 0
    assert getattr(mod, "is")(None, None) == 1
    assert getattr(mod, "is")(1, 1.0) == 0


def test_dump_writes_to_stderr(build, python):
    result = python("mod.dump('something'); mod.dump(mod)", build(SNIPPET))
    assert result.stderr != ""


def test_reference_counts(mod):
    value, target = object(), Thing()
    before = sys.getrefcount(value)
    for _ in range(20):
        mod.set_attr(target, "x", value)
        mod.set_attr_s(target, "x", value)
        mod.get_attr(target, "x")
        mod.get_attr_s(target, "x")
        mod.del_attr(target, "x")
        mod.get_item([value], 0)
        mod.get_item_i([value], 0)
        mod.set_item({}, 1, value)
        mod.set_item_i([0], 0, value)
        mod.set_item_s({}, "a", value)
        mod.compare(value, value, 2)
    assert sys.getrefcount(value) == before


def test_no_leaks(mod, leaks):
    thing = Thing()
    leaks(
        lambda: (
            mod.get_item_i({2**40: 1}, 2**40),
            mod.get_item_s({"a b": 1}, "a b"),
            mod.set_item_s({}, "k l", 1),
            mod.repr(thing),
            mod.bytes(b"abc"),
            mod.type(thing),
            mod.set_attr_s(thing, "at tr", []),
        )
    )
    leaks(mod.get_attr_s, thing, "missing")
    leaks(mod.get_item_i, {}, 2**40)
    leaks(mod.del_item_s, {}, "missing")
