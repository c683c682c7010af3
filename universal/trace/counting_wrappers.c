/* The functions of a traced context: each counts, perhaps takes the time, and calls its like in the context below. */
#include "trace.h"

#include "../layers/clock.h"
#include "../layers/names.h"
#include "generated/api_names.h"

static inline TraceFunction *current_function(TraceContext *context)
{
    TraceFunction *function = trace_current;
    return LAYER_LIKELY(function != NULL) ? function : &context->layer->outside;
}

/* Count a call, where threads do not count at the same time; returns the context below. */
static inline HPyContext *trace_count(HPyContext *ctx, int api)
{
    TraceContext *context = (TraceContext *)ctx;
    uint64_t *cell = &current_function(context)->api[api].count;

    LAYER_WRITE(cell, LAYER_READ(cell) + 1);
    return context->inner;
}

/* ---- with more than counting ---- */

/* From the beginning of a call to its end. */
typedef struct {
    TraceContext *context;
    TraceFunction *function;
    int api;
    uint64_t start; /* 0: times are not wanted */
} TraceCall;

static HPyContext *trace_enter(TraceCall *call, HPyContext *ctx, int api, const void *place)
{
    TraceContext *context = (TraceContext *)ctx;

    call->context = context;
    call->function = current_function(context);
    call->api = api;
    trace_add(&call->function->api[api].count, 1);
    if (trace_settings.hooks)
        trace_call_hook(context->layer, &trace_hook_on_enter, api);
    trace_place.depth++;
    call->start = trace_settings.times ? hpy_clock() : 0;
    if (context->layer->over_layer) /* at last: a hook calls functions of the context, too */
        layer_pass_place(place);
    return context->inner;
}

/* The part of the end that needs no thread state; the nanoseconds, which the caller adds up. */
static uint64_t stop(const TraceCall *call)
{
    uint64_t ns = call->start != 0 ? hpy_clock_since(call->start) : 0;

    trace_place.depth--;
    if (trace_settings.events)
        trace_record(call->function, call->api, call->start, ns, 0);
    return ns;
}

static void trace_exit(TraceCall *call)
{
    trace_add(&call->function->api[call->api].ns, stop(call));
    if (trace_settings.hooks)
        trace_call_hook(call->context->layer, &trace_hook_on_exit, call->api);
}

/* ---- the two functions that have the thread state on one side only: hooks are called on that side ---- */

static HPyThreadState count_LeavePythonExecution(HPyContext *ctx)
{
    HPyContext *inner = trace_count(ctx, TRACE_ctx_LeavePythonExecution);
    return inner->ctx_LeavePythonExecution(inner);
}

static HPyThreadState time_LeavePythonExecution(HPyContext *ctx)
{
    TraceCall call;
    HPyContext *inner = trace_enter(&call, ctx, TRACE_ctx_LeavePythonExecution, LAYER_PLACE());
    HPyThreadState result;

    if (trace_settings.hooks)
        trace_call_hook(call.context->layer, &trace_hook_on_exit, call.api);
    result = inner->ctx_LeavePythonExecution(inner);
    LAYER_ADD(&call.function->api[call.api].ns, stop(&call)); /* beside threads that hold the thread state */
    return result;
}

static void count_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state)
{
    HPyContext *inner = ((TraceContext *)ctx)->inner;

    inner->ctx_ReenterPythonExecution(inner, state);
    trace_count(ctx, TRACE_ctx_ReenterPythonExecution);
}

static void time_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state)
{
    HPyContext *inner = ((TraceContext *)ctx)->inner;
    uint64_t start = trace_settings.times ? hpy_clock() : 0;
    TraceCall call;

    inner->ctx_ReenterPythonExecution(inner, state);
    trace_enter(&call, ctx, TRACE_ctx_ReenterPythonExecution, LAYER_PLACE());
    call.start = start;
    trace_exit(&call);
}

/* ---- functions for any thread, which may be without Python: no hooks, and no times ---- */

static HPyContext *count_raw(HPyContext *ctx, int api)
{
    TraceContext *context = (TraceContext *)ctx;

    LAYER_ADD(&current_function(context)->api[api].count, 1);
    return context->inner;
}

static void *count_Mem_RawMalloc(HPyContext *ctx, size_t n)
{
    HPyContext *inner = count_raw(ctx, TRACE_ctx_Mem_RawMalloc);
    return inner->ctx_Mem_RawMalloc(inner, n);
}

static void *count_Mem_RawCalloc(HPyContext *ctx, size_t count, size_t size)
{
    HPyContext *inner = count_raw(ctx, TRACE_ctx_Mem_RawCalloc);
    return inner->ctx_Mem_RawCalloc(inner, count, size);
}

static void *count_Mem_RawRealloc(HPyContext *ctx, void *p, size_t n)
{
    HPyContext *inner = count_raw(ctx, TRACE_ctx_Mem_RawRealloc);
    return inner->ctx_Mem_RawRealloc(inner, p, n);
}

static void count_Mem_RawFree(HPyContext *ctx, void *p)
{
    HPyContext *inner = count_raw(ctx, TRACE_ctx_Mem_RawFree);
    inner->ctx_Mem_RawFree(inner, p);
}

#define time_Mem_RawMalloc count_Mem_RawMalloc
#define time_Mem_RawCalloc count_Mem_RawCalloc
#define time_Mem_RawRealloc count_Mem_RawRealloc
#define time_Mem_RawFree count_Mem_RawFree

