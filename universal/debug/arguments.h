/* Handles for the arguments of a call into the extension. Their records are the context's: they are used again
 * with it. */
#ifndef HPY_DEBUG_ARGUMENTS_H
#define HPY_DEBUG_ARGUMENTS_H

#include "keeping.h"
#include "records.h"

/* Make the context's records. 0 when out of memory. */
_HPy_HIDDEN int debug_make_arguments(DebugContext *c);

/* The slow part of debug_close_argument(): the context has no record for it, or it has something else to be closed. */
_HPy_HIDDEN void debug_close_full_argument(DebugContext *c, DHPy dh);

/* A handle for argument 'n' of the call, from 0 on: for HPy_NULL that. */
static inline DHPy debug_open_argument(DebugContext *c, size_t n, HPy inner)
{
    DebugRecord *record;
    DHPy dh;

    if (HPy_IsNull(inner))
        return DHPY_NULL;
    if (n >= DEBUG_ROOM) {
        dh._i = debug_open(c, DEBUG_ARGUMENT, inner);
        return dh;
    }
    record = &c->argument_records[n];
    if (!LAYER_LIKELY(record->extra == NULL && !debug_keeps(record)))
        debug_empty(record);
    record->inner = inner;
    record->flags = DEBUG_ARGUMENT;
    record->function = c->function;
    dh._i = record->bits |= 1;
    return dh;
}

/* Close the handle of argument 'n', or DHPY_NULL. Its inner handle stays the caller's. */
static inline void debug_close_argument(DebugContext *c, size_t n, DHPy dh)
{
    if (debug_is_null(dh))
        return;
    if (LAYER_LIKELY(n < DEBUG_ROOM && c->argument_records[n].extra == NULL && !debug_options.keep_all))
        c->argument_records[n].bits = debug_closed_bits(dh._i);
    else
        debug_close_full_argument(c, dh);
}

/* ---- arguments in an array ---- */

enum { DEBUG_SELF, DEBUG_OTHER, DEBUG_FIRST_ITEM }; /* numbers of the arguments where some of them come in an array */

/* The array as the extension gets it; NULL with MemoryError. It lives as long as the context is not used for another
 * call, so that an extension that kept it finds handles that are closed, not just anything. */
_HPy_HIDDEN HPy *debug_open_arguments(DebugContext *c, const HPy *inner, size_t n);
_HPy_HIDDEN void debug_close_arguments(DebugContext *c, const HPy *given, size_t n);

#endif /* HPY_DEBUG_ARGUMENTS_H */
