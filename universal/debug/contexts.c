/* Making a debug layer, and the contexts that calls into the extension get. */
#include "debug.h"
#include "generated/constants.h"

#define N_SPARE_IN_TURN 4 /* see debug_turn() */

#ifndef DEBUG_THREAD_BLOCK
LAYER_THREAD_LOCAL char debug_thread_token;
#endif

/* A constant's handle is opened once and closed never. */
static int open_constants(DebugContext *base)
{
    const HPyContext *inner = base->inner;

#define OPEN(name) \
    base->ctx.name._i = debug_open(base, DEBUG_CONSTANT, inner->name); \
    if (HPy_IsNull(base->ctx.name)) \
        return -1;
    FOR_EACH_CONSTANT(OPEN)
#undef OPEN
    return 0;
}

static void init_context(DebugLayer *layer, DebugContext *c)
{
    c->layer = layer;
    c->base = &layer->base;
    c->inner = layer->base.inner;
}

static DebugContext *new_context(DebugLayer *layer)
{
    DebugContext *c = (DebugContext *)calloc(1, sizeof(*c));

    if (c == NULL)
        return NULL;
    c->ctx = layer->base.ctx;
    init_context(layer, c);
    if (debug_make_arguments(c))
        return c;
    free(c);
    return NULL;
}

/* Contexts take turns, so that one that an extension kept from an earlier call shows as such for a while. */
static DebugContext *new_in_turn(DebugLayer *layer)
{
    DebugContext **place = &layer->contexts[debug_turn(layer->turn - 1)];

    if (debug_state.parallel || *place != NULL)
        return NULL;
    *place = new_context(layer);
    return *place;
}

/* Where threads run at the same time, all contexts are spare ones; as many as elsewhere take turns. */
static int has_enough(DebugLayer *layer)
{
    if (!debug_state.parallel || layer->turn == N_SPARE_IN_TURN)
        return 1;
    layer->turn++;
    return 0;
}

static DebugContext *take_spare(DebugLayer *layer)
{
    DebugContext *c = NULL, *last;

    debug_lock();
    last = layer->spare;
    if (has_enough(layer) && last != NULL) {
        c = last->next;
        last->next = c->next;
        if (c == last)
            layer->spare = NULL;
    }
    debug_unlock();
    if (c == NULL)
        c = new_context(layer);
    if (c != NULL)
        c->is_spare = 1;
    return c;
}

DebugContext *debug_find_context(HPyContext *inner, DebugLayer *layer)
{
    DebugContext *c = new_in_turn(layer);

    if (c == NULL)
        c = take_spare(layer);
    if (c == NULL)
        HPyErr_NoMemory(inner);
    return c;
}

/* The spare ones are a ring, which is entered by the last: with turns to take, the one given back comes last, otherwise
 * first, for it is in the caches. */
void debug_give_back(DebugContext *c)
{
    DebugLayer *layer = c->layer;

    debug_lock();
    if (layer->spare == NULL) {
        c->next = layer->spare = c;
    } else {
        c->next = layer->spare->next;
        layer->spare->next = c;
        if (debug_state.parallel)
            layer->spare = c;
    }
    debug_unlock();
}

HPyContext *hpy_debug_wrap(HPyContext *inner, const HPyHostServices *host, const char *module)
{
    DebugLayer *layer = (DebugLayer *)calloc(1, sizeof(*layer));

    if (layer == NULL)
        return NULL;
    debug_state.host = host;
    debug_state.parallel = host->parallel;
    debug_state_changed();
    layer->module = module;
    layer->inner_is_layer = layer_is_layer(inner);
    layer->is_direct = inner == _hpy_direct.ctx;
    layer->base.ctx.name = LAYER_DEBUG_NAME;
    layer->base.ctx.abi_version = inner->abi_version;
    layer->base.inner = inner;
    init_context(layer, &layer->base);
    init_context(layer, &layer->leaked);
    debug_fill_functions(&layer->base.ctx);
    if (open_constants(&layer->base) < 0) {
        HPyErr_Clear(inner);
        free(layer); /* the records of some constants are lost; memory is short anyway */
        return NULL;
    }
    layer->leaked.ctx = layer->base.ctx;
    return &layer->base.ctx;
}

void hpy_debug_set_definition(HPyContext *ctx, const HPyModuleDef *def)
{
    debug_context(ctx)->layer->def = def;
}

/* ---- calls ---- */

LAYER_THREAD_LOCAL DebugTarget debug_target;
LAYER_THREAD_LOCAL DebugContext *debug_current;

