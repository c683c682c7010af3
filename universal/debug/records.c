/* The table of handles: opening, closing, and the queue of closed ones, whose records are used again in that order. */
#include "debug.h"

DebugState debug_state = {.n_records = 1, .max_closed = 1024, .max_closed_memory = 10485760, .stack = 1,
                          .protect = DEBUG_PROTECT_SAMPLE};

/* ---- the lock ---- */

#if defined(_MSC_VER)
static volatile long locked;
#  define TRY_LOCK() (_InterlockedExchange(&locked, 1) == 0)
#  define RELEASE() ((void)_InterlockedExchange(&locked, 0))
#else
static char locked;
#  define TRY_LOCK() (!__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE))
#  define RELEASE() __atomic_clear(&locked, __ATOMIC_RELEASE)
#endif

void debug_spin(void)
{
    while (!TRY_LOCK())
        ;
}

void debug_release(void)
{
    RELEASE();
}

/* ---- lists ---- */

static void link_first(DebugContext *c, DebugRecord *record, uint32_t index)
{
    record->previous = 0;
    record->next = c->first;
    if (c->first != 0)
        debug_record(c->first)->previous = index;
    c->first = index;
}

static void unlink(DebugRecord *record)
{
    DebugContext *c = record->context;

    if (record->previous != 0)
        debug_record(record->previous)->next = record->next;
    else
        c->first = record->next;
    if (record->next != 0)
        debug_record(record->next)->previous = record->previous;
}

static void append_closed(DebugRecord *record, uint32_t index)
{
    record->next = 0;
    if (debug_state.closed_last != 0)
        debug_record(debug_state.closed_last)->next = index;
    else
        debug_state.closed_first = index;
    debug_state.closed_last = index;
    debug_state.n_closed++;
}

/* ---- records ---- */

/* The record of the handle that was closed first, out of the queue, and what it keeps. */
static uint32_t oldest_closed(HPy *kept, HPyContext **inner)
{
    uint32_t index = debug_state.closed_first;
    DebugRecord *record = debug_record(index);

    debug_state.closed_first = record->next;
    if (record->next == 0)
        debug_state.closed_last = 0;
    debug_state.n_closed--;
    if (debug_keeps(record)) {
        *kept = record->inner;
        *inner = record->context->layer->base.inner;
        record->flags &= ~DEBUG_KEEPS;
    }
    if (record->extra != NULL) {
        debug_memory_freed(record);
        free(record->extra);
        record->extra = NULL;
    }
    return index;
}

static uint32_t new_record(void)
{
    uint32_t index = debug_state.n_records;
    DebugRecord **chunk = &debug_state.chunks[index / DEBUG_CHUNK];

    if (index >= (uint32_t)DEBUG_CHUNK * DEBUG_MAX_CHUNKS || index >= ((uintptr_t)1 << DEBUG_INDEX_BITS))
        return 0;
    if (*chunk == NULL) {
        *chunk = (DebugRecord *)calloc(DEBUG_CHUNK, sizeof(DebugRecord));
        if (*chunk == NULL)
            return 0;
    }
    debug_state.n_records = index + 1;
    return index;
}

static uint32_t take_record(void)
{
    uint32_t index = debug_state.free_first;

    if (index == 0)
        return new_record();
    debug_state.free_first = debug_record(index)->next;
    return index;
}

DebugExtra *debug_extra(DebugRecord *record)
{
    int has_frames = debug_state.stack > 1; /* now; a record does not get them later */
    size_t size = offsetof(DebugExtra, frames) + (has_frames ? 2 * DEBUG_MAX_FRAMES * sizeof(void *) : 0);

    if (record->extra == NULL) {
        record->extra = (DebugExtra *)calloc(1, size);
        if (record->extra != NULL)
            record->extra->has_frames = has_frames != 0;
    }
    return record->extra;
}

/* Beyond the return address, which is always known: all frames, when that is asked for. */
static void record_stack(DebugRecord *record, const void *place, int closing)
{
    DebugExtra *extra = record->extra;

    if (extra == NULL)
        extra = debug_extra(record);
    if (extra == NULL || !extra->has_frames)
        return;
    if (closing)
        extra->n_closed = (unsigned char)debug_os_stack(place, extra->frames + DEBUG_MAX_FRAMES, debug_state.stack);
    else
        extra->n_opened = (unsigned char)debug_os_stack(place, extra->frames, debug_state.stack);
}

intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    DebugRecord *record;
    uint32_t index;

    debug_lock();
    index = take_record();
    if (index == 0) {
        debug_unlock();
        if (kind == DEBUG_HANDLE)
            HPy_Close(c->inner, inner);
        HPyErr_NoMemory(c->inner);
        debug_failed(c);
        return 0;
    }
    record = debug_record(index);
    record->inner = inner;
    record->context = c;
    record->flags = debug_state.generation << DEBUG_GENERATION_SHIFT | kind;
    record->opened_at = c->place;
    record->closed_at = NULL;
    record->function = c->function;
    debug_state.n_opened++;
    if (kind != DEBUG_ARGUMENT && kind != DEBUG_CONSTANT)
        link_first(c, record, index);
    debug_unlock();
    if (debug_state.stack > 1 && kind != DEBUG_CONSTANT)
        record_stack(record, c->place, 0);
    return kind >= DEBUG_LIST_BUILDER ? DEBUG_BITS(record->tag, index) & ~(intptr_t)1 : DEBUG_BITS(record->tag, index);
}

