/* The exception that may be pending: the layer knows of each API function that has failed, or set one on request. */
#ifndef HPY_DEBUG_PENDING_H
#define HPY_DEBUG_PENDING_H

#include "threads.h"

/* Whether nothing is to be attended to: the usual case, where noting the call is all there is to do. */
static inline int debug_all_well(const DebugContext *c)
{
    return LAYER_LIKELY(c->guard == DEBUG_THREAD());
}

static inline void debug_set_guard(DebugContext *c)
{
    c->guard = c->under_layer ? NULL : c->thread;
}

/* An API function has failed, or set an exception on request: remember where. */
_HPy_HIDDEN void debug_failed(DebugContext *c);
/* It may have. */
_HPy_HIDDEN void debug_maybe_failed(DebugContext *c);
/* There is no exception any more. */
_HPy_HIDDEN void debug_cleared(DebugContext *c);
/* MemoryError, in an API function. */
_HPy_HIDDEN void debug_no_memory(DebugContext *c);
/* Whether the pending exception is the layer's and was raised by a function that cannot fail: the author does not know
 * of it, and what he clears or replaces is meant to be another one. */
_HPy_HIDDEN int debug_error_stays(const DebugContext *c);

#endif /* HPY_DEBUG_PENDING_H */
