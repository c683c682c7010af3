"""HPyTracker: what it closes, what it forgets, how it grows."""

import sys

import pytest

SNIPPET = r"""
    #define FUNCTION(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_VARARGS) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)

    /* The number of duplicates of 'h' that could be added to the tracker, or -1 when one could not. */
    static int add(HPyContext *ctx, HPyTracker ht, HPy h, HPy_ssize_t n)
    {
        HPy_ssize_t i;
        for (i = 0; i < n; i++) {
            if (HPyTracker_Add(ctx, ht, HPy_Dup(ctx, h)) != 0)
                return -1;
        }
        return 0;
    }

    /* track(thing, size, n): add n handles to a tracker made for 'size', then close it. */
    FUNCTION(track)
    {
        HPyTracker ht = HPyTracker_New(ctx, HPyLong_AsSsize_t(ctx, args[1]));
        int failed;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        failed = add(ctx, ht, args[0], HPyLong_AsSsize_t(ctx, args[2]));
        HPyTracker_Close(ctx, ht);
        return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    /* forget(thing, n, then): n handles that the tracker forgets, then two that it closes; calls then() before the n
       are closed. */
    FUNCTION(forget)
    {
        HPyTracker ht = HPyTracker_New(ctx, 2);
        HPy mine[10], result;
        HPy_ssize_t i, n = HPyLong_AsSsize_t(ctx, args[1]);
        int failed = 0;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        for (i = 0; i < n; i++) {
            mine[i] = HPy_Dup(ctx, args[0]);
            failed |= HPyTracker_Add(ctx, ht, mine[i]);
        }
        HPyTracker_ForgetAll(ctx, ht);
        failed |= add(ctx, ht, args[0], 2);
        HPyTracker_Close(ctx, ht);
        result = failed ? HPy_NULL : HPy_CallTupleDict(ctx, args[2], HPy_NULL, HPy_NULL);
        for (i = 0; i < n; i++)
            HPy_Close(ctx, mine[i]);
        return result;
    }

    FUNCTION(empty)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        if (HPy_IsNull(ht))
            return HPy_NULL;
        HPyTracker_ForgetAll(ctx, ht);
        HPyTracker_ForgetAll(ctx, ht);
        HPyTracker_Close(ctx, ht);
        return HPy_Dup(ctx, ctx->h_None);
    }

    FUNCTION(nulls)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        int i, failed = 0;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        for (i = 0; i < 20; i++)
            failed |= HPyTracker_Add(ctx, ht, HPy_NULL);
        HPyTracker_Close(ctx, ht);
        return HPyLong_FromLong(ctx, failed);
    }

    /* overfill(thing, n): like track, but reports how many could be added, each of which must be closed, and whether
       the one that failed did so with MemoryError. */
    FUNCTION(overfill)
    {
        HPyTracker ht = HPyTracker_New(ctx, 0);
        HPy_ssize_t i, n = HPyLong_AsSsize_t(ctx, args[1]);
        int no_memory = 0;
        if (HPy_IsNull(ht))
            return HPy_NULL;
        for (i = 0; i < n && !no_memory; i++) {
            if (HPyTracker_Add(ctx, ht, HPy_Dup(ctx, args[0])) == 0)
                continue;
            no_memory = HPyErr_ExceptionMatches(ctx, ctx->h_MemoryError);
            HPyErr_Clear(ctx);
        }
        HPyTracker_Close(ctx, ht);
        return HPyBool_FromBool(ctx, no_memory && i < n);
    }

    @EXPORT(track, forget, empty, nulls, overfill)
    @INIT
"""


@pytest.fixture
def mod(make):
    return make(SNIPPET)


@pytest.mark.parametrize("size", [0, 1, 7, 100])
@pytest.mark.parametrize("n", [0, 1, 7, 8, 100, 5000])
def test_close_closes_all(mod, size, n):
    thing = object()
    before = sys.getrefcount(thing)
    mod.track(thing, size, n)
    assert sys.getrefcount(thing) == before


@pytest.mark.parametrize("n", [0, 1, 2, 3, 10])
def test_forget_all(mod, n):
    thing = object()
    none, some = [mod.forget(thing, number, lambda: sys.getrefcount(thing)) for number in (0, n)]
    assert some - none == n


def test_empty(mod):
    assert mod.empty() is None


def test_null_handles(mod):
    assert mod.nulls() == 0


def test_size_beyond_memory(mod):
    for size in (sys.maxsize, sys.maxsize // 8, sys.maxsize // 16):
        with pytest.raises(MemoryError):
            mod.track(None, size, 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a limit of the address space that holds")
def test_handle_is_tracked_though_growing_fails(python, build):
    done = python(
        """
        import resource, sys
        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        limit = used + 64 * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        thing = object()
        before = sys.getrefcount(thing)
        assert mod.overfill(thing, 10 ** 8) is True
        assert sys.getrefcount(thing) == before
        print("done")
    """,
        build(SNIPPET),
    )
    assert done.stdout.strip() == "done", done


def test_nothing_leaks(mod, leaks):
    leaks(mod.track, [], 0, 100)
