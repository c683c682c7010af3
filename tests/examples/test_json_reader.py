"""The reader of examples/json: what is a document and what is not, in the words of the module json."""

import collections
import decimal
import json
import math
import random
import re
import sys

import pytest

GOOD = {  # document -> its value
    "null": None,
    "true": True,
    "false": False,
    "0": 0,
    "-0": 0,
    "-1": -1,
    "10": 10,
    "123456789012345678": 123456789012345678,
    "999999999999999999": 10**18 - 1,
    "1000000000000000000": 10**18,
    "-9223372036854775808": -(2**63),
    "9223372036854775808": 2**63,
    "1" + "0" * 400: 10**400,
    "0.5": 0.5,
    "-0.0": -0.0,
    "1.0": 1.0,
    "1e0": 1.0,
    "1E+2": 100.0,
    "1e-2": 0.01,
    "0e999999999999": 0.0,
    "12.5e1": 125.0,
    "0.1": 0.1,
    "9007199254740993.0": 9007199254740992.0,
    "1e22": 1e22,
    "1e23": 1e23,
    "123456789012345678901234567890.5": 123456789012345678901234567890.5,
    "2.2250738585072011e-308": 2.2250738585072011e-308,
    "4.9e-324": 5e-324,
    "1e-400": 0.0,
    "1.7976931348623157e308": sys.float_info.max,
    "0." + "0" * 30 + "1": 1e-31,
    '""': "",
    '"a"': "a",
    '"plain text"': "plain text",
    '"\x7f"': "\x7f",
    '"é"': "é",
    '"日本語"': "日本語",
    '"\U0001f600"': "\U0001f600",
    '"\ud800"': "\ud800",
    r'"\"\\\/\b\f\n\r\t"': '"\\/\b\f\n\r\t',
    r'"\u0000"': "\0",
    r'"\u00e9\u65e5"': "é日",
    r'"\uD83D\uDE00"': "\U0001f600",
    r'"\ud83d"': "\ud83d",
    r'"\ude00\ud83d"': "\ude00\ud83d",
    r'"\ud83dx\ude00"': "\ud83dx\ude00",
    r'"\ud83d\ud83d\ude00"': "\ud83d\U0001f600",
    r'"\ud83d\n"': "\ud83d\n",
    r'"é\n日\n\ud83d\ude00é"': "é\n日\n\U0001f600é",
    '"' + "x" * 5000 + r"\n" + "y" * 5000 + '"': "x" * 5000 + "\n" + "y" * 5000,
    "[]": [],
    "[ ]": [],
    "[1]": [1],
    "[1,2]": [1, 2],
    " [ 1 , [ 2 ] , [ ] ] ": [1, [2], []],
    "{}": {},
    "{ }": {},
    '{"a":1}': {"a": 1},
    ' { "a" : 1 , "b" : { } } ': {"a": 1, "b": {}},
    '{"a":1,"a":2}': {"a": 2},
    '{"":{"":""}}': {"": {"": ""}},
    '{"a":[{"b":[{"c":null}]}]}': {"a": [{"b": [{"c": None}]}]},
    "\t\n\r [\t\n\r ]\t\n\r ": [],
    "[" + ",".join(map(str, range(1000))) + "]": list(range(1000)),
}

BAD = [
    "",
    " ",
    "n",
    "nul",
    "nulll",
    "nil",
    "tru",
    "True",
    "fals",
    "+1",
    "-",
    "-a",
    "--1",
    "01",
    "-01",
    "1.",
    "1.e1",
    ".5",
    "1e",
    "1e+",
    "1E-",
    "0x10",
    "1_000",
    "１",
    "\xa01",
    "\x0b1",
    "\ufeff1",
    "1\ufeff",
    "Nan",
    "NaN1",
    "Infinit",
    "-Inf",
    "- Infinity",
    "'a'",
    '"',
    '"a',
    '"日',
    '"\\',
    '"\\"',
    '"\\x"',
    '"a\\',
    '"a\\U0041"',
    '"\\u"',
    '"\\u004"',
    '"\\u004g"',
    '"\\u00 1"',
    '"\\u+041"',
    '"\\u\uff11\uff11\uff11\uff11"',
    '"\\ud83d\\u"',
    '"\\ud83d\\u00"',
    '"\\ud83d\\uzzzz"',
    '"\\ud83d\\x"',
    '"\\ud83d\\',
    '"a\nb"',
    '"a\x00"',
    '"é\x1f"',
    '"日\t"',
    '"\U0001f600\r"',
    "[",
    "[ ",
    "[1",
    "[1 ",
    "[1,",
    "[1, ",
    "[1,]",
    "[1 , ]",
    "[,",
    "[,1]",
    "[1,,2]",
    "[1 2]",
    "[1:2]",
    "[1}",
    "[1]]",
    "[1],",
    "]",
    "{",
    "{ ",
    '{"a',
    '{"a"',
    '{"a" ',
    '{"a":',
    '{"a": ',
    '{"a":1',
    '{"a":1 ',
    '{"a":1,',
    '{"a":1, ',
    '{"a":1,}',
    '{"a":1 , }',
    '{"a":1,,"b":2}',
    '{"a":1 "b":2}',
    '{"a" 1}',
    '{"a",1}',
    '{"a"::1}',
    "{a:1}",
    "{1:1}",
    "{null:1}",
    "{,}",
    '{"a":1]',
    "{[]:1}",
    '{"a":}',
    "}",
    "[1] // comment",
    "[1] x",
    "\n\n  [1,\n 2,\n x]",
    '{"é\n": 1}',
    "[日]",
    '["日", 1, }',
    '[[["\U0001f600", 1, }',
]

