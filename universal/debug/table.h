/* The table of records: what the bits of a handle say, and the order in which records are used again.
 *
 *     handle   │ tag │ index │ 1 │    builder, tracker, view   │ tag │ index │ 0 │
 *                      └─► chunk index / 512, record index % 512
 *
 * A handle is open if its record has the same bits. Closing raises the record's tag, so a handle that was closed is
 * never mistaken for the next one that uses the record, and how far the tags are apart tells how long ago it was
 * closed.
 *
 * Records of handles are used in turn, round a ring of positions: the next one that is closed becomes the next handle.
 * So a closed handle is remembered until the ring has turned once, closing needs no list, and the records of a call lie
 * side by side.
 *
 *     chunk ring[0]              chunk ring[1]                  c closed, o open, . not used yet
 *     │ c c c o c c c c c c c │  │ c c c c o o o . . . . │
 *         │   │             │                    └ ring_end: the position behind the last that is used
 *         │   next          run_last
 *         run_first, at the position run_start
 *
 * A run is a piece of a chunk through which 'next' goes by adding 1. It ends with the chunk, or where 'next' finds a
 * record open: then a closed one is searched from there on, and another run begins behind it. The ring grows, at its
 * end, up to the length of the quarantine, and beyond where many records in a row are open.
 *
 * Records of constants and of arguments, which stay with their context, lie in chunks of their own outside the ring.
 */
#ifndef HPY_DEBUG_TABLE_H
#define HPY_DEBUG_TABLE_H

#include "../layers/layer_atomic.h"
#include "threads.h"

/* ---- flags ---- */

#define DEBUG_KIND_MASK 0x0fu
#define DEBUG_KEEPS 0x10u   /* closed, but the object is still held */
#define DEBUG_TRACKED 0x20u /* left open with the tracker that owns it: no leak of its own */
#define DEBUG_IS_TYPE 0x40u /* its object was found to be a type */
#define DEBUG_REPORTED 0x80u /* left open by a call, which was reported at its end */
#define DEBUG_IS_BUILDER 0x100u /* an open builder, tracker or view */
#define DEBUG_STORED 0x200u /* a buffer in memory that outlives the call: no leak as far as is known */
#define DEBUG_GENERATION_SHIFT 10

static inline DebugRecordKind debug_kind(const DebugRecord *record)
{
    return (DebugRecordKind)(LAYER_BITS(&record->flags) & DEBUG_KIND_MASK);
}

/* Mark an open handle, which several threads may use: the context's constants belong to all of them. */
static inline void debug_mark(DebugRecord *record, uint32_t flag)
{
    LAYER_SET_BITS(&record->flags, flag);
}

static inline int debug_is_marked(const DebugRecord *record, uint32_t flags)
{
    return (LAYER_BITS(&record->flags) & flags) != 0;
}

/* Threads in search of a closed record read the bits and the flags of others. What comes of them here stands in front of
 * all that is read of the record later; whoever closes it writes them last, by the two functions below. */
static inline int debug_is_closed(const DebugRecord *record)
{
    return (LAYER_PEEK(&record->bits) & 1) == 0 && (LAYER_PEEK(&record->flags) & DEBUG_IS_BUILDER) == 0;
}

static inline void debug_set_bits(DebugRecord *record, intptr_t bits)
{
    LAYER_POKE(&record->bits, bits);
}

static inline void debug_set_flags(DebugRecord *record, uint32_t flags)
{
    LAYER_POKE(&record->flags, flags);
}

static inline int debug_keeps(const DebugRecord *record)
{
    return (record->flags & DEBUG_KEEPS) != 0;
}

/* ---- bits ---- */

/* On machines of 32 bits tags wrap around after 512 uses of a record. */
#define DEBUG_INDEX_BITS (sizeof(intptr_t) >= 8 ? 24 : 22)
#define DEBUG_INDEX(bits) ((uint32_t)(((uintptr_t)(bits) >> 1) & (((uintptr_t)1 << DEBUG_INDEX_BITS) - 1)))
#define DEBUG_TAG_SHIFT (DEBUG_INDEX_BITS + 1)
#define DEBUG_MAX_AGE (~(uintptr_t)0 >> DEBUG_TAG_SHIFT)

/* How many uses of the record ago it had these bits: 0 while they are open, 1 when they were the last. Those that it
 * had not yet come out at the other end, near DEBUG_MAX_AGE. */
static inline uintptr_t debug_age(const DebugRecord *record, intptr_t bits)
{
    return (((uintptr_t)record->bits | 1) - ((uintptr_t)bits | 1)) >> DEBUG_TAG_SHIFT;
}

/* The bits that a record has when it is closed. */
static inline intptr_t debug_closed_bits(intptr_t bits)
{
    return (intptr_t)(((uintptr_t)bits & ~(uintptr_t)1) + ((uintptr_t)1 << DEBUG_TAG_SHIFT));
}

