/* The Python module hpy.universal._trace: the counters, and what is traced. hpy.trace is made from it.
 *
 * It is written on HPy, over the host's own context.
 */
#include "trace.h"

#include "../layers/names.h"
#include "../layers/objects.h"

#define CLOCK_FREQUENCY 1000000000 /* of hpy_clock() */

static HPy from_counter(HPyContext *ctx, const TraceCounter *counter)
{
    HPy items[2];

    items[0] = HPyLong_FromUInt64_t(ctx, LAYER_READ(&counter->count));
    items[1] = HPyLong_FromUInt64_t(ctx, LAYER_READ(&counter->ns));
    return layer_pack(ctx, items, 2);
}

/* ---- all functions of a layer ---- */

/* Call 'visit' for each function of a layer; what it returns ends that unless it is 0. */
static int each_function(TraceLayer *layer, int (*visit)(TraceFunction *function, void *arg), void *arg)
{
    TraceFunction *function;
    int i, result = visit(&layer->outside, arg);

    for (i = 0; i < TRACE_N_BUCKETS; i++)
        for (function = LAYER_LOAD(&layer->buckets[i]); function->impl != NULL && result == 0; function = function->next)
            result = visit(function, arg);
    return result;
}

static int add_counters(TraceFunction *function, void *arg)
{
    TraceCounter *sums = (TraceCounter *)arg;
    int i;

    for (i = 0; i < TRACE_N_API; i++) {
        sums[i].count += LAYER_READ(&function->api[i].count);
        sums[i].ns += LAYER_READ(&function->api[i].ns);
    }
    return 0;
}

/* The dict {"ctx_Dup": value, …}, in the order of the context. */
static HPy sums_of_all(HPyContext *ctx, int want_times)
{
    TraceCounter sums[TRACE_N_API];
    TraceLayer *layer;
    HPy dict = HPyDict_New(ctx);
    int i, status = HPy_IsNull(dict) ? -1 : 0;

    memset(sums, 0, sizeof(sums));
    for (layer = trace_layers(); layer != NULL; layer = layer->next)
        each_function(layer, add_counters, sums);
    for (i = 0; i < TRACE_N_API && status == 0; i++)
        status = layer_put(ctx, dict, trace_api_names[i],
                           HPyLong_FromUInt64_t(ctx, want_times ? sums[i].ns : sums[i].count));
    return layer_finished(ctx, dict, status);
}

HPyDef_METH(trace_get_call_counts, "get_call_counts", HPyFunc_NOARGS,
            .doc = "get_call_counts()\n--\n\nHow often each function of the context was called: {\"ctx_Dup\": 3, ...}.")
static HPy trace_get_call_counts_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return sums_of_all(ctx, 0);
}

HPyDef_METH(trace_get_durations, "get_durations", HPyFunc_NOARGS,
            .doc = "get_durations()\n--\n\nNanoseconds spent in each function of the context, with all it called.")
static HPy trace_get_durations_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return sums_of_all(ctx, 1);
}

HPyDef_METH(trace_get_frequency, "get_frequency", HPyFunc_NOARGS,
            .doc = "get_frequency()\n--\n\nTicks of the clock in a second: durations are in nanoseconds.")
static HPy trace_get_frequency_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromInt64_t(ctx, CLOCK_FREQUENCY);
}

/* ---- the report ---- */

static HPy used_api(HPyContext *ctx, const TraceFunction *function)
{
    HPy dict = HPyDict_New(ctx);
    int i, status = HPy_IsNull(dict) ? -1 : 0;

    for (i = 0; i < TRACE_N_API && status == 0; i++)
        if (LAYER_READ(&function->api[i].count) != 0)
            status = layer_put(ctx, dict, trace_public_names[i], from_counter(ctx, &function->api[i]));
    return layer_finished(ctx, dict, status);
}

/* (key, address, type or None, name or None, (calls, ns), {"HPy_Dup": (calls, ns), …}, calls of looked-up attributes) */
static HPy function_report(HPyContext *ctx, const TraceFunction *function)
{
    const HPyFunctionName *name = function->impl != NULL ? hpy_names_find(function->impl) : NULL;
    HPy items[7];

    items[0] = layer_address(ctx, function);
    items[1] = layer_address(ctx, (const void *)(uintptr_t)function->impl);
    items[2] = layer_text_or_none(ctx, name != NULL && !name->is_shared ? name->type : NULL);
    items[3] = layer_text_or_none(ctx, name != NULL ? name->name : NULL);
    items[4] = from_counter(ctx, &function->calls);
    items[5] = used_api(ctx, function);
    items[6] = HPyLong_FromUInt64_t(ctx, LAYER_READ(&function->method_calls));
    return layer_pack(ctx, items, 7);
}

