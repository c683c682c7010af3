"""HPyMem_* (minor 2): memory that tracemalloc sees, with and without the interpreter."""

import sys

import pytest
from support.lookups import LOOKUPS
from support.threads import run_together

tracemalloc = pytest.importorskip("tracemalloc", reason="this Python counts no memory")

SNIPPET = (
    LOOKUPS
    + r"""
    static char *kept[2];

    static void *raw_malloc(HPyContext *ctx, int raw, size_t n)
    {
        return raw ? HPyMem_RawMalloc(ctx, n) : HPyMem_Malloc(ctx, n);
    }
    static void *raw_realloc(HPyContext *ctx, int raw, void *p, size_t n)
    {
        return raw ? HPyMem_RawRealloc(ctx, p, n) : HPyMem_Realloc(ctx, p, n);
    }
    static void *raw_calloc(HPyContext *ctx, int raw, size_t n, size_t size)
    {
        return raw ? HPyMem_RawCalloc(ctx, n, size) : HPyMem_Calloc(ctx, n, size);
    }
    static void raw_free(HPyContext *ctx, int raw, void *p)
    {
        if (raw)
            HPyMem_RawFree(ctx, p);
        else
            HPyMem_Free(ctx, p);
    }
    static HPy fails(HPyContext *ctx, const char *what)
    {
        return HPyErr_SetString(ctx, ctx->h_AssertionError, what);
    }

    METHOD(keep)
    {
        int raw = HPy_IsTrue(ctx, args[0]);
        kept[raw] = (char *)raw_malloc(ctx, raw, (size_t)ssize(ctx, args[1]));
        return kept[raw] == NULL ? HPyErr_NoMemory(ctx) : none(ctx, 0);
    }
    METHOD(drop)
    {
        int raw = HPy_IsTrue(ctx, args[0]);
        raw_free(ctx, raw, kept[raw]);
        kept[raw] = NULL;
        return none(ctx, 0);
    }
    METHOD(life)
    {
        int raw = HPy_IsTrue(ctx, args[0]), i;
        char *p = (char *)raw_malloc(ctx, raw, 10), *q = (char *)raw_malloc(ctx, raw, 0);
        char *r = (char *)raw_calloc(ctx, raw, 0, 8), *s = (char *)raw_realloc(ctx, raw, NULL, 0), *more;
        int *zeros = (int *)raw_calloc(ctx, raw, 1000, sizeof(int));

        if (p == NULL || q == NULL || r == NULL || s == NULL || zeros == NULL)
            return HPyErr_NoMemory(ctx);
        if (p == q || q == r || r == s || q == s)
            return fails(ctx, "one address twice");
        for (i = 0; i < 1000; i++)
            if (zeros[i] != 0)
                return fails(ctx, "not zero");
        memcpy(p, "012345678", 10);
        more = (char *)raw_realloc(ctx, raw, p, 100000);
        if (more == NULL || strcmp(more, "012345678") != 0)
            return fails(ctx, "realloc");
        memset(more, 1, 100000);
        more = (char *)raw_realloc(ctx, raw, more, 0);
        if (more == NULL)
            return fails(ctx, "nothing for 0");
        raw_free(ctx, raw, more);
        raw_free(ctx, raw, q);
        raw_free(ctx, raw, r);
        raw_free(ctx, raw, s);
        raw_free(ctx, raw, zeros);
        raw_free(ctx, raw, NULL);
        return none(ctx, 0);
    }
    METHOD(too_much)
    {
        int raw = HPy_IsTrue(ctx, args[0]);
        size_t most = (size_t)HPY_SSIZE_T_MAX;
        char *p = (char *)raw_malloc(ctx, raw, 5);

        if (p == NULL)
            return HPyErr_NoMemory(ctx);
        strcpy(p, "same");
        if (raw_malloc(ctx, raw, most + 1) != NULL || raw_malloc(ctx, raw, (size_t)-1) != NULL
                || raw_calloc(ctx, raw, most, 2) != NULL || raw_calloc(ctx, raw, 2, most) != NULL
                || raw_calloc(ctx, raw, (size_t)1 << 33, (size_t)1 << 33) != NULL
                || raw_realloc(ctx, raw, p, most + 1) != NULL || HPyMem_New(ctx, int, most / 2) != NULL
                || HPyMem_New(ctx, int, (size_t)-1) != NULL)
            return fails(ctx, "so much memory");
        if (HPyErr_Occurred(ctx) || strcmp(p, "same") != 0)
            return fails(ctx, "exception, or another text");
        raw_free(ctx, raw, p);
        return none(ctx, 0);
    }
    METHOD(typed)
    {
        double *p = HPyMem_New(ctx, double, 3), *more;
        if (p == NULL)
            return HPyErr_NoMemory(ctx);
        p[2] = 1.5;
        more = HPyMem_Resize(ctx, p, double, 1000);
        if (more == NULL) {
            HPyMem_Free(ctx, p);
            return HPyErr_NoMemory(ctx);
        }
        p = more;
        p[999] = 1.0;
        p[0] = p[2] + p[999];
        more = HPyMem_Resize(ctx, p, double, (size_t)-1);
        if (more != NULL || p[0] != 2.5)
            return fails(ctx, "resize");
        HPyMem_Free(ctx, p);
        return none(ctx, 0);
    }
    METHOD(without_python)
    {
        char *p, *q;
        HPy_BEGIN_LEAVE_PYTHON(ctx)
        p = (char *)HPyMem_RawMalloc(ctx, 10);
        if (p != NULL)
            strcpy(p, "text");
        q = (char *)HPyMem_RawRealloc(ctx, p, 10000);
        HPyMem_RawFree(ctx, HPyMem_RawCalloc(ctx, 10, 10));
        HPy_END_LEAVE_PYTHON(ctx)
        if (q == NULL || strcmp(q, "text") != 0)
            return fails(ctx, "another text");
        HPyMem_RawFree(ctx, q);
        return none(ctx, 0);
    }
    METHOD(while_pending)
    {
        void *p;
        HPyErr_SetString(ctx, ctx->h_KeyError, "mine");
        p = HPyMem_Malloc(ctx, 10);
        p = HPyMem_Realloc(ctx, p, 20);
        HPyMem_Free(ctx, p);
        HPyMem_RawFree(ctx, HPyMem_RawMalloc(ctx, 1));
        return HPy_NULL;
    }
    @EXPORT(keep, drop, life, too_much, typed, without_python, while_pending)
    @INIT
"""
)


@pytest.fixture
def mod(make):
    return make(SNIPPET, minor=2)


both = pytest.mark.parametrize("raw", [False, True])


@both
def test_life(mod, raw):
    mod.life(raw)


@both
def test_too_much(mod, raw):
    mod.too_much(raw)


def test_typed(mod):
    mod.typed()


def test_without_python(mod):
    mod.without_python()
    run_together(*[lambda: [mod.without_python() for _ in range(100)]] * 4)


def test_with_an_exception_pending(mod):
    with pytest.raises(KeyError, match="mine"):
        mod.while_pending()


@both
def test_tracemalloc_sees_it(mod, raw):
    size = 12345678
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        mod.keep(raw, size)
        during = tracemalloc.get_traced_memory()[0]
        mod.drop(raw)
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert during - before >= size > after - before


@pytest.mark.skipif(not hasattr(sys, "getallocatedblocks"), reason="counts blocks")
def test_few_bytes_come_from_the_interpreter(mod, leaks):
    leaks(mod.life, False)
    leaks(mod.life, True)
