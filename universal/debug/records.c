/* The table of handles: opening, closing, and the ring in which records are used again. */
#include "debug.h"
#include "generated/prototypes.h"

DebugState debug_state = {.max_closed = 1024, .max_closed_memory = 10485760, .stack = 1,
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

/* ---- finding a record ---- */

#define SLACK 64    /* positions of the ring beyond those for closed handles */
#define PATIENCE 16 /* open ones in a row until the ring grows */

/* A new chunk: its number, or -1. */
static int new_chunk(void)
{
    uint32_t number = debug_state.n_indices / DEBUG_CHUNK;

    if (number >= DEBUG_MAX_CHUNKS || debug_state.n_indices + DEBUG_CHUNK > ((uintptr_t)1 << DEBUG_INDEX_BITS))
        return -1;
    debug_state.chunks[number] = (DebugRecord *)calloc(DEBUG_CHUNK, sizeof(DebugRecord));
    if (debug_state.chunks[number] == NULL)
        return -1;
    debug_state.n_indices += DEBUG_CHUNK;
    return (int)number;
}

/* A record outside the ring; 0: no memory. */
static uint32_t new_fixed(void)
{
    int chunk;

    if (debug_state.fixed == debug_state.fixed_end) {
        chunk = new_chunk();
        if (chunk < 0)
            return 0;
        debug_state.fixed = (uint32_t)chunk * DEBUG_CHUNK;
        debug_state.fixed_end = debug_state.fixed + DEBUG_CHUNK;
        if (debug_state.fixed == 0)
            debug_state.fixed = 1;
    }
    return debug_state.fixed++;
}

/* Another position in the ring, at its end: its index, 0: no memory. */
static uint32_t grow_ring(void)
{
    int chunk;
    uint32_t index;

    if (debug_state.ring_end == debug_state.n_ring * DEBUG_CHUNK) {
        chunk = new_chunk();
        if (chunk < 0)
            return 0;
        debug_state.ring[debug_state.n_ring++] = (uint16_t)chunk;
    }
    index = debug_ring_index(debug_state.ring_end);
    if (index != 0)
        debug_state.ring_end++;
    return index;
}

static int is_free(const DebugRecord *record)
{
    return record->context == NULL || debug_is_closed(record);
}

/* Look for the record whose turn it is, from the cursor on. */
static uint32_t search_ring(void)
{
    uint32_t position = debug_state.cursor, index;
    int i;

    for (i = 0; i < PATIENCE; i++) {
        if (++position >= debug_state.ring_end) {
            if (debug_state.ring_end < debug_state.max_closed + SLACK) {
                index = grow_ring();
                debug_state.cursor = debug_state.ring_end - 1;
                return index;
            }
            position = 0;
        }
        index = debug_ring_index(position);
        if (LAYER_LIKELY(is_free(debug_record(index)))) {
            debug_state.cursor = position;
            return index;
        }
    }
    debug_state.cursor = position;
    return grow_ring();
}

/* The record behind 'index', which is at the cursor, will be the next one if it lies in the same chunk. */
static void set_next(uint32_t index)
{
    debug_state.next = 0;
    if (debug_state.cursor + 1 < debug_state.ring_end && index % DEBUG_CHUNK != DEBUG_CHUNK - 1) {
        debug_state.next = index + 1;
        debug_state.next_record = debug_record(index + 1);
    }
}

static uint32_t take_record(void)
{
    uint32_t index = debug_state.next;

    if (LAYER_LIKELY(index != 0 && is_free(debug_state.next_record))) {
        debug_state.cursor++;
        debug_state.next_record++;
        debug_state.next = index % DEBUG_CHUNK != DEBUG_CHUNK - 1 && debug_state.cursor + 1 < debug_state.ring_end
                           ? index + 1 : 0;
        return index;
    }
    index = search_ring();
    if (index == debug_ring_index(debug_state.cursor))
        set_next(index);
    else /* one at the end, out of turn */
        debug_state.next = 0;
    return index;
}

/* Drop what a closed record holds. Without the lock: closing may run code. */
void debug_renew(DebugRecord *record)
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

void debug_set_max_closed(uint32_t n)
{
    uint32_t position, end = debug_state.ring_end;

    debug_state.max_closed = n;
    for (position = n + SLACK; position < end; position++) {
        DebugRecord *record = debug_record(debug_ring_index(position));
        if (debug_is_closed(record))
            debug_renew(record);
    }
    if (debug_state.ring_end > n + SLACK) { /* handles behind it that are open stay so */
        debug_state.ring_end = n + SLACK;
        debug_state.cursor = debug_state.next = 0;
    }
}

/* ---- records ---- */

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

/* A record with nothing in it; 0: no memory. */
static uint32_t get_record(DebugContext *c, DebugRecordKind kind)
{
    uint32_t index;
    DebugRecord *record;

    debug_lock();
    index = kind == DEBUG_CONSTANT ? new_fixed() : take_record();
    record = index != 0 ? debug_record(index) : NULL;
    if (record != NULL) { /* taken, for other threads */
        record->flags &= ~DEBUG_CLOSED;
        if (record->context == NULL)
            record->context = c;
    }
    debug_unlock();
    if (record != NULL && (record->extra != NULL || debug_keeps(record)))
        debug_renew(record);
    return index;
}

static void out_of_memory(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    if (kind == DEBUG_HANDLE)
        HPy_Close(c->inner, inner);
    HPyErr_NoMemory(c->inner);
    debug_failed(c);
}

static inline intptr_t open_record(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    uint32_t index = get_record(c, kind);
    DebugRecord *record;

    if (index == 0) {
        out_of_memory(c, kind, inner);
        return 0;
    }
    record = debug_record(index);
    record->inner = inner;
    record->context = c;
    record->flags = debug_state.generation << DEBUG_GENERATION_SHIFT | kind;
    record->opened_at = c->place;
    record->function = c->function;
    if (kind != DEBUG_ARGUMENT)
        c->n_open++;
    if (debug_state.stack > 1 && kind != DEBUG_CONSTANT)
        record_stack(record, c->place, 0);
    return kind >= DEBUG_LIST_BUILDER ? DEBUG_BITS(record->tag, index) & ~(intptr_t)1 : DEBUG_BITS(record->tag, index);
}

intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    return open_record(c, kind, inner);
}