# Older versions say there that the escape is wrong; newer ones, and ours everywhere, that the text does not end.
ESCAPE_AT_THE_END = re.compile(r"\\u[0-9a-fA-F]{4}$")


def equal(a, b):
    """Whether they are the same, with types and the sign of zero."""
    return repr(a) == repr(b)


@pytest.fixture(params=["ascii", "latin", "two bytes", "four bytes"])
def widened(request):
    """A function of a document: the same one in a str whose characters have another size."""
    wide = {"ascii": "", "latin": "é", "two bytes": "日", "four bytes": "\U0001f600"}[request.param]

    def widened(document):
        return '[%s, "%s"]' % (document, wide) if wide else "[%s]" % document

    return widened


# ---- documents


@pytest.mark.parametrize("document", GOOD, ids=ascii)
def test_good_documents(hpyjson, document):
    assert equal(hpyjson.loads(document), GOOD[document])


def test_good_documents_in_every_kind_of_str(hpyjson, widened):
    for document in GOOD:
        assert equal(hpyjson.loads(widened(document))[0], GOOD[document])


@pytest.mark.parametrize("document", BAD, ids=ascii)
def test_bad_documents(hpyjson, same, document):
    with pytest.raises(json.JSONDecodeError):
        hpyjson.loads(document)
    same("loads", document)


def test_bad_documents_in_every_kind_of_str(same, widened):
    for document in BAD:
        same("loads", widened(document))


def test_every_beginning_of_a_document(same):
    document = ' {"a\\n": [1, -2.5e3, "\\ud83d\\ude00日", null], "b": {"c": true, "d": false}, "e": [], "f": {} } '
    for size in range(len(document)):
        if not ESCAPE_AT_THE_END.search(document[:size]):
            same("loads", document[:size])


def test_escape_at_the_very_end(hpyjson):
    with pytest.raises(json.JSONDecodeError) as caught:
        hpyjson.loads('["\\u0041')
    assert (caught.value.msg, caught.value.pos) == ("Unterminated string starting at", 1)


def test_message_names_the_place(hpyjson):
    with pytest.raises(json.JSONDecodeError) as caught:
        hpyjson.loads('{"a": 1,\n "b" 2}')
    error = caught.value
    assert str(error) == "Expecting ':' delimiter: line 2 column 6 (char 14)"
    assert (error.msg, error.pos, error.lineno, error.colno) == ("Expecting ':' delimiter", 14, 2, 6)


def test_spaces_are_four_characters(same):
    for code in [*range(0x100), 0x2000, 0x2028, 0x3000, 0xFEFF, 0x1F600]:
        same("loads", "[1,%s2]" % chr(code))


def test_control_characters(same):
    for code in range(0x22):
        for text in ("%s", "é%s", "日%s", "12345678%s", "1234567%s1234567"):
            same("loads", '["%s"]' % (text % chr(code)))
            same("loads", '["%s"]' % (text % chr(code)), strict=False)


def test_every_length_of_text(hpyjson):
    for size in range(70):
        for character in ("x", "é", "日", "\U0001f600"):
            text = character * size
            assert hpyjson.loads('"%s"' % text) == text
            assert hpyjson.loads('["%s\\n%s"]' % (text, text)) == [text + "\n" + text]
            assert hpyjson.loads('{"%s": "%s"}' % (text, text)) == {text: text}


def test_mutated_documents(same):
    rng = random.Random(5)
    base = json.dumps({"a": [1, 2.5, -3e5, "x\n\u65e5\U0001f600", None], "b": {"c": True}, "dd": [[], {}, ""]}) * 2
    for _ in range(1500):
        start = rng.randrange(20)
        document = list(base[start : start + rng.randrange(5, 120)])
        for _ in range(rng.randrange(3)):
            document[rng.randrange(len(document))] = rng.choice('{}[],:"\\u019-+.eE \ntfnNI\x01é日')
        document = "".join(document)
        if not ESCAPE_AT_THE_END.search(document):
            same("loads", document)


