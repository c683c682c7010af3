/* What the extension's function returns, and the end of its call. */
#ifndef HPY_DEBUG_RESULTS_H
#define HPY_DEBUG_RESULTS_H

#include "contexts.h"
#include "noticed.h"
#include "table.h"

/* ---- handles ---- */

/* The inner handle of the result, which is the caller's; HPy_NULL when the extension returned that, or nothing good.
 * The slow part of debug_take_result(). */
_HPy_HIDDEN HPy debug_check_handle(DebugContext *c, DHPy result, int may_be_null);

static inline HPy debug_take_result(DebugContext *c, DHPy result, int may_be_null)
{
    DebugRecord *record = debug_find_open(result);

    if (LAYER_LIKELY(record != NULL && record->context == c && debug_kind(record) == DEBUG_HANDLE
                     && record->extra == NULL && debug_options.quick && debug_all_well(c))) {
        c->n_open--;
        record->closed_at = NULL;
        record->bits = debug_closed_bits(record->bits);
        return record->inner;
    }
    return debug_check_handle(c, result, may_be_null);
}

/* ---- numbers ---- */

/* Check a result that is a number: 'failed' is what it says. The return value is whether the call has failed. */
_HPy_HIDDEN int debug_examine_result(DebugContext *c, int failed);

static inline int debug_check_result(DebugContext *c, int failed)
{
    return !LAYER_LIKELY(!failed && debug_all_well(c)) && debug_examine_result(c, failed);
}

/* ---- the end of the call ---- */

/* The call left something behind: look at it. */
_HPy_HIDDEN void debug_clean_up(DebugContext *c);

/* 'c' is NULL when the call could not begin. */
static inline void debug_end_call(DebugContext *c)
{
    if (c == NULL)
        return;
    if (!LAYER_LIKELY((c->n_open | (uint32_t)(c->n_stores | c->n_held)) == 0 && !debug_noticed && debug_all_well(c)))
        debug_clean_up(c);
    c->guard = NULL;
    debug_current = c->outer;
    c->function = NULL; /* last: from here on another call may have it */
    if (c->is_spare)
        debug_give_back(c);
}

#endif /* HPY_DEBUG_RESULTS_H */
