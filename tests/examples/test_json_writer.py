"""The writer of examples/json: the documents, messages and limits of the module json."""

import collections
import decimal
import enum
import json
import math
import random
import sys

import pytest

NEWER = sys.version_info >= (3, 14)  # errors have notes that say where they are


class Text(str):
    def __str__(self):
        return "other"


class Int(int):
    def __repr__(self):
        return "other"

    __str__ = __int__ = __index__ = __repr__


class Float(float):
    def __repr__(self):
        return "other"

    __str__ = __float__ = __repr__


class List(list):
    def __iter__(self):
        return iter([*map(str, list.__iter__(self)), len(self)])


class Dict(dict):
    pass


class Color(enum.IntEnum):
    RED = 1
    HUGE = 10**30


Point = collections.namedtuple("Point", "x y")

VALUES = [
    None,
    True,
    False,
    0,
    -1,
    9,
    10,
    99,
    100,
    12345,
    2**31,
    2**63 - 1,
    -(2**63),
    2**63,
    -(2**63) - 1,
    10**100,
    0.0,
    -0.0,
    0.1,
    1e16,
    1e22,
    1e-7,
    5e-324,
    sys.float_info.max,
    math.pi,
    math.inf,
    -math.inf,
    math.nan,
    "",
    "plain",
    'quote " backslash \\ slash /',
    "".join(map(chr, range(0x100))),
    "日本語",
    "\u2028\u2029",
    "\U0001f600",
    "\ud800",
    "\udfff\ud800",
    "é日\U0001f600\n",
    [],
    [[]],
    [1, [2, [3]], []],
    (),
    (1, (2,)),
    {},
    {"a": {}},
    {"a": 1, "b": [2, {"c": "d"}]},
    {7: 2, 2.5: 3, True: 4, None: 5, "x": 6, False: 7, -(10**30): 8, math.inf: 9},
    {"é": "日", "日": {"\U0001f600": "\n"}},
    Text("text é"),
    Int(5),
    Int(10**30),
    Float(1.5),
    Float("inf"),
    Color.RED,
    [Color.HUGE],
    {Text("k"): 1, Int(3): 2, Float(4.5): 3, Color.RED: 4},
    List([1, 2]),
    Point(1, 2),
    Dict(a=1),
    collections.OrderedDict([("b", 1), ("a", 2)]),
    collections.defaultdict(list, a=[1]),
    collections.Counter("aab"),
    [True, 1, 1.0, "1", None] * 20,
    {str(i): i for i in range(100)},
    [{"id": i} for i in range(40)],
]

REFUSED = [
    object(),
    b"bytes",
    {1, 2},
    1j,
    decimal.Decimal(1),
    range(3),
    [1, object()],
    {"a": [1, {"b": 1j}]},
    {(1, 2): 3},
    {b"a": 1},
    {"a": 1, object(): 2},
    {"a": {(): 1}},
    type,
    json,
]

OPTIONS = [
    {},
    {"ensure_ascii": False},
    {"indent": 2},
    {"indent": 0},
    {"indent": -1},
    {"indent": True},
    {"indent": "\t"},
    {"indent": ""},
    {"indent": "é"},
    {"indent": "日", "ensure_ascii": False},
    {"separators": (",", ":")},
    {"separators": [" ,\n", " : "]},
    {"separators": ("é", "日")},
    {"separators": ("\U0001f600", ""), "ensure_ascii": False, "indent": 1},
    {"check_circular": False},
    {"sort_keys": False, "allow_nan": True, "skipkeys": False, "default": None, "separators": None, "indent": None},
]


@pytest.mark.parametrize("options", OPTIONS, ids=ascii)
def test_documents(hpyjson, options):
    for value in VALUES:
        assert hpyjson.dumps(value, **options) == json.dumps(value, **options)


def test_all_values_in_one_document(hpyjson):
    for ascii_only in (True, False):
        assert hpyjson.dumps(VALUES, ensure_ascii=ascii_only) == json.dumps(VALUES, ensure_ascii=ascii_only)