# ---- numbers


def test_floats_are_rounded_as_python_does(hpyjson):
    rng = random.Random(6)
    for _ in range(3000):
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randrange(1, 22)))
        text = "%s%d.%se%d" % (
            rng.choice(["", "-"]),
            rng.randrange(10 ** rng.randrange(1, 12)),
            digits,
            rng.randrange(-40, 40),
        )
        assert hpyjson.loads(text) == float(text), text
    for _ in range(1000):
        number = rng.uniform(-1, 1) * 10 ** rng.randrange(-300, 300)
        assert hpyjson.loads(repr(number)) == number


def test_numbers_that_are_too_large(hpyjson):
    assert hpyjson.loads("[1e400, -1e400, 1e99999999999999999999]") == [math.inf, -math.inf, math.inf]


def test_constants_outside_of_json(hpyjson):
    a, b, c = hpyjson.loads("[NaN, Infinity, -Infinity]")
    assert (math.isnan(a), b, c) == (True, math.inf, -math.inf)


@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="this Python reads ints of any length")
def test_ints_of_too_many_digits(same):
    same("loads", "[%s]" % ("1" * 4300))
    same("loads", "[%s]" % ("1" * 4301))


# ---- other types of documents


@pytest.mark.parametrize("buffer", [bytes, bytearray])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_bytes(hpyjson, buffer, encoding):
    for document, value in GOOD.items():
        if document.isprintable() or document.isspace():
            assert equal(hpyjson.loads(buffer(document.encode(encoding))), value)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"1",
        b"\0",
        b"1\0",
        b"\x001",
        b"\xef\xbb",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbf1",
        b'"\xff"',
        b'"\xed\xa0\x80"',
    ],
)
def test_odd_bytes(same, document):
    same("loads", document)
    same("loads", bytearray(document))


def test_bytearray_can_be_resized_afterwards(hpyjson):
    document = bytearray(b"[1]")
    hpyjson.loads(document)
    document.extend(b"]")
    with pytest.raises(json.JSONDecodeError):
        hpyjson.loads(document)
    document.clear()


@pytest.mark.parametrize("document", [None, 1, ["1"], memoryview(b"1"), object])
def test_what_is_no_document(same, document):
    same("loads", document)


def test_subclasses_of_str_and_bytes(hpyjson):
    class Text(str):
        pass

    class Data(bytes):
        pass

    assert hpyjson.loads(Text("[1]")) == hpyjson.loads(Data(b"[1]")) == [1]


# ---- hooks

DOCUMENT = '{"a": [1, 2.5, {"b": NaN}], "c": {}, "d": [-Infinity, []], "a": -7}'


@pytest.mark.parametrize("name", ["object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"])
@pytest.mark.parametrize(
    "hook",
    [
        None,
        0,
        "",
        repr,
        str,
        float,
        int,
        tuple,
        decimal.Decimal,
        collections.OrderedDict,
        lambda x: None,
        lambda: 1,
        5,
        b"x",
    ],
    ids=lambda value: type(value).__name__,
)
def test_hooks(same, name, hook):
    same("loads", DOCUMENT, **{name: hook})


def test_pairs_come_before_the_other_hook(hpyjson):
    calls = []
    result = hpyjson.loads('{"a": {"b": 1}}', object_pairs_hook=tuple, object_hook=calls.append)
    assert result == (("a", (("b", 1),)),) and not calls


def test_array_hook(hpyjson):
    assert hpyjson.loads("[1, [2, []]]", array_hook=tuple) == (1, (2, ()))


def test_text_that_conversions_get(hpyjson):
    texts = []
    hpyjson.loads("[1.50, -0, 1e5, 100000000000000000000, -0.0E-1]", parse_float=texts.append, parse_int=texts.append)
    assert texts == ["1.50", "-0", "1e5", "100000000000000000000", "-0.0E-1"]


@pytest.mark.parametrize(
    "name", ["object_hook", "object_pairs_hook", "array_hook", "parse_float", "parse_int", "parse_constant"]
)
def test_error_in_a_hook(hpyjson, name):
    def fails(value):
        raise KeyError("stop here")

    with pytest.raises(KeyError, match="stop here"):
        hpyjson.loads('[{"k": [{"a": 1.5, "b": [1, NaN, {}]}]}]', **{name: fails})


def test_hook_that_reads_a_document(hpyjson):
    def inner(pairs):
        return hpyjson.loads('{"x": [%d]}' % len(pairs))

    assert hpyjson.loads('{"a": {"b": 1, "c": 2}}', object_hook=inner) == {"x": [1]}