/* Take the oldest closed record out of the queue if that is too long. What it kept is for the caller to close, which
 * may not happen under the lock. */
static int trim_one(HPy *kept, HPyContext **inner)
{
    uint32_t index;

    *inner = NULL;
    if (debug_state.n_closed <= debug_state.max_closed)
        return 0;
    index = oldest_closed(kept, inner);
    debug_record(index)->next = debug_state.free_first;
    debug_state.free_first = index;
    return 1;
}

/* To the closed ones; the tag changes, so nothing that still has the old bits reaches the record unnoticed. */
static void close_record(DebugContext *c, DebugRecord *record, uint32_t index, int keeps)
{
    HPyContext *kept_by;
    HPy kept;
    int trimmed;

    if (debug_state.stack > 1)
        record_stack(record, c->place, 1);
    debug_lock();
    if (debug_kind(record) != DEBUG_ARGUMENT)
        unlink(record);
    record->tag = (record->tag + 1) & DEBUG_TAG_MASK;
    record->flags |= keeps ? DEBUG_CLOSED | DEBUG_KEEPS : DEBUG_CLOSED;
    record->closed_at = c->place;
    if (record->extra != NULL && record->extra->memory != NULL)
        debug_memory_closed(c, record);
    append_closed(record, index);
    do { /* once, unless the limit was lowered */
        trimmed = trim_one(&kept, &kept_by);
        if (kept_by != NULL) {
            debug_unlock();
            HPy_Close(kept_by, kept);
            debug_lock();
        }
    } while (trimmed);
    debug_unlock();
}

static int may_keep(HPy inner)
{
    return debug_state.max_closed > 0 && (debug_state.keep || debug_state.host->may_keep(inner));
}

void debug_close(DebugContext *c, intptr_t bits)
{
    DebugRecord *record = debug_record(DEBUG_INDEX(bits));
    HPy inner = record->inner;
    int keeps = may_keep(inner);

    close_record(c, record, DEBUG_INDEX(bits), keeps);
    if (!keeps)
        HPy_Close(c->inner, inner);
}

int debug_make_arguments(DebugContext *c)
{
    uint32_t i, index = 0;

    debug_lock(); /* the records follow each other */
    for (i = 0; i < DEBUG_ROOM; i++) {
        index = new_record();
        if (index == 0)
            break;
        if (i == 0)
            c->first_argument = index;
        debug_record(index)->context = c;
        debug_record(index)->flags = DEBUG_ARGUMENT | DEBUG_CLOSED;
    }
    debug_unlock();
    return index != 0;
}

intptr_t debug_open_further(DebugContext *c, HPy inner)
{
    return debug_open(c, DEBUG_ARGUMENT, inner);
}

/* Whether the inner handle, which belongs to somebody else, is kept for hooks. */
static int keep_other(DebugContext *c, const DebugRecord *record)
{
    return debug_state.keep_all && may_keep(record->inner) && !HPy_IsNull(HPy_Dup(c->inner, record->inner));
}

void debug_close_further(DebugContext *c, HPy h)
{
    DebugRecord *record = debug_record(DEBUG_INDEX(h._i));
    int keeps = keep_other(c, record);

    if (DEBUG_INDEX(h._i) - c->first_argument >= DEBUG_ROOM) {
        close_record(c, record, DEBUG_INDEX(h._i), keeps);
        return;
    }
    record->tag = (record->tag + 1) & DEBUG_TAG_MASK;
    record->flags |= keeps ? DEBUG_CLOSED | DEBUG_KEEPS : DEBUG_CLOSED;
    record->closed_at = c->place;
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(c, record);
        debug_unlock();
    }
}

void debug_renew(DebugRecord *record)
{
    if (record->extra != NULL) {
        debug_lock();
        debug_memory_freed(record);
        debug_unlock();
        free(record->extra);
        record->extra = NULL;
    }
    if (debug_keeps(record))
        HPy_Close(record->context->layer->base.inner, record->inner);
    record->flags &= ~DEBUG_KEEPS;
}

void debug_close_result(DebugContext *c, HPy h)
{
    DebugRecord *record = debug_record(DEBUG_INDEX(h._i));

    close_record(c, record, DEBUG_INDEX(h._i), keep_other(c, record));
}

void debug_retire(DebugContext *c, intptr_t bits)
{
    close_record(c, debug_record(DEBUG_INDEX(bits)), DEBUG_INDEX(bits), 0);
}

void debug_abandon(DebugContext *c)
{
    DebugContext *owner = &c->layer->leaked;
    uint32_t index, last = 0;

    debug_lock();
    for (index = c->first; index != 0; index = debug_record(index)->next) {
        debug_record(index)->context = owner;
        if (debug_kind(debug_record(index)) == DEBUG_TRACKER)
            debug_mark_tracked(debug_record(index));
        last = index;
    }
    if (last != 0) {
        debug_record(last)->next = owner->first;
        if (owner->first != 0)
            debug_record(owner->first)->previous = last;
        owner->first = c->first;
        c->first = 0;
    }
    debug_unlock();
}
