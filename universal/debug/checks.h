/* What a wrapper does before it calls the inner context: may the call be made, are its arguments what they must be? The
 * quick ways stand here, in checks.c what is done when something is not as it should be. */
#ifndef HPY_DEBUG_CHECKS_H
#define HPY_DEBUG_CHECKS_H

#include "api.h"
#include "pending.h"
#include "table.h"

/* ---- may the call be made? ---- */

/* The slow part of debug_enter(). */
_HPy_HIDDEN int debug_attend(DebugContext *c);

/* Begin an API call. 0: it must not be made, the wrapper returns its error value. */
static inline int debug_enter(DebugContext *c, int api, const void *place)
{
    c->place = place;
    c->api = api;
    return debug_all_well(c) || debug_attend(c);
}

/* Begin one that may be made with an exception pending, and cleans up then: the same. */
static inline int debug_enter_cleaning(DebugContext *c, int api, const void *place)
{
    c->place = LAYER_LIKELY(!c->under_layer) ? place : layer_take_place(place);
    c->api = api;
    return c->guard == DEBUG_THREAD() || c->pending || debug_attend(c);
}

/* ---- are the arguments right? ---- */

/* The slow part of debug_unwrap(). */
_HPy_HIDDEN int debug_examine(DebugContext *c, DHPy dh, HPy *inner, int argument);

/* The inner handle of argument number 'argument' (the context is not counted). 0: as above. */
static inline int debug_unwrap(DebugContext *c, DHPy dh, HPy *inner, int argument)
{
    const DebugRecord *record = debug_find_open(dh);

    if (LAYER_LIKELY(record != NULL && (record->context == c || record->context == c->base))) {
        *inner = record->inner;
        return 1;
    }
    return debug_examine(c, dh, inner, argument);
}

/* The same where HPy_NULL is allowed. */
static inline int debug_unwrap_nullable(DebugContext *c, DHPy dh, HPy *inner, int argument)
{
    if (debug_is_null(dh)) {
        *inner = HPy_NULL;
        return 1;
    }
    return debug_unwrap(c, dh, inner, argument);
}

/* Inner handles of an array as the extension has it; '*inner' is 'room' or a block of its own, given back by
 * debug_free_array(). */
_HPy_HIDDEN int debug_unwrap_array(DebugContext *c, const HPy *items, size_t n, HPy room[DEBUG_ROOM], HPy **inner,
                                   int argument);
_HPy_HIDDEN void debug_free_array(HPy *inner, const HPy room[DEBUG_ROOM]);

/* Argument 'argument' must be of 'type'. 0: it is not, which was reported. debug_expect_type() asks for a type, once
 * for each handle. */
_HPy_HIDDEN int debug_ask_for_type(DebugContext *c, DHPy dh, HPy inner, int argument);
_HPy_HIDDEN int debug_expect(DebugContext *c, HPy inner, HPy type, const char *what, int argument);

static inline int debug_expect_type(DebugContext *c, DHPy dh, HPy inner, int argument)
{
    const DebugRecord *record = debug_find_open(dh);
    return LAYER_LIKELY(record != NULL && debug_is_marked(record, DEBUG_IS_TYPE))
           || debug_ask_for_type(c, dh, inner, argument);
}

static inline int debug_expect_nullable(DebugContext *c, HPy inner, HPy type, const char *what, int argument)
{
    return HPy_IsNull(inner) || debug_expect(c, inner, type, what, argument);
}

_HPy_HIDDEN int debug_expect_code(DebugContext *c, HPy inner, int argument);
_HPy_HIDDEN int debug_expect_iterator(DebugContext *c, HPy inner, int argument);

/* Argument 'argument' must be a number in this range. */
_HPy_HIDDEN int debug_refuse_number(DebugContext *c, HPy_ssize_t number, const char *range, int argument);

/* For functions of some items: whether 'inner', an argument with this number, is a list or tuple, and the two behind it,
 * where the items begin and how many they are at most, are not negative. */
_HPy_HIDDEN int debug_expect_items(DebugContext *c, HPy inner, HPy_ssize_t start, HPy_ssize_t n, int argument);

#define debug_expect_in_range(c, number, lowest, highest, argument) \
    (LAYER_LIKELY((number) >= (lowest) && (number) <= (highest)) \
     || debug_refuse_number(c, number, "from " #lowest " to " #highest, argument))

/* Argument 'argument' is NULL, and must not be. 0, whatever the report comes to: there is nothing to go on with. */
_HPy_HIDDEN void debug_report_null_pointer(DebugContext *c, int argument);

static inline int debug_refuse_null_pointer(DebugContext *c, int argument)
{
    debug_report_null_pointer(c, argument);
    return 0;
}

#endif /* HPY_DEBUG_CHECKS_H */
