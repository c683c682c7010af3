"""HPyThread_Enter when interpreters end: those inside are waited for, others are told; several interpreters."""

import os
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the snippets make threads by pthread.h")

SNIPPET = r"""
    #include <pthread.h>
    #include <sched.h>
    #include <stdio.h>
    #include <time.h>

    static HPyGlobal callable;
    static HPyInterpreter interps[4];
    static int n_threads, n_told, n_entered, pause_ms; /* between two calls of a thread */

    static int call(HPyContext *ctx)
    {
        HPy function = HPyGlobal_Load(ctx, callable);
        HPy result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);

        if (HPy_IsNull(result))
            HPyErr_Print(ctx);
        HPy_Close(ctx, result);
        HPy_Close(ctx, function);
        return 1;
    }

    /* Enter again and again, until there is no Python any more. */
    static void *enter_on(void *arg)
    {
        HPyInterpreter interp = HPyInterpreter_Dup(*(HPyInterpreter *)arg);
        int ms = __sync_add_and_fetch(&pause_ms, 0);
        struct timespec pause = {0, ms * 1000000};
        HPyThreadToken token;
        HPyContext *ctx;

        while ((ctx = HPyThread_Enter(interp, &token)) != NULL) {
            call(ctx);
            __sync_add_and_fetch(&n_entered, 1); /* inside, where the end of the interpreter waits for it */
            HPyThread_Exit(ctx, &token);
            if (ms > 0)
                nanosleep(&pause, NULL);
        }
        HPyInterpreter_Close(interp);
        __sync_add_and_fetch(&n_told, 1);
        return NULL;
    }

    /* Runs when Python is gone. */
    static void at_end(void)
    {
        time_t end = time(NULL) + 10;

        while (__sync_add_and_fetch(&n_told, 0) < n_threads && time(NULL) < end)
            sched_yield();
        printf("%d of %d threads were told\n", __sync_add_and_fetch(&n_told, 0), n_threads);
        fflush(stdout);
    }

    HPyDef_METH(set_pause, "set_pause", HPyFunc_O)
    static HPy set_pause_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        __sync_lock_test_and_set(&pause_ms, (int)HPyLong_AsLong(ctx, arg));
        return HPy_Dup(ctx, ctx->h_None);
    }

    /* Keep the callable, and the interpreter in place 'index'; start 'n' threads. */
    HPyDef_METH(start, "start", HPyFunc_VARARGS)
    static HPy start_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
    {
        long index, n, i;
        HPy function;
        pthread_t thread;

        if (!HPyArg_Parse(ctx, NULL, args, nargs, "lOl", &index, &function, &n))
            return HPy_NULL;
        HPyGlobal_Store(ctx, &callable, function);
        HPyInterpreter_Close(interps[index]);
        interps[index] = HPyInterpreter_Get(ctx);
        if (HPyInterpreter_IsNull(interps[index]))
            return HPy_NULL;
        if (n > 0 && n_threads == 0)
            atexit(at_end);
        for (i = 0; i < n; i++) {
            n_threads++;
            pthread_create(&thread, NULL, enter_on, &interps[index]);
            pthread_detach(thread);
        }
        return HPy_Dup(ctx, ctx->h_None);
    }

    HPyDef_METH(entered, "entered", HPyFunc_NOARGS)
    static HPy entered_impl(HPyContext *ctx, HPy self)
    {
        return HPyLong_FromLong(ctx, __sync_add_and_fetch(&n_entered, 0));
    }

    /* Call the callable of an interpreter once: in another thread, or here. */
    typedef struct { HPyInterpreter interp; int was_there; } Once;

    static void *enter_once(void *arg)
    {
        Once *once = (Once *)arg;
        HPyThreadToken token;
        HPyContext *ctx = HPyThread_Enter(once->interp, &token);

        once->was_there = ctx != NULL;
        if (ctx != NULL) {
            call(ctx);
            HPyThread_Exit(ctx, &token);
        }
        return NULL;
    }

    HPyDef_METH(there, "there", HPyFunc_O)
    static HPy there_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Once once = {interps[HPyLong_AsLong(ctx, arg)], 0};
        pthread_t thread;

        HPy_BEGIN_LEAVE_PYTHON(ctx)
        pthread_create(&thread, NULL, enter_once, &once);
        pthread_join(thread, NULL);
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyBool_FromBool(ctx, once.was_there);
    }

    HPyDef_METH(here, "here", HPyFunc_O)
    static HPy here_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Once once = {interps[HPyLong_AsLong(ctx, arg)], 0};

        enter_once(&once);
        return HPyBool_FromBool(ctx, once.was_there);
    }

    HPyDef_METH(left, "left", HPyFunc_O)
    static HPy left_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        Once once = {interps[HPyLong_AsLong(ctx, arg)], 0};

        HPy_BEGIN_LEAVE_PYTHON(ctx)
        enter_once(&once);
        HPy_END_LEAVE_PYTHON(ctx)
        return HPyBool_FromBool(ctx, once.was_there);
    }

    @EXPORT(start, set_pause, entered, there, here, left)
    @EXPORT_GLOBAL(callable)
    @INIT
"""


@pytest.fixture
def run(build, python):
    binary = build(SNIPPET, minor=2, flags=["-pthread"])
    return lambda code, **options: python(code, binary, **options)


@pytest.mark.parametrize("n", [1, 8])
def test_python_ends_while_threads_enter(run, n):
    result = run("import time; mod.start(0, int, %d); time.sleep(0.2); assert mod.entered() > 0" % n)
    assert result.stdout == "%d of %d threads were told\n" % (n, n)
    assert result.stderr == ""


