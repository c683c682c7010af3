/* Wrappers of what takes, puts back, prints and marks the pending exception, of which the layer must know. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"

HPy debug_Err_GetRaised(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);
    HPy raised;

    if (!debug_enter(c, API_Err_GetRaised, LAYER_PLACE()) || debug_error_stays(c))
        return HPy_NULL;
    raised = HPyErr_GetRaised(c->inner);
    debug_cleared(c);
    return debug_out(debug_wrap_if_any(c, raised));
}

void debug_Err_SetRaised(HPyContext *ctx, HPy exc)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Err_SetRaised, LAYER_PLACE()) || !debug_unwrap_nullable(c, debug_in(exc), &inner, 0)
            || debug_error_stays(c)
            || !debug_expect_nullable(c, inner, c->inner->h_BaseException, "an exception or HPy_NULL", 0))
        return;
    HPyErr_SetRaised(c->inner, inner);
    if (HPy_IsNull(inner))
        debug_cleared(c);
    else
        debug_failed(c);
}

/* ---- reports, which clear it ---- */

void debug_Err_Print(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Err_Print, LAYER_PLACE()))
        return;
    HPyErr_Print(c->inner);
    debug_cleared(c);
}

void debug_Err_WriteUnraisableMessage(HPyContext *ctx, HPy message)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Err_WriteUnraisableMessage, LAYER_PLACE()) || !debug_unwrap(c, debug_in(message), &inner, 0)
            || !debug_expect(c, inner, c->inner->h_UnicodeType, "a Unicode object", 0))
        return;
    HPyErr_WriteUnraisableMessage(c->inner, inner);
    debug_cleared(c);
}

/* ---- its place ---- */

/* 0, with a report, where no exception is pending that the call is meant for. */
static int expect_raised(DebugContext *c)
{
    if (HPyErr_Occurred(c->inner))
        return 1;
    return debug_report(c, DEBUG_WARNING, "no-exception", NULL, "%s: no exception is pending",
                        debug_api_name(c->api));
}

void debug_TraceBack_Add(HPyContext *ctx, const char *function, const char *file, int line)
{
    DebugContext *c = debug_context(ctx);

    if (debug_enter(c, API_TraceBack_Add, LAYER_PLACE()) && (function != NULL || debug_refuse_null_pointer(c, 1))
            && (file != NULL || debug_refuse_null_pointer(c, 2)) && expect_raised(c))
        HPyTraceBack_Add(c->inner, function, file, line);
}

void debug_Err_SyntaxLocation(HPyContext *ctx, const char *filename, int lineno, int offset)
{
    DebugContext *c = debug_context(ctx);

    if (debug_enter(c, API_Err_SyntaxLocation, LAYER_PLACE()) && expect_raised(c))
        HPyErr_SyntaxLocation(c->inner, filename, lineno, offset);
}
