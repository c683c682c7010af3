/* The table of handles: opening, closing, and the ring in which records are used again. */
#include "debug.h"
#include "generated/prototypes.h"

static DebugRecord no_record = {.bits = 1}; /* stands at the end of a run: it is never free */

DebugState debug_state = {.max_closed = 1024, .max_closed_memory = 10485760, .stack = 1,
                          .protect = DEBUG_PROTECT_SAMPLE, .next_record = &no_record};

void debug_state_changed(void)
{
    debug_state.plain = !debug_state.parallel && debug_state.stack <= 1 && !debug_state.keep_all
                        && debug_state.max_closed > 0;
}

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
    uint32_t i, first = debug_state.n_indices, number = first / DEBUG_CHUNK;
    DebugRecord *chunk;

    if (number >= DEBUG_MAX_CHUNKS || first + DEBUG_CHUNK > ((uintptr_t)1 << DEBUG_INDEX_BITS))
        return -1;
    chunk = (DebugRecord *)calloc(DEBUG_CHUNK, sizeof(DebugRecord));
    if (chunk == NULL)
        return -1;
    for (i = 0; i < DEBUG_CHUNK; i++)
        chunk[i].bits = (intptr_t)((uintptr_t)(first + i) << 1);
    debug_state.chunks[number] = chunk;
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

/* The turn is at this position; the run goes on to the end of the chunk. */
static void set_next(uint32_t position)
{
    uint32_t end = (position / DEBUG_CHUNK + 1) * DEBUG_CHUNK;

    if (end > debug_state.ring_end)
        end = debug_state.ring_end;
    debug_state.run_start = position;
    debug_state.run_first = debug_state.run_last = NULL;
    debug_state.next_record = &no_record;
    if (position < end) {
        debug_state.run_first = debug_state.next_record = debug_record(debug_ring_index(position));
        debug_state.run_last = debug_state.run_first + (end - position - 1);
    }
}

uint32_t debug_next_position(void)
{
    const DebugRecord *next = debug_state.next_record;

    if (debug_state.run_first == NULL)
        return debug_state.run_start;
    if (next == &no_record)
        next = debug_state.run_last + 1;
    return debug_state.run_start + (uint32_t)(next - debug_state.run_first);
}

/* This record, whose turn it was, is taken. */
static inline void advance(DebugRecord *record)
{
    debug_state.next_record = record == debug_state.run_last ? &no_record : record + 1;
}

/* Look for the record whose turn it is, from the next position on, where none is free. */
static uint32_t search_ring(void)
{
    uint32_t position = debug_next_position(), index;
    int i;

    for (i = 0; i < PATIENCE; i++, position++) {
        if (position >= debug_state.ring_end) {
            if (debug_state.ring_end < debug_state.max_closed + SLACK) {
                index = grow_ring();
                set_next(debug_state.ring_end);
                return index;
            }
            position = 0;
        }
        index = debug_ring_index(position);
        if (LAYER_LIKELY(debug_is_closed(debug_record(index)))) {
            set_next(position + 1);
            return index;
        }
    }
    index = grow_ring();
    set_next(position);
    return index;
}

static uint32_t take_record(void)
{
    DebugRecord *record = debug_state.next_record;

    if (!LAYER_LIKELY(debug_is_closed(record)))
        return search_ring();
    advance(record);
    return DEBUG_INDEX(record->bits);
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
        set_next(0);
    }
    debug_state_changed();
}

/* ---- records ---- */

/* A record gets room for frames when it gets the rest, not later. */
static DebugExtra *extra_with_room(DebugRecord *record, unsigned char room)
{
    record->extra = (DebugExtra *)calloc(1, sizeof(DebugExtra) + 2 * room * sizeof(void *));
    if (record->extra != NULL)
        record->extra->room = room;
    return record->extra;
}

DebugExtra *debug_extra(DebugRecord *record)
{
    return record->extra != NULL ? record->extra
                                 : extra_with_room(record, debug_state.stack > 1 ? DEBUG_MAX_FRAMES : 0);
}

/* Beyond the return address, which is always known: all frames, when that is asked for. */
static void record_stack(DebugRecord *record, const void *place, int closing)
{
    DebugExtra *extra = record->extra;

    if (extra == NULL)
        extra = debug_extra(record);
    if (extra == NULL || extra->room < DEBUG_MAX_FRAMES)
        return;
    if (closing)
        extra->n_closed = (unsigned char)debug_os_stack(place, extra->frames + DEBUG_MAX_FRAMES, debug_state.stack);
    else
        extra->n_opened = (unsigned char)debug_os_stack(place, extra->frames, debug_state.stack);
}

