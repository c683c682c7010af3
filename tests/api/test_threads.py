"""Threads that enter an interpreter without a context, and leave it."""

import functools
import sys
import threading

import pytest
from support.threads import run_together

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the snippets make threads by pthread.h")

# A foreign thread that calls @NAME's callable 'times' times, with a number; what it raises is unraisable.
SNIPPET = r"""
    #include <pthread.h>

    static HPyGlobal callable;
    static HPyInterpreter interp;

    HPyDef_METH(setup, "setup", HPyFunc_O)
    static HPy setup_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyGlobal_Store(ctx, &callable, arg);
        if (HPyInterpreter_IsNull(interp))
            interp = HPyInterpreter_Get(ctx);
        return HPyInterpreter_IsNull(interp) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
    }

    /* 1 if Python was there, else 0 */
    static int call(long number)
    {
        HPyThreadToken token;
        HPyContext *ctx = HPyThread_Enter(interp, &token);
        HPy function, arg, result;

        if (ctx == NULL)
            return 0;
        function = HPyGlobal_Load(ctx, callable);
        arg = HPyLong_FromLong(ctx, number);
        result = HPy_IsNull(arg) ? HPy_NULL : HPy_Call(ctx, function, &arg, 1, HPy_NULL);
        if (HPy_IsNull(result))
            HPyErr_WriteUnraisable(ctx, function);
        HPy_Close(ctx, result);
        HPy_Close(ctx, arg);
        HPy_Close(ctx, function);
        HPyThread_Exit(ctx, &token);
        return 1;
    }

    typedef struct {
        pthread_t thread;
        long times, done;
    } Work;

    static void *work(void *arg)
    {
        Work *w = (Work *)arg;
        long i;

        for (i = 0; i < w->times; i++)
            w->done += call(i);
        return NULL;
    }

    /* Have 'n' threads call the callable 'times' times each; how many of these calls were made. */
    HPyDef_METH(run, "run", HPyFunc_VARARGS)
    static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long n, times, i, done = 0;
        Work all[8];

        if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll", &n, &times))
            return HPy_NULL;
        HPy_BEGIN_LEAVE_PYTHON(ctx)
        for (i = 0; i < n; i++) {
            all[i].times = times;
            all[i].done = 0;
            pthread_create(&all[i].thread, NULL, work, &all[i]);
        }
        for (i = 0; i < n; i++) {
            pthread_join(all[i].thread, NULL);
            done += all[i].done;
        }
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyLong_FromLong(ctx, done);
    }

    /* The same in the thread that runs Python code, and in it between leaving and reentering. */
    HPyDef_METH(nested, "nested", HPyFunc_O)
    static HPy nested_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        return HPyLong_FromLong(ctx, call(HPyLong_AsLong(ctx, arg)));
    }

    HPyDef_METH(left, "left", HPyFunc_O)
    static HPy left_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        long number = HPyLong_AsLong(ctx, arg);
        int result;

        HPy_BEGIN_LEAVE_PYTHON(ctx)
        result = call(number) + call(number + 1);
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyLong_FromLong(ctx, result);
    }

    /* Entering twice, in another thread. */
    static void *twice(void *arg)
    {
        HPyThreadToken token;
        HPyContext *ctx = HPyThread_Enter(interp, &token);
        long *result = (long *)arg;

        if (ctx != NULL) {
            *result = call(1) + call(2);
            HPy_BEGIN_LEAVE_PYTHON(ctx)
            *result += call(3);
            HPy_END_LEAVE_PYTHON(ctx)
            HPyThread_Exit(ctx, &token);
        }
        return NULL;
    }

    HPyDef_METH(run_twice, "run_twice", HPyFunc_NOARGS)
    static HPy run_twice_impl(HPyContext *ctx, HPy self)
    {
        pthread_t thread;
        long result = 0;

        HPy_BEGIN_LEAVE_PYTHON(ctx)
        pthread_create(&thread, NULL, twice, &result);
        pthread_join(thread, NULL);
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyLong_FromLong(ctx, result);
    }

    /* A thread that leaves with an exception pending. */
    static void *failing(void *arg)
    {
        HPyThreadToken token;
        HPyContext *ctx = HPyThread_Enter(interp, &token);

        if (ctx != NULL) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "nobody looks at this");
            HPyThread_Exit(ctx, &token);
        }
        return arg;
    }

    HPyDef_METH(fail, "fail", HPyFunc_NOARGS)
    static HPy fail_impl(HPyContext *ctx, HPy self)
    {
        pthread_t thread;

        HPy_BEGIN_LEAVE_PYTHON(ctx)
        pthread_create(&thread, NULL, failing, NULL);
        pthread_join(thread, NULL);
        HPy_END_LEAVE_PYTHON(ctx)
        return HPy_Dup(ctx, ctx->h_None);
    }

    /* References: duplicates are closed by the last who has one. */
    HPyDef_METH(references, "references", HPyFunc_NOARGS)
    static HPy references_impl(HPyContext *ctx, HPy self)
    {
        HPyInterpreter first = HPyInterpreter_Get(ctx), second = HPyInterpreter_Dup(first);
        HPyInterpreter none = HPyInterpreter_NULL;
        HPyThreadToken token;
        HPyContext *inner;
        int result = !HPyInterpreter_IsNull(first) && !HPyInterpreter_IsNull(second);

        HPyInterpreter_Close(first);
        inner = HPyThread_Enter(second, &token);
        HPyInterpreter_Close(second);
        result &= inner != NULL;
        if (inner != NULL)
            HPyThread_Exit(inner, &token);
        result &= HPyInterpreter_IsNull(HPyInterpreter_Dup(none)) && HPyThread_Enter(none, &token) == NULL;
        HPyInterpreter_Close(none);
        return HPyBool_FromBool(ctx, result);
    }

    @EXPORT(setup, run, nested, left, run_twice, fail, references)
    @EXPORT_GLOBAL(callable)
    @INIT
"""


