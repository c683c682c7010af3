"""Strings: decoding and encoding, and what else makes a str, or wide characters, of something."""

import locale
import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define DATA(I) HPyBytes_AsString(ctx, args[I])
    #define SIZE(I) HPyBytes_Size(ctx, args[I])

    /* The text of an argument; NULL without one, and for None. */
    static const char *name_or_null(HPyContext *ctx, const HPy *args, size_t nargs, size_t i)
    {
        return i >= nargs || HPy_Is(ctx, args[i], ctx->h_None) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, args[i], NULL);
    }
    #define NAME(I) name_or_null(ctx, args, nargs, I)

    FUNCTION(from_string_and_size)
    {
        HPy_ssize_t size = nargs > 1 ? HPyLong_AsSsize_t(ctx, args[1]) : SIZE(0);
        return HPyUnicode_FromStringAndSize(ctx, DATA(0), size);
    }
    FUNCTION(from_null) { return HPyUnicode_FromStringAndSize(ctx, NULL, HPyLong_AsSsize_t(ctx, args[0])); }
    FUNCTION(from_object) { return HPyUnicode_FromObject(ctx, args[0]); }
    FUNCTION(from_ordinal) { return HPyUnicode_FromOrdinal(ctx, (int)HPyLong_AsLong(ctx, args[0])); }
    FUNCTION(decode) { return HPyUnicode_Decode(ctx, DATA(0), SIZE(0), NAME(1), NAME(2)); }
    FUNCTION(decode_utf8) { return HPyUnicode_DecodeUTF8(ctx, DATA(0), SIZE(0), NAME(1)); }
    FUNCTION(decode_stateful)
    {
        HPy_ssize_t consumed = -17;
        HPy text = HPyUnicode_DecodeUTF8Stateful(ctx, DATA(0), SIZE(0), NAME(1), &consumed);
        HPy result = HPy_IsNull(text) ? HPy_NULL : HPy_BuildValue(ctx, "(On)", text, consumed);
        HPy_Close(ctx, text);
        return result;
    }
    FUNCTION(decode_whole) { return HPyUnicode_DecodeUTF8Stateful(ctx, DATA(0), SIZE(0), NAME(1), NULL); }
    FUNCTION(decode_nothing)
    {
        HPy first = HPyUnicode_Decode(ctx, NULL, 0, NAME(0), NULL);
        HPy second = HPyUnicode_DecodeUTF8(ctx, NULL, 0, NULL);
        HPy third = HPyUnicode_FromStringAndSize(ctx, NULL, 0);
        HPy result = HPyTuple_Pack(ctx, 3, first, second, third);
        HPy_Close(ctx, first);
        HPy_Close(ctx, second);
        HPy_Close(ctx, third);
        return result;
    }
    FUNCTION(decode_negative)
    {
        switch (HPyLong_AsLong(ctx, args[0])) {
        case 0: return HPyUnicode_Decode(ctx, "x", -1, NULL, NULL);
        case 1: return HPyUnicode_DecodeUTF8(ctx, "x", -1, NULL);
        case 2: return HPyUnicode_DecodeUTF8Stateful(ctx, "x", -1, NULL, NULL);
        case 3: return HPyUnicode_DecodeLocaleAndSize(ctx, "x", -1, NULL);
        default: return HPyUnicode_FromStringAndSize(ctx, "x", -1);
        }
    }
    FUNCTION(decode_locale) { return HPyUnicode_DecodeLocale(ctx, DATA(0), NAME(1)); }
    FUNCTION(decode_locale_size) { return HPyUnicode_DecodeLocaleAndSize(ctx, DATA(0), SIZE(0), NAME(1)); }
    FUNCTION(encode_locale) { return HPyUnicode_EncodeLocale(ctx, args[0], NAME(1)); }
    FUNCTION(encode) { return HPyUnicode_AsEncodedString(ctx, args[0], NAME(1), NAME(2)); }

    /* wide(text, size): what AsWideChar returns, and the characters that it writes into an array of x. */
    FUNCTION(wide)
    {
        wchar_t buffer[8];
        HPy_ssize_t size = HPyLong_AsSsize_t(ctx, args[1]), n, i;
        HPy text, result;
        for (i = 0; i < 8; i++)
            buffer[i] = 'x';
        n = HPyUnicode_AsWideChar(ctx, args[0], buffer, size);
        if (n < 0)
            return HPy_NULL;
        text = HPyUnicode_FromWideChar(ctx, buffer, 8);
        result = HPy_BuildValue(ctx, "(nO)", n, text);
        HPy_Close(ctx, text);
        return result;
    }
    FUNCTION(wide_size)
    {
        HPy_ssize_t n = HPyUnicode_AsWideChar(ctx, args[0], NULL, 0);
        return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    FUNCTION(wide_string)
    {
        HPy_ssize_t size = -17;
        wchar_t *copy = HPyUnicode_AsWideCharString(ctx, args[0], &size);
        HPy result = copy == NULL ? HPy_NULL : HPyUnicode_FromWideChar(ctx, copy, size + 1); /* with the NUL */
        free(copy);
        return result;
    }
    FUNCTION(wide_string_without_size)
    {
        wchar_t *copy = HPyUnicode_AsWideCharString(ctx, args[0], NULL);
        HPy result = copy == NULL ? HPy_NULL : HPyUnicode_FromWideChar(ctx, copy, -1);
        free(copy);
        return result;
    }
    @EXPORT(from_string_and_size, from_null, from_object, from_ordinal, decode, decode_utf8, decode_stateful)
    @EXPORT(decode_whole, decode_nothing, decode_negative, decode_locale, decode_locale_size, encode_locale, encode)
    @EXPORT(wide, wide_size, wide_string, wide_string_without_size)
    @INIT
"""
TEXTS = ["", "abc", "äöü", "€", "\U0001f600", "a\0b", "mixed ä€\U0001f600"]
WIDE = 2 if sys.platform == "win32" else 1  # how many wide characters U+1F600 has


class Derived(str):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


# ---- making


@pytest.mark.parametrize("text", TEXTS)
def test_from_string_and_size(mod, text):
    data = text.encode()
    assert mod.from_string_and_size(data) == mod.decode_utf8(data) == mod.decode(data) == text


def test_from_part_of_a_string(mod):
    assert mod.from_string_and_size(b"abc", 2) == "ab"
    with pytest.raises(UnicodeDecodeError):
        mod.from_string_and_size("é".encode(), 1)


def test_from_no_string(mod):
    assert mod.from_null(0) == ""
    assert mod.decode_nothing(None) == mod.decode_nothing("latin-1") == ("", "", "")


@pytest.mark.no_debug("debug mode raises its own exception before the call is made")
def test_from_null(mod):
    with pytest.raises(SystemError, match="NULL string with positive size"):
        mod.from_null(3)


@pytest.mark.parametrize("which", range(5))
def test_negative_size(mod, which):
    with pytest.raises(SystemError, match="Negative size passed to HPyUnicode_"):
        mod.decode_negative(which)


def test_from_object(mod):
    text, derived = "some text", Derived("other")
    assert mod.from_object(text) is text
    copy = mod.from_object(derived)
    assert copy == derived and type(copy) is str
    for wrong in (b"x", 1, None):
        with pytest.raises(TypeError):
            mod.from_object(wrong)


@pytest.mark.parametrize("ordinal", [0, 97, 0xE4, 0xD800, 0x20AC, 0x10FFFF])
def test_from_ordinal(mod, ordinal):
    assert mod.from_ordinal(ordinal) == chr(ordinal)


@pytest.mark.parametrize("ordinal", [-1, 0x110000, 2**31 - 1])
def test_no_ordinal(mod, ordinal):
    with pytest.raises(ValueError, match=r"chr\(\) arg not in range\(0x110000\)"):
        mod.from_ordinal(ordinal)


# ---- decoding


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "latin-1", "utf-16", "utf-32-le", "cp1252", "utf-7"])
def test_decode(mod, encoding):
    data = "aäz".encode(encoding)
    assert mod.decode(data, encoding) == "aäz"


def test_decode_errors(mod):
    assert mod.decode(b"a\xff", None, "replace") == mod.decode_utf8(b"a\xff", "replace") == "a\ufffd"
    assert mod.decode(b"a\xff", "ascii", "surrogateescape") == "a\udcff"
    assert mod.decode_utf8(b"\xed\xa0\x80", "surrogatepass") == "\ud800"
    for call in (lambda: mod.decode(b"\xff"), lambda: mod.decode_utf8(b"\xff"), lambda: mod.decode(b"\xe4", "ascii")):
        with pytest.raises(UnicodeDecodeError):
            call()
    for call in (
        lambda: mod.decode(b"a", "no such encoding"),
        lambda: mod.decode(b"\xff", None, "no such handler"),
        lambda: mod.decode_utf8(b"\xff", "no such handler"),
    ):
        with pytest.raises(LookupError):
            call()


def test_decode_to_something_else(mod):
    with pytest.raises(LookupError, match="not a text encoding"):
        mod.decode(b"61", "hex")


def test_decode_stateful(mod):
    whole = "aé€\U0001f600".encode()
    for cut in range(len(whole) + 1):
        first, consumed = mod.decode_stateful(whole[:cut])
        second, rest = mod.decode_stateful(whole[consumed:])
        assert first + second == "aé€\U0001f600" and consumed + rest == len(whole)
    assert mod.decode_stateful(b"") == ("", 0)
    assert mod.decode_stateful(b"\xff\xc3", "replace") == ("\ufffd", 1)
    with pytest.raises(UnicodeDecodeError):
        mod.decode_stateful(b"\xff")
    assert mod.decode_whole(whole) == "aé€\U0001f600"
    with pytest.raises(UnicodeDecodeError):
        mod.decode_whole(whole[:-1])


# ---- encoding


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "latin-1", "utf-16", "utf-32-le", "cp1252", None])
def test_encode(mod, encoding):
    for text in ("aäz", Derived("ä"), ""):
        assert mod.encode(text, encoding) == text.encode(encoding or "utf-8")


def test_encode_errors(mod):
    assert mod.encode("€", "ascii", "xmlcharrefreplace") == b"&#8364;"
    assert mod.encode("\ud800", None, "surrogatepass") == b"\xed\xa0\x80"
    for text, encoding in (("\ud800", None), ("€", "latin-1"), ("ä", "ascii")):
        with pytest.raises(UnicodeEncodeError):
            mod.encode(text, encoding)
    with pytest.raises(LookupError):
        mod.encode("a", "no such encoding")
    with pytest.raises(LookupError):
        mod.encode("ä", "ascii", "no such handler")
    for wrong in (b"x", 1, None):
        with pytest.raises(TypeError):
            mod.encode(wrong)


def test_a_handler_that_changes_its_mind(mod):
    import codecs

    codecs.register_error("hpy-test-fails", lambda error: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        mod.decode(b"\xff", None, "hpy-test-fails")
    with pytest.raises(ZeroDivisionError):
        mod.encode("\ud800", None, "hpy-test-fails")


# ---- the locale


def test_locale(mod):
    assert mod.decode_locale(b"abc") == mod.decode_locale_size(b"abc") == "abc"
    assert mod.encode_locale("abc") == b"abc"
    text = mod.decode_locale(b"a\xff", "surrogateescape")
    assert mod.encode_locale(text, "surrogateescape") == b"a\xff"


def test_locale_of_utf8(mod):
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        pytest.skip("there is no locale C.UTF-8")
    try:
        assert mod.decode_locale("ä€".encode()) == "ä€"
        assert mod.encode_locale("ä€") == "ä€".encode()
        with pytest.raises(UnicodeDecodeError):
            mod.decode_locale(b"\xff")
        with pytest.raises(UnicodeEncodeError):
            mod.encode_locale("\udcff")
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def test_wrong_for_a_locale(mod):
    with pytest.raises(ValueError, match="embedded null byte"):
        mod.decode_locale_size(b"a\0b")
    with pytest.raises(ValueError, match="embedded null character"):
        mod.encode_locale("a\0b")
    for wrong in (b"x", None, 1):
        with pytest.raises(TypeError):
            mod.encode_locale(wrong)
    with pytest.raises(ValueError):
        mod.decode_locale(b"\xff", "replace")
    with pytest.raises(ValueError):
        mod.encode_locale("\udcff", "replace")


# ---- wide characters


def test_wide(mod):
    assert mod.wide("abc", 8) == (3, "abc\0xxxx")
    assert mod.wide("abc", 4) == (3, "abc\0xxxx")
    assert mod.wide("abc", 3) == (3, "abcxxxxx")
    assert mod.wide("abc", 2) == (2, "abxxxxxx")
    assert mod.wide("abc", 0) == (0, "xxxxxxxx")
    assert mod.wide("ä€", 8) == (2, "ä€\0xxxxx")
    assert mod.wide(Derived("a\0b"), 8) == (3, "a\0b\0xxxx")
    assert mod.wide("\U0001f600", 8) == (WIDE, "\U0001f600\0" + "x" * (7 - WIDE))


def test_wide_size(mod):
    for text in ("", "abc", "a\0b", "ä€"):
        assert mod.wide_size(text) == len(text) + 1
    assert mod.wide_size("\U0001f600") == WIDE + 1


@pytest.mark.parametrize("size", [-1, -sys.maxsize - 1])
def test_wide_negative(mod, size):
    with pytest.raises(SystemError, match="Negative size passed to HPyUnicode_AsWideChar"):
        mod.wide("abc", size)


@pytest.mark.parametrize("text", TEXTS)
def test_wide_string(mod, text):
    assert mod.wide_string(text) == text + "\0"
    if "\0" not in text:
        assert mod.wide_string_without_size(text) == text


def test_wide_string_with_nul(mod):
    with pytest.raises(ValueError, match="^embedded null character$"):
        mod.wide_string_without_size("a\0b")


@pytest.mark.parametrize("wrong", [b"x", 1, None])
def test_wide_of_something_else(mod, wrong):
    for function, more in (
        (mod.wide, (3,)),
        (mod.wide_size, ()),
        (mod.wide_string, ()),
        (mod.wide_string_without_size, ()),
    ):
        with pytest.raises(TypeError):
            function(wrong, *more)


def test_no_leaks(mod, leaks):
    leaks(lambda: (mod.decode(b"abc", "latin-1"), mod.encode("abc", "utf-16"), mod.wide_string("abc" * 100)))
    leaks(lambda: (mod.from_object(Derived("x" * 100)), mod.decode_stateful(b"abc" * 100), mod.encode_locale("abc")))
    leaks(mod.wide_string_without_size, "a\0b")
