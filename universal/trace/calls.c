/* Calls into the extension: counted, timed, and passed on to the context below.
 *
 * A host calls the function with the context that it is given, which is this layer's. A layer below has contexts of
 * its own, and handles that only fit these: so it is given a thunk to call, and the function waits in 'waiting'.
 */
#include "trace.h"

#include <errno.h>

#include "../os.h"

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

static void call_through(TraceContext *context, HPyFunc_Signature sig, HPyCFunction func, HPyCFunction real, void *args)
{
    HPyContext *inner = context->inner;
    HPyCFunction thunk = thunk_of(sig);
    Call before = waiting;

    waiting.function = func;
    waiting.layer = context->layer;
    layer_pass_function(real);
    inner->ctx_CallRealFunctionFromTrampoline(inner, sig, thunk != NULL ? thunk : func, args);
    waiting = before;
}

static inline void call(TraceContext *context, HPyFunc_Signature sig, HPyCFunction func, HPyCFunction real, void *args)
{
    if (LAYER_LIKELY(!context->layer->over_layer))
        context->inner->ctx_CallRealFunctionFromTrampoline(&context->ctx, sig, func, args);
    else
        call_through(context, sig, func, real, args);
}

/* The call with its time; 'function' is 'real' as this layer knows it, 'outer' what ran before. */
static void call_timed(TraceContext *context, HPyFunc_Signature sig, HPyCFunction func, HPyCFunction real, void *args,
                       TraceFunction *function, const TraceFunction *outer)
{
    TraceLayer *layer = context->layer;
    TracePlace before = trace_place;
    int error = errno;
    uint64_t start = os_clock(), ns;

    trace_place.depth = before.depth + 1;
    trace_place.in_call = trace_place.left_out = 0;
    errno = error;
    call(context, sig, func, real, args);
    error = errno;
    ns = os_clock() - start;
    trace_add(&function->calls.ns, ns);
    if (outer == NULL || outer->layer != layer)
        trace_add(&layer->entered.ns, ns);
    if (trace_settings.events) {
        uint32_t left_out = trace_place.left_out;
        trace_place = before;
        trace_record(function, TRACE_EVENT_CALL, start, ns, left_out);
    } else {
        trace_place = before;
    }
    errno = error;
}

void trace_call_function(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    TraceContext *context = (TraceContext *)ctx;
    TraceLayer *layer = context->layer;
    HPyCFunction real = layer_take_function(func);
    TraceFunction *function = trace_function(layer, real);
    TraceFunction *outer = trace_current;

    trace_add(&function->calls.count, 1);
    if (outer == NULL || outer->layer != layer)
        trace_add(&layer->entered.count, 1);
    trace_current = function;
    if (trace_settings.times)
        call_timed(context, sig, func, real, args, function, outer);
    else
        call(context, sig, func, real, args);
    trace_current = outer;
}