/* The tag changes, so nothing that still has the old bits reaches the record unnoticed. */
static inline void close_record(DebugContext *c, DebugRecord *record, int keeps)
{
    if (debug_state.stack > 1)
        record_stack(record, c->place, 1);
    if (debug_kind(record) != DEBUG_ARGUMENT)
        record->context->n_open--;
    record->closed_at = c->place;
    record->tag = (record->tag + 1) & DEBUG_TAG_MASK;
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(record);
        debug_unlock();
    }
    record->flags |= keeps ? DEBUG_CLOSED | DEBUG_KEEPS : DEBUG_CLOSED; /* last: now others may take it */
}

static int may_keep(HPy inner)
{
    return debug_state.max_closed > 0 && (debug_state.keep || debug_state.host->may_keep(inner));
}

static inline void close_handle(DebugContext *c, DebugRecord *record)
{
    HPy inner = record->inner;
    int keeps = may_keep(inner);

    close_record(c, record, keeps);
    if (!keeps)
        HPy_Close(c->inner, inner);
}

void debug_close(DebugContext *c, intptr_t bits)
{
    close_handle(c, debug_record(DEBUG_INDEX(bits)));
}

int debug_make_arguments(DebugContext *c)
{
    uint32_t i, index = 0;

    debug_lock();
    if (debug_state.fixed_end - debug_state.fixed < DEBUG_ROOM) /* they follow each other: in one chunk */
        debug_state.fixed = debug_state.fixed_end;
    for (i = 0; i < DEBUG_ROOM; i++) {
        index = new_fixed();
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
        close_record(c, record, keeps);
        return;
    }
    record->tag = (record->tag + 1) & DEBUG_TAG_MASK;
    record->flags |= keeps ? DEBUG_CLOSED | DEBUG_KEEPS : DEBUG_CLOSED;
    record->closed_at = c->place;
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(record);
        debug_unlock();
    }
}

