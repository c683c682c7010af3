/* Memory that the API gives out: the text of strings and bytes, names of types, and that of builders.
 *
 * In debug mode the extension may get a copy, in pages of its own that can be read only, and after the handle was
 * closed not even that: a wrong use is noticed with the place of the instruction, is then let through, and is reported
 * at the end of the call. What a builder gives may be written up to its end. That costs system calls, so it is done for
 * the first texts of a process and then for some of them; with the option protect=all, for each.
 */
#include "debug_os.h"
#include "noticed.h"
#include "regions.h"
#include "stacks.h"

#define N_REGIONS 1024
#define ALWAYS_FIRST 256   /* texts that all get pages */
#define THEN_EVERY 256
#define LARGEST_COPY 65536 /* larger ones cost too much to copy, unless all are wanted */
#define LARGEST_KEPT 4096  /* pages for so many bytes are used again, without asking the system for others */

/* Pages of a copy. Read by the handler of a signal, so nothing here moves. */
typedef struct {
    char *pages; /* NULL: none */
    size_t size;
    DebugRecord *record; /* NULL: free */
    int is_closed;
    int is_noticed;
} Region;

static Region regions[N_REGIONS]; /* [0] is not used; written under the lock */
static uint64_t n_texts;

static size_t closed_memory; /* bytes whose owners are closed */

/* ---- wrong use ---- */

/* Called when memory was used against its protection: let it happen, once. */
static int notice_use(const char *address, const void *instruction)
{
    int i;

    for (i = 1; i < N_REGIONS; i++) {
        Region *region = &regions[i];
        if (region->record == NULL || address < region->pages || address >= region->pages + region->size)
            continue;
        if (!debug_os_protect(region->pages, region->size, DEBUG_PAGES_WRITE))
            return 0; /* it would happen again for ever */
        if (!region->is_noticed)
            debug_notice_use(region->is_closed ? "memory-after-close" : "memory-written", region->record, instruction);
        region->is_noticed = 1;
        return 1;
    }
    return 0;
}

/* ---- copies ---- */

/* Pages that can be written, those of the free region if it has some that are large enough; NULL: no memory. */
static char *pages_for(Region *region, size_t size)
{
    char *pages = region->pages;

    if (pages != NULL && size <= LARGEST_KEPT && debug_os_protect(pages, size, DEBUG_PAGES_WRITE))
        return pages;
    if (pages != NULL)
        debug_os_free_pages(pages, region->size);
    region->pages = NULL;
    return debug_os_pages(size);
}

/* A region that can be written; 0 when there is none to be had. */
static uint32_t open_region(DebugRecord *record, size_t size)
{
    uint32_t i = 1;
    char *pages;

    if (debug_os_watch(notice_use) < 0)
        return 0;
    while (i < N_REGIONS && regions[i].record != NULL)
        i++;
    pages = i < N_REGIONS ? pages_for(&regions[i], size) : NULL;
    if (pages == NULL)
        return 0;
    regions[i].pages = pages;
    regions[i].size = size;
    regions[i].is_closed = regions[i].is_noticed = 0;
    regions[i].record = record;
    return i;
}

static int is_wanted(size_t size)
{
    uint64_t n = LAYER_ADD(&n_texts, 1);

    if (debug_options.protect == DEBUG_PROTECT_SAMPLE)
        return size <= LARGEST_COPY && (n < ALWAYS_FIRST || n % THEN_EVERY == 0);
    return debug_options.protect == DEBUG_PROTECT_ALL;
}

/* Pages that are the record's from now on; NULL when it has some, or there are none to be had. */
static char *open_memory(const DebugContext *c, DebugRecord *record, size_t size)
{
    DebugExtra *extra = debug_extra(record);

    if (extra == NULL || extra->memory != NULL)
        return NULL;
    extra->region = open_region(record, size);
    if (extra->region == 0)
        return NULL;
    extra->memory = regions[extra->region].pages;
    extra->size = size;
    extra->given_at = c->place;
    return extra->memory;
}