/* ---- threads that enter: an interpreter leads them to this layer; the thread state is gone behind the exit ---- */

static HPyInterpreter count_Interpreter_Get(HPyContext *ctx)
{
    HPyContext *inner = trace_count(ctx, TRACE_ctx_Interpreter_Get);
    return trace_wrap_interpreter((TraceContext *)ctx, inner->ctx_Interpreter_Get(inner));
}

static HPyInterpreter time_Interpreter_Get(HPyContext *ctx)
{
    TraceCall call;
    HPyContext *inner = trace_enter(&call, ctx, TRACE_ctx_Interpreter_Get, LAYER_PLACE());
    HPyInterpreter result = trace_wrap_interpreter((TraceContext *)ctx, inner->ctx_Interpreter_Get(inner));

    trace_exit(&call);
    return result;
}

static void count_Thread_Exit(HPyContext *ctx, HPyThreadToken *token)
{
    HPyContext *inner = trace_count(ctx, TRACE_ctx_Thread_Exit);
    inner->ctx_Thread_Exit(inner, token);
}

static void time_Thread_Exit(HPyContext *ctx, HPyThreadToken *token)
{
    TraceCall call;
    HPyContext *inner = trace_enter(&call, ctx, TRACE_ctx_Thread_Exit, LAYER_PLACE());

    if (trace_settings.hooks)
        trace_call_hook(call.context->layer, &trace_hook_on_exit, call.api);
    inner->ctx_Thread_Exit(inner, token);
    LAYER_ADD(&call.function->api[call.api].ns, stop(&call));
}

/* ---- functions that tell what functions are called; a name that is missing for lack of memory harms nobody ---- */

static const char *module_of(HPyContext *ctx)
{
    return ((TraceContext *)ctx)->layer->module;
}

static void note_Type_FromSpec(HPyContext *ctx, const HPyType_Spec *spec, const HPyType_SpecParam *params)
{
    (void)params;
    if (spec != NULL)
        (void)hpy_names_add_type(module_of(ctx), spec);
}

static void note_Function_New(HPyContext *ctx, const HPyDef *define, HPy self, HPy module)
{
    (void)self;
    (void)module;
    if (define != NULL)
        (void)hpy_names_add_define(module_of(ctx), NULL, define);
}

static void note_Descr_New(HPyContext *ctx, HPy type, const HPyDef *define)
{
    (void)type;
    if (define != NULL)
        (void)hpy_names_add_define(module_of(ctx), NULL, define);
}

static void note_SetCallFunction(HPyContext *ctx, HPy h, const HPyCallFunction *function)
{
    (void)h;
    if (function != NULL)
        (void)hpy_names_add(module_of(ctx), NULL, "(call function)", LAYER_AS(HPyCFunction, function->impl),
                            HPyFunc_KEYWORDS);
}

static void note_destructor(HPyContext *ctx, const HPyCapsule_Destructor *destructor)
{
    if (destructor != NULL)
        (void)hpy_names_add(module_of(ctx), NULL, "(capsule destructor)",
                            LAYER_AS(HPyCFunction, destructor->impl), HPyFunc_CAPSULE_DESTRUCTOR);
}

static void note_Capsule_New(HPyContext *ctx, const void *pointer, const char *name,
                             const HPyCapsule_Destructor *destructor)
{
    (void)pointer;
    (void)name;
    note_destructor(ctx, destructor);
}

static void note_Capsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const void *value)
{
    (void)capsule;
    if (key == HPyCapsule_key_Destructor)
        note_destructor(ctx, (const HPyCapsule_Destructor *)value);
}

/* ---- methods in two steps: an attribute is looked up, and soon called ---- */

#define LOOKED_UP 4

static LAYER_THREAD_LOCAL intptr_t looked_up[LOOKED_UP]; /* the bits of the last handles */
static LAYER_THREAD_LOCAL unsigned next_looked_up;

static inline HPy trace_found(HPy attribute)
{
    looked_up[next_looked_up++ % LOOKED_UP] = attribute._i;
    return attribute;
}

static void note_Call(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames)
{
    int i;
    (void)args;
    (void)nargs;
    (void)kwnames;

    for (i = 0; i < LOOKED_UP; i++) {
        if (looked_up[i] == callable._i && callable._i != 0) {
            looked_up[i] = 0;
            trace_add(&current_function((TraceContext *)ctx)->method_calls, 1);
            return;
        }
    }
}

#include "generated/wrappers.h"

/* ---- filling a context ---- */

static void pass_on_FatalError(HPyContext *ctx, const char *message)
{
    HPyContext *inner = ((TraceContext *)ctx)->inner;
    inner->ctx_FatalError(inner, message);
}

void trace_fill_constants(TraceContext *context)
{
    copy_constants(&context->ctx, context->inner);
}

void trace_fill_functions(TraceContext *context)
{
    HPyContext *ctx = &context->ctx;

    if (trace_settings.times)
        hpy_clock_start();
    ctx->ctx_FatalError = pass_on_FatalError;
    ctx->ctx_CallRealFunctionFromTrampoline = trace_settings.times ? trace_time_call : trace_count_call;
    if (trace_settings.times || trace_settings.hooks || trace_settings.parallel)
        fill_time(ctx);
    else
        fill_count(ctx);
}