def test_who_is_inside_is_waited_for(run):
    result = run(
        """
        import threading, time
        begun = threading.Event()
        def slow():
            if not begun.is_set():
                begun.set()
                time.sleep(0.3)
                print("done")
        mod.start(0, slow, 1)
        begun.wait()
        """
    )
    assert result.stdout == "done\n1 of 1 threads were told\n"
    assert result.stderr == ""


def test_python_threads_at_the_end(run):
    """Daemon threads that enter between leaving and reentering."""
    result = run(
        """
        import threading, time
        mod.start(0, int, 0)
        def work():
            while mod.left(0):
                pass
            time.sleep(1000)
        for _ in range(4):
            threading.Thread(target=work, daemon=True).start()
        time.sleep(0.1)
        """
    )
    assert result.stdout == result.stderr == ""


def test_functions_at_exit(run):
    """Those that are registered later run earlier, so that Python is still there."""
    result = run(
        """
        import atexit
        atexit.register(lambda: print(mod.there(0), mod.here(0), mod.left(0)))
        mod.start(0, int, 0)
        atexit.register(lambda: print(mod.there(0), mod.here(0), mod.left(0)))
        """
    )
    assert result.stdout.splitlines()[0] == "True True True"
    assert result.stdout.splitlines()[1].startswith("False True ")


def test_a_thread_does_not_wait_for_itself(run):
    """Functions at exit run in the thread that ends Python, which may be inside."""
    result = run(
        """
        import atexit
        mod.start(0, atexit._run_exitfuncs, 0)
        print(mod.there(0))
        """
    )
    assert result.stdout == "True\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_child_of_a_fork_does_not_wait_for_threads_of_its_parent(run):
    result = run(
        """
        import os, sys, threading, time
        begun, end = threading.Event(), threading.Event()
        def slow():
            begun.set()
            end.wait()
        mod.start(0, slow, 2)
        begun.wait()
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            mod.start(0, int, 0)
            assert mod.there(0)
            import atexit
            atexit._run_exitfuncs()
            os._exit(0)
        status = os.waitpid(pid, 0)[1]
        end.set()
        assert status == 0, status
        """,
        timeout=60,
        env={"PYTHONWARNINGS": "ignore"},
    )
    assert result.stdout == "2 of 2 threads were told\n"


# ---- several interpreters


def test_each_interpreter_is_entered_by_its_reference(interpreters):
    interpreters(
        """
        seen = []
        mod = load()
        mod.start(0, lambda: seen.append(1), 0)
        other = Interpreter("seen = []; mod = load(); mod.start(1, lambda: seen.append(2), 0)")
        for function in (mod.there, mod.left, mod.here):
            assert function(0) and function(1)
        assert seen == [1, 1, 1]
        other.run("assert seen == [2, 2, 2]")
        other.run("assert all(f(i) for f in (mod.there, mod.left, mod.here) for i in (0, 1)); assert seen == [2] * 6")
        assert seen == [1] * 6
        other.end()
        assert mod.there(0) and not mod.there(1) and not mod.here(1) and not mod.left(1)
        assert seen == [1] * 7
        """,
        SNIPPET,
        minor=2,
        flags=["-pthread"],
    )


def test_an_interpreter_ends_while_threads_enter(interpreters):
    result = interpreters(
        """
        import sys, sysconfig, time
        mod = load()
        if sys.version_info < (3, 12):  # it looks before it waits: no thread may be inside then, nor wait to get in
            mod.set_pause(5)
        elif sysconfig.get_config_var("Py_GIL_DISABLED"):  # others hardly get a turn
            mod.set_pause(1)
        other = Interpreter("mod = load(); mod.start(1, int, 2)")
        while mod.entered() == 0:
            time.sleep(0.01)
        while True:
            try:
                other.end()
                break
            except RuntimeError as error:
                assert sys.version_info < (3, 12) and "more than one thread" in str(error)
                time.sleep(0.001)
        entered = mod.entered()
        assert entered > 0
        time.sleep(0.05)
        assert mod.entered() == entered
        """,
        SNIPPET,
        minor=2,
        flags=["-pthread"],
    )
    assert result.stdout == "2 of 2 threads were told\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="CPython runs no code in an interpreter with several threads")
def test_an_interpreter_runs_code_while_threads_enter(interpreters):
    """CPython 3.13 makes a thread's state for each run, in an interpreter that the threads have just left."""
    result = interpreters(
        """
        import sysconfig, time
        mod = load()
        if sysconfig.get_config_var("Py_GIL_DISABLED"):  # others hardly get a turn
            mod.set_pause(1)
        other = Interpreter("mod = load(); mod.start(1, int, 2)")
        for _ in range(50):
            for _ in range(5):
                other.run("pass")
            time.sleep(0.001)
        other.end()
        """,
        SNIPPET,
        minor=2,
        flags=["-pthread"],
    )
    assert result.stdout == "2 of 2 threads were told\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="GILs of interpreters came with CPython 3.12")
@pytest.mark.abis("cpython")
def test_an_interpreter_with_its_own_gil(interpreters):
    """The module declares that it can."""
    declared = "HPyModule_DECLARE(@NAME, HPY_MOD_DEFAULT, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)\n@INIT"
    interpreters(
        """
        mod = load()
        seen = []
        mod.start(0, lambda: seen.append(1), 0)
        code = "seen = []; mod = load(); mod.start(1, lambda: seen.append(2), 0)"
        other = Interpreter(code, own_gil=True)
        for function in (mod.there, mod.left, mod.here):
            assert function(0) and function(1)
        other.run("assert seen == [2, 2, 2]")
        other.end()
        assert not mod.there(1) and not mod.here(1)
        """,
        SNIPPET.replace("@INIT", declared),
        minor=2,
        flags=["-pthread"],
    )
