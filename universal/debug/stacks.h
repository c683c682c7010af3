/* The stacks of records: beyond the return address, which is always known, for those who ask for it, and for the first
 * handles that are opened at each place of an extension. */
#ifndef HPY_DEBUG_STACKS_H
#define HPY_DEBUG_STACKS_H

#include "table.h"

/* What most records do not have, made when there is none; NULL when out of memory. */
_HPy_HIDDEN DebugExtra *debug_extra(DebugRecord *record);

/* Record the stack of the call that opens, or closes, a handle; with the option 'stack'. */
_HPy_HIDDEN void debug_record_stack(DebugRecord *record, const void *place, int closing);

/* Record the callers of the call that opens a handle, if it is one of the first at its place. */
_HPy_HIDDEN void debug_record_callers(const DebugContext *c, DebugRecord *record);

/* The places where no more are wanted: a cache. Written under the lock. */
#define DEBUG_PLACES 1024
#define DEBUG_PLACE_INDEX(key) ((key) / sizeof(uintptr_t) % DEBUG_PLACES)
extern _HPy_HIDDEN uintptr_t debug_known_places[DEBUG_PLACES];

/* A number for a place together with the extension's function that runs. */
static inline uintptr_t debug_place_key(const DebugContext *c)
{
    return (uintptr_t)c->place + (uintptr_t)c->function;
}

static inline int debug_is_known_place(const DebugContext *c)
{
    uintptr_t key = debug_place_key(c);
    return LAYER_LIKELY(debug_known_places[DEBUG_PLACE_INDEX(key)] == key);
}

#endif /* HPY_DEBUG_STACKS_H */