static void make_copy(const DebugContext *c, DebugRecord *record, const char *data, size_t size)
{
    char *pages = open_memory(c, record, size);

    if (pages == NULL)
        return;
    memcpy(pages, data, size);
    (void)debug_os_protect(pages, size, DEBUG_PAGES_READ); /* failing, less is noticed */
    record->extra->original = data;
}

const char *debug_give_out(DebugContext *c, DebugRecord *record, const char *data, size_t size)
{
    const DebugExtra *extra;

    if (record == NULL || debug_is_closed(record))
        return data;
    extra = record->extra;
    if (extra == NULL || extra->memory == NULL) {
        if (!is_wanted(size))
            return data;
        debug_lock();
        make_copy(c, record, data, size);
        debug_unlock();
        extra = record->extra;
    }
    return extra != NULL && extra->original == data ? extra->memory : data;
}

/* The record is closed, and its memory is part of what is kept of closed ones. */
const char *debug_forbid(DebugContext *c, DebugRecord *record, const char *data, size_t size)
{
    DebugExtra *extra = record->extra;

    if (extra == NULL || size > LARGEST_COPY || !is_wanted(size))
        return data;
    debug_lock();
    extra->region = open_region(record, size);
    if (extra->region != 0) {
        regions[extra->region].is_closed = 1;
        (void)debug_os_protect(regions[extra->region].pages, size, DEBUG_PAGES_FORBIDDEN); /* or notice less */
        extra->memory = regions[extra->region].pages;
        extra->size = size;
        extra->original = data;
        extra->given_at = c->place;
        closed_memory += size;
    }
    debug_unlock();
    return extra->region != 0 ? extra->memory : data;
}

char *debug_give_to_write(DebugContext *c, DebugRecord *record, size_t size)
{
    char *pages = NULL;

    if (!is_wanted(size))
        return NULL;
    debug_lock();
    pages = open_memory(c, record, size);
    debug_unlock();
    return pages;
}

void debug_memory_moved(const DebugRecord *record)
{
    const DebugExtra *extra = record->extra;

    debug_lock();
    regions[extra->region].is_closed = 1;
    (void)debug_os_protect(extra->memory, extra->size, DEBUG_PAGES_FORBIDDEN);
    debug_unlock();
}

/* ---- the end of their owners ---- */

/* Give back the memory of records that were closed long ago, until what is kept is within the limit. */
static void limit_closed_memory(void)
{
    uint32_t n, position = debug_next_position(); /* from there on, those that were opened first */

    for (n = 0; n < debug_table.ring_end && closed_memory > debug_options.max_closed_memory; n++, position++) {
        DebugRecord *record = debug_record(debug_ring_index(position % debug_table.ring_end));
        if (record->extra != NULL && debug_is_closed(record))
            debug_memory_freed(record);
    }
}

void debug_memory_closed(DebugRecord *record)
{
    DebugExtra *extra = record->extra;

    regions[extra->region].is_closed = 1;
    (void)debug_os_protect(extra->memory, extra->size, DEBUG_PAGES_FORBIDDEN);
    closed_memory += extra->size;
    limit_closed_memory();
}

void debug_memory_freed(DebugRecord *record)
{
    DebugExtra *extra = record->extra;
    Region *region = &regions[extra->region];

    if (extra->memory == NULL)
        return;
    closed_memory -= extra->size;
    region->record = NULL;
    if (region->size <= LARGEST_KEPT) {
        if (!region->is_closed || region->is_noticed)
            (void)debug_os_protect(region->pages, region->size, DEBUG_PAGES_FORBIDDEN);
    } else {
        debug_os_free_pages(region->pages, region->size);
        region->pages = NULL;
    }
    extra->memory = NULL;
    extra->original = NULL;
    extra->region = 0;
}
