/* The table of records: its memory, and the ring in which records are used again. */
#include "table.h"

#define PATIENCE 16 /* open ones in a row until the ring grows */

DebugRecord debug_no_record = {.bits = 1};

DebugTable debug_table = {.next = &debug_no_record};

/* ---- memory ---- */

/* A new chunk: its number, or -1. */
static int new_chunk(void)
{
    uint32_t i, first = debug_table.n_indices, number = first / DEBUG_CHUNK;
    DebugRecord *chunk;

    if (number >= DEBUG_MAX_CHUNKS || first + DEBUG_CHUNK > ((uintptr_t)1 << DEBUG_INDEX_BITS))
        return -1;
    chunk = (DebugRecord *)calloc(DEBUG_CHUNK, sizeof(DebugRecord));
    if (chunk == NULL)
        return -1;
    for (i = 0; i < DEBUG_CHUNK; i++)
        chunk[i].bits = (intptr_t)((uintptr_t)(first + i) << 1);
    debug_table.chunks[number] = chunk;
    LAYER_POKE(&debug_table.n_indices, first + DEBUG_CHUNK);
    return (int)number;
}

uint32_t debug_take_fixed(void)
{
    int chunk;

    if (debug_table.fixed == debug_table.fixed_end) {
        chunk = new_chunk();
        if (chunk < 0)
            return 0;
        debug_table.fixed = (uint32_t)chunk * DEBUG_CHUNK;
        debug_table.fixed_end = debug_table.fixed + DEBUG_CHUNK;
        if (debug_table.fixed == 0)
            debug_table.fixed = 1;
    }
    return debug_table.fixed++;
}

DebugRecord *debug_take_fixed_row(uint32_t n)
{
    DebugRecord *first = NULL;
    uint32_t i;

    if (debug_table.fixed_end - debug_table.fixed < n) /* what is left of the chunk is too short */
        debug_table.fixed = debug_table.fixed_end;
    for (i = 0; i < n; i++) {
        uint32_t index = debug_take_fixed();
        if (index == 0)
            return NULL;
        if (i == 0)
            first = debug_record(index);
    }
    return first;
}

/* ---- the ring ---- */

/* Another position in the ring, at its end: its index, 0: no memory. */
static uint32_t grow_ring(void)
{
    int chunk;
    uint32_t index;

    if (debug_table.ring_end == debug_table.n_ring * DEBUG_CHUNK) {
        chunk = new_chunk();
        if (chunk < 0)
            return 0;
        debug_table.ring[debug_table.n_ring++] = (uint16_t)chunk;
    }
    index = debug_ring_index(debug_table.ring_end);
    if (index != 0)
        debug_table.ring_end++;
    return index;
}

/* The turn is at this position; the run goes on to the end of the chunk. */
static void set_next(uint32_t position)
{
    uint32_t end = (position / DEBUG_CHUNK + 1) * DEBUG_CHUNK;

    if (end > debug_table.ring_end)
        end = debug_table.ring_end;
    debug_table.run_start = position;
    debug_table.run_first = debug_table.run_last = NULL;
    debug_table.next = &debug_no_record;
    if (position < end) {
        debug_table.run_first = debug_table.next = debug_record(debug_ring_index(position));
        debug_table.run_last = debug_table.run_first + (end - position - 1);
    }
}

uint32_t debug_next_position(void)
{
    const DebugRecord *next = debug_table.next;

    if (debug_table.run_first == NULL)
        return debug_table.run_start;
    if (next == &debug_no_record)
        next = debug_table.run_last + 1;
    return debug_table.run_start + (uint32_t)(next - debug_table.run_first);
}

/* Look for the record whose turn it is, from the next position on, where none is free. */
static uint32_t search_ring(void)
{
    uint32_t position = debug_next_position(), index;
    int i;

    for (i = 0; i < PATIENCE; i++, position++) {
        if (position >= debug_table.ring_end) {
            if (debug_table.ring_end < debug_ring_length()) {
                index = grow_ring();
                set_next(debug_table.ring_end);
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

uint32_t debug_take_record(void)
{
    DebugRecord *record = debug_table.next;

    if (!LAYER_LIKELY(debug_is_closed(record)))
        return search_ring();
    debug_advance(record);
    return DEBUG_INDEX(record->bits);
}

void debug_shorten_ring(void)
{
    if (debug_table.ring_end > debug_ring_length()) {
        debug_table.ring_end = debug_ring_length();
        set_next(0);
    }
}