def test_round_trip(hpyjson):
    for value in VALUES:
        assert hpyjson.loads(hpyjson.dumps(value)) == json.loads(json.dumps(value)) or value != value


@pytest.mark.parametrize("value", REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(hpyjson, value):
    for options in ({}, {"indent": 1}):
        with pytest.raises(TypeError) as expected:
            json.dumps(value, **options)
        with pytest.raises(TypeError) as caught:
            hpyjson.dumps(value, **options)
        assert str(caught.value) == str(expected.value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, Float("inf")])
def test_numbers_that_are_not_json(hpyjson, number):
    for value in (number, [number], {"a": number}, {number: 1}):
        with pytest.raises(ValueError, match="(?m)^Out of range float values are not JSON compliant: -?(nan|inf)$"):
            hpyjson.dumps(value, allow_nan=False)


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="this Python writes ints of any length")
def test_ints_of_too_many_digits(same):
    same("dumps", 10**5000)
    same("dumps", [Int(10**5000)])


# ---- text


def test_every_character_below_a_boundary(hpyjson):
    codes = [
        *range(0x180),
        0x7FF,
        0x800,
        0x2028,
        0xD7FF,
        0xD800,
        0xDBFF,
        0xDC00,
        0xDFFF,
        0xE000,
        0xFFFF,
        0x10000,
        0x10FFFF,
    ]
    for code in codes:
        for around in ("%s", "%sx", "1234567%s", "12345678%s12345678", "é%s", "日%s日", "\U0001f600%s"):
            text = around % chr(code)
            for ascii_only in (True, False):
                assert hpyjson.dumps(text, ensure_ascii=ascii_only) == json.dumps(text, ensure_ascii=ascii_only)


def test_random_texts(hpyjson):
    rng = random.Random(8)
    for _ in range(3000):
        text = "".join(rng.choice('ab"\\\n\x00\x7fé\xff日\ud800\U0001f600') for _ in range(rng.randrange(50)))
        for ascii_only in (True, False):
            expected = json.dumps(text, ensure_ascii=ascii_only)
            assert hpyjson.dumps([text], ensure_ascii=ascii_only) == "[%s]" % expected
        assert hpyjson.encode_basestring_ascii(text) == json.dumps(text)
        assert hpyjson.encode_basestring(text) == json.dumps(text, ensure_ascii=False)


def test_document_that_becomes_wider(hpyjson):
    value = ["a" * 3000, "é" * 3000, "日" * 3000, "\U0001f600" * 3000, "b\n" * 3000, "é\n" * 3000]
    for ascii_only in (True, False):
        assert hpyjson.dumps(value, ensure_ascii=ascii_only) == json.dumps(value, ensure_ascii=ascii_only)


def test_large_documents(hpyjson):
    value = [{"k%d" % i: [i, i / 7, "text\n" * (i % 50)]} for i in range(2000)]
    assert hpyjson.dumps(value) == json.dumps(value)
    assert hpyjson.dumps(["\0" * 100_000]) == json.dumps(["\0" * 100_000])


@pytest.mark.parametrize("value", [None, 5, b"a", ["a"]])
def test_no_text_to_encode(hpyjson, value):
    for encode in (hpyjson.encode_basestring, hpyjson.encode_basestring_ascii):
        with pytest.raises(TypeError, match="first argument must be a string, not " + type(value).__name__):
            encode(value)


# ---- options


class Undecided:
    def __bool__(self):
        raise ZeroDivisionError


@pytest.mark.parametrize("name", ["skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys"])
def test_truth_of_options(hpyjson, name):
    value = {"b": "é", "a": 1}
    for flag in (0, 1, [], [1], "", "x", None):
        assert hpyjson.dumps(value, **{name: flag}) == json.dumps(value, **{name: flag})
    with pytest.raises(ZeroDivisionError):
        hpyjson.dumps(value, **{name: Undecided()})


