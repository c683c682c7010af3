"""Bytearrays: making, checking, resizing, joining; their memory is had by HPy_GetBuffer."""

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    #define N(I) HPyLong_AsSsize_t(ctx, args[I])

    FUNCTION(from_string)
    {
        const char *data = HPy_Is(ctx, args[0], ctx->h_None) ? NULL : HPyBytes_AsString(ctx, args[0]);
        return HPyByteArray_FromStringAndSize(ctx, data, N(1));
    }
    FUNCTION(from_object) { return HPyByteArray_FromObject(ctx, args[0]); }
    FUNCTION(check) { return HPyBool_FromLong(ctx, HPyByteArray_Check(ctx, args[0])); }
    FUNCTION(type) { return HPy_Dup(ctx, ctx->h_ByteArrayType); }
    FUNCTION(size)
    {
        HPy_ssize_t n = HPyByteArray_Size(ctx, args[0]);
        return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
    }
    FUNCTION(resize)
    {
        int result = HPyByteArray_Resize(ctx, args[0], N(1));
        return result < 0 ? HPy_NULL : HPyLong_FromLong(ctx, result);
    }
    FUNCTION(concat) { return HPyByteArray_Concat(ctx, args[0], args[1]); }
    /* A new one that is filled afterwards. */
    FUNCTION(letters)
    {
        HPy_buffer view;
        HPy result = HPyByteArray_FromStringAndSize(ctx, NULL, N(0));
        if (HPy_IsNull(result))
            return HPy_NULL;
        if (HPy_GetBuffer(ctx, result, &view, HPyBUF_WRITABLE) < 0) {
            HPy_Close(ctx, result);
            return HPy_NULL;
        }
        for (HPy_ssize_t i = 0; i < view.len; i++)
            ((char *)view.buf)[i] = (char)('a' + i % 26);
        HPyBuffer_Release(ctx, &view);
        return result;
    }
    @EXPORT(from_string, from_object, check, type, size, resize, concat, letters)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


class Derived(bytearray):
    def __len__(self):
        return 1000


def test_from_string(mod):
    assert mod.from_string(b"abcdef", 3) == bytearray(b"abc")
    assert mod.from_string(b"a\0b", 3) == bytearray(b"a\0b")
    assert mod.from_string(b"", 0) == bytearray()
    assert type(mod.from_string(b"abc", 1)) is bytearray


def test_without_data(mod):
    assert len(mod.from_string(None, 10)) == 10
    assert mod.from_string(None, 0) == bytearray()
    assert mod.letters(30) == b"abcdefghijklmnopqrstuvwxyzabcd"


def test_of_negative_size(mod):
    with pytest.raises(SystemError, match="Negative size"):
        mod.from_string(None, -1)


def test_too_large(mod):
    import sys

    with pytest.raises((MemoryError, OverflowError)):  # the latter since CPython 3.15
        mod.from_string(None, sys.maxsize)


def test_from_object(mod):
    for source in (b"abc", bytearray(b"abc"), memoryview(b"abc"), [97, 98, 99]):
        result = mod.from_object(source)
        assert result == bytearray(b"abc") and type(result) is bytearray and result is not source
    assert mod.from_object(3) == bytes(3)


def test_from_no_buffer(mod):
    for wrong in ("text", None):
        with pytest.raises(TypeError):
            mod.from_object(wrong)


def test_check(mod):
    assert mod.type() is bytearray
    assert mod.check(bytearray()) is True and mod.check(Derived()) is True
    assert mod.check(b"") is False and mod.check(None) is False


def test_size(mod):
    assert mod.size(bytearray(b"abc")) == 3
    assert mod.size(Derived(b"abc")) == 3
    for wrong in (b"abc", "abc", None):
        with pytest.raises(TypeError, match="HPyByteArray_Size"):
            mod.size(wrong)


def test_resize(mod):
    for data in (bytearray(b"abc"), Derived(b"abc")):
        assert mod.resize(data, 5) == 0
        assert data[:3] == b"abc" and mod.size(data) == 5
        assert mod.resize(data, 2) == 0
        assert bytes(memoryview(data)) == b"ab"
        assert mod.resize(data, 2) == 0
        assert mod.resize(data, 0) == 0
        assert mod.size(data) == 0


def test_resize_refused(mod):
    data = bytearray(b"abc")
    view = memoryview(data)
    with pytest.raises(BufferError, match="Existing exports of data: object cannot be re-sized"):
        mod.resize(data, 5)
    view.release()
    with pytest.raises(ValueError, match="Can only resize to positive sizes, got -1"):
        mod.resize(data, -1)
    for wrong in (b"abc", None):
        with pytest.raises(TypeError, match="HPyByteArray_Resize"):
            mod.resize(wrong, 1)
    assert data == b"abc"


def test_concat(mod):
    for a in (b"ab", bytearray(b"ab"), memoryview(b"ab")):
        for b in (b"cd", bytearray(b"cd"), memoryview(b"cd")):
            result = mod.concat(a, b)
            assert result == bytearray(b"abcd") and type(result) is bytearray
    same = bytearray(b"ab")
    assert mod.concat(same, same) == b"abab" and same == b"ab"


def test_concat_refused(mod):
    with pytest.raises(TypeError, match="can't concat str to bytearray"):
        mod.concat(bytearray(b"ab"), "cd")
    with pytest.raises(TypeError, match="can't concat bytes to NoneType"):
        mod.concat(None, b"")


def test_no_leaks(mod, leaks):
    data = bytearray(b"abc")
    leaks(lambda: (mod.from_string(b"abc", 3), mod.letters(5), mod.from_object(data), mod.concat(data, data)))
    leaks(lambda: (mod.resize(data, 5), mod.resize(data, 3), mod.size(data)))
    leaks(mod.concat, data, None)