@pytest.fixture
def mod(make):
    module = make(SNIPPET, minor=2, flags=["-pthread"])
    yield module
    module.setup(None)


def test_a_foreign_thread_calls_python(mod):
    seen = []
    mod.setup(lambda number: seen.append((number, threading.get_ident())))
    assert mod.run(1, 3) == 3
    assert [number for number, _ in seen] == [0, 1, 2]
    assert threading.get_ident() not in {ident for _, ident in seen}


def test_eight_threads(mod):
    seen = []
    mod.setup(seen.append)
    assert mod.run(8, 100) == 800
    assert sorted(seen) == sorted(list(range(100)) * 8)


@pytest.mark.no_debug("it takes a minute there")
def test_eight_threads_ten_thousand_times(mod):
    mod.setup(int)
    assert mod.run(8, 10000) == 80000


@pytest.mark.parametrize("function, calls", [("nested", [7]), ("left", [7, 8])])
def test_a_thread_of_python_enters_again(mod, function, calls):
    seen = []
    mod.setup(lambda number: seen.append((number, threading.get_ident())))
    assert getattr(mod, function)(7) == len(calls)
    assert seen == [(number, threading.get_ident()) for number in calls]


def test_entering_deeper_and_deeper(mod):
    seen = []

    def enter(number):
        seen.append(number)
        if number > 0:
            mod.left(number - 2) if number % 2 else mod.nested(number - 1)

    mod.setup(enter)
    mod.nested(7)
    assert seen[:4] == [7, 5, 3, 1] and 0 in seen


def test_a_foreign_thread_enters_again(mod):
    seen = []
    mod.setup(seen.append)
    assert mod.run_twice() == 3
    assert seen == [1, 2, 3]


def test_from_a_thread_of_threading(mod):
    seen = []
    mod.setup(seen.append)
    run_together(*[functools.partial(mod.left, 10 * i) for i in range(4)])
    assert sorted(seen) == [0, 1, 10, 11, 20, 21, 30, 31]


def test_an_exception_is_left_in_the_callable(mod, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: caught.append(info.exc_type))

    def refuse(number):
        raise ValueError(number)

    mod.setup(refuse)
    assert mod.run(1, 2) == 2
    assert caught == [ValueError, ValueError]


@pytest.mark.hpy_debug(allow=["exception-pending"])
def test_an_exception_is_left_pending(mod, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "unraisablehook", lambda info: caught.append(str(info.exc_value)))
    mod.setup(None)
    mod.fail()
    assert caught == ["nobody looks at this"]


def test_references(mod):
    assert mod.references()