/* The callers of a place, for the first handles that are opened there: it may lie in a helper. */
static void record_callers(const DebugContext *c, DebugRecord *record)
{
    if (c->place == NULL || !debug_wants_stack(c) || extra_with_room(record, DEBUG_FEW_FRAMES) == NULL)
        return;
    record->extra->n_opened = (unsigned char)debug_os_stack(c->place, record->extra->frames, DEBUG_FEW_FRAMES);
}

/* A record with nothing in it; NULL: no memory. */
static DebugRecord *get_record(DebugContext *c, DebugRecordKind kind)
{
    uint32_t index;
    DebugRecord *record;

    debug_lock();
    index = kind == DEBUG_CONSTANT ? new_fixed() : take_record();
    record = index != 0 ? debug_record(index) : NULL;
    if (record != NULL) { /* taken, for other threads */
        record->bits |= 1;
        if (record->context == NULL)
            record->context = c;
    }
    debug_unlock();
    if (record != NULL && (record->extra != NULL || debug_keeps(record)))
        debug_renew(record);
    return record;
}

static void out_of_memory(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    if (kind == DEBUG_HANDLE)
        HPy_Close(c->inner, inner);
    HPyErr_NoMemory(c->inner);
    debug_failed(c);
    c->caused_pending = c->starved = 1; /* what comes of it is not the author's fault */
}

static inline void fill_record(DebugContext *c, DebugRecord *record, DebugRecordKind kind, HPy inner)
{
    record->inner = inner;
    record->context = c;
    record->flags = debug_state.generation << DEBUG_GENERATION_SHIFT | kind;
    record->opened_at = c->place;
    record->function = c->function;
    if (kind != DEBUG_ARGUMENT)
        c->n_open++;
}

intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner)
{
    DebugRecord *record = get_record(c, kind);

    if (record == NULL) {
        out_of_memory(c, kind, inner);
        return 0;
    }
    fill_record(c, record, kind, inner);
    if (debug_state.stack > 1 && kind != DEBUG_CONSTANT)
        record_stack(record, c->place, 0);
    else
        record_callers(c, record);
    if (kind >= DEBUG_LIST_BUILDER) {
        record->flags |= DEBUG_IS_BUILDER; /* first, for it is open all the time */
        record->bits &= ~(intptr_t)1;
    }
    return record->bits;
}

static inline HPy open_handle(DebugContext *c, HPy inner)
{
    DebugRecord *record = debug_state.next_record;
    HPy h;

    if (!LAYER_LIKELY(debug_state.plain && debug_is_closed(record) && record->extra == NULL
                      && debug_is_known_place(c))) {
        h._i = debug_open(c, DEBUG_HANDLE, inner);
        return h;
    }
    advance(record);
    h._i = record->bits |= 1;
    if (debug_keeps(record))
        debug_renew(record);
    fill_record(c, record, DEBUG_HANDLE, inner);
    return h;
}

HPy debug_open_handle(DebugContext *c, HPy inner)
{
    return open_handle(c, inner);
}

/* The bits change, so nothing that still has the old ones reaches the record unnoticed. */
static inline void close_record(DebugContext *c, DebugRecord *record, int keeps)
{
    if (debug_state.stack > 1)
        record_stack(record, c->place, 1);
    if (debug_kind(record) != DEBUG_ARGUMENT)
        record->context->n_open--;
    record->closed_at = c->place;
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(record);
        debug_unlock();
    }
    if (keeps)
        record->flags |= DEBUG_KEEPS;
    record->bits = debug_closed_bits(record->bits);
    record->flags &= ~DEBUG_IS_BUILDER; /* last: now others may take it */
}

static int ask_host(HPyContext *ctx, HPy inner, intptr_t type)
{
    int may_keep = debug_state.host->may_keep(inner);

    if (!may_keep && !debug_state.parallel && type != ctx->h_UnicodeType._i && type != ctx->h_BytesType._i)
        debug_state.let_go = type; /* of these two, the longer ones are not kept */
    return may_keep;
}

/* Most objects are told by their type: what the host would say, without the way there. */
static inline int host_may_keep(HPyContext *ctx, HPy inner)
{
    intptr_t type = layer_type_of(ctx, inner)._i;

    if (LAYER_LIKELY(type != 0)) {
        if (type == debug_state.let_go)
            return 0;
        if (type == ctx->h_LongType._i || type == ctx->h_FloatType._i)
            return 1;
    }
    return ask_host(ctx, inner, type);
}

