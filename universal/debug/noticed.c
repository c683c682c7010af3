/* What was noticed where nothing can be reported: kept, and reported at the end of a call. */
#include "debug_os.h"
#include "describe.h"
#include "findings.h"
#include "noticed.h"

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
LayerCount debug_noticed; /* how many; more than MAX_NOTICED are counted only */

static void notice(const char *kind, int api, const void *place, const DebugRecord *record, const void *instruction)
{
    Noticed *n;
    int index = (int)LAYER_COUNT(&debug_noticed);

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

void debug_notice_use(const char *kind, const DebugRecord *record, const void *instruction)
{
    if (debug_current != NULL)
        notice(kind, debug_current->api, debug_current->place, record, instruction);
    else
        notice(kind, API_RETURN, NULL, record, instruction);
}

void debug_notice_call(int api, const void *place)
{
    notice("foreign-thread", api, place, NULL, NULL);
}

/* ---- reporting ---- */

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
    else if (debug_kind(n->record) == DEBUG_BUFFER && strcmp(n->kind, "memory-written") == 0)
        debug_report(c, DEBUG_WARNING, n->kind, n->record, "memory of a buffer for reading only was written to");
    else if (debug_kind(n->record) == DEBUG_BUFFER)
        debug_report(c, DEBUG_WARNING, n->kind, n->record, "memory of a buffer was used after the buffer was released");
    else if (strcmp(n->kind, "memory-written") == 0)
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "memory that the API returned for a handle was written to; it is for reading only");
    else if (debug_kind(n->record) == DEBUG_TEXT_VIEW)
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "the characters of a view were used after it was released");
    else if (debug_kind(n->record) == DEBUG_NUMBER_VIEW)
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "the numbers of a view were used after it was released");
    else if (debug_kind(n->record) >= DEBUG_LIST_BUILDER)
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "memory of a %s was used after it had moved, or the builder had ended",
                     debug_kind_name(debug_kind(n->record)));
    else
        debug_report(c, DEBUG_WARNING, n->kind, n->record,
                     "memory that the API returned for a handle was used after the handle was closed");
}

void debug_report_noticed(DebugContext *c)
{
    Noticed found[MAX_NOTICED];
    int i, n;

    debug_lock();
    n = debug_noticed < MAX_NOTICED ? (int)debug_noticed : MAX_NOTICED;
    memcpy(found, noticed, sizeof(found));
    debug_noticed = 0;
    debug_unlock();
    for (i = 0; i < n; i++)
        if (found[i].kind != NULL)
            report_one(c, &found[i]);
}