void debug_close_result(DebugContext *c, HPy h)
{
    DebugRecord *record = debug_record(DEBUG_INDEX(h._i));

    close_record(c, record, keep_other(c, record));
}

void debug_retire(DebugContext *c, intptr_t bits)
{
    close_record(c, debug_record(DEBUG_INDEX(bits)), 0);
}

/* They were opened not long ago, so the search begins at the cursor and goes backwards. */
void debug_abandon(DebugContext *c)
{
    DebugContext *owner = &c->layer->leaked;
    uint32_t position = debug_state.cursor, n = debug_state.n_ring * DEBUG_CHUNK;
    uint32_t last = n - 1;

    debug_lock();
    for (; n > 0 && c->n_open > 0; n--, position = position == 0 ? last : position - 1) {
        DebugRecord *record = debug_record(debug_ring_index(position));
        if (record->context != c || debug_is_closed(record))
            continue;
        c->n_open--;
        owner->n_open++;
        record->context = owner;
        if (debug_kind(record) == DEBUG_TRACKER)
            debug_mark_tracked(record);
    }
    c->n_open = 0;
    debug_unlock();
}

/* ---- HPy_Dup and HPy_Close, which most is made of ---- */

HPy debug_Dup(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Dup, LAYER_PLACE()) || !debug_unwrap_nullable(c, h, &inner, 1))
        return HPy_NULL;
    inner = HPy_Dup(c->inner, inner);
    if (!HPy_IsNull(inner))
        inner._i = open_record(c, DEBUG_HANDLE, inner);
    return inner;
}

/* Closing what is not the caller's, or no handle at all. */
static void report_close(DebugContext *c, HPy h, const DebugRecord *record)
{
    int closed_before = record != NULL && debug_is_closed(record) && record->tag == ((DEBUG_TAG(h._i) + 1) & DEBUG_TAG_MASK);
    HPy inner;

    if (closed_before && debug_kind(record) != DEBUG_ARGUMENT) {
        if (!debug_call_hook(c, 0))
            debug_report(c, DEBUG_WARNING, "double-close", record, "HPy_Close: the handle was closed before");
    } else if (!debug_unwrap(c, h, &inner, 0)) {
        return; /* not even a handle, which was reported */
    } else if (record != NULL && debug_kind(record) == DEBUG_CONSTANT) {
        debug_report(c, DEBUG_WARNING, "close-constant", record, "HPy_Close: the handle is a constant of the context");
    } else if (record != NULL && !debug_is_closed(record)) {
        debug_report(c, DEBUG_WARNING, "close-borrowed", record,
                     "HPy_Close: the handle is an argument, which belongs to the caller");
    }
}

void debug_close_checked(DebugContext *c, HPy h)
{
    DebugRecord *record = debug_find(h._i);
    HPy inner;

    if (record == NULL || record->tag != DEBUG_TAG(h._i) || debug_is_closed(record) || debug_kind(record) != DEBUG_HANDLE)
        report_close(c, h, record);
    else if (record->context == c || debug_unwrap(c, h, &inner, 0))
        close_handle(c, record);
}

/* The call was refused and reported; the handle shall not be a leak on top of that. */
static void close_while_left(DebugContext *c, HPy h)
{
    HPy_ReenterPythonExecution(c->inner, c->left_state);
    debug_close_checked(c, h);
    c->left_state = HPy_LeavePythonExecution(c->inner);
}

void debug_Close(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (HPy_IsNull(h))
        return;
    if (!debug_enter(c, API_Close, LAYER_PLACE())) {
        if (c->left && c->thread == DEBUG_THREAD())
            close_while_left(c, h);
        return;
    }
    record = debug_find(h._i);
    if (LAYER_LIKELY(record != NULL && record->tag == DEBUG_TAG(h._i) && record->context == c
                     && (record->flags & (DEBUG_KIND_MASK | DEBUG_CLOSED)) == DEBUG_HANDLE))
        close_handle(c, record);
    else
        debug_close_checked(c, h);
}
