/* Memory of the interpreter's allocators: which family a block is of, and whether it was given back already.
 *
 * Blocks that were given back are kept for a while, so that nobody else gets their addresses: what is given back once
 * more meanwhile is wrong for certain. Of blocks that are not known here, such as another module's, nothing is said.
 * The functions with Raw in their names may be called by any thread with any context of the module, so that what they
 * find is reported only where the call is one that could be reported. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"

#define BUCKETS 4096
#define KEPT_BLOCKS 128
#define KEPT_BYTES ((size_t)1 << 20)

typedef enum { OBJECT_MEMORY, RAW_MEMORY, FAMILIES } Family;

typedef struct Block {
    struct Block *next;  /* in its bucket */
    struct Block *later; /* of those that were given back, or are to be freed, the next one */
    void *address;
    size_t size;
    const void *opened_at, *closed_at;
    Family family;
    int given_back;
} Block;

/* Blocks that were given back, in that order. Freed by functions of their family, which have what it takes. */
typedef struct {
    Block *first, *last;
    size_t n, bytes;
} Kept;

/* Guarded by the lock, which threads take that do not hold the interpreter: so they take it whatever the options say.
 * */
static Block *buckets[BUCKETS];
static Kept kept[FAMILIES];

/* ---- the table ---- */

static Block **bucket_of(const void *address)
{
    uintptr_t bits = (uintptr_t)address;
    return &buckets[(bits >> 4 ^ bits >> 16) % BUCKETS];
}

static Block *find(const void *address)
{
    Block *block = *bucket_of(address);

    while (block != NULL && block->address != address)
        block = block->next;
    return block;
}

static void unlink_block(Block *block)
{
    Block **place = bucket_of(block->address);

    while (*place != block)
        place = &(*place)->next;
    *place = block->next;
}

/* Note a block that was made. One that is known by its address has gone past this layer. Without memory it stays
 * unknown. */
static void note(void *address, size_t size, Family family, const void *place)
{
    Block *block = (Block *)calloc(1, sizeof(*block)), *known;

    if (block == NULL)
        return;
    block->address = address;
    block->size = size;
    block->family = family;
    block->opened_at = place;
    debug_wait_for_lock();
    known = find(address);
    if (known != NULL && !known->given_back)
        unlink_block(known);
    else
        known = NULL;
    block->next = *bucket_of(address);
    *bucket_of(address) = block;
    debug_release_lock();
    free(known);
}

/* Take blocks out of the list, until it has few enough: a list of those. */
static Block *take_oldest(Kept *list)
{
    Block *taken = NULL, *block;

    while (list->n > KEPT_BLOCKS || list->bytes > KEPT_BYTES) {
        block = list->first;
        list->first = block->later;
        list->n--;
        list->bytes -= block->size;
        unlink_block(block);
        block->later = taken;
        taken = block;
    }
    if (list->first == NULL)
        list->last = NULL;
    return taken;
}

static void keep(Block *block, const void *place)
{
    Kept *list = &kept[block->family];

    block->given_back = 1;
    block->closed_at = place;
    block->later = NULL;
    if (list->last != NULL)
        list->last->later = block;
    else
        list->first = block;
    list->last = block;
    list->n++;
    list->bytes += block->size;
}

/* ---- reports ---- */

static const char *name_of(Family family)
{
    return family == RAW_MEMORY ? "HPyMem_RawMalloc" : "HPyMem_Malloc";
}

static int can_report(const DebugContext *c)
{
    return c->function != NULL && c->thread == DEBUG_THREAD() && !c->left;
}

static void report(DebugContext *c, const Block *block)
{
    DebugRecord record;

    if (!can_report(c))
        return;
    memset(&record, 0, sizeof(record));
    record.context = c;
    record.function = c->function;
    record.flags = DEBUG_MEMORY | (block->given_back ? 0u : DEBUG_IS_BUILDER);
    record.opened_at = block->opened_at;
    record.closed_at = block->closed_at;
    if (block->given_back)
        debug_report(c, DEBUG_WARNING, "wrong-free", &record, "%s: the memory was given back already",
                     debug_api_name(c->api));
    else
        debug_report(c, DEBUG_WARNING, "wrong-free", &record, "%s: the memory is of %s", debug_api_name(c->api),
                     name_of(block->family));
}

/* Whether a block may be given back or changed by the function: it is unknown, or all is right. What is wrong is
 * reported. The block goes into *known, or NULL; it is out of the table or, with 'freed_at', in the list of those
 * kept. */
