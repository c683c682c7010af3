/* Memory that the API gives out: the text of strings and bytes, names of types.
 *
 * In debug mode the extension may get a copy, in pages of its own that can be read only, and after the handle was closed
 * not even that: a wrong use is noticed with the place of the instruction, is then let through, and is reported at the
 * end of the call. That costs system calls, so it is done for the first texts of a process and then for some of them;
 * with the option protect=all, for each.
 */
#include "debug.h"

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
static unsigned n_texts;

/* ---- what was noticed where nothing can be reported ---- */

#define MAX_NOTICED 16
#define MAX_FRAMES 24
typedef struct {
    const char *kind;
    int api;            /* the function of the API that was called last, perhaps the one that used the memory */
    const void *place;  /* of that call */
    HPyCFunction function;
    int n_frames;       /* from the instruction that used memory on */
    const void *frames[MAX_FRAMES];
    const DebugRecord *record; /* or NULL */
} Noticed;

static Noticed noticed[MAX_NOTICED];
volatile int debug_memory_noticed; /* how many; more than MAX_NOTICED are counted only */

static void notice(const char *kind, int api, const void *place, const DebugRecord *record, const void *instruction)
{
    Noticed *n;
    int index;
#if defined(_MSC_VER)
    index = (int)_InterlockedIncrement((volatile long *)&debug_memory_noticed) - 1;
#else
    index = __atomic_fetch_add(&debug_memory_noticed, 1, __ATOMIC_RELAXED);
#endif
    if (index >= MAX_NOTICED)
        return;
    n = &noticed[index];
    n->api = api;
    n->place = place;
    n->function = debug_current != NULL ? debug_current->function : NULL;
    n->n_frames = instruction != NULL ? debug_os_stack(instruction, n->frames, MAX_FRAMES) : 0;
    if (instruction != NULL && n->n_frames == 0)
        n->frames[n->n_frames++] = instruction;
    n->record = record;
    n->kind = kind;
}

void debug_notice(const char *kind, int api, const void *place)
{
    notice(kind, api, place, NULL, NULL);
}

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
            notice(region->is_closed ? "memory-after-close" : "memory-written",
                   debug_current != NULL ? debug_current->api : API_RETURN,
                   debug_current != NULL ? debug_current->place : NULL, region->record, instruction);
        region->is_noticed = 1;
        return 1;
    }
    return 0;
}

/* Whether both addresses lie in the same file. */
static int same_file(const void *a, const void *b)
{
    char path_a[1024], path_b[1024];
    const char *symbol;
    uintptr_t offset;

    return debug_os_locate(a, path_a, sizeof(path_a), &offset, &symbol)
           && debug_os_locate(b, path_b, sizeof(path_b), &offset, &symbol) && strcmp(path_a, path_b) == 0;
}

/* Say where memory was used: in the extension, which may have had it done by a library, or by a function of the API. */
static void set_place(DebugContext *c, const Noticed *n)
{
    const void *function = (const void *)(uintptr_t)n->function;
    int i = 0, j;

    c->api = API_RETURN;
    for (j = 0; j < n->n_frames; j++)
        if (n->frames[j] == n->place) /* the last call of the API had not returned */
            c->api = n->api;
    while (i < n->n_frames && !same_file(n->frames[i], function))
        i++;
    if (i == n->n_frames) /* nowhere in the extension, or not known */
        i = 0;
    c->place = n->n_frames == 0 ? NULL : i == 0 ? (const char *)n->frames[0] + 1 : n->frames[i];
}

static void report_one(DebugContext *c, const Noticed *n)
{
    c->place = n->place;
    c->api = n->api;
    if (n->record != NULL)
        set_place(c, n);
    if (n->record == NULL)
        debug_report(c, DEBUG_WARNING, n->kind, NULL,
                     "%s: called from a thread that does not hold Python's thread state", debug_api_name(n->api));
    else if (strcmp(n->kind, "memory-written") == 0)
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "memory that the API returned for a handle was written to; it is for reading only");
    else
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "memory that the API returned for a handle was used after the handle was closed");
}

void debug_report_memory(DebugContext *c)
{
    Noticed found[MAX_NOTICED];
    int i, n;

    debug_lock();
    n = debug_memory_noticed < MAX_NOTICED ? debug_memory_noticed : MAX_NOTICED;
    memcpy(found, noticed, sizeof(found));
    debug_memory_noticed = 0;
    debug_unlock();
    for (i = 0; i < n; i++)
        if (found[i].kind != NULL)
            report_one(c, &found[i]);
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

/* A region with a copy of the bytes; 0 when there is none to be had. */
static uint32_t open_region(DebugRecord *record, const char *data, size_t size)
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
    memcpy(pages, data, size);
    (void)debug_os_protect(pages, size, DEBUG_PAGES_READ); /* failing, less is noticed */
    regions[i].pages = pages;
    regions[i].size = size;
    regions[i].is_closed = regions[i].is_noticed = 0;
    regions[i].record = record;
    return i;
}

static int is_wanted(size_t size)
{
    unsigned n = n_texts++;

    if (debug_state.protect == DEBUG_PROTECT_SAMPLE)
        return size <= LARGEST_COPY && (n < ALWAYS_FIRST || n % THEN_EVERY == 0);
    return debug_state.protect == DEBUG_PROTECT_ALL;
}

static void make_copy(const DebugContext *c, DebugRecord *record, const char *data, size_t size)
{
    DebugExtra *extra = debug_extra(record);

    if (extra == NULL || extra->memory != NULL)
        return;
    extra->region = open_region(record, data, size);
    if (extra->region == 0)
        return;
    extra->memory = regions[extra->region].pages;
    extra->size = size;
    extra->original = data;
    extra->given_at = c->place;
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

/* Give back the memory of records that were closed long ago, until what is kept is within the limit. */
static void limit_closed_memory(void)
{
    uint32_t n, position = debug_next_position(); /* from there on, those that were opened first */

    for (n = 0; n < debug_state.ring_end && debug_state.closed_memory > debug_state.max_closed_memory; n++, position++) {
        DebugRecord *record = debug_record(debug_ring_index(position % debug_state.ring_end));
        if (record->extra != NULL && debug_is_closed(record))
            debug_memory_freed(record);
    }
}

void debug_memory_closed(DebugRecord *record)
{
    DebugExtra *extra = record->extra;

    regions[extra->region].is_closed = 1;
    (void)debug_os_protect(extra->memory, extra->size, DEBUG_PAGES_FORBIDDEN);
    debug_state.closed_memory += extra->size;
    limit_closed_memory();
}

void debug_memory_freed(DebugRecord *record)
{
    DebugExtra *extra = record->extra;
    Region *region = &regions[extra->region];

    if (extra->memory == NULL)
        return;
    debug_state.closed_memory -= extra->size;
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