/* The call ended without the thread state: take it back, for Python goes on now. */
static void reenter(DebugContext *c)
{
    HPy_ReenterPythonExecution(c->inner, c->left_state);
    c->left = 0;
    c->place = c->left_place;
    debug_set_guard(c);
    debug_report(c, DEBUG_WARNING, "no-thread-state", NULL,
                 "the function returned between HPy_LeavePythonExecution and HPy_ReenterPythonExecution");
}

void debug_clean_up(DebugContext *c)
{
    if (c->left)
        reenter(c);
    if (c->n_stores > 0)
        debug_check_stores(c);
    if (debug_memory_noticed)
        debug_report_memory(c);
    if (c->n_open > 0) /* LeakDetector, the pytest plug-in or the end of the program tell of them */
        debug_abandon(c);
    c->pending = c->caused_pending = c->starved = 0;
}

/* ---- results ---- */

/* Whether an exception is pending. The layer knows of every function of the API that has failed, so after a success
 * that need not be asked, unless there was one. */
static int has_error(const DebugContext *c, int failed)
{
    return (failed || c->pending) && HPyErr_Occurred(c->inner);
}

/* The extension's word against the host's: it returned a result, but an exception is pending. */
static void report_result_with_exception(DebugContext *c)
{
    if (!c->caused_pending && !(c->pending && c->pending_reported))
        debug_report(c, DEBUG_WARNING, "result-with-exception", NULL,
                     c->pending ? "the function returned a result although %s had failed"
                                : "the function returned a result although an exception is pending",
                     debug_api_name(c->pending_api));
}

/* Where the function returned is not known, only what it called last, in a way that is right or not. */
static void report_null_result(DebugContext *c)
{
    c->last_api = c->api;
    c->last_place = c->place;
    c->api = API_RETURN;
    c->place = NULL;
    debug_report(c, DEBUG_ERROR, "result-null", NULL, "the function returned an error without setting an exception");
    c->last_place = NULL;
}

static void report_error_without_exception(DebugContext *c)
{
    if (c->starved)
        HPyErr_NoMemory(c->inner);
    else if (c->pending && c->pending_reported) /* a later call has dropped the exception */
        HPyErr_SetString(c->inner, c->inner->h_SystemError, "error return without exception set");
    else
        report_null_result(c);
}

/* Whether the call has failed. What becomes of an exception beside a result depends on who called, without the layer:
 * SystemError in one place, in another it goes on and shows anywhere. Here the call fails with it. */
int debug_examine_result(DebugContext *c, int failed)
{
    int pending;

    if (c->left)
        reenter(c);
    pending = has_error(c, failed);
    if (failed && !pending)
        report_error_without_exception(c);
    if (!failed && pending)
        report_result_with_exception(c);
    return failed || pending;
}

/* Where the result is a handle that is not the caller's to give: a duplicate takes its place. */
static HPy take_borrowed(DebugContext *c, const DebugRecord *record)
{
    if (debug_kind(record) == DEBUG_CONSTANT)
        debug_report(c, DEBUG_WARNING, "return-constant", record,
                     "the function returned a constant of the context; it must return HPy_Dup of it");
    else
        debug_report(c, DEBUG_WARNING, "return-borrowed", record,
                     "the function returned its argument, which is borrowed; it must return HPy_Dup of it");
    return HPy_Dup(c->inner, record->inner);
}

static HPy take_handle(DebugContext *c, HPy result)
{
    DebugRecord *record;
    HPy inner;

    c->place = NULL;
    c->api = API_RETURN;
    if (!debug_unwrap(c, result, &inner, 0))
        return HPy_NULL;
    record = debug_find_open(result);
    if (record == NULL) /* a closed one that is still kept */
        return HPy_Dup(c->inner, inner);
    if (debug_kind(record) != DEBUG_HANDLE)
        return take_borrowed(c, record);
    debug_close_result(c, result);
    return inner;
}

HPy debug_check_handle(DebugContext *c, HPy result, int may_be_null)
{
    HPy inner;

    if (HPy_IsNull(result)) {
        if (may_be_null && !c->left)
            debug_cleared(c);
        else
            debug_examine_result(c, 1);
        return result;
    }
    if (c->left)
        reenter(c);
    inner = take_handle(c, result);
    if (!HPy_IsNull(inner) && has_error(c, 0)) {
        report_result_with_exception(c);
        HPy_Close(c->inner, inner);
        return HPy_NULL;
    }
    return inner;
}