static inline int may_keep(const DebugContext *c, HPy inner)
{
    return debug_state.max_closed > 0 && (debug_state.keep || host_may_keep(c->inner, inner));
}

static inline void close_handle(DebugContext *c, DebugRecord *record)
{
    HPy inner = record->inner;
    int keeps = may_keep(c, inner);

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
            c->argument_records = debug_record(index);
        debug_record(index)->context = c;
        debug_record(index)->flags = DEBUG_ARGUMENT;
    }
    debug_unlock();
    return index != 0;
}

/* Whether it is one of the records that a context has for arguments. */
static int is_own_argument(const DebugContext *c, const DebugRecord *record)
{
    return record >= c->argument_records && record < c->argument_records + DEBUG_ROOM;
}

/* Whether the inner handle, which belongs to somebody else, is kept for hooks. */
static int keep_other(DebugContext *c, const DebugRecord *record)
{
    return debug_state.keep_all && may_keep(c, record->inner) && !HPy_IsNull(HPy_Dup(c->inner, record->inner));
}

void debug_close_further(DebugContext *c, HPy h)
{
    DebugRecord *record = debug_record(DEBUG_INDEX(h._i));
    int keeps = keep_other(c, record);

    if (!is_own_argument(c, record)) {
        close_record(c, record, keeps);
        return;
    }
    if (keeps)
        record->flags |= DEBUG_KEEPS;
    record->closed_at = c->place;
    record->bits = debug_closed_bits(record->bits);
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

#define MOST_TOLD 64 /* of one call; others are reported at exit */

/* They were opened not long ago, so the search goes backwards. */
void debug_abandon(DebugContext *c)
{
    DebugContext *owner = &c->layer->leaked;
    uint32_t n, n_positions = debug_state.n_ring * DEBUG_CHUNK, position = debug_next_position();
    intptr_t left[MOST_TOLD];
    size_t n_left = 0;

    debug_lock();
    for (n = 0; n < n_positions && c->n_open > 0; n++) {
        DebugRecord *record;
        position = position == 0 ? n_positions - 1 : position - 1;
        record = debug_record(debug_ring_index(position));
        if (record->context != c || debug_is_closed(record))
            continue;
        c->n_open--;
        owner->n_open++;
        record->context = owner;
        if (n_left < MOST_TOLD)
            left[n_left++] = record->bits;
        if (debug_kind(record) == DEBUG_TRACKER)
            debug_mark_tracked(record);
    }
    c->n_open = 0;
    debug_unlock();
    if (debug_state.leaks_at_call)
        debug_report_left(c, left, n_left);
}

/* ---- HPy_Dup and HPy_Close, which most is made of ---- */

HPy debug_Dup(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Dup, LAYER_PLACE()) || !debug_unwrap_nullable(c, h, &inner, 1))
        return HPy_NULL;
    inner = HPy_Dup(c->inner, inner);
    return HPy_IsNull(inner) ? inner : open_handle(c, inner);
}

/* Closing what is not the caller's, or no handle at all. */
static void report_close(DebugContext *c, HPy h, const DebugRecord *record)
{
    int closed_before = record != NULL && debug_is_closed(record) && debug_age(record, h._i) == 1;
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

    if (record == NULL || record->bits != h._i || debug_kind(record) != DEBUG_HANDLE)
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

static _HPy_COLD void close_attentively(DebugContext *c, HPy h, const void *place)
{
    if (debug_enter(c, API_Close, place))
        debug_close_checked(c, h);
    else if (c->left && c->thread == DEBUG_THREAD())
        close_while_left(c, h);
}

void debug_Close(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (HPy_IsNull(h))
        return;
    record = debug_find_open(h);
    if (!LAYER_LIKELY(record != NULL && record->context == c && (record->flags & DEBUG_KIND_MASK) == DEBUG_HANDLE
                      && record->extra == NULL && debug_state.plain && debug_all_well(c))) {
        close_attentively(c, h, LAYER_PLACE());
        return;
    }
    c->place = LAYER_PLACE(); /* for what a finalizer may do */
    c->n_open--;
    record->closed_at = LAYER_PLACE();
    if (host_may_keep(c->inner, record->inner)) {
        record->flags |= DEBUG_KEEPS;
        record->bits = debug_closed_bits(h._i);
    } else {
        HPy inner = record->inner;
        record->bits = debug_closed_bits(h._i); /* before others run, who may take it */
        HPy_Close(c->inner, inner);
    }
}
