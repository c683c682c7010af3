/* The life of a record: it is opened for a handle, a builder or a tracker, and closed.
 *
 * An open record has its inner handle: to close, or, that of an argument or a constant, to use only. Who has it then:
 *
 *     verb                    for                            the inner handle                       the record
 *     debug_close             a handle                       is closed, or kept for a while         closed
 *     debug_hand_over         a result, builder, tracker     is the caller's of debug_hand_over     closed
 *     debug_close_argument    an argument (arguments.h)      stays whose it was                     closed
 *     debug_empty             a closed record                that was kept is closed                closed, empty
 *     debug_abandon           what a call left (leaks.h)     is the record's as before              open, the layer's
 *
 * HPy_Close and HPyTracker_Close look first whether the handle may be closed (debug_close_given() of handles.h), then
 * do debug_close().
 */
#ifndef HPY_DEBUG_RECORDS_H
#define HPY_DEBUG_RECORDS_H

#include "stacks.h"

/* A new record; 0 when out of memory, with MemoryError in the inner context, and with 'inner' of a handle closed. */
_HPy_HIDDEN intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner);

/* The part of it that is done with a record that is taken. */
static inline void debug_fill(DebugContext *c, DebugRecord *record, DebugRecordKind kind, HPy inner)
{
    record->inner = inner;
    record->context = c;
    record->flags = debug_options.generation << DEBUG_GENERATION_SHIFT | kind;
    record->opened_at = c->place;
    record->function = c->function;
    if (kind != DEBUG_ARGUMENT)
        c->n_open++;
}

/* See above. The records of debug_close() and debug_hand_over() are open, the one of debug_empty() is closed. */
_HPy_HIDDEN void debug_close(DebugContext *c, DebugRecord *record);
_HPy_HIDDEN void debug_hand_over(DebugContext *c, DebugRecord *record);
_HPy_HIDDEN void debug_empty(DebugRecord *record);

/* Remember so many closed handles from now on. */
_HPy_HIDDEN void debug_set_max_closed(uint32_t n);

#endif /* HPY_DEBUG_RECORDS_H */
