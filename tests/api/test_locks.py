"""Mutexes, critical sections, functions that are called once."""

import threading
import time

import pytest
from support.threads import run_together

SNIPPET = r"""
    static HPyMutex mutex;
    static long counter;

    /* Call 'arg' with the mutex locked. */
    HPyDef_METH(locked, "locked", HPyFunc_O)
    static HPy locked_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy result;

        HPyMutex_Lock(ctx, &mutex);
        result = HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
        HPyMutex_Unlock(ctx, &mutex);
        return result;
    }

    /* Add 1 'arg' times; each time others get a turn within. */
    HPyDef_METH(count, "count", HPyFunc_O)
    static HPy count_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        long i, n = HPyLong_AsLong(ctx, arg);

        for (i = 0; i < n; i++) {
            long before;
            HPyMutex_Lock(ctx, &mutex);
            before = counter;
            if (i % 16 == 0) {
                HPy_BEGIN_LEAVE_PYTHON(ctx)
                HPy_END_LEAVE_PYTHON(ctx)
            }
            counter = before + 1;
            HPyMutex_Unlock(ctx, &mutex);
        }
        return HPyLong_FromLong(ctx, counter);
    }

    HPyDef_METH(is_open, "is_open", HPyFunc_NOARGS)
    static HPy is_open_impl(HPyContext *ctx, HPy self)
    {
        return HPyBool_FromBool(ctx, mutex._i == 0);
    }

    /* Call 'arg' in a section with it. */
    HPyDef_METH(section, "section", HPyFunc_O)
    static HPy section_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy result;

        HPy_BEGIN_CRITICAL_SECTION(ctx, arg)
        result = HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
        HPy_END_CRITICAL_SECTION(ctx)
        return result;
    }

    HPyDef_METH(section2, "section2", HPyFunc_VARARGS)
    static HPy section2_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        HPy result;

        HPy_BEGIN_CRITICAL_SECTION2(ctx, args[0], args[1])
        HPy_BEGIN_CRITICAL_SECTION(ctx, args[0])
        result = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
        HPy_END_CRITICAL_SECTION(ctx)
        HPy_END_CRITICAL_SECTION(ctx)
        return result;
    }

    /* Add 1 to the number in a list 'n' times, by several steps. */
    /* args: what is locked, a list, how often its only item gets 1 more. */
    HPyDef_METH(add_in_list, "add_in_list", HPyFunc_VARARGS)
    static HPy add_in_list_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long i, n = HPyLong_AsLong(ctx, args[2]);

        for (i = 0; i < n; i++) {
            HPy old, fresh;
            HPy_BEGIN_CRITICAL_SECTION(ctx, args[0])
            old = HPy_GetItem_i(ctx, args[1], 0);
            fresh = HPyLong_FromLong(ctx, HPyLong_AsLong(ctx, old) + 1);
            HPy_SetItem_i(ctx, args[1], 0, fresh);
            HPy_END_CRITICAL_SECTION(ctx)
            HPy_Close(ctx, old);
            HPy_Close(ctx, fresh);
        }
        return HPy_Dup(ctx, ctx->h_None);
    }

    static HPyOnce once;
    static long calls;

    static int start(HPyContext *ctx, void *arg)
    {
        HPy result = HPy_Call(ctx, *(HPy *)arg, NULL, 0, HPy_NULL);

        calls++;
        HPy_Close(ctx, result);
        return HPy_IsNull(result) ? -1 : 0;
    }

    HPyDef_METH(run_once, "run_once", HPyFunc_O)
    static HPy run_once_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        if (HPyOnce_Call(ctx, &once, start, &arg) < 0)
            return HPy_NULL;
        return HPyLong_FromLong(ctx, calls);
    }

    HPyDef_METH(unset, "unset", HPyFunc_NOARGS)
    static HPy unset_impl(HPyContext *ctx, HPy self)
    {
        HPyOnce fresh = {{0}, 0};
        once = fresh;
        calls = counter = 0;
        return HPy_Dup(ctx, ctx->h_None);
    }

    @EXPORT(locked, count, is_open, section, section2, add_in_list, run_once, unset)
    @INIT
"""


@pytest.fixture
def mod(make):
    module = make(SNIPPET, minor=2)
    module.unset()
    return module


def in_threads(n, function, *args):
    run_together(*[lambda: function(*args)] * n)


def test_lock_and_unlock(mod):
    assert mod.is_open()
    assert mod.locked(mod.is_open) is False
    assert mod.is_open()


def test_waiting_lets_others_run(mod):
    order = []
    inside, done = threading.Event(), threading.Event()

    def first():
        inside.set()
        assert done.wait(30)
        order.append("first")

    threads = [threading.Thread(target=mod.locked, args=(first,))]
    threads[0].start()
    assert inside.wait(30)
    threads += [threading.Thread(target=mod.locked, args=(lambda: order.append("later"),)) for _ in range(3)]
    for thread in threads[1:]:
        thread.start()
    time.sleep(0.05)
    assert order == []
    done.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "later", "later", "later"]
    assert mod.is_open()


def test_one_at_a_time(mod):
    in_threads(8, mod.count, 500)
    assert mod.count(0) == 4000
    assert mod.is_open()


def test_with_an_exception_pending(mod):
    with pytest.raises(ZeroDivisionError):
        mod.locked(lambda: 1 / 0)
    assert mod.is_open()


def test_sections(mod):
    assert mod.section(lambda: 1) == 1
    assert mod.section(lambda: mod.section(lambda: 2)) == 2
    function = lambda: 3  # noqa: E731
    assert mod.section2(function, []) == 3
    assert mod.section2(function, function) == 3
    with pytest.raises(ZeroDivisionError):
        mod.section(lambda: 1 / 0)


def test_sections_of_one_object(mod):
    locked, numbers = [], [0]
    in_threads(4, mod.add_in_list, locked, numbers, 1000)
    assert numbers == [4000]


def test_sections_do_not_block_each_other(mod):
    """Each thread wants the objects in another order, and waits within."""

    class Callable:
        def __call__(self):
            time.sleep(0.001)

    a, b = Callable(), Callable()
    run_together(*[lambda: mod.section2(a, b), lambda: mod.section2(b, a)] * 4)


def test_once(mod):
    seen = []
    assert [mod.run_once(lambda: seen.append(1)) for _ in range(3)] == [1, 1, 1]
    assert seen == [1]


def test_once_is_tried_again_after_an_error(mod):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            mod.run_once(lambda: 1 / 0)
    assert mod.run_once(lambda: None) == 3
    assert mod.run_once(lambda: 1 / 0) == 3


def test_once_in_several_threads(mod):
    seen = []

    def slow():
        time.sleep(0.02)
        seen.append(1)

    in_threads(8, mod.run_once, slow)
    assert seen == [1]
