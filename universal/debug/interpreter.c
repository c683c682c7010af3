/* Functions that the interpreter calls later: at its end, and between two instructions. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "results.h"

typedef struct {
    DebugLayer *layer;
    HPyCFunction function;
    void *data;
} LaterCall;

/* NULL with a failure noted. */
static LaterCall *new_call(DebugContext *c, HPyCFunction function, void *data)
{
    LaterCall *call = (LaterCall *)malloc(sizeof(*call));

    if (call == NULL) {
        debug_no_memory(c);
        return NULL;
    }
    call->layer = c->layer;
    call->function = function;
    call->data = data;
    return call;
}

/* What came of handing the call to the context below: 0, or -1, and nothing is called. */
static int is_given(DebugContext *c, LaterCall *call, int result)
{
    if (result == 0)
        return 0;
    free(call);
    debug_failed(c);
    return -1;
}

/* The context for a call whose time has come; 'data' is the LaterCall, which ends here and goes on as *call. */
static DebugContext *begin_call(HPyContext *inner, void *data, LaterCall *call)
{
    *call = *(const LaterCall *)data;
    free(data);
    return debug_begin_call(inner, call->layer, call->function, call->function);
}

/* ---- the end of the interpreter ---- */

static void run_at_exit(HPyContext *inner, void *data)
{
    LaterCall call;
    DebugContext *c = begin_call(inner, data, &call);

    if (c == NULL) {
        layer_report_no_memory(inner);
        return;
    }
    LAYER_AS(HPy_AtExitFunction, call.function)(&c->ctx, call.data);
    debug_end_call(c);
}

int debug_AtExit(HPyContext *ctx, HPy_AtExitFunction function, void *data)
{
    DebugContext *c = debug_context(ctx);
    LaterCall *call;

    if (!debug_enter(c, API_AtExit, LAYER_PLACE()) || (function == NULL && !debug_refuse_null_pointer(c, 1)))
        return -1;
    call = new_call(c, LAYER_AS(HPyCFunction, function), data);
    return call == NULL ? -1 : is_given(c, call, c->inner->ctx_AtExit(c->inner, run_at_exit, call));
}

/* ---- calls between two instructions ---- */

static int run_pending(HPyContext *inner, void *data)
{
    LaterCall call;
    DebugContext *c = begin_call(inner, data, &call);
    int result;

    if (c == NULL) {
        HPyErr_NoMemory(inner);
        return -1;
    }
    result = LAYER_AS(HPy_PendingFunction, call.function)(&c->ctx, call.data);
    if (debug_check_result(c, result < 0))
        result = -1;
    debug_end_call(c);
    return result;
}

int debug_AddPendingCall(HPyContext *ctx, HPy_PendingFunction function, void *data)
{
    DebugContext *c = debug_context(ctx);
    LaterCall *call;

    if (!debug_enter(c, API_AddPendingCall, LAYER_PLACE()) || (function == NULL && !debug_refuse_null_pointer(c, 1)))
        return -1;
    call = new_call(c, LAYER_AS(HPyCFunction, function), data);
    return call == NULL ? -1 : is_given(c, call, c->inner->ctx_AddPendingCall(c->inner, run_pending, call));
}