static int take(DebugContext *c, const void *address, Family family, const void *freed_at, Block **known)
{
    Block *block, wrong;
    int is_wrong = 0;

    debug_wait_for_lock();
    block = find(address);
    if (block != NULL && (block->given_back || block->family != family)) {
        is_wrong = 1;
        wrong = *block;
    } else if (block != NULL && freed_at != NULL) {
        keep(block, freed_at);
    } else if (block != NULL) {
        unlink_block(block);
    }
    debug_release_lock();
    if (is_wrong)
        report(c, &wrong);
    *known = block;
    return !is_wrong;
}

/* ---- both families ---- */

static void *take_note(void *address, size_t size, Family family, const void *place)
{
    if (address != NULL)
        note(address, size, family, place);
    return address;
}

static void *resize(DebugContext *c, HPyContext *inner, void *p, size_t n, Family family, const void *place)
{
    Block *block = NULL;
    void *fresh;

    if (p != NULL && !take(c, p, family, NULL, &block))
        return NULL;
    fresh = family == RAW_MEMORY ? inner->ctx_Mem_RawRealloc(inner, p, n) : inner->ctx_Mem_Realloc(inner, p, n);
    if (fresh != NULL)
        note(fresh, n, family, place);
    else if (block != NULL)
        note(p, block->size, family, block->opened_at);
    free(block);
    return fresh;
}

static void give_back(DebugContext *c, HPyContext *inner, void *p, Family family, const void *place)
{
    Block *block, *next;

    if (p == NULL || !take(c, p, family, place, &block))
        return;
    if (block == NULL) {
        if (family == RAW_MEMORY)
            inner->ctx_Mem_RawFree(inner, p);
        else
            inner->ctx_Mem_Free(inner, p);
        return;
    }
    debug_wait_for_lock();
    block = take_oldest(&kept[family]);
    debug_release_lock();
    for (; block != NULL; block = next) {
        next = block->later;
        if (family == RAW_MEMORY)
            inner->ctx_Mem_RawFree(inner, block->address);
        else
            inner->ctx_Mem_Free(inner, block->address);
        free(block);
    }
}

/* ---- for threads that hold the interpreter ---- */

void *debug_Mem_Malloc(HPyContext *ctx, size_t n)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Mem_Malloc, LAYER_PLACE()))
        return NULL;
    return take_note(c->inner->ctx_Mem_Malloc(c->inner, n), n, OBJECT_MEMORY, c->place);
}

void *debug_Mem_Calloc(HPyContext *ctx, size_t count, size_t size)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Mem_Calloc, LAYER_PLACE()))
        return NULL;
    return take_note(c->inner->ctx_Mem_Calloc(c->inner, count, size), count * size, OBJECT_MEMORY, c->place);
}

void *debug_Mem_Realloc(HPyContext *ctx, void *p, size_t n)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Mem_Realloc, LAYER_PLACE()))
        return NULL;
    return resize(c, c->inner, p, n, OBJECT_MEMORY, c->place);
}

void debug_Mem_Free(HPyContext *ctx, void *p)
{
    DebugContext *c = debug_context(ctx);

    if (debug_enter(c, API_Mem_Free, LAYER_PLACE()))
        give_back(c, c->inner, p, OBJECT_MEMORY, c->place);
}

/* ---- for any thread ---- */

/* Where the call is one that can be reported, note what it is. Its place, which nobody passes on for a thread without
 * Python, may be that of a layer between. */
static DebugContext *enter_raw(HPyContext *ctx, int api, const void *place)
{
    DebugContext *c = debug_context(ctx);

    if (can_report(c))
        (void)debug_enter(c, api, place);
    return c;
}

void *debug_Mem_RawMalloc(HPyContext *ctx, size_t n)
{
    const void *place = LAYER_PLACE();
    HPyContext *inner = enter_raw(ctx, API_Mem_RawMalloc, place)->base->inner;

    return take_note(inner->ctx_Mem_RawMalloc(inner, n), n, RAW_MEMORY, place);
}

void *debug_Mem_RawCalloc(HPyContext *ctx, size_t count, size_t size)
{
    const void *place = LAYER_PLACE();
    HPyContext *inner = enter_raw(ctx, API_Mem_RawCalloc, place)->base->inner;

    return take_note(inner->ctx_Mem_RawCalloc(inner, count, size), count * size, RAW_MEMORY, place);
}

void *debug_Mem_RawRealloc(HPyContext *ctx, void *p, size_t n)
{
    const void *place = LAYER_PLACE();
    DebugContext *c = enter_raw(ctx, API_Mem_RawRealloc, place);

    return resize(c, c->base->inner, p, n, RAW_MEMORY, place);
}

void debug_Mem_RawFree(HPyContext *ctx, void *p)
{
    const void *place = LAYER_PLACE();
    DebugContext *c = enter_raw(ctx, API_Mem_RawFree, place);

    give_back(c, c->base->inner, p, RAW_MEMORY, place);
}
