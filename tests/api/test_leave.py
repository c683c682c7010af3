"""Leaving Python execution: other threads run meanwhile, and the thread finds all as it was."""

import threading

import pytest

SNIPPET = r"""
    static int go;

    static int is_let_go(void) { return __atomic_load_n(&go, __ATOMIC_ACQUIRE); }

    /* Wait without the interpreter until another thread calls release(); it can only do so when we left. */
    HPyDef_METH(wait, "wait", HPyFunc_O)
    static HPy wait_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPyThreadState state = HPy_LeavePythonExecution(ctx);
        while (!is_let_go())
            ;
        HPy_ReenterPythonExecution(ctx, state);
        return HPy_Dup(ctx, arg);
    }
    HPyDef_METH(wait_in_a_block, "wait_in_a_block", HPyFunc_O)
    static HPy wait_in_a_block_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        HPy_BEGIN_LEAVE_PYTHON(ctx);
        while (!is_let_go())
            ;
        HPy_END_LEAVE_PYTHON(ctx);
        return HPy_Dup(ctx, arg);
    }
    HPyDef_METH(release, "release", HPyFunc_O)
    static HPy release_impl(HPyContext *ctx, HPy self, HPy arg)
    {
        __atomic_store_n(&go, HPy_IsTrue(ctx, arg), __ATOMIC_RELEASE);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(wait, wait_in_a_block, release)
    @INIT
"""


@pytest.mark.parametrize("function", ["wait", "wait_in_a_block"])
def test_another_thread_runs_meanwhile(make, function):
    mod = make(SNIPPET)
    mod.release(False)
    other = threading.Timer(0.05, mod.release, [True])
    other.start()
    thing = object()
    assert getattr(mod, function)(thing) is thing
    other.join()
