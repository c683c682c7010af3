/* Handles: opened for what the API returns, closed by HPy_Close. */
#ifndef HPY_DEBUG_HANDLES_H
#define HPY_DEBUG_HANDLES_H

#include "pending.h"
#include "records.h"

/* A handle for 'inner', which is closed when there is no memory for it: then DHPY_NULL, with MemoryError. */
_HPy_HIDDEN DHPy debug_open_handle(DebugContext *c, HPy inner);

/* The same for what the inner context returned, which may be HPy_NULL: then the function has failed. */
static inline DHPy debug_wrap_result(DebugContext *c, HPy inner)
{
    if (LAYER_LIKELY(!HPy_IsNull(inner)))
        return debug_open_handle(c, inner);
    debug_failed(c);
    return DHPY_NULL;
}

/* For what is a failure only with an exception. */
static inline DHPy debug_wrap_or_ask(DebugContext *c, HPy inner)
{
    if (LAYER_LIKELY(!HPy_IsNull(inner)))
        return debug_open_handle(c, inner);
    debug_maybe_failed(c);
    return DHPY_NULL;
}

/* For what is no failure. */
static inline DHPy debug_wrap_if_any(DebugContext *c, HPy inner)
{
    return HPy_IsNull(inner) ? DHPY_NULL : debug_open_handle(c, inner);
}

/* Store what a call has given out where the extension wants it, which may be nowhere. 0 with MemoryError without memory
 * for the handle. */
static inline int debug_store_result(DebugContext *c, HPy inner, HPy *out)
{
    if (out == NULL)
        return 1;
    *out = debug_out(debug_wrap_if_any(c, inner));
    return HPy_IsNull(inner) || !HPy_IsNull(*out);
}

/* HPy_Close of anything but HPy_NULL, once debug_enter() has let the call pass. */
_HPy_HIDDEN void debug_close_given(DebugContext *c, DHPy dh);

#endif /* HPY_DEBUG_HANDLES_H */
