/* Functions that the interpreter calls later: at its end, and between two instructions. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "results.h"

/* ---- the end of the interpreter ---- */

typedef struct {
    DebugLayer *layer;
    HPy_AtExitFunction function;
    void *data;
} AtExit;

static void run_at_exit(HPyContext *inner, void *data)
{
    AtExit call = *(const AtExit *)data;
    HPyCFunction function = LAYER_AS(HPyCFunction, call.function);
    DebugContext *c = debug_begin_call(inner, call.layer, function, function);

    free(data);
    if (c == NULL)
        return;
    call.function(&c->ctx, call.data);
    debug_end_call(c);
}

int debug_AtExit(HPyContext *ctx, HPy_AtExitFunction function, void *data)
{
    DebugContext *c = debug_context(ctx);
    AtExit *call;

    if (!debug_enter(c, API_AtExit, LAYER_PLACE()) || (function == NULL && !debug_refuse_null_pointer(c, 1)))
        return -1;
    call = (AtExit *)malloc(sizeof(*call));
    if (call == NULL) {
        debug_no_memory(c);
        return -1;
    }
    call->layer = c->layer;
    call->function = function;
    call->data = data;
    if (c->inner->ctx_AtExit(c->inner, run_at_exit, call) == 0)
        return 0;
    free(call);
    debug_failed(c);
    return -1;
}

/* ---- calls between two instructions ---- */

typedef struct {
    DebugLayer *layer;
    HPy_PendingFunction function;
    void *data;
} Pending;

static int run_pending(HPyContext *inner, void *data)
{
    Pending call = *(const Pending *)data;
    HPyCFunction function = LAYER_AS(HPyCFunction, call.function);
    DebugContext *c = debug_begin_call(inner, call.layer, function, function);
    int result;

    free(data);
    if (c == NULL)
        return -1;
    result = call.function(&c->ctx, call.data);
    if (debug_check_result(c, result < 0))
        result = -1;
    debug_end_call(c);
    return result;
}

int debug_AddPendingCall(HPyContext *ctx, HPy_PendingFunction function, void *data)
{
    DebugContext *c = debug_context(ctx);
    Pending *call;

    if (!debug_enter(c, API_AddPendingCall, LAYER_PLACE()) || (function == NULL && !debug_refuse_null_pointer(c, 1)))
        return -1;
    call = (Pending *)malloc(sizeof(*call));
    if (call == NULL) {
        debug_no_memory(c);
        return -1;
    }
    call->layer = c->layer;
    call->function = function;
    call->data = data;
    if (c->inner->ctx_AddPendingCall(c->inner, run_pending, call) == 0)
        return 0;
    free(call);
    debug_failed(c);
    return -1;
}
