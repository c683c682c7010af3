/* The stacks of records.
 *
 * A return address is all that is recorded of most handles. Where it lies in a helper that is linked into the
 * extension, such as HPy_BuildValue, the author wants to know who called; and walking the stack for each handle costs
 * too much. So it is done for the first few at each place, separately for each function of the extension.
 */
#include "debug_os.h"
#include "stacks.h"

/* ---- places that have had enough ---- */

#define ENOUGH 8
#define NEAR 8 /* entries that are looked at */

uintptr_t debug_known_places[DEBUG_PLACES];

static struct {
    uintptr_t key; /* 0: free; never used for another */
    unsigned times;
} counts[DEBUG_PLACES]; /* written under the lock */

/* Whether the place has had enough, with this handle counted. */
static int has_enough(uintptr_t key)
{
    size_t i;

    for (i = 0; i < NEAR; i++) {
        size_t n = (DEBUG_PLACE_INDEX(key) + i) % DEBUG_PLACES;
        if (counts[n].key != 0 && counts[n].key != key)
            continue;
        counts[n].key = key;
        return counts[n].times++ >= ENOUGH;
    }
    return 1; /* too many places: there is no room for this one */
}

/* Whether the handle that is opened shall have a stack, as it is one of the first at its place. */
static int wants_stack(const DebugContext *c)
{
    uintptr_t key = debug_place_key(c);
    int enough;

    debug_lock();
    enough = debug_is_known_place(c) || has_enough(key);
    if (enough)
        debug_known_places[DEBUG_PLACE_INDEX(key)] = key;
    debug_unlock();
    return !enough;
}

/* ---- recording ---- */

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
                                 : extra_with_room(record, debug_options.stack > 1 ? DEBUG_MAX_FRAMES : 0);
}

void debug_record_stack(DebugRecord *record, const void *place, int closing)
{
    DebugExtra *extra = record->extra;

    if (extra == NULL)
        extra = debug_extra(record);
    if (extra == NULL || extra->room < DEBUG_MAX_FRAMES)
        return;
    if (closing)
        extra->n_closed = (unsigned char)debug_os_stack(place, extra->frames + DEBUG_MAX_FRAMES, debug_options.stack);
    else
        extra->n_opened = (unsigned char)debug_os_stack(place, extra->frames, debug_options.stack);
}

void debug_record_callers(const DebugContext *c, DebugRecord *record)
{
    if (c->place == NULL || !wants_stack(c) || extra_with_room(record, DEBUG_FEW_FRAMES) == NULL)
        return;
    record->extra->n_opened = (unsigned char)debug_os_stack(c->place, record->extra->frames, DEBUG_FEW_FRAMES);
}
