/* The life of a record; who has its inner handle afterwards is said in records.h. */
#include "keeping.h"
#include "pending.h"
#include "records.h"
#include "regions.h"

/* Without the lock: closing may run code. */
void debug_empty(DebugRecord *record)
{
    if (record->extra != NULL) {
        debug_lock();
        debug_memory_freed(record);
        debug_unlock();
        free(record->extra);
        record->extra = NULL;
    }
    if (debug_keeps(record)) {
        record->flags &= ~DEBUG_KEEPS;
        HPy_Close(record->context->layer->base.inner, record->inner);
    }
}

/* ---- opening ---- */

/* A record with nothing in it; NULL: no memory. */
static DebugRecord *get_record(DebugContext *c, DebugRecordKind kind)
{
    uint32_t index;
    DebugRecord *record;

    debug_lock();
    index = kind == DEBUG_CONSTANT ? debug_take_fixed() : debug_take_record();
    record = index != 0 ? debug_record(index) : NULL;
    if (record != NULL) { /* taken, for other threads */
        record->bits |= 1;
        if (record->context == NULL)
            record->context = c;
    }
    debug_unlock();
    if (record != NULL && (record->extra != NULL || debug_keeps(record)))
        debug_empty(record);
    return record;
}

static void out_of_memory(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    if (kind == DEBUG_HANDLE || kind == DEBUG_BORROWED)
        HPy_Close(c->inner, inner);
    debug_no_memory(c);
    c->caused_pending = c->starved = 1; /* what comes of it is not the author's fault */
}

intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    DebugRecord *record = get_record(c, kind);

    if (record == NULL) {
        out_of_memory(c, kind, inner);
        return 0;
    }
    debug_fill(c, record, kind, inner);
    if (debug_options.stack > 1 && kind != DEBUG_CONSTANT)
        debug_record_stack(record, c->place, 0);
    else
        debug_record_callers(c, record);
    if (kind >= DEBUG_LIST_BUILDER) {
        debug_set_flags(record, record->flags | DEBUG_IS_BUILDER); /* first, for it is open all the time */
        debug_set_bits(record, record->bits & ~(intptr_t)1);
    }
    return record->bits;
}

/* ---- closing ---- */

/* The bits change, so nothing that still has the old ones reaches the record unnoticed. */
static inline void close_record(DebugContext *c, DebugRecord *record, int keeps)
{
    uint32_t is_builder = record->flags & DEBUG_IS_BUILDER;

    if (debug_options.stack > 1)
        debug_record_stack(record, c->place, 1);
    if (debug_kind(record) != DEBUG_ARGUMENT)
        record->context->n_open--;
    record->closed_at = c->place;
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(record);
        debug_unlock();
    }
    if (keeps)
        debug_set_flags(record, record->flags | DEBUG_KEEPS);
    debug_set_bits(record, debug_closed_bits(record->bits)); /* last: now others may take it */
    if (is_builder)
        debug_set_flags(record, record->flags & ~DEBUG_IS_BUILDER); /* but that of a builder only now */
}

void debug_close(DebugContext *c, DebugRecord *record)
{
    HPy inner = record->inner;
    int keeps = debug_may_keep(c, inner);

    close_record(c, record, keeps);
    if (!keeps)
        HPy_Close(c->inner, inner);
}

void debug_hand_over(DebugContext *c, DebugRecord *record)
{
    int is_object = debug_kind(record) < DEBUG_LIST_BUILDER;

    close_record(c, record, is_object && debug_keep_duplicate(c, record));
}

void debug_set_max_closed(uint32_t n)
{
    uint32_t position, end = debug_table.ring_end;

    debug_options.max_closed = n;
    for (position = debug_ring_length(); position < end; position++) {
        DebugRecord *record = debug_record(debug_ring_index(position));
        if (debug_is_closed(record))
            debug_empty(record);
    }
    debug_shorten_ring();
    debug_options_changed();
}