def test_truth_of_strict(hpyjson):
    class Undecided:
        def __bool__(self):
            raise ZeroDivisionError

    assert hpyjson.loads('"\t"', strict=[]) == "\t"
    with pytest.raises(ZeroDivisionError):
        hpyjson.loads("1", strict=Undecided())


@pytest.mark.parametrize("args, options", [((), {}), (("1", "2"), {}), (("1",), {"hook": 1}), ((), {"strict": True})])
def test_wrong_arguments(hpyjson, args, options):
    with pytest.raises(TypeError):
        hpyjson.loads(*args, **options)


# ---- keys


def test_equal_keys_are_one_object(hpyjson):
    first, second = hpyjson.loads('[{"name": 1, "ключ": 2}, {"ключ": 3, "name": 4}]')
    assert {id(key) for key in first} == {id(key) for key in second}


def test_many_keys(hpyjson):
    rng = random.Random(7)
    keys = ["%x" % rng.randrange(10**9) for _ in range(30_000)]
    document = json.dumps([{key: i for i, key in enumerate(keys[n : n + 500])} for n in range(0, 30_000, 500)] * 2)
    assert hpyjson.loads(document) == json.loads(document)


def test_keys_of_all_lengths(hpyjson):
    value = {"x" * size: size for size in range(300)}
    value.update({"日" * size: size for size in range(1, 300)})
    for document in (json.dumps([value, value]), json.dumps([value, value], ensure_ascii=False)):
        assert hpyjson.loads(document) == [value, value]


# ---- depth


@pytest.mark.parametrize("begin, end", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_deep_documents(hpyjson, begin, end):
    for depth in (10, 70, 400):
        value = hpyjson.loads(begin * depth + "1" + end * depth)
        while value != 1:
            value = next(iter(value.values() if isinstance(value, dict) else value))
    with pytest.raises(
        RecursionError, match="^maximum recursion depth exceeded while decoding a JSON (array|object) from"
    ):
        hpyjson.loads(begin * 100_000 + "1" + end * 100_000)
    with pytest.raises(RecursionError):
        hpyjson.loads(begin * 100_000)


def test_depth_is_pythons_limit(hpyjson):
    limit = sys.getrecursionlimit()
    assert hpyjson.loads("[" * limit + "]" * limit)
    with pytest.raises(RecursionError):
        hpyjson.loads("[" * (limit + 1) + "]" * (limit + 1))


def test_very_deep_document_where_the_limit_allows_it(hpyjson):
    depth, limit = 200_000, sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 1000)
    try:
        value = hpyjson.loads("[" * depth + "]" * depth)
    finally:
        sys.setrecursionlimit(limit)
    count = 0
    while value:
        value, count = value[0], count + 1
    assert count == depth - 1


# ---- single texts


def test_scanstring(hpyjson):
    from json.decoder import scanstring

    texts = ['"abc"', '"a\\nb" ', 'x日\\n"', '"\U0001f600\\ud83d\\ude00"', '"open', "", '"a\tb"', '"\\q"']
    for text in texts:
        for begin in range(len(text) + 2):
            for strict in (True, False):
                try:
                    expected = scanstring(text, begin, strict)
                except ValueError as error:
                    with pytest.raises(type(error)) as caught:
                        hpyjson.scanstring(text, begin, strict)
                    assert str(caught.value) == str(error)
                else:
                    assert hpyjson.scanstring(text, begin, strict) == expected


@pytest.mark.parametrize("args", [(), (1, 2), (b'"a"', 1), ('"a"', "1"), ('"a"', -1), ('"a"', sys.maxsize + 1)])
def test_wrong_arguments_of_scanstring(hpyjson, args):
    with pytest.raises((TypeError, ValueError, OverflowError)):
        hpyjson.scanstring(*args)


# ---- leaks


def test_nothing_leaks(hpyjson, leaks):
    big = json.dumps([{"k%d" % i: [i, i / 3, "text %d\n" % i, "日"]} for i in range(40)], ensure_ascii=False)
    for document in [
        '{"a": [1, "b", {"c": "\\n"}]}',
        "[[[[1, 2",
        '{"a": 1, "b": x}',
        '["\\u12"]',
        big,
        b"[1]",
        5,
        "[1e999]",
    ]:
        leaks(hpyjson.loads, document)
    leaks(
        lambda: hpyjson.loads(
            '{"a": {"b": [1.5, 2]}}', object_hook=len, parse_float=str, parse_int=repr, array_hook=tuple
        )
    )
    leaks(lambda: hpyjson.loads('{"a": {"b": [1.5, 2]}}', object_pairs_hook=dict))