@pytest.mark.parametrize("indent", [2.5, b"x", [1], object()], ids=["float", "bytes", "list", "object"])
def test_wrong_indent(hpyjson, indent):
    with pytest.raises(TypeError):
        hpyjson.dumps([1], indent=indent)


@pytest.mark.parametrize(
    "separators", [5, ",", ",;:", (), (",",), (",", ":", ""), (1, 2), (",", b":"), (b",", ":"), ("", None)]
)
def test_wrong_separators(hpyjson, separators):
    with pytest.raises((TypeError, ValueError)):
        hpyjson.dumps([1, {2: 3}], separators=separators)


@pytest.mark.parametrize("args, options", [((), {}), ((1, 2), {}), ((1,), {"other": 1}), ((), {"indent": 1})])
def test_wrong_arguments(hpyjson, args, options):
    with pytest.raises(TypeError):
        hpyjson.dumps(*args, **options)


def test_sorted_keys(hpyjson):
    for value in (
        {"b": 1, "a": {"d": 1, "c": 2}, "é": 3},
        {3: 1, 1: 2, 2.5: 3},
        collections.OrderedDict([("b", 1), ("a", [{"y": 1, "x": 2}])]),
    ):
        for options in ({}, {"indent": 1}):
            assert hpyjson.dumps(value, sort_keys=True, **options) == json.dumps(value, sort_keys=True, **options)


def test_keys_that_have_no_order(same):
    same("dumps", {"a": 1, 1: 2}, sort_keys=True)
    same("dumps", [{"a": 1, None: 2}], sort_keys=True)


def test_keys_left_out(hpyjson):
    for value in ({b"a": 1, "b": 2, (): 3}, {"a": {b"x": {b"y": 1}, "z": 2}}, Dict({b"a": 1, "b": 2}), {(): 1}):
        assert hpyjson.dumps(value, skipkeys=True) == json.dumps(value, skipkeys=True)
    assert hpyjson.dumps({(): 1}, skipkeys=True, indent=2) == "{}"
    assert hpyjson.dumps({(): 1, "a": 2, b"": 3}, skipkeys=True, indent=1) == '{\n "a": 2\n}'


# ---- the default function


def test_default_function(hpyjson):
    value = [1j, {"a": 2j}, (3j,), {1, 2}]
    for default in (repr, str, lambda o: None, lambda o: [1, {"x": 2}], lambda o: {}, lambda o: (5,)):
        for options in ({}, {"indent": 2}, {"sort_keys": True}):
            expected = json.dumps(value, default=default, **options)
            assert hpyjson.dumps(value, default=default, **options) == expected
    assert hpyjson.dumps(1j, default=repr) == json.dumps(1j, default=repr)


def test_default_function_of_what_it_made(hpyjson):
    def shorter(value):
        return {value.imag - 1: value.imag - 1 and complex(0, value.imag - 1)}

    assert hpyjson.dumps(5j, default=shorter) == json.dumps(5j, default=shorter)


def test_error_in_the_default_function(hpyjson):
    def fails(value):
        raise KeyError("stop here")

    with pytest.raises(KeyError, match="stop here"):
        hpyjson.dumps({"a": [1, 1j]}, default=fails)
    with pytest.raises(TypeError):
        hpyjson.dumps([1j], default=5)


# ---- circles and depth


def circles():
    direct = []
    direct.append(direct)
    yield direct
    mapping = {"a": 1}
    mapping["self"] = mapping
    yield mapping
    outer = [1]
    inner = {"a": (2, outer)}
    outer.append(inner)
    yield outer
    yield [[[{"x": outer}]]]
    ordered = collections.OrderedDict()
    ordered["a"] = [{"b": ordered}]
    yield ordered
    long = top = []
    for _ in range(13):
        long.append([])
        long = long[0]
    long.append(top)
    yield top
    yield [1, {"a": [[], top]}]


