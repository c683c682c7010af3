"""Strings: making, decoding, encoding, reading. (HPyUnicode_FromFormat has a file of its own.)"""

import os
import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define DATA(I) HPyBytes_AsString(ctx, args[I])
    #define SIZE(I) HPyBytes_Size(ctx, args[I])
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])

    static const char *data_or_null(HPyContext *ctx, HPy h)
    {
        return HPy_Is(ctx, h, ctx->h_None) ? NULL : HPyBytes_AsString(ctx, h);
    }

    FUNCTION(check) { return HPyLong_FromLong(ctx, HPyUnicode_Check(ctx, args[0])); }
    FUNCTION(from_string) { return HPyUnicode_FromString(ctx, DATA(0)); }
    FUNCTION(wide)
    {
        static const wchar_t text[] = {'a', 0xe4, 0x20ac, 0, 'z', 0};
        return HPyUnicode_FromWideChar(ctx, text, N(0));
    }
    FUNCTION(utf8_and_size)
    {
        HPy_ssize_t size = -17;
        const char *data = HPyUnicode_AsUTF8AndSize(ctx, args[0], &size);
        /* With the NUL that must follow. */
        return data == NULL ? HPy_NULL : HPyBytes_FromStringAndSize(ctx, data, size + 1);
    }
    FUNCTION(utf8)
    {
        const char *data = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
        return data == NULL ? HPy_NULL : HPyBytes_FromString(ctx, data);
    }
    FUNCTION(utf8_string) { return HPyUnicode_AsUTF8String(ctx, args[0]); }
    FUNCTION(ascii_string) { return HPyUnicode_AsASCIIString(ctx, args[0]); }
    FUNCTION(latin1_string) { return HPyUnicode_AsLatin1String(ctx, args[0]); }
    FUNCTION(decode_ascii) { return HPyUnicode_DecodeASCII(ctx, DATA(0), SIZE(0), data_or_null(ctx, args[1])); }
    FUNCTION(decode_latin1) { return HPyUnicode_DecodeLatin1(ctx, DATA(0), SIZE(0), data_or_null(ctx, args[1])); }
    FUNCTION(decode_fs) { return HPyUnicode_DecodeFSDefault(ctx, DATA(0)); }
    FUNCTION(decode_fs_and_size) { return HPyUnicode_DecodeFSDefaultAndSize(ctx, DATA(0), N(1)); }
    FUNCTION(encode_fs) { return HPyUnicode_EncodeFSDefault(ctx, args[0]); }
    FUNCTION(read_char)
    {
        HPy_UCS4 c = HPyUnicode_ReadChar(ctx, args[0], N(1));
        if (c == (HPy_UCS4)-1 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        return HPyLong_FromUInt32_t(ctx, c);
    }
    FUNCTION(from_encoded)
    {
        HPy object = HPy_Is(ctx, args[0], ctx->h_Ellipsis) ? HPy_NULL : args[0];
        return HPyUnicode_FromEncodedObject(ctx, object, data_or_null(ctx, args[1]), data_or_null(ctx, args[2]));
    }
    FUNCTION(substring) { return HPyUnicode_Substring(ctx, args[0], N(1), N(2)); }
    @EXPORT(check, from_string, wide, utf8_and_size, utf8, utf8_string, ascii_string, latin1_string, decode_ascii)
    @EXPORT(decode_latin1, decode_fs, decode_fs_and_size, encode_fs, read_char, from_encoded, substring)
    @INIT
"""
TEXTS = ["", "abc", "äöü", "€", "\U0001f600", "mixed ä€\U0001f600"]


class Derived(str):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("thing, expected", [("", 1), (Derived("x"), 1), (b"", 0), (1, 0), (None, 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_from_string(mod, text):
    assert mod.from_string(text.encode()) == text


@pytest.mark.parametrize("wrong", [b"\xff", b"abc\xe4", b"\xed\xa0\x80"])
def test_from_string_is_strict(mod, wrong):
    with pytest.raises(UnicodeDecodeError):
        mod.from_string(wrong)


def test_from_wide_char_counts_itself(mod):
    assert mod.wide(-1) == "aä€"


@pytest.mark.parametrize("size", [0, 2, 3, 5])
def test_from_wide_char_keeps_nuls(mod, size):
    assert mod.wide(size) == "aä€\0z"[:size]


@pytest.mark.parametrize("text", TEXTS + ["with\0nul", Derived("derived")])
def test_utf8_and_size(mod, text):
    assert mod.utf8_and_size(text) == text.encode() + b"\0"


@pytest.mark.parametrize("text", TEXTS)
def test_utf8_without_size(mod, text):
    assert mod.utf8(text) == text.encode()


@pytest.mark.parametrize("function", ["utf8", "utf8_and_size", "utf8_string"])
def test_utf8_of_lone_surrogates(mod, function):
    with pytest.raises(UnicodeEncodeError):
        getattr(mod, function)("\ud800")


@pytest.mark.parametrize("function", ["utf8", "utf8_and_size", "utf8_string", "ascii_string", "latin1_string"])
@pytest.mark.parametrize("wrong", [b"bytes", None, 1])
def test_encoding_something_else(mod, function, wrong):
    with pytest.raises(TypeError):
        getattr(mod, function)(wrong)


@pytest.mark.parametrize("text", TEXTS + ["a\0b"])
def test_utf8_string(mod, text):
    assert mod.utf8_string(text) == text.encode()


def test_ascii_string(mod):
    assert mod.ascii_string("abc") == b"abc"
    with pytest.raises(UnicodeEncodeError):
        mod.ascii_string("ä")


def test_latin1_string(mod):
    assert mod.latin1_string("äb") == b"\xe4b"
    with pytest.raises(UnicodeEncodeError):
        mod.latin1_string("€")


def test_decode_ascii(mod):
    assert mod.decode_ascii(b"a\0b", None) == "a\0b"
    assert mod.decode_ascii(b"abc", b"strict") == "abc"
    assert mod.decode_ascii(b"a\xe4", b"ignore") == "a"
    assert mod.decode_ascii(b"a\xe4", b"replace") == "a\ufffd"


@pytest.mark.parametrize("errors", [None, b"strict"])
def test_decode_ascii_is_strict_by_default(mod, errors):
    with pytest.raises(UnicodeDecodeError):
        mod.decode_ascii(b"a\xe4", errors)


@pytest.mark.parametrize("errors", [None, b"strict", b"ignore"])
def test_decode_latin1(mod, errors):
    assert mod.decode_latin1(bytes(range(256)), errors) == bytes(range(256)).decode("latin-1")


NOT_UTF8 = pytest.param(b"\xff\xfe", marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no such names"))


@pytest.mark.parametrize("data", [b"name", "ä€".encode(), NOT_UTF8])
def test_file_system_encoding_round_trip(mod, data):
    text = mod.decode_fs(data)
    assert text == os.fsdecode(data)
    assert mod.encode_fs(text) == data


def test_decode_fs_and_size(mod):
    assert mod.decode_fs_and_size(b"name.py", 4) == "name"
    assert mod.decode_fs_and_size(b"a\0b", 3) == "a\0b"


def test_encode_fs_of_something_else(mod):
    with pytest.raises(TypeError):
        mod.encode_fs(42)


@pytest.mark.parametrize("text", ["aä", "€x", "\U0001f600a"])
def test_read_char(mod, text):
    assert [mod.read_char(text, i) for i in range(2)] == [ord(c) for c in text]


@pytest.mark.parametrize("index", [3, -1, sys.maxsize])
def test_read_char_out_of_range(mod, index):
    with pytest.raises(IndexError):
        mod.read_char("abc", index)


@pytest.mark.parametrize("data", ["ä".encode(), bytearray("ä".encode()), memoryview("ä".encode())])
def test_from_encoded_object_takes_any_buffer(mod, data):
    assert mod.from_encoded(data, b"utf-8", b"strict") == "ä"
    assert mod.from_encoded(data, None, None) == "ä"


def test_from_encoded_object_encoding_and_errors(mod):
    assert mod.from_encoded(b"\xe4", b"latin-1", None) == "ä"
    assert mod.from_encoded(b"a\xff", b"ascii", b"ignore") == "a"


def test_from_encoded_object_null(mod):
    with pytest.raises(SystemError):
        mod.from_encoded(..., None, None)


@pytest.mark.parametrize("wrong", ["already str", 42, None])
def test_from_encoded_object_something_else(mod, wrong):
    with pytest.raises(TypeError):
        mod.from_encoded(wrong, None, None)


def test_from_encoded_object_unknown_encoding(mod):
    with pytest.raises(LookupError):
        mod.from_encoded(b"abc", b"no such encoding", None)


def test_from_encoded_object_bad_bytes(mod):
    with pytest.raises(UnicodeDecodeError):
        mod.from_encoded(b"\xff", None, None)


@pytest.mark.parametrize("start, end", [(0, 5), (1, 3), (2, 100), (3, 3), (4, 1), (7, 9), (0, sys.maxsize)])
def test_substring(mod, start, end):
    assert mod.substring("ab€de", start, end) == "ab€de"[start:end]


@pytest.mark.parametrize("start, end", [(-1, 3), (0, -1)])
def test_substring_refuses_negatives(mod, start, end):
    with pytest.raises(IndexError):
        mod.substring("abcde", start, end)


def test_no_leaks(mod, leaks):
    text = "some ä text"
    leaks(
        lambda: (
            mod.utf8_string(text),
            mod.substring(text, 1, 4),
            mod.from_encoded(b"abc", None, None),
            mod.decode_fs(b"name"),
            mod.encode_fs(text),
            mod.from_string(b"abcd"),
            mod.utf8("x" * 10 + "ä"),
        )
    )
    leaks(mod.ascii_string, text)
    leaks(mod.from_string, b"\xff")
