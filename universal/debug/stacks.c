/* Which places of an extension have opened enough handles with a stack.
 *
 * A return address is all that is recorded of most handles. Where it lies in a helper that is linked into the extension,
 * such as HPy_BuildValue, the author wants to know who called; and walking the stack for each handle costs too much. So
 * it is done for the first few at each place, separately for each function of the extension.
 */
#include "debug.h"

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

int debug_wants_stack(const DebugContext *c)
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