typedef struct {
    HPyContext *ctx;
    HPy list;
} ListOfFunctions;

static int append_function(TraceFunction *function, void *arg)
{
    const ListOfFunctions *to = (const ListOfFunctions *)arg;
    return layer_append(to->ctx, to->list, function_report(to->ctx, function));
}

static HPy functions_report(HPyContext *ctx, TraceLayer *layer)
{
    ListOfFunctions to;
    int status;

    to.ctx = ctx;
    to.list = HPyList_New(ctx, 0);
    status = HPy_IsNull(to.list) ? -1 : each_function(layer, append_function, &to);
    return layer_finished(ctx, to.list, status);
}

/* (module, (calls, ns) of functions by others of the same module, [function, …]) */
static HPy layer_report(HPyContext *ctx, TraceLayer *layer)
{
    HPy items[3];

    items[0] = layer_text_or_none(ctx, layer->module);
    items[1] = from_counter(ctx, &layer->inside);
    items[2] = functions_report(ctx, layer);
    return layer_pack(ctx, items, 3);
}

HPyDef_METH(trace_get_report, "get_report", HPyFunc_NOARGS,
            .doc = "get_report()\n--\n\n"
                   "Everything that was counted, for each traced module; hpy.trace.report() makes it readable.")
static HPy trace_get_report_impl(HPyContext *ctx, HPy self)
{
    HPy list = HPyList_New(ctx, 0);
    TraceLayer *layer;
    int status = HPy_IsNull(list) ? -1 : 0;
    (void)self;

    for (layer = trace_layers(); layer != NULL && status == 0; layer = layer->next)
        status = layer_append(ctx, list, layer_report(ctx, layer));
    return layer_finished(ctx, list, status);
}

static int forget(TraceFunction *function, void *arg)
{
    int i;
    (void)arg;

    LAYER_WRITE(&function->calls.count, 0);
    LAYER_WRITE(&function->calls.ns, 0);
    LAYER_WRITE(&function->method_calls, 0);
    for (i = 0; i < TRACE_N_API; i++) {
        LAYER_WRITE(&function->api[i].count, 0);
        LAYER_WRITE(&function->api[i].ns, 0);
    }
    return 0;
}

HPyDef_METH(trace_reset, "reset", HPyFunc_NOARGS, .doc = "reset()\n--\n\nSet all counters to zero; forget all events.")
static HPy trace_reset_impl(HPyContext *ctx, HPy self)
{
    TraceLayer *layer;
    (void)self;

    for (layer = trace_layers(); layer != NULL; layer = layer->next) {
        each_function(layer, forget, NULL);
        LAYER_WRITE(&layer->inside.count, 0);
        LAYER_WRITE(&layer->inside.ns, 0);
    }
    trace_forget_events();
    return HPy_Dup(ctx, ctx->h_None);
}

/* ---- events ---- */

/* (function's key, "HPy_Dup" or None for its call, thread, depth, start, ns, functions left out) */
static HPy from_event(HPyContext *ctx, const TraceEvent *event)
{
    HPy items[7];

    items[0] = layer_address(ctx, event->function);
    items[1] = layer_text_or_none(ctx, event->api == TRACE_EVENT_CALL ? NULL : trace_public_names[event->api]);
    items[2] = HPyLong_FromUInt32_t(ctx, event->thread);
    items[3] = HPyLong_FromUInt32_t(ctx, event->depth);
    items[4] = HPyLong_FromUInt64_t(ctx, event->start);
    items[5] = HPyLong_FromUInt64_t(ctx, event->ns);
    items[6] = HPyLong_FromUInt32_t(ctx, event->left_out);
    return layer_pack(ctx, items, 7);
}

HPyDef_METH(trace_get_events, "get_events", HPyFunc_NOARGS,
            .doc = "get_events()\n--\n\n"
                   "The last calls, in the order in which they ended, and how many came before these: (list, int).")
static HPy trace_get_events_impl(HPyContext *ctx, HPy self)
{
    uint64_t last = trace_n_events(), kept = trace_events_kept(), number;
    uint64_t first = last > kept ? last - kept : 0;
    HPy items[2];
    int status;
    (void)self;

    items[0] = HPyList_New(ctx, 0);
    status = HPy_IsNull(items[0]) ? -1 : 0;
    for (number = first + 1; number <= last && status == 0; number++) {
        TraceEvent event;
        if (trace_get_event(number, &event))
            status = layer_append(ctx, items[0], from_event(ctx, &event));
    }
    items[0] = layer_finished(ctx, items[0], status);
    items[1] = HPyLong_FromUInt64_t(ctx, first);
    return layer_pack(ctx, items, 2);
}

/* ---- hooks ---- */

