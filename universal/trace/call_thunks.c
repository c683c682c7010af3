/* Calls into the extension: counted, timed, and passed on to the context below.
 *
 * A host calls the function with the context that it is given, which is this layer's. A layer below has contexts of
 * its own, and handles that only fit these: so it is given a thunk to call, and the function waits in 'waiting'.
 */
#include "trace.h"

#include "../layers/clock.h"
#include "../layers/depth.h"

/* What a thunk is to call. */
typedef struct {
    HPyCFunction function;
    TraceLayer *layer;
} Call;

static LAYER_THREAD_LOCAL Call waiting; /* from call_through() to the first statement of the thunk */

static Call take_call(void)
{
    return waiting;
}

#include "generated/thunks.h"

/* Have the function called by the host; most are called here where that only means to take the arguments as they are. */
static void call_plainly(TraceContext *context, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    HPyContext *ctx = &context->ctx;

    if (LAYER_LIKELY(context->inner == _hpy_direct.ctx)) {
        switch (sig) {
#include "../layers/generated/calls_in_place.h"
        default:
            break;
        }
    }
    context->inner->ctx_CallRealFunctionFromTrampoline(ctx, sig, func, args);
}

/* Whether a call comes from another function of the same module. */
static inline int is_inside(const TraceLayer *layer, const TraceFunction *outer)
{
    return outer != NULL && outer->layer == layer;
}

/* Any call: the first of a function, one from a function of the same module, one with a layer above or below. */
static _HPy_COLD void call_in_general(TraceContext *context, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    TraceLayer *layer = context->layer;
    HPyContext *inner = context->inner;
    HPyCFunction real = layer_take_function(func);
    TraceFunction *function = trace_function(layer, real);
    TraceFunction *outer = trace_current;
    HPyCFunction thunk = thunk_of(sig);
    Call before = waiting;

    trace_add(&function->calls.count, 1);
    if (is_inside(layer, outer))
        trace_add(&layer->inside.count, 1);
    trace_current = function;
    if (layer->over_layer && thunk != NULL) {
        waiting.function = func;
        waiting.layer = layer;
        layer_pass_function(real);
        inner->ctx_CallRealFunctionFromTrampoline(inner, sig, thunk, args);
        waiting = before;
    } else {
        inner->ctx_CallRealFunctionFromTrampoline(&context->ctx, sig, func, args);
    }
    trace_current = outer;
}

/* The usual call has nothing to keep in registers but what ran before: what it does counts at every call. */
void trace_count_call(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    TraceContext *context = (TraceContext *)ctx;
    TraceLayer *layer = context->layer;
    TraceFunction *function = LAYER_LOAD(trace_bucket(layer, func));
    TraceFunction *outer = trace_current;

    if (layer_is_too_deep(context->inner, sig, args))
        return;
    /* A layer above has its thunk called, which is no known function. */
    if (!LAYER_LIKELY(layer->is_plain && function->impl == func && !is_inside(layer, outer))) {
        call_in_general(context, sig, func, args);
        return;
    }
    LAYER_WRITE(&function->calls.count, LAYER_READ(&function->calls.count) + 1);
    trace_current = function;
    call_plainly(context, sig, func, args);
    trace_current = outer;
}

/* The same with its time. */
void trace_time_call(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    TraceLayer *layer = ((TraceContext *)ctx)->layer;
    HPyCFunction real = hpy_layer_function != NULL ? hpy_layer_function : func;
    TraceFunction *function = trace_function(layer, real);
    const TraceFunction *outer = trace_current;
    TracePlace before = trace_place;
    uint64_t start = hpy_clock(), ns;
    uint32_t left_out;

    trace_place.depth = before.depth + 1;
    trace_place.in_call = trace_place.left_out = 0;
    trace_count_call(ctx, sig, func, args);
    ns = hpy_clock_since(start);
    trace_add(&function->calls.ns, ns);
    if (is_inside(layer, outer))
        trace_add(&layer->inside.ns, ns);
    left_out = trace_place.left_out;
    trace_place = before;
    if (trace_settings.events)
        trace_record(function, TRACE_EVENT_CALL, start, ns, left_out);
}
