/* Handles for the arguments of a call into the extension. */
#include "arguments.h"
#include "findings.h"
#include "regions.h"

/* ---- the context's records ---- */

int debug_make_arguments(DebugContext *c)
{
    uint32_t i;

    debug_lock();
    c->argument_records = debug_take_fixed_row(DEBUG_ROOM);
    for (i = 0; i < DEBUG_ROOM && c->argument_records != NULL; i++) {
        c->argument_records[i].context = c;
        c->argument_records[i].flags = DEBUG_ARGUMENT;
    }
    debug_unlock();
    return c->argument_records != NULL;
}

/* Whether it is one of them. */
static int is_own_argument(const DebugContext *c, const DebugRecord *record)
{
    return record >= c->argument_records && record < c->argument_records + DEBUG_ROOM;
}

void debug_close_full_argument(DebugContext *c, DHPy dh)
{
    DebugRecord *record = debug_record_of(dh);

    if (!is_own_argument(c, record)) {
        debug_hand_over(c, record);
        return;
    }
    if (debug_keep_duplicate(c, record))
        record->flags |= DEBUG_KEEPS;
    record->closed_at = c->place;
    record->bits = debug_closed_bits(record->bits);
    if (record->extra != NULL && record->extra->memory != NULL) {
        debug_lock();
        debug_memory_closed(record);
        debug_unlock();
    }
}

/* ---- arguments in an array ---- */

/* Close item 'n' of the array, where 'dh' stands now. 0: that is not the handle that was put there. */
static int close_item(DebugContext *c, size_t n, DHPy dh)
{
    const DebugRecord *record;
    DHPy given;

    if (DEBUG_FIRST_ITEM + n < DEBUG_ROOM) {
        given._i = c->argument_records[DEBUG_FIRST_ITEM + n].bits;
        if ((given._i & 1) == 0) /* HPy_NULL was given */
            return debug_is_null(dh);
        debug_close_argument(c, DEBUG_FIRST_ITEM + n, given);
        return given._i == dh._i;
    }
    record = debug_find_open(dh);
    if (record == NULL || record->context != c || debug_kind(record) != DEBUG_ARGUMENT)
        return 0;
    debug_close_argument(c, DEBUG_FIRST_ITEM + n, dh);
    return 1;
}

/* There was no memory for the handle of item 'n': the function cannot be called. */
static _HPy_COLD HPy *give_up_arguments(DebugContext *c, const HPy *given, size_t n)
{
    while (n-- > 0)
        (void)close_item(c, n, debug_in(given[n]));
    return NULL;
}

HPy *debug_open_arguments(DebugContext *c, const HPy *inner, size_t n)
{
    HPy *given = c->room;
    size_t i;

    if (n > DEBUG_ROOM) {
        given = (HPy *)realloc(c->arguments, n * sizeof(HPy));
        if (given == NULL) {
            HPyErr_NoMemory(c->inner);
            return NULL;
        }
        c->arguments = given;
    }
    for (i = 0; i < n; i++) {
        given[i] = debug_out(debug_open_argument(c, DEBUG_FIRST_ITEM + i, inner[i]));
        if (!LAYER_LIKELY(!HPy_IsNull(given[i]) || HPy_IsNull(inner[i])))
            return give_up_arguments(c, given, i);
    }
    return given;
}

void debug_close_arguments(DebugContext *c, const HPy *given, size_t n)
{
    int same = 1;

    while (n-- > 0)
        same &= close_item(c, n, debug_in(given[n]));
    if (LAYER_LIKELY(same))
        return;
    c->place = NULL;
    c->api = API_RETURN;
    debug_report(c, DEBUG_WARNING, "memory-written", NULL,
                 "the function wrote to its array of arguments, which is the caller's");
}