static int check_hook(HPyContext *ctx, HPy hook)
{
    if (HPy_IsNull(hook) || HPy_Is(ctx, hook, ctx->h_None) || HPyCallable_Check(ctx, hook))
        return 0;
    HPyErr_SetString(ctx, ctx->h_TypeError, "on_enter and on_exit must be callable or None");
    return -1;
}

HPyDef_METH(trace_set_trace_functions, "set_trace_functions", HPyFunc_KEYWORDS,
            .doc = "set_trace_functions(on_enter=None, on_exit=None)\n--\n\n"
                   "Call these with the name of each function of the context, before and after it is called. None\n"
                   "removes one; one that is not given stays as it is.")
static HPy trace_set_trace_functions_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"on_enter", "on_exit", NULL};
    HPy on_enter = HPy_NULL, on_exit = HPy_NULL;
    HPyTracker tracker;
    int failed;
    (void)self;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|OO:set_trace_functions", names, &on_enter,
                              &on_exit))
        return HPy_NULL;
    failed = check_hook(ctx, on_enter) < 0 || check_hook(ctx, on_exit) < 0;
    if (!failed && !HPy_IsNull(on_enter))
        trace_set_hook(ctx, &trace_hook_on_enter, on_enter);
    if (!failed && !HPy_IsNull(on_exit))
        trace_set_hook(ctx, &trace_hook_on_exit, on_exit);
    trace_settings_changed();
    HPyTracker_Close(ctx, tracker);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* ---- options ---- */

static int set_events(HPyContext *ctx, HPy h)
{
    HPy_ssize_t n = HPyLong_AsSsize_t(ctx, h);
    int is_too_large = n == -1 && HPyErr_Occurred(ctx) && HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError);

    if (is_too_large)
        HPyErr_Clear(ctx);
    else if (n == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (n < 0) { /* what is too large to the other side is so here as well */
        HPyErr_SetString(ctx, ctx->h_ValueError, is_too_large ? "the number of events is out of range"
                                                              : "events must be 0 or more");
        return -1;
    }
    if (n > 0 && !trace_settings.times) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "events need times: set times=True as well");
        return -1;
    }
    if (trace_keep_events((size_t)n) < 0) {
        HPyErr_SetString(ctx, ctx->h_MemoryError, "there is no memory for so many events");
        return -1;
    }
    return 0;
}

static int set_times(HPyContext *ctx, HPy h)
{
    int wanted = HPy_IsTrue(ctx, h);

    if (wanted < 0)
        return -1;
    if (!wanted && trace_settings.events) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "events need times: set events=0 first");
        return -1;
    }
    trace_settings.times = wanted;
    return 0;
}

HPyDef_METH(trace_set_options, "set_options", HPyFunc_KEYWORDS,
            .doc = "set_options(*, times=True, events=0)\n--\n\n"
                   "Take the time of calls, besides counting them; keep the last 'events' calls for a timeline. What is\n"
                   "not given stays as it is.")
static HPy trace_set_options_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"times", "events", NULL};
    HPy times = HPy_NULL, events = HPy_NULL;
    HPyTracker tracker;
    int failed;
    (void)self;

    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|$OO:set_options", names, &times, &events))
        return HPy_NULL;
    failed = !HPy_IsNull(times) && set_times(ctx, times) < 0;
    failed = failed || (!HPy_IsNull(events) && set_events(ctx, events) < 0);
    trace_settings_changed(); /* the first may be set before the second fails */
    HPyTracker_Close(ctx, tracker);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(trace_get_options, "get_options", HPyFunc_NOARGS,
            .doc = "get_options()\n--\n\nWhat set_options() has set, as a dict.")
static HPy trace_get_options_impl(HPyContext *ctx, HPy self)
{
    HPy dict = HPyDict_New(ctx);
    int status = HPy_IsNull(dict) ? -1 : 0;
    (void)self;

    if (status == 0)
        status = layer_put(ctx, dict, "times", HPyBool_FromBool(ctx, trace_settings.times != 0));
    if (status == 0)
        status = layer_put(ctx, dict, "events", HPyLong_FromSize_t(ctx, trace_events_kept()));
    return layer_finished(ctx, dict, status);
}

/* ---- the module ---- */

static HPyDef *defines[] = {
    &trace_get_call_counts, &trace_get_durations, &trace_get_frequency, &trace_set_trace_functions, &trace_get_report,
    &trace_get_events, &trace_set_options, &trace_get_options, &trace_reset, NULL
};

static HPyGlobal *globals[] = {&trace_hook_on_enter, &trace_hook_on_exit, NULL};

static HPyModuleDef definition = {
    .doc = "What the trace layers of this process have counted.",
    .defines = defines,
    .globals = globals
};

HPyModuleDef *hpy_trace_module(HPyContext *ctx)
{
    _ctx_for_trampolines = ctx;
    return &definition;
}