@pytest.mark.parametrize("number", range(len(list(circles()))))
def test_circles(hpyjson, same, number):
    value = list(circles())[number]
    with pytest.raises(ValueError, match="(?m)^Circular reference detected$"):
        hpyjson.dumps(value)
    same("dumps", value)
    same("dumps", value, sort_keys=True)
    with pytest.raises(RecursionError, match="(?m)^maximum recursion depth exceeded while encoding a JSON object$"):
        hpyjson.dumps(value, check_circular=False)


def test_circle_through_the_default_function(hpyjson):
    calls = []

    class Node:
        pass

    def default(node):
        calls.append(node)
        return [node.other] if hasattr(node, "other") else {"a": [node]}

    node = Node()
    with pytest.raises(ValueError, match="Circular reference detected"):
        hpyjson.dumps([node], default=default)
    assert len(calls) == 1
    node.other, other = Node(), None
    node.other.other = node
    with pytest.raises(ValueError, match="Circular reference detected"):
        hpyjson.dumps([node, other], default=default)
    assert len(calls) == 3


def test_same_object_side_by_side_is_no_circle(hpyjson):
    part = {"a": [1]}
    value = [part, part, {"x": part, "y": [part, [part]]}]
    assert hpyjson.dumps(value) == json.dumps(value)


def test_deep_values(hpyjson):
    for depth in (1, 2, 7, 8, 9, 63, 64, 65, 300):
        listed, mapped = 1, 1
        for _ in range(depth):
            listed, mapped = [listed], {"k": mapped}
        assert hpyjson.dumps(listed) == "[" * depth + "1" + "]" * depth
        assert hpyjson.dumps(mapped) == '{"k": ' * depth + "1" + "}" * depth


def test_too_deep_values(hpyjson):
    listed, mapped = [], {}
    for _ in range(100_000):
        listed, mapped = [listed], {"k": mapped}
    for value in (listed, mapped, [1, {"x": listed}]):
        with pytest.raises(RecursionError, match="(?m)^maximum recursion depth exceeded while encoding a JSON object$"):
            hpyjson.dumps(value)


def test_endless_default_function(hpyjson):
    with pytest.raises(RecursionError):
        hpyjson.dumps(1j, default=lambda value: [value], check_circular=False)
    with pytest.raises(RecursionError):
        hpyjson.dumps(1j, default=lambda value: value + 1j)


# ---- changes while it is written


