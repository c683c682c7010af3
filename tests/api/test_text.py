"""Strings: looking into them, taking them apart, putting them together, comparing, interning."""

import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])
    #define INT(I) ((int)HPyLong_AsLong(ctx, args[I]))

    /* None stands for HPy_NULL where that is allowed. */
    static HPy or_null(HPyContext *ctx, HPy h) { return HPy_Is(ctx, h, ctx->h_None) ? HPy_NULL : h; }
    static HPy number(HPyContext *ctx, HPy_ssize_t n, HPy_ssize_t error)
    {
        return n == error ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    static HPy truth(HPyContext *ctx, int result)
    {
        return result < 0 ? HPy_NULL : HPyBool_FromBool(ctx, result);
    }

    FUNCTION(length) { return number(ctx, HPyUnicode_GetLength(ctx, args[0]), -1); }
    FUNCTION(find) { return number(ctx, HPyUnicode_Find(ctx, args[0], args[1], N(2), N(3), INT(4)), -2); }
    FUNCTION(find_char)
    {
        HPy_UCS4 ch = HPyLong_AsUInt32_t(ctx, args[1]);
        return number(ctx, HPyUnicode_FindChar(ctx, args[0], ch, N(2), N(3), INT(4)), -2);
    }
    FUNCTION(count) { return number(ctx, HPyUnicode_Count(ctx, args[0], args[1], N(2), N(3)), -1); }
    FUNCTION(tailmatch) { return truth(ctx, HPyUnicode_Tailmatch(ctx, args[0], args[1], N(2), N(3), INT(4))); }
    FUNCTION(contains) { return truth(ctx, HPyUnicode_Contains(ctx, args[0], args[1])); }
    FUNCTION(split) { return HPyUnicode_Split(ctx, args[0], or_null(ctx, args[1]), N(2)); }
    FUNCTION(rsplit) { return HPyUnicode_RSplit(ctx, args[0], or_null(ctx, args[1]), N(2)); }
    FUNCTION(splitlines) { return HPyUnicode_Splitlines(ctx, args[0], INT(1)); }
    FUNCTION(partition) { return HPyUnicode_Partition(ctx, args[0], args[1]); }
    FUNCTION(rpartition) { return HPyUnicode_RPartition(ctx, args[0], args[1]); }
    FUNCTION(join) { return HPyUnicode_Join(ctx, args[0], args[1]); }
    FUNCTION(replace) { return HPyUnicode_Replace(ctx, args[0], args[1], args[2], N(3)); }
    FUNCTION(concat) { return HPyUnicode_Concat(ctx, args[0], args[1]); }
    FUNCTION(format) { return HPyUnicode_Format(ctx, args[0], args[1]); }
    FUNCTION(translate)
    {
        const char *errors = nargs > 2 ? HPyUnicode_AsUTF8AndSize(ctx, args[2], NULL) : NULL;
        return HPyUnicode_Translate(ctx, args[0], args[1], errors);
    }
    FUNCTION(compare)
    {
        int result = 17;
        if (HPyUnicode_Compare(ctx, args[0], args[1], &result) < 0)
            return result == 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_Ellipsis);
        return HPyLong_FromLong(ctx, result);
    }
    FUNCTION(compare_ascii)
    {
        int result = 17;
        if (HPyUnicode_CompareWithASCIIString(ctx, args[0], HPyBytes_AsString(ctx, args[1]), &result) < 0)
            return result == 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_Ellipsis);
        return HPyLong_FromLong(ctx, result);
    }
    FUNCTION(equal) { return truth(ctx, HPyUnicode_Equal(ctx, args[0], args[1])); }
    FUNCTION(equal_utf8) { return truth(ctx, HPyUnicode_EqualToUTF8(ctx, args[0], HPyBytes_AsString(ctx, args[1]))); }
    FUNCTION(equal_utf8_size)
    {
        return truth(ctx, HPyUnicode_EqualToUTF8AndSize(ctx, args[0], HPyBytes_AsString(ctx, args[1]),
                                                        HPyBytes_Size(ctx, args[1])));
    }
    FUNCTION(equal_nothing) { return truth(ctx, HPyUnicode_EqualToUTF8AndSize(ctx, args[0], NULL, 0)); }
    FUNCTION(rich_compare) { return HPyUnicode_RichCompare(ctx, args[0], args[1], INT(2)); }
    FUNCTION(intern) { return HPyUnicode_Intern(ctx, args[0]); }
    FUNCTION(intern_string) { return HPyUnicode_InternFromString(ctx, HPyBytes_AsString(ctx, args[0])); }
    FUNCTION(is_identifier) { return truth(ctx, HPyUnicode_IsIdentifier(ctx, args[0])); }

    @EXPORT(length, find, find_char, count, tailmatch, contains, split, rsplit, splitlines, partition, rpartition, join)
    @EXPORT(replace, concat, format, translate, compare, compare_ascii, equal, equal_utf8, equal_utf8_size)
    @EXPORT(equal_nothing, rich_compare, intern, intern_string, is_identifier)
    @INIT
