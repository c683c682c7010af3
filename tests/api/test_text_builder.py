"""Text builders: HPyUnicodeBuilder_*."""

import sys

import pytest

# run(hint, steps, check): writes each step, a tuple of an operation and its arguments, and builds. With 'check' 1 the
# first failure ends it, with 2 failures are cleared, with 0 it goes on until Build.
SNIPPET = r"""
    static HPy item(HPyContext *ctx, HPy tuple, HPy_ssize_t i)
    {
        return HPy_GetItem_i(ctx, tuple, i);
    }

    static int number(HPyContext *ctx, HPy tuple, HPy_ssize_t i)
    {
        HPy h = item(ctx, tuple, i);
        int n = (int)HPyLong_AsLong(ctx, h);
        HPy_Close(ctx, h);
        return n;
    }

    static int reserve(HPyContext *ctx, HPyUnicodeBuilder *b, const char *data, HPy_ssize_t size, HPy_ssize_t more)
    {
        char *memory = HPyUnicodeBuilder_Reserve(ctx, b, size + more);
        if (memory == NULL)
            return -1;
        memcpy(memory, data, (size_t)size);
        return HPyUnicodeBuilder_Commit(ctx, b, size);
    }

    static int write_step(HPyContext *ctx, HPyUnicodeBuilder *b, const char *what, HPy step)
    {
        HPy arg = item(ctx, step, 1);
        HPy_ssize_t size = 0;
        const char *data = NULL;
        int result = -1;

        if (HPyUnicode_Check(ctx, arg))
            data = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);
        else if (HPyBytes_Check(ctx, arg)) {
            data = HPyBytes_AsString(ctx, arg);
            size = HPyBytes_Size(ctx, arg);
        }
        HPyErr_Clear(ctx);
        if (strcmp(what, "char") == 0)
            result = HPyUnicodeBuilder_WriteChar(ctx, b, HPyLong_AsUInt32_t(ctx, arg));
        else if (strcmp(what, "ascii") == 0)
            result = HPyUnicodeBuilder_WriteASCII(ctx, b, data, size);
        else if (strcmp(what, "ascii0") == 0)
            result = HPyUnicodeBuilder_WriteASCII(ctx, b, data, -1);
        else if (strcmp(what, "reserve") == 0)
            result = reserve(ctx, b, data, size, number(ctx, step, 2));
        else if (strcmp(what, "utf8") == 0)
            result = HPyUnicodeBuilder_WriteUTF8(ctx, b, data, size);
        else if (strcmp(what, "utf80") == 0)
            result = HPyUnicodeBuilder_WriteUTF8(ctx, b, data, -1);
        else if (strcmp(what, "ucs4") == 0)
            result = HPyUnicodeBuilder_WriteUCS4(ctx, b, (const HPy_UCS4 *)(const void *)data, size / 4);
        else if (strcmp(what, "wide") == 0)
            result = HPyUnicodeBuilder_WriteWideChar(ctx, b, (const wchar_t *)(const void *)data,
                                                     size / (HPy_ssize_t)sizeof(wchar_t));
        else if (strcmp(what, "unicode") == 0)
            result = HPyUnicodeBuilder_WriteUnicode(ctx, b, arg);
        else if (strcmp(what, "part") == 0)
            result = HPyUnicodeBuilder_WriteSubstring(ctx, b, arg, number(ctx, step, 2), number(ctx, step, 3));
        else if (strcmp(what, "str") == 0)
            result = HPyUnicodeBuilder_WriteStr(ctx, b, arg);
        else if (strcmp(what, "repr") == 0)
            result = HPyUnicodeBuilder_WriteRepr(ctx, b, arg);
        else if (strcmp(what, "format") == 0)
            result = HPyUnicodeBuilder_Format(ctx, b, "<%S:%d>", arg, 5);
        else
            HPy_FatalError(ctx, what);
        HPy_Close(ctx, arg);
        return result;
    }

    static int write_steps(HPyContext *ctx, HPyUnicodeBuilder *b, HPy steps, int check)
    {
        HPy_ssize_t n = HPy_Length(ctx, steps);

        for (HPy_ssize_t i = 0; i < n; i++) {
            HPy step = item(ctx, steps, i);
            HPy what = item(ctx, step, 0);
            int result = write_step(ctx, b, HPyUnicode_AsUTF8AndSize(ctx, what, NULL), step);
            HPy_Close(ctx, what);
            HPy_Close(ctx, step);
            if ((result < 0) != HPyErr_Occurred(ctx))
                HPy_FatalError(ctx, "result and exception differ");
            if (result < 0 && check == 1)
                return -1;
            if (result < 0 && check == 2)
                HPyErr_Clear(ctx);
            if (result < 0 && check == 0) {
                HPyUnicodeBuilder_WriteASCII(ctx, b, "more", 4);
                HPyUnicodeBuilder_WriteStr(ctx, b, HPy_NULL);
                break;
            }
        }
        return 0;
    }

    HPyDef_METH(run, "run", HPyFunc_VARARGS)
    static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long check;
        HPyUnicodeBuilder b;
        HPy_ssize_t hint = HPyLong_AsSsize_t(ctx, args[0]);

        check = HPyLong_AsLong(ctx, args[2]);
        b = HPyUnicodeBuilder_New(ctx, hint);
        if (write_steps(ctx, &b, args[1], (int)check) < 0) {
            HPyUnicodeBuilder_Cancel(ctx, &b);
            return HPy_NULL;
        }
        return HPyUnicodeBuilder_Build(ctx, &b);
    }

    /* All writes with an exception pending. */
    HPyDef_METH(pending, "pending", HPyFunc_O)
    static HPy pending_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, HPyLong_AsSsize_t(ctx, arg));
        HPy_UCS4 wide = 0x1F600;

        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        HPyUnicodeBuilder_WriteChar(ctx, &b, 'x');
        HPyUnicodeBuilder_WriteChar(ctx, &b, 0x110000);
        HPyUnicodeBuilder_WriteASCII(ctx, &b, "abc", 3);
        if (HPyUnicodeBuilder_WriteUTF8(ctx, &b, "\xff", 1) != -1
                || HPyUnicodeBuilder_WriteUCS4(ctx, &b, &wide, 1) != -1
                || HPyUnicodeBuilder_WriteUnicode(ctx, &b, HPy_NULL) != -1
                || HPyUnicodeBuilder_WriteSubstring(ctx, &b, HPy_NULL, -1, 2) != -1
                || HPyUnicodeBuilder_WriteStr(ctx, &b, HPy_NULL) != -1
                || HPyUnicodeBuilder_WriteRepr(ctx, &b, HPy_NULL) != -1
                || HPyUnicodeBuilder_Format(ctx, &b, "%S", HPy_NULL) != -1)
            HPy_FatalError(ctx, "a write with an exception pending");
        return HPyUnicodeBuilder_Build(ctx, &b);
    }

    HPyDef_METH(cancel, "cancel", HPyFunc_O)
    static HPy cancel_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
        if (HPyUnicodeBuilder_WriteStr(ctx, &b, arg) < 0) {
            HPyUnicodeBuilder_Cancel(ctx, &b);
            return HPy_NULL;
        }
        HPyUnicodeBuilder_Cancel(ctx, &b);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(run, pending, cancel)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


@pytest.fixture
def run(mod):
    return lambda *steps, hint=0, check=1: mod.run(hint, steps, check)


@pytest.mark.parametrize("hint", [0, 1, 3, 1000, -1, sys.maxsize, -sys.maxsize])
def test_pieces(run, hint):
    steps = [("ascii", "abc"), ("char", 100), ("utf8", "e"), ("unicode", "f"), ("part", "fgh", 1, 3), ("str", "i")]
    made = run(*steps, ("repr", "j"), ("reserve", "k", 0), ("format", "l"), hint=hint)
    assert made == "abcdefghi'j'k<l:5>"
    assert made.isascii()


def test_nothing(run):
    assert run() == ""
    assert run(hint=10) == ""
    assert run(("ascii", ""), ("utf8", ""), ("unicode", ""), ("part", "abc", 2, 2), ("reserve", "", 0)) == ""


# A character of each width, and the highest of the width before it.
CHARACTERS = "a\x7f\x80\xff\u0100\uffff\U00010000\U0010ffff"


@pytest.mark.parametrize("first", CHARACTERS)
@pytest.mark.parametrize("second", CHARACTERS)
def test_widths(run, first, second):
    made = run(("char", ord(first)), ("ascii", "xyz"), ("unicode", second), ("ascii", "!"), ("char", ord(first)))
    expected = first + "xyz" + second + "!" + first
    assert made == expected
    assert hash(made) == hash(expected)
    assert {made: 1}[expected] == 1
    assert sys.getsizeof(made) <= sys.getsizeof(expected) + 3


@pytest.mark.parametrize("width", CHARACTERS)
def test_growth(run, width):
    """Many small writes, more than any window holds, behind a character of each width."""
    steps = [("unicode", width)]
    for i in range(1500):
        steps += [("char", 97 + i % 26), ("ascii", "x" * (i % 7)), ("unicode", "é" * (i % 2))]
    expected = width + "".join(chr(97 + i % 26) + "x" * (i % 7) + "é" * (i % 2) for i in range(1500))
    made = run(*steps)
    assert made == expected
    assert hash(made) == hash(expected)


@pytest.mark.parametrize("width", CHARACTERS)
def test_large_pieces(run, width):
    text = width * 5000
    assert run(("ascii", "a" * 3000), ("unicode", text), ("ascii", "b" * 3000)) == "a" * 3000 + text + "b" * 3000


def test_one_character(run):
    for c in CHARACTERS:
        assert run(("char", ord(c))) == c


def test_part_is_narrower(run):
    """A part of a str may need less than the whole, and a str must be no wider than it needs."""
    for whole in "ab\u0100", "ab\U00010000", "a\xe9\u0100", "a\xe9\U00010000", "a\u0100\U00010000", "ab\xe9":
        made = run(("part", whole, 0, 2))
        assert made == whole[:2]
        assert hash(made) == hash(whole[:2])
        assert made.isascii() == whole[:2].isascii()
        assert run(("part", whole, 1, 3), ("part", whole, 0, 1)) == whole[1:3] + whole[0]


def test_nul(run):
    assert run(("ascii", "a\0b"), ("char", 0), ("utf8", "\0é"), ("unicode", "\0")) == "a\0b\0\0é\0"
    assert run(("ascii0", "ab\0c"), ("utf80", "é\0c")) == "abé"


def test_surrogates(run):
    assert run(("char", 0xD800), ("unicode", "\udcff"), ("part", "a\ud800", 1, 2)) == "\ud800\udcff\ud800"


def ucs4(text):
    return text.encode("utf-32-" + sys.byteorder[0] + "e", "surrogatepass")


def test_ucs4(run):
    for text in ["", "abc", "é", "\u0100a", "\U00010000", "\ud800", CHARACTERS, CHARACTERS * 100]:
        made = run(("ucs4", ucs4(text)))
        assert made == text
        assert hash(made) == hash(text)


def test_wide(run):
    size = len("\0".encode("utf-32-le")) if sys.platform != "win32" else 2
    for text in ["", "abc", "é\u0100", CHARACTERS]:
        encoded = ucs4(text) if size == 4 else text.encode("utf-16-le", "surrogatepass")
        assert run(("wide", encoded)) == text


class Text(str):
    def __str__(self):
        return "from __str__"

    def __repr__(self):
        return "from __repr__ é"


def test_subclass_of_str(run):
    assert run(("unicode", Text("own"))) == "own"
    assert run(("part", Text("own"), 1, 3)) == "wn"
    assert run(("str", Text("own"))) == "from __str__"
    assert run(("repr", Text("own"))) == "from __repr__ é"


class Number(int):
    def __repr__(self):
        return "one"


OBJECTS = [0, -1, 7, 10, 2**31, -(2**63), 2**63 - 1, 2**63, -(2**64), 10**400, 0.0, -0.0, 1.5, 1e300, 1e16, -1e-7]
OBJECTS += [float("inf"), float("-inf"), float("nan"), True, None, Number(1), 3 + 4j, b"\xff", "é'\n", [1, "a"], object]


@pytest.mark.parametrize("obj", OBJECTS, ids=[repr(obj)[:20] for obj in OBJECTS])
def test_objects(run, obj):
    assert run(("str", obj), ("ascii", "|"), ("repr", obj)) == str(obj) + "|" + repr(obj)
    assert run(("unicode", "\u0100"), ("str", obj), ("repr", obj)) == "\u0100" + str(obj) + repr(obj)


def test_utf8(run):
    for text in ["abc", "é", "a\u0100", "\U0001f600x", CHARACTERS * 50]:
        assert run(("utf8", text.encode())) == text


@pytest.mark.parametrize("bad", [b"\xff", b"ab\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80"])
def test_bad_utf8(run, bad):
    with pytest.raises(UnicodeDecodeError) as info:
        run(("ascii", "abc"), ("utf8", bad))
    with pytest.raises(UnicodeDecodeError) as expected:
        bad.decode()
    assert str(info.value) == str(expected.value)


def test_failed_write_leaves_the_text(run):
    """With the exceptions cleared."""

    class Bad:
        def __str__(self):
            raise KeyError("str")

    bad = [("utf8", b"\xff"), ("char", 0x110000), ("unicode", "é"), ("part", "abc", 2, 1), ("str", Bad())]
    assert run(("ascii", "a"), *bad, ("ascii", "x"), check=2) == "aéx"


def test_only_the_end_is_checked(run):
    class Bad:
        def __repr__(self):
            raise KeyError("repr")

    with pytest.raises(KeyError, match="repr"):
        run(("ascii", "a"), ("repr", Bad()), check=0)
    with pytest.raises(UnicodeDecodeError):
        run(("ascii", "a"), ("utf8", b"\xff"), check=0)


@pytest.mark.parametrize("hint", [0, 100])
def test_with_an_exception(mod, hint):
    with pytest.raises(KeyError, match="first"):
        mod.pending(hint)


@pytest.mark.parametrize(
    "step, error, message",
    [
        (("char", 0x110000), ValueError, "character must be in range"),
        (("char", 0xFFFFFFFF), ValueError, "character must be in range"),
        (("ucs4", b"\xff\xff\xff\xff"), SystemError, "invalid maximum character passed to PyUnicode_New"),
        (("ucs4", ucs4("a") + b"\0\0\x11\0" if sys.byteorder == "little" else b"\0\x11\0\0"), SystemError, "invalid"),
        (("part", "abc", -1, 2), ValueError, "start must be positive"),
        (("part", "abc", 2, 1), ValueError, "end must be greater than start"),
        (("part", "abc", 0, 4), ValueError, "end is larger than the string length"),
    ],
)
def test_errors(run, step, error, message):
    with pytest.raises(error, match=message):
        run(("ascii", "abc"), step)


@pytest.mark.no_debug("it reports the mistake")
@pytest.mark.parametrize("what", [("unicode", b"abc"), ("part", 5, 0, 0)])
def test_no_str(run, what):
    with pytest.raises(TypeError):
        run(what)


def test_nested(run):
    """Objects that use other builders while they are written."""

    class Nested:
        def __init__(self, depth):
            self.depth = depth

        def __str__(self):
            inner = Nested(self.depth - 1) if self.depth else "."
            return run(("ascii", "("), ("str", inner), ("unicode", "é" * (self.depth % 2)), ("ascii", ")"))

    assert run(("ascii", "<"), ("str", Nested(3)), ("ascii", ">")) == "<((((.)é))é)>"


def test_cancel(mod):
    assert mod.cancel("é" * 100) is None
    assert mod.cancel("") is None


def test_no_leaks(mod, leaks):
    steps = (("ascii", "abc"), ("unicode", "é\u0100\U00010000"), ("repr", 1.5), ("str", [1, 2]), ("format", None))
    leaks(mod.run, 0, steps, 1)
    leaks(mod.run, 0, (*steps, ("utf8", b"\xff")), 1)
    leaks(mod.run, 0, (*steps, ("utf8", b"\xff")), 0)
    leaks(mod.cancel, "é")
    leaks(mod.pending, 0)
