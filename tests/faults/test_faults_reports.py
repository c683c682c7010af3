"""Allocations fail while debug mode reports what it finds, and while both layers tell what they know."""

import pytest

MISTAKES = r"""
    #define DO(NAME) \
        HPyDef_METH(NAME, #NAME, HPyFunc_O) \
        static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg)
    static HPy kept;
    DO(use_closed)
    {
        HPy h = HPy_Dup(ctx, arg);
        HPy_Close(ctx, h);
        return HPy_Repr(ctx, h);
    }
    DO(close_twice)
    {
        HPy h = HPy_Dup(ctx, arg);
        HPy_Close(ctx, h);
        HPy_Close(ctx, h);
        return HPy_Dup(ctx, ctx->h_None);
    }
    DO(leave_open)
    {
        HPy h = HPyLong_FromLong(ctx, 12345);
        return HPy_IsNull(h) ? h : HPy_Dup(ctx, ctx->h_None);
    }
    DO(keep)
    {
        kept = arg;
        return HPy_Dup(ctx, ctx->h_None);
    }
    DO(use_kept) { return HPy_Type(ctx, kept); }
    DO(no_exception) { return HPy_NULL; }
    DO(with_exception)
    {
        HPyErr_SetString(ctx, ctx->h_ValueError, "text");
        return HPy_Dup(ctx, ctx->h_None);
    }
    DO(not_built)
    {
        HPyListBuilder b = HPyListBuilder_New(ctx, 1);
        HPyListBuilder_Set(ctx, b, 0, arg);
        return HPy_Dup(ctx, ctx->h_None);
    }
    DO(other_free)
    {
        void *memory = HPyMem_Malloc(ctx, 10);
        if (memory == NULL)
            return HPyErr_NoMemory(ctx);
        HPyMem_RawFree(ctx, memory);
        return HPy_Dup(ctx, ctx->h_None);
    }
    @EXPORT(use_closed, close_twice, leave_open, keep, use_kept, no_exception, with_exception, not_built, other_free)
    @INIT
"""


# Looking up lines is Python's work alone.
NO_SOURCE = {"HPY_DEBUG": "nocolor,quarantine=0,nosource"}


@pytest.mark.parametrize("faults", ["debug+trace"], indirect=True)
def test_findings(faults):
    """Findings and open handles are kept, so this looks for no leaks. The first finding imports what the others use."""
    faults(
        MISTAKES,
        """
        import contextlib
        from hpy.debug import HPyDebugError
        thing = object()
        wrong = [HPyDebugError, ValueError, SystemError]  # where there is no memory to say what is wrong
        for f in (mod.use_closed, mod.close_twice, mod.leave_open, mod.no_exception, mod.with_exception, mod.not_built,
                  mod.other_free):
            with contextlib.suppress(*wrong):
                f(thing)
            survives(f, thing, may_raise=wrong, keeps=True)
        survives(mod.use_kept, thing, setup=partial(mod.keep, thing), may_raise=wrong, keeps=True)
        """,
        env=NO_SOURCE,
    )


@pytest.mark.parametrize("faults", ["debug+trace"], indirect=True)
def test_what_the_layers_know(faults):
    faults(
        MISTAKES,
        """
        import hpy.debug, hpy.trace
        from hpy.universal import _debug, _trace
        thing = object()
        _trace.set_options(events=100)
        for i in range(5):
            mod.leave_open(thing)
            mod.keep(thing)
        survives(_debug.get_open_handles, 0)
        survives(_debug.get_closed_handles)
        survives(_debug.get_options)
        handle = _debug.get_open_handles(0)[0]
        for name in ("obj", "kind", "module", "function", "opened_at", "opened_stack", "closed_at", "id"):
            survives(getattr, handle, name, name="handle." + name)
        survives(_trace.get_report)
        survives(_trace.get_events)
        survives(_trace.get_call_counts)
        survives(_trace.get_durations)
        """,
        env=NO_SOURCE,
    )