def test_list_that_shrinks(hpyjson):
    def default(value):
        del items[-1]

    for size in (1, 2, 10, 40, 41):
        items = [object()] * size
        expected = "[" + ", ".join(["null"] * ((size + 1) // 2)) + "]"
        assert hpyjson.dumps(items, default=default) == expected


def test_list_that_grows_or_changes(hpyjson):
    def grow(value):
        if len(items) < 50:
            items.append(object())
        return len(items)

    items = [object(), 1]
    text = hpyjson.dumps(items, default=grow)
    items = [object(), 1]
    assert text == json.dumps(items, default=grow)

    def change(value):
        items[:] = ["changed"] * 30

    items = [1j] * 20
    assert hpyjson.dumps(items, default=change) == json.dumps([None] + ["changed"] * 29)


def test_list_that_is_emptied(hpyjson):
    def default(value):
        items.clear()
        return {"a": items}

    items = [1, object(), 2, 3]
    assert hpyjson.dumps([items], default=default) == '[[1, {"a": []}]]'


def test_dict_with_new_values(hpyjson):
    def default(value):
        for key in mapping:
            mapping[key] = "new"

    mapping = {i: object() for i in range(5)}
    document = json.loads(hpyjson.dumps(mapping, default=default))
    assert list(document) == list("01234") and document["0"] is None


def test_dict_that_changes_its_size(hpyjson):
    def add(value):
        mapping[len(mapping)] = object()

    def remove(value):
        mapping.clear()

    for default in (add, remove):
        for size in (2, 8, 9, 40):
            mapping = {i: object() for i in range(size)}
            with pytest.raises(RuntimeError, match="(?m)^dictionary changed size during iteration$"):
                hpyjson.dumps(mapping, default=default)


def test_items_of_a_subclass(same):
    class Given(dict):
        items = lambda self: given  # noqa: E731

    for given in ([], [("x", 1)], (("x", 1), ("y", [2])), iter([("z", {})]), [[1, 2]], [(1,)], [(1, 2, 3)], [5], "ab"):
        if not hasattr(given, "__next__"):
            same("dumps", Given(a=1))
            same("dumps", [Given(a=1), Given()])


def test_items_that_fail(hpyjson):
    class Fails(dict):
        def items(self):
            raise KeyError("stop here")

    class Number(dict):
        def items(self):
            return 5

    with pytest.raises(KeyError, match="stop here"):
        hpyjson.dumps([{"a": Fails(a=1)}])
    with pytest.raises(TypeError):
        hpyjson.dumps(Number(a=1))
    assert hpyjson.dumps([Fails(), Number()]) == "[{}, {}]"


def test_items_that_change_the_list_around(hpyjson):
    class Evil(dict):
        def items(self):
            outer.clear()
            return [("a", 1)]

    outer = [1, Evil(x=1), 2, 3]
    assert hpyjson.dumps(outer) == '[1, {"a": 1}]'


def test_keys_that_change_the_dict_when_compared(hpyjson):
    class Evil(str):
        def __lt__(self, other):
            mapping.clear()
            return True

    mapping = {Evil("b"): 1, Evil("a"): [2]}
    document = json.loads(hpyjson.dumps(mapping, sort_keys=True))
    assert document == {"b": 1, "a": [2]} and not mapping


def test_iteration_of_a_subclass_that_fails(hpyjson):
    class Fails(list):
        def __iter__(self):
            raise KeyError("stop here")

    for value in (Fails([1]), [Fails()], {"a": Fails([1])}):
        with pytest.raises(KeyError, match="stop here"):
            hpyjson.dumps(value)


# ---- notes


def notes(hpyjson, value, **options):
    with pytest.raises(Exception) as caught:
        hpyjson.dumps(value, **options)
    return getattr(caught.value, "__notes__", [])


@pytest.mark.skipif(not NEWER, reason="errors have notes since CPython 3.14")
def test_notes_are_those_of_json(hpyjson):
    class Thing:
        pass

    thing = Thing()
    values = [*circles(), *REFUSED, [thing], {"a": [thing, 1]}, [1, {"a": {2: [1, thing]}}], [{(): 1}], Dict(a=thing)]
    for value in [*values, [thing] * 30, {i: [thing] if i == 12 else 1 for i in range(20)}]:
        for options in ({}, {"default": lambda value: [value]}, {"default": lambda value: 1 / 0}):
            with pytest.raises(Exception) as expected:
                json.dumps(value, **options)
            assert notes(hpyjson, value, **options) == getattr(expected.value, "__notes__", [])


@pytest.mark.skipif(NEWER, reason="errors have notes since CPython 3.14")
def test_no_notes_before(hpyjson):
    assert notes(hpyjson, [{"a": object()}]) == []


@pytest.mark.skipif(sys.version_info < (3, 15), reason="a type of CPython 3.15")
def test_frozendict(hpyjson):
    value = frozendict({"b": [1, frozendict()], "a": 2})  # noqa: F821
    for options in ({}, {"sort_keys": True}, {"indent": 1}):
        assert hpyjson.dumps(value, **options) == json.dumps(value, **options)


# ---- leaks


def test_nothing_leaks(hpyjson, leaks):
    deep = []
    for _ in range(5000):
        deep = [deep, 1]
    for value in (*VALUES, *REFUSED, *circles(), deep):
        leaks(hpyjson.dumps, value, rounds=40)
    leaks(lambda: hpyjson.dumps([{"b": 1j, "a": [2j]}], default=lambda value: [str(value)], sort_keys=True, indent="é"))
    leaks(lambda: hpyjson.dumps({(): 1, "a": Dict(b=1)}, skipkeys=True, separators=("日", ":")))
    leaks(lambda: hpyjson.dumps([1, 2, 3], separators=(1, 2)))
