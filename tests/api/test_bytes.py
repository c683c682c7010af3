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


# ---- of minor version 2, and a helper


MORE = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    FUNCTION(as_string_and_size)
    {
        const char *data = "x";
        HPy_ssize_t size = -17;
        if (HPyBytes_AsStringAndSize(ctx, args[0], &data, &size) < 0)
            return data == NULL ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        return HPyBytes_FromStringAndSize(ctx, data, size + 1);
    }
    FUNCTION(as_string)
    {
        const char *data = "x";
        if (HPyBytes_AsStringAndSize(ctx, args[0], &data, NULL) < 0)
            return data == NULL ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
        return HPyBytes_FromString(ctx, data);
    }
    FUNCTION(concat) { return HPyBytes_Concat(ctx, args[0], args[1]); }
    FUNCTION(from_object) { return HPyBytes_FromObject(ctx, args[0]); }
    @EXPORT(as_string_and_size, as_string, concat, from_object)
    @INIT
"""


@pytest.fixture
def more(make):
    return make(MORE, minor=2)


@pytest.mark.parametrize("value", [b"", b"abc", b"a\0b", Derived(b"four"), b"x" * 1000])
def test_as_string_and_size(more, value):
    assert more.as_string_and_size(value) == value + b"\0"


def test_as_string(more):
    assert more.as_string(b"abc") == b"abc"
    with pytest.raises(ValueError, match="^embedded null byte$"):
        more.as_string(b"a\0b")


@pytest.mark.parametrize("wrong", ["text", bytearray(b"x"), None])
def test_as_string_of_something_else(more, wrong):
    for function in (more.as_string, more.as_string_and_size):
        with pytest.raises(TypeError, match="expected bytes, %s found" % type(wrong).__name__):
            function(wrong)


def test_concat(more):
    value = b"some bytes"
    before = sys.getrefcount(value)
    assert more.concat(value, b" more") == b"some bytes more" and value == b"some bytes"
    assert more.concat(b"", b"") == b""
    assert more.concat(Derived(b"a"), memoryview(b"bc")) == b"abc"
    assert more.concat(bytearray(b"a"), bytearray(b"b")) == b"ab"
    assert sys.getrefcount(value) == before


def test_concat_something_else(more):
    with pytest.raises(TypeError, match="can't concat str to bytes"):
        more.concat(b"a", "b")
    with pytest.raises(TypeError):
        more.concat("a", b"b")
    with pytest.raises(TypeError):
        more.concat(b"a", 1)


def test_from_object(more):
    value = b"some bytes"
    assert more.from_object(value) is value
    assert more.from_object(bytearray(b"ab")) == b"ab"
    assert more.from_object(memoryview(b"abcd")[::2]) == b"ac"
    assert more.from_object([1, 2, 255]) == more.from_object(iter((1, 2, 255))) == b"\1\2\xff"
    for wrong in ("text", 3, None, 1.5):
        with pytest.raises(TypeError):
            more.from_object(wrong)
    for wrong in ([256], [-1]):
        with pytest.raises(ValueError, match=r"bytes must be in range\(0, 256\)"):
            more.from_object(wrong)
    with pytest.raises(TypeError):
        more.from_object(["a"])


def test_more_without_leaks(more, leaks):
    value = b"some bytes"
    leaks(lambda: (more.concat(value, value), more.from_object([1, 2]), more.as_string(value)))
    leaks(more.concat, value, "text")
    leaks(more.as_string, b"a\0b")
