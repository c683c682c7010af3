/* Handles, and HPy_Dup and HPy_Close, which most is made of. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "hooks.h"
#include "keeping.h"

/* ---- opening ---- */

static inline DHPy open_handle(DebugContext *c, HPy inner)
{
    DebugRecord *record = debug_options.quick ? debug_table.next : &debug_no_record;
    DHPy dh;

    if (!LAYER_LIKELY(debug_is_closed(record) && record->extra == NULL && debug_is_known_place(c))) {
        dh._i = debug_open(c, DEBUG_HANDLE, inner);
        return dh;
    }
    debug_advance(record);
    dh._i = record->bits |= 1;
    if (debug_keeps(record))
        debug_empty(record);
    debug_fill(c, record, DEBUG_HANDLE, inner);
    return dh;
}

DHPy debug_open_handle(DebugContext *c, HPy inner)
{
    return open_handle(c, inner);
}

HPy debug_Dup(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Dup, LAYER_PLACE()) || !debug_unwrap_nullable(c, debug_in(h), &inner, 1))
        return HPy_NULL;
    inner = HPy_Dup(c->inner, inner);
    return HPy_IsNull(inner) ? inner : debug_out(open_handle(c, inner));
}

/* ---- closing ---- */

/* Closing what is not the caller's, or no handle at all. */
static void report_close(DebugContext *c, DHPy dh, const DebugRecord *record)
{
    int closed_before = record != NULL && debug_is_closed(record) && debug_age(record, dh._i) == 1;
    HPy inner;

    if (closed_before && debug_kind(record) != DEBUG_ARGUMENT) {
        if (!debug_call_hook(c, 0))
            debug_report(c, DEBUG_WARNING, "double-close", record, "HPy_Close: the handle was closed before");
    } else if (!debug_unwrap(c, dh, &inner, 0)) {
        return; /* not even a handle, which was reported */
    } else if (record != NULL && debug_kind(record) == DEBUG_CONSTANT) {
        debug_report(c, DEBUG_WARNING, "close-constant", record, "HPy_Close: the handle is a constant of the context");
    } else if (record != NULL && !debug_is_closed(record) && debug_kind(record) == DEBUG_BUFFER) {
        debug_report(c, DEBUG_WARNING, "close-borrowed", record,
                     "HPy_Close: the handle belongs to a buffer, with which HPyBuffer_Release closes it");
    } else if (record != NULL && !debug_is_closed(record) && debug_kind(record) == DEBUG_BORROWED) {
        debug_report(c, DEBUG_WARNING, "close-borrowed", record,
                     "HPy_Close: the handle is of HPyField_Borrow, and HPy_EndBorrow ends it");
    } else if (record != NULL && !debug_is_closed(record)) {
        debug_report(c, DEBUG_WARNING, "close-borrowed", record,
                     "HPy_Close: the handle is an argument, which belongs to the caller");
    }
}

void debug_close_given(DebugContext *c, DHPy dh)
{
    DebugRecord *record = debug_find(dh);
    HPy inner;

    if (record == NULL || record->bits != dh._i || debug_kind(record) != DEBUG_HANDLE)
        report_close(c, dh, record);
    else if (record->context == c || debug_unwrap(c, dh, &inner, 0))
        debug_close(c, record);
}

/* The call was refused and reported; the handle shall not be a leak on top of that. */
static void close_while_left(DebugContext *c, DHPy dh)
{
    HPy_ReenterPythonExecution(c->inner, c->left_state);
    debug_close_given(c, dh);
    c->left_state = HPy_LeavePythonExecution(c->inner);
}

static _HPy_COLD void close_attentively(DebugContext *c, DHPy dh, const void *place)
{
    if (debug_enter(c, API_Close, place))
        debug_close_given(c, dh);
    else if (c->left && c->thread == DEBUG_THREAD())
        close_while_left(c, dh);
}

void debug_Close(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (HPy_IsNull(h))
        return;
    record = debug_find_open(debug_in(h));
    if (!LAYER_LIKELY(record != NULL && record->context == c && debug_kind(record) == DEBUG_HANDLE
                      && record->extra == NULL && debug_options.quick && debug_all_well(c))) {
        close_attentively(c, debug_in(h), LAYER_PLACE());
        return;
    }
    c->place = LAYER_PLACE(); /* for what a finalizer may do */
    c->n_open--;
    record->closed_at = LAYER_PLACE();
    if (debug_host_may_keep(c->inner, record->inner)) {
        record->flags |= DEBUG_KEEPS;
        record->bits = debug_closed_bits(h._i);
    } else {
        HPy inner = record->inner;
        record->bits = debug_closed_bits(h._i); /* before others run, who may take it */
        HPy_Close(c->inner, inner);
    }
}
