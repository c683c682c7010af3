"""Bytes builders: HPyBytesBuilder_*."""

import sys

import pytest

SNIPPET = r"""
    static HPy_ssize_t number(HPyContext *ctx, HPy tuple, HPy_ssize_t i)
    {
        HPy h = HPy_GetItem_i(ctx, tuple, i);
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, h);
        HPy_Close(ctx, h);
        return n;
    }

    static void fill(char *buf, HPy_ssize_t from, HPy_ssize_t to)
    {
        for (HPy_ssize_t i = from; buf != NULL && i < to; i++)
            buf[i] = (char)('a' + i % 26);
    }

    /* fill(size, used): the bytes that the caller writes. */
    HPyDef_METH(fill_, "fill", HPyFunc_VARARGS)
    static HPy fill__impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_ssize_t size, used;
        HPyBytesBuilder b;
        char *buf = (char *)1;

        if (!HPyArg_Parse(ctx, NULL, args, nargs, "nn", &size, &used))
            return HPy_NULL;
        b = HPyBytesBuilder_New(ctx, size, &buf);
        if (HPyErr_Occurred(ctx))
            HPy_FatalError(ctx, "an exception before the end");
        fill(buf, 0, size);
        return HPyBytesBuilder_Build(ctx, &b, used);
    }

    static int step(HPyContext *ctx, HPyBytesBuilder *b, HPy_ssize_t *size, HPy what)
    {
        HPy arg = HPy_GetItem_i(ctx, what, 1);
        HPy_ssize_t old = *size;
        char *buf = NULL;
        int result;

        if (HPyBytes_Check(ctx, arg) && HPy_Length(ctx, what) == 2) {
            result = HPyBytesBuilder_Write(ctx, b, HPyBytes_AsString(ctx, arg), HPyBytes_Size(ctx, arg));
            *size += HPyBytes_Size(ctx, arg);
        } else if (HPyBytes_Check(ctx, arg)) {  /* (_, bytes, more than is used) */
            HPy_ssize_t n = HPyBytes_Size(ctx, arg);
            buf = HPyBytesBuilder_Reserve(ctx, b, n + number(ctx, what, 2));
            if (buf != NULL)
                memcpy(buf, HPyBytes_AsString(ctx, arg), (size_t)n);
            result = buf != NULL ? HPyBytesBuilder_Commit(ctx, b, n) : -1;
            *size += n;
        } else {
            *size = HPyLong_AsSsize_t(ctx, arg);
            result = HPyBytesBuilder_Resize(ctx, b, *size, &buf);
            if (result == 0)
                fill(buf, old, *size);
        }
        HPy_Close(ctx, arg);
        return result;
    }

    /* run(size, steps, used): (_, bytes) is appended, (_, bytes, more) reserved with more, (_, number) the new size. */
    HPyDef_METH(run, "run", HPyFunc_VARARGS)
    static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy_ssize_t size, used, i;
        HPyBytesBuilder b;
        char *buf = NULL;
        HPy steps;

        if (!HPyArg_Parse(ctx, NULL, args, nargs, "nOn", &size, &steps, &used))
            return HPy_NULL;
        b = HPyBytesBuilder_New(ctx, size, size != 0 ? &buf : NULL);
        fill(buf, 0, size);
        for (i = 0; i < HPy_Length(ctx, steps); i++) {
            HPy what = HPy_GetItem_i(ctx, steps, i);
            int result = step(ctx, &b, &size, what);
            HPy_Close(ctx, what);
            if ((result < 0) != HPyErr_Occurred(ctx))
                HPy_FatalError(ctx, "result and exception differ");
            if (result < 0) {
                HPyBytesBuilder_Cancel(ctx, &b);
                return HPy_NULL;
            }
        }
        return HPyBytesBuilder_Build(ctx, &b, used);
    }

    /* A builder that could not be made: used as if all were well, the error comes at the end. */
    HPyDef_METH(failed, "failed", HPyFunc_VARARGS)
    static HPy failed_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        char *buf = (char *)1;
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, HPyLong_AsSsize_t(ctx, args[0]), &buf);

        if (HPyErr_Occurred(ctx) || buf != NULL)
            HPy_FatalError(ctx, "an exception before the end");
        if (!HPy_IsTrue(ctx, args[1])) {
            HPyBytesBuilder_Cancel(ctx, &b);
            return HPyBool_FromBool(ctx, !HPyErr_Occurred(ctx));
        }
        if (HPyBytesBuilder_WriteByte(ctx, &b, 'x') != -1 || HPyBytesBuilder_Write(ctx, &b, "abc", 3) != -1
                || HPyBytesBuilder_Reserve(ctx, &b, 10) != NULL || HPyBytesBuilder_Commit(ctx, &b, 1) != -1
                || HPyBytesBuilder_Resize(ctx, &b, 10, NULL) != -1)
            HPy_FatalError(ctx, "a write after a failure");
        return HPyBytesBuilder_Build(ctx, &b, -1);
    }

    HPyDef_METH(pending, "pending", HPyFunc_O)
    static HPy pending_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        char *buf;
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, HPyLong_AsSsize_t(ctx, arg), &buf);

        HPyErr_SetString(ctx, ctx->h_KeyError, "first");
        HPyBytesBuilder_WriteByte(ctx, &b, 'x');
        HPyBytesBuilder_Write(ctx, &b, "abc", 3);
        HPyBytesBuilder_Resize(ctx, &b, -1, NULL);
        return HPyBytesBuilder_Build(ctx, &b, -1);
    }

    /* bytes_(n): n single bytes. */
    HPyDef_METH(bytes_, "bytes", HPyFunc_O)
    static HPy bytes__impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL);
        HPy_ssize_t n = HPyLong_AsSsize_t(ctx, arg);

        for (HPy_ssize_t i = 0; i < n; i++)
            HPyBytesBuilder_WriteByte(ctx, &b, (char)i);
        return HPyBytesBuilder_Build(ctx, &b, -1);
    }

    HPyDef_METH(strings, "strings", HPyFunc_NOARGS)
    static HPy strings_impl(HPyContext *ctx, HPy self)
    {
        HPyBytesBuilder b = HPyBytesBuilder_New(ctx, 0, NULL);

        HPyBytesBuilder_Write(ctx, &b, "ab\0c", -1);
        HPyBytesBuilder_Write(ctx, &b, "", -1);
        HPyBytesBuilder_Write(ctx, &b, NULL, 0);
        return HPyBytesBuilder_Build(ctx, &b, -1);
    }
    @EXPORT(fill_, run, failed, pending, bytes_, strings)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


def filled(size):
    return bytes(97 + i % 26 for i in range(size))


@pytest.mark.parametrize("size", [0, 1, 2, 10, 300, 5000, 1000000])
def test_fill(mod, size):
    assert mod.fill(size, -1) == filled(size)
    assert mod.fill(size, size) == filled(size)
    for used in {0, min(1, size), size // 2, max(size - 1, 0)}:
        made = mod.fill(size, used)
        assert made == filled(used)
        assert hash(made) == hash(filled(used))
        assert sys.getsizeof(made) == sys.getsizeof(filled(used))


@pytest.mark.parametrize("size, used", [(10, 11), (10, -2), (0, 1), (10, sys.maxsize)])
@pytest.mark.no_debug("it reports the mistake")
def test_more_used_than_there_is(mod, size, used):
    with pytest.raises(SystemError):
        mod.fill(size, used)


def test_write(mod):
    assert mod.run(0, [], -1) == b""
    assert mod.run(0, [(0, b"abc"), (0, b""), (0, b"d\0e")], -1) == b"abcd\0e"
    assert mod.run(3, [(0, b"xyz")], -1) == b"abcxyz"
    assert mod.run(3, [(0, b"xyz")], 4) == b"abcx"
    pieces = [(0, b"x" * n) for n in range(200)]
    assert mod.run(0, pieces, -1) == b"x" * (199 * 100)
    assert mod.run(5, [(0, b"x" * 100000)], -1) == b"abcde" + b"x" * 100000


def test_bytes_and_strings(mod):
    assert mod.bytes(1000) == bytes(i % 256 for i in range(1000))
    assert mod.strings() == b"ab"


def test_resize(mod):
    assert mod.run(3, [(0, 6)], -1) == b"abcdef"
    assert mod.run(10, [(0, 2), (0, 4), (0, 3)], -1) == b"abc"
    assert mod.run(0, [(0, 5), (0, b"!"), (0, 3), (0, b"?")], -1) == b"abc?"
    assert mod.run(3, [(0, 0)], -1) == b""
    assert mod.run(0, [(0, 0), (0, 1)], -1) == b"a"
    assert mod.run(3, [(0, 100000), (0, 50000)], -1) == filled(50000)


def test_reserve(mod):
    assert mod.run(0, [(0, b"abc", 0)], -1) == b"abc"
    assert mod.run(2, [(0, b"xyz", 100), (0, b"!"), (0, b"", 5), (0, b"?", 0)], -1) == b"abxyz!?"
    assert mod.run(0, [(0, b"x" * 5000, 5000), (0, b"y")], -1) == b"x" * 5000 + b"y"


@pytest.mark.parametrize("size", [-1, sys.maxsize, -sys.maxsize])
def test_failure_shows_at_build(mod, size):
    with pytest.raises(MemoryError):
        mod.failed(size, True)
    assert mod.failed(size, False) is True


def test_errors(mod):
    with pytest.raises(ValueError, match="size must be >= 0"):
        mod.run(3, [(0, -1)], -1)
    with pytest.raises(ValueError, match="size must be >= 0"):
        mod.run(3, [(0, b"", -1)], -1)
    with pytest.raises((MemoryError, OverflowError)):  # the latter since CPython 3.15
        mod.run(3, [(0, sys.maxsize)], -1)
    with pytest.raises((MemoryError, OverflowError)):
        mod.run(3, [(0, b"", sys.maxsize)], -1)


@pytest.mark.parametrize("size", [0, 10])
def test_with_an_exception(mod, size):
    with pytest.raises(KeyError, match="first"):
        mod.pending(size)


def test_no_leaks(mod, leaks):
    leaks(mod.run, 3, [(0, b"abc"), (0, 600), (0, b"", 1000), (0, b"x")], -1)
    leaks(mod.run, 3, [(0, b"abc" * 500), (0, -1)], -1)
    leaks(mod.run, 3, [(0, sys.maxsize)], -1)
    leaks(mod.fill, 1000, 10)
    leaks(mod.failed, -1, True)
    leaks(mod.pending, 1000)