"""
MAX = sys.maxsize
TEXTS = ["", "a", "abc", "äöü", "a€c", "\U0001f600 x", "a\0b", "\ud800", "b" * 300]


class Derived(str):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def raises(expected, message=None):
    return pytest.raises(expected, match=message)


# ---- looking into it


@pytest.mark.parametrize("text", TEXTS + [Derived("abc")])
def test_length(mod, text):
    assert mod.length(text) == len(text)


@pytest.mark.parametrize("start, end", [(0, MAX), (1, MAX), (2, 4), (-3, MAX), (0, -2), (4, 2), (99, MAX)])
@pytest.mark.parametrize("text", ["abcabcabc", "äbcäbc€", Derived("abcabc"), ""])
def test_find_and_count(mod, text, start, end):
    for sub in ("bc", "c", "€", "", "abcabcabcd"):
        assert mod.find(text, sub, start, end, 1) == text.find(sub, start, end)
        assert mod.find(text, sub, start, end, -1) == text.rfind(sub, start, end)
        assert mod.count(text, sub, start, end) == text.count(sub, start, end)
        assert mod.tailmatch(text, sub, start, end, -1) is text.startswith(sub, start, end)
        assert mod.tailmatch(text, sub, start, end, 1) is text.endswith(sub, start, end)
    for char in "bc€":
        assert mod.find_char(text, ord(char), start, end, 1) == text.find(char, start, end)
        assert mod.find_char(text, ord(char), start, end, -1) == text.rfind(char, start, end)


@pytest.mark.parametrize("char", [0x110000, 0xFFFFFFFF, 0x161])
def test_find_no_such_character(mod, char):
    for text in ("a\u0061b", "€", "\U0001f600"):
        assert mod.find_char(text, char, 0, MAX, 1) == -1


def test_contains(mod):
    assert mod.contains("abc", "bc") is True
    assert mod.contains("abc", "x") is False
    assert mod.contains(Derived("abc"), Derived("")) is True


@pytest.mark.parametrize(
    "function, arguments",
    [
        ("find", (0, 9, 1)),
        ("count", (0, 9)),
        ("tailmatch", (0, 9, 1)),
        ("contains", ()),
        ("split", (-1,)),
        ("rsplit", (-1,)),
        ("partition", ()),
        ("rpartition", ()),
        ("concat", ()),
        ("compare", ()),
        ("equal", ()),
    ],
)
def test_two_strings_are_wanted(mod, function, arguments):
    for left, right in (("a", b"a"), (b"a", "a"), (3, 4), ("a", 1)):
        with raises(TypeError):
            getattr(mod, function)(left, right, *arguments)


@pytest.mark.parametrize(
    "function, arguments",
    [
        ("length", ()),
        ("find_char", (97, 0, 9, 1)),
        ("splitlines", (0,)),
        ("compare_ascii", (b"a",)),
        ("intern", ()),
        ("is_identifier", ()),
        ("format", (1,)),
        ("translate", ({},)),
        ("split", (None, -1)),
        ("replace", ("a", "b", -1)),
    ],
)
@pytest.mark.parametrize("wrong", [b"bytes", None, 1])
def test_a_string_is_wanted(mod, function, arguments, wrong):
    with raises(TypeError):
        getattr(mod, function)(wrong, *arguments)


# ---- taking apart, putting together


@pytest.mark.parametrize("text", ["a,b,,c", "", " a  b\tc\n", "ä,ö", "one", Derived("x,y")])
@pytest.mark.parametrize("sep", [",", None, ",,", "€", "one"])
@pytest.mark.parametrize("maxsplit", [-1, 0, 1, 2, MAX])
def test_split(mod, text, sep, maxsplit):
    assert mod.split(text, sep, maxsplit) == text.split(sep, maxsplit)
    assert mod.rsplit(text, sep, maxsplit) == text.rsplit(sep, maxsplit)


def test_empty_separator(mod):
    for function, more in ((mod.split, (-1,)), (mod.rsplit, (-1,)), (mod.partition, ()), (mod.rpartition, ())):
        with raises(ValueError, "^empty separator$"):
            function("abc", "", *more)


@pytest.mark.parametrize("text", ["a\nb\r\nc", "", "one", "\n\n", "a\x0bb\u2028c", Derived("x\ny")])
def test_splitlines(mod, text):
    assert mod.splitlines(text, 0) == text.splitlines()
    assert mod.splitlines(text, 1) == text.splitlines(True)


@pytest.mark.parametrize("text", ["a.b.c", "abc", "", "€.ä.", Derived("x.y")])
def test_partition(mod, text):
    assert mod.partition(text, ".") == text.partition(".")
    assert mod.rpartition(text, ".") == text.rpartition(".")


@pytest.mark.parametrize(
    "items", [[], ["a"], ["a", "€", "\ud800"], ("a", "b"), iter("xyz"), {"k": 1}, [Derived("d"), "e"]]
)
def test_join(mod, items):
    assert mod.join(", ", list(items) if hasattr(items, "__next__") else items) in (", ".join(items), "x, y, z")


def test_join_raises(mod):
    def failing():
        yield "a"
        raise KeyError("x")

    with raises(TypeError, "sequence item 1: expected str instance, int found"):
        mod.join("", ["a", 1])
    with raises(TypeError, "separator: expected str instance, bytes found"):
        mod.join(b"", ["a", "b"])
    with raises(TypeError, "can only join an iterable"):
        mod.join("", 1)
    with raises(KeyError):
        mod.join("", failing())


def test_join_of_a_list_that_changes(mod):
    class Items:
        def __init__(self):
            self.items = ["a", "b", "c"]

        def __iter__(self):
            for item in self.items:
                self.items.clear()
                yield item

    assert mod.join("-", Items()) == "a"


@pytest.mark.parametrize("count", [-1, 0, 1, 2, MAX])
def test_replace(mod, count):
    for text in ("abcabc", "", "ä€ä", Derived("aa")):
        for old, new in (("a", "ä"), ("ä", ""), ("", "-"), ("abc", "€€"), ("x", "y"), ("a", "a")):
            assert mod.replace(text, old, new, count) == text.replace(old, new, count)
    for wrong in (("a", 1, "b"), ("a", "b", None)):
        with raises(TypeError):
            mod.replace(*wrong, count)


def test_concat(mod):
    for a in TEXTS:
        for b in TEXTS:
            assert mod.concat(a, b) == a + b
    assert type(mod.concat(Derived("a"), Derived("b"))) is str
    with raises(TypeError, 'can only concatenate str \\(not "bytes"\\) to str'):
        mod.concat("a", b"b")


def test_format(mod):
    assert mod.format("%s-%03d", ("a", 7)) == "a-007"
    assert mod.format("%(x)r", {"x": "ä"}) == "'ä'"
    assert mod.format("%s", 1) == "1"
    with raises(TypeError, "not enough arguments for format string"):
        mod.format("%s %s", ("a",))
    with raises(TypeError, "not all arguments converted"):
        mod.format("%s", ("a", "b"))
    with raises(ZeroDivisionError):
        mod.format("%s", type("T", (), {"__str__": lambda self: 1 // 0})())


def test_translate(mod):
    table = {97: "€", 98: None, 99: 0x1F600}
    assert mod.translate("abcd", table, "ignore") == "abcd".translate(table)
    assert mod.translate("acd", table) == "€\U0001f600d"
    assert mod.translate("aé", "x" * 98, "ignore") == "xé"
    with raises(UnicodeTranslateError):
        mod.translate("b", table)
    with raises(TypeError):
        mod.translate("a", {97: 1.5})
    with raises(ZeroDivisionError):
        mod.translate("é", type("T", (), {"__getitem__": lambda self, key: 1 // 0})())


# ---- comparing


def test_compare(mod):
    for a in TEXTS:
        for b in TEXTS:
            expected = (a > b) - (a < b)
            assert mod.compare(a, b) == expected
            assert mod.equal(a, b) is (a == b)
            results = [mod.rich_compare(a, b, op) for op in range(6)]
            assert results == [a < b, a <= b, a == b, a != b, a > b, a >= b]
    assert mod.compare(Derived("a"), "a") == 0


def test_wrong_types_to_compare(mod):
    with raises(TypeError, "Can't compare str and bytes"):
        mod.compare("a", b"a")
    with raises(TypeError, "^first argument must be str, not bytes$"):
        mod.equal(b"a", "a")
    with raises(TypeError, "^second argument must be str, not int$"):
        mod.equal("a", 1)
    assert mod.rich_compare("a", b"a", 2) is NotImplemented
    assert mod.rich_compare(1, "a", 0) is NotImplemented


def test_methods_of_subclasses_are_not_called(mod):
    class Never(str):
        def __eq__(self, other):
            raise AssertionError

        __hash__ = str.__hash__

    assert mod.equal(Never("a"), Never("a")) is True
    assert mod.equal_utf8(Never("a"), b"a") is True


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("op", [-1, 6, 1000])
def test_no_operation(mod, op):
    with raises(SystemError, r"HPyUnicode_RichCompare requires an operation from HPy_LT to HPy_GE \(0 to 5\), not"):
        mod.rich_compare("a", "b", op)


@pytest.mark.parametrize("text", ["", "a", "abc", "ab\xe9", "€", "b", "aa", "a\0b"])
@pytest.mark.parametrize("ascii", [b"", b"a", b"abc", b"ab\xe9", b"abe", b"b"])
def test_compare_with_ascii(mod, text, ascii):
    other = ascii.decode("latin1")
    assert mod.compare_ascii(text, ascii) == (text > other) - (text < other)


@pytest.mark.parametrize("text", TEXTS + [Derived("abc"), "\xe9", "a\u07ff\u0800\uffff\U00010000\U0010ffff"])
def test_equal_to_utf8(mod, text):
    encoded = text.encode("utf-8", "surrogatepass")
    is_valid = "\ud800" not in text
    assert mod.equal_utf8_size(text, encoded) is is_valid
    assert mod.equal_utf8(text, encoded) is (is_valid and "\0" not in text)
    assert mod.equal_utf8_size(text, encoded + b"x") is False
    assert mod.equal_utf8_size(text, encoded[:-1]) is (text == "")
    assert mod.equal_utf8_size(text, b"\xff" + encoded[1:]) is False
    assert mod.equal_nothing(text) is (text == "")


@pytest.mark.parametrize(
    "text, encoded",
    [
        ("a", b"\xc1\xa1"),
        ("\0", b"\xc0\x80"),
        ("\udc80", b"\x80"),
        ("é", b"\xe9"),
        ("\U00010000", b"\xed\xa0\x80\xed\xb0\x80"),
    ],
)
def test_not_equal_to_what_is_no_utf8(mod, text, encoded):
    assert mod.equal_utf8_size(text, encoded) is False


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
@pytest.mark.parametrize("wrong", [b"a", None, 1])
def test_nothing_else_is_equal_to_utf8(mod, wrong):
    assert mod.equal_utf8(wrong, b"a") is False


# ---- interning, identifiers


def test_intern(mod):
    text = "".join(["not interned ", str(id(mod))])
    other = "".join(["not interned ", str(id(mod))])
    interned = mod.intern(text)
    assert interned == text
    assert mod.intern(other) is interned is sys.intern(other)
    assert mod.intern_string(text.encode()) is interned
    assert mod.intern_string("ä€".encode()) == "ä€"
    derived = Derived("x")
    assert mod.intern(derived) is derived
    with raises(UnicodeDecodeError):
        mod.intern_string(b"\xff")


@pytest.mark.parametrize("text", ["a", "_", "é1", "1a", "", "a b", "class", "\ud800", Derived("x")])
def test_is_identifier(mod, text):
    assert mod.is_identifier(text) is text.isidentifier()


def test_no_leaks(mod, leaks):
    text = "a,b,c" * 10
    leaks(lambda: (mod.split(text, ",", -1), mod.replace(text, "a", "x", -1), mod.join(text, [text, text])))
    leaks(lambda: (mod.concat(text, text), mod.partition(text, ","), mod.intern(text), mod.format("%s", text)))
    leaks(lambda: (mod.find(text, "b", 0, MAX, 1), mod.compare(text, text), mod.equal_utf8(text, b"x")))
    leaks(mod.equal, "text", 1)