/* The bits that a closed record had last. */
static inline intptr_t debug_last_bits(const DebugRecord *record)
{
    uintptr_t bits = (uintptr_t)record->bits - ((uintptr_t)1 << DEBUG_TAG_SHIFT);
    return (intptr_t)(debug_kind(record) >= DEBUG_LIST_BUILDER ? bits : bits | 1);
}

/* ---- the table of the process ---- */

#define DEBUG_CHUNK 512
#define DEBUG_MAX_CHUNKS 32768

/* Written under debug_lock(). */
typedef struct {
    DebugRecord *chunks[DEBUG_MAX_CHUNKS];
    uint32_t n_indices;              /* of all chunks; index 0 is never used */
    uint16_t ring[DEBUG_MAX_CHUNKS]; /* the chunks of the ring, in its order */
    uint32_t n_ring;                 /* their number */
    uint32_t ring_end;
    DebugRecord *next;               /* whose turn it is; at the end of the run debug_no_record */
    DebugRecord *run_first, *run_last; /* NULL: the run is empty */
    uint32_t run_start;
    uint32_t fixed, fixed_end;       /* the next index that is not in the ring, and where its chunk ends */
} DebugTable;

extern _HPy_HIDDEN DebugTable debug_table;
extern _HPy_HIDDEN DebugRecord debug_no_record; /* it is always open */

/* ---- finding ---- */

/* Without the lock: the chunks of so many are there. */
static inline uint32_t debug_n_indices(void)
{
    return LAYER_PEEK(&debug_table.n_indices);
}

static inline DebugRecord *debug_record(uint32_t index)
{
    return &debug_table.chunks[index / DEBUG_CHUNK][index % DEBUG_CHUNK];
}

/* The record of a handle that is known to be one, open or not. */
static inline DebugRecord *debug_record_of(DHPy dh)
{
    return debug_record(DEBUG_INDEX(dh._i));
}

/* The record that a handle names, open or not; NULL when no record was ever called so. */
static inline DebugRecord *debug_find(DHPy dh)
{
    uint32_t index = DEBUG_INDEX(dh._i);
    return (dh._i & 1) != 0 && index < debug_n_indices() ? debug_record(index) : NULL;
}

/* The same for the bits of a builder, tracker or view. */
static inline DebugRecord *debug_find_builder(intptr_t bits)
{
    DHPy dh;
    dh._i = bits | 1;
    return (bits & 1) == 0 ? debug_find(dh) : NULL;
}

/* The record of an open builder, tracker or view; otherwise NULL. */
static inline DebugRecord *debug_find_open_builder(intptr_t bits)
{
    DebugRecord *record = debug_find_builder(bits);
    return record != NULL && record->bits == bits && (record->flags & DEBUG_IS_BUILDER) ? record : NULL;
}

/* The record if the handle is open, its own or another's; otherwise NULL. */
static inline DebugRecord *debug_find_open(DHPy dh)
{
    uint32_t index = DEBUG_INDEX(dh._i);
    DebugRecord *record;

    if (!LAYER_LIKELY((dh._i & 1) != 0 && index < debug_n_indices()))
        return NULL;
    record = debug_record(index);
    return LAYER_LIKELY(record->bits == dh._i) ? record : NULL;
}

/* ---- the ring ---- */

#define DEBUG_SLACK 64 /* positions of the ring beyond those for closed handles */

/* How long the ring is where not many records are open. */
static inline uint32_t debug_ring_length(void)
{
    return debug_options.max_closed + DEBUG_SLACK;
}

/* The record 'next', which is closed, is taken. */
static inline void debug_advance(DebugRecord *record)
{
    debug_table.next = record == debug_table.run_last ? &debug_no_record : record + 1;
}

/* The index of a closed record, which is taken; 0: no memory. With the lock held. */
_HPy_HIDDEN uint32_t debug_take_record(void);

/* The index of a record outside the ring; 0: no memory. With the lock held. */
_HPy_HIDDEN uint32_t debug_take_fixed(void);

/* 'n' of them that follow each other, at most a chunk: the first; NULL: no memory. With the lock held. */
_HPy_HIDDEN DebugRecord *debug_take_fixed_row(uint32_t n);

/* The position in the ring whose turn it is. */
_HPy_HIDDEN uint32_t debug_next_position(void);

/* The index of the record at a position of the ring. */
static inline uint32_t debug_ring_index(uint32_t position)
{
    return (uint32_t)debug_table.ring[position / DEBUG_CHUNK] * DEBUG_CHUNK + position % DEBUG_CHUNK;
}

/* Leave the positions beyond debug_ring_length() out, if there are any; handles behind it that are open stay so. */
_HPy_HIDDEN void debug_shorten_ring(void);

#endif /* HPY_DEBUG_TABLE_H */
