"""Bytes: making them, their size and their content."""

import sys

import pytest

SNIPPET = r"""
    HPyDef_METH(check, "check", HPyFunc_O)
    static HPy check_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromLong(ctx, HPyBytes_Check(ctx, arg));
    }

    HPyDef_METH(size, "size", HPyFunc_O)
    static HPy size_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_ssize_t size = HPyBytes_Size(ctx, arg);
        return size < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, size);
    }
    HPyDef_METH(fast_size, "fast_size", HPyFunc_O)
    static HPy fast_size_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromSsize_t(ctx, HPyBytes_GET_SIZE(ctx, arg));
    }

    /* The bytes up to and with the NUL that must follow them. */
    static HPy with_end(HPyContext *ctx, const char *data, HPy_ssize_t size)
    {
        return data == NULL ? HPy_NULL : HPyBytes_FromStringAndSize(ctx, data, size + 1);
    }
    HPyDef_METH(content, "content", HPyFunc_O)
    static HPy content_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        const char *data = HPyBytes_AsString(ctx, arg);
        return with_end(ctx, data, data == NULL ? 0 : HPyBytes_Size(ctx, arg));
    }
    HPyDef_METH(fast_content, "fast_content", HPyFunc_O)
    static HPy fast_content_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return with_end(ctx, HPyBytes_AS_STRING(ctx, arg), HPyBytes_GET_SIZE(ctx, arg));
    }

    HPyDef_METH(from_string, "from_string", HPyFunc_O)
    static HPy from_string_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyBytes_FromString(ctx, HPyBytes_AsString(ctx, arg));
    }
    HPyDef_METH(from_string_and_size, "from_string_and_size", HPyFunc_VARARGS)
    static HPy from_string_and_size_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        const char *data = HPy_Is(ctx, args[0], ctx->h_None) ? NULL : HPyBytes_AsString(ctx, args[0]);
        return HPyBytes_FromStringAndSize(ctx, data, HPyLong_AsSsize_t(ctx, args[1]));
    }
    @EXPORT(check, size, fast_size, content, fast_content, from_string, from_string_and_size)
    @INIT
"""


class Derived(bytes):
    pass


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("thing, expected", [(b"", 1), (Derived(b"x"), 1), ("", 0), (bytearray(), 0), (None, 0)])
def test_check(mod, thing, expected):
    assert mod.check(thing) == expected


@pytest.mark.parametrize("value", [b"", b"abc", b"a\0b", Derived(b"four"), b"x" * 1000])
def test_size(mod, value):
    assert mod.size(value) == mod.fast_size(value) == len(value)


@pytest.mark.parametrize("value", [b"", b"abc", b"a\0b", Derived(b"four")])
def test_content_ends_with_nul(mod, value):
    assert mod.content(value) == mod.fast_content(value) == value + b"\0"


@pytest.mark.parametrize("function", ["size", "content"])
@pytest.mark.parametrize("wrong", ["text", bytearray(b"x"), None])
def test_something_else(mod, function, wrong):
    with pytest.raises(TypeError):
        getattr(mod, function)(wrong)


def test_from_string_stops_at_nul(mod):
    assert mod.from_string(b"abc") == b"abc"
    assert mod.from_string(b"a\0bc") == b"a"
    assert mod.from_string(b"") == b""


def test_from_string_and_size(mod):
    assert mod.from_string_and_size(b"a\0bcd", 4) == b"a\0bc"
    assert mod.from_string_and_size(b"abc", 0) == b""


@pytest.mark.parametrize("size", [0, 5])
def test_from_string_and_size_null(mod, size):
    with pytest.raises(ValueError, match="^NULL char \\* passed to HPyBytes_FromStringAndSize$"):
        mod.from_string_and_size(None, size)


def test_from_string_and_size_negative(mod):
    with pytest.raises(SystemError):
        mod.from_string_and_size(b"abc", -1)


def test_no_leaks(mod, leaks):
    value = b"some bytes"
    before = sys.getrefcount(value)
    leaks(lambda: (mod.content(value), mod.fast_content(value), mod.from_string(value), mod.size(value)))
    leaks(mod.size, "text")
    assert sys.getrefcount(value) == before
