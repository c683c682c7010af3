/* Functions that the interpreter calls at its end, and memory for any thread. */
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

/* ---- memory: of any context, in any thread ---- */

static HPyContext *inner_of(HPyContext *ctx)
{
    return debug_context(ctx)->base->inner;
}

void *debug_Mem_RawMalloc(HPyContext *ctx, size_t n)
{
    HPyContext *inner = inner_of(ctx);
    return inner->ctx_Mem_RawMalloc(inner, n);
}

void *debug_Mem_RawCalloc(HPyContext *ctx, size_t count, size_t size)
{
    HPyContext *inner = inner_of(ctx);
    return inner->ctx_Mem_RawCalloc(inner, count, size);
}

void *debug_Mem_RawRealloc(HPyContext *ctx, void *p, size_t n)
{
    HPyContext *inner = inner_of(ctx);
    return inner->ctx_Mem_RawRealloc(inner, p, n);
}

void debug_Mem_RawFree(HPyContext *ctx, void *p)
{
    HPyContext *inner = inner_of(ctx);
    inner->ctx_Mem_RawFree(inner, p);
}
