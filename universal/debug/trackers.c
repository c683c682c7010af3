/* Trackers: lists of handles of this layer. */
#include "builders.h"
#include "checks.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "trackers.h"

typedef struct {
    size_t length, capacity;
    DHPy *handles;
} Tracker;

static Tracker *content(const DebugRecord *record)
{
    return (Tracker *)record->inner._i;
}

/* Whether there is memory for that many. */
static int reserve(Tracker *tracker, size_t capacity)
{
    DHPy *handles = capacity > (size_t)-1 / sizeof(DHPy) ? NULL
                   : (DHPy *)realloc(tracker->handles, capacity * sizeof(DHPy));

    if (handles == NULL)
        return 0;
    tracker->handles = handles;
    tracker->capacity = capacity;
    return 1;
}

void debug_mark_tracked(DebugRecord *record)
{
    const Tracker *tracker = content(record);
    size_t i;

    for (i = 0; i < tracker->length; i++) {
        DebugRecord *owned = debug_find_open(tracker->handles[i]);
        if (owned != NULL && debug_kind(owned) == DEBUG_HANDLE)
            debug_mark(owned, DEBUG_TRACKED);
    }
}

HPyTracker debug_Tracker_New(HPyContext *ctx, HPy_ssize_t size)
{
    DebugContext *c = debug_context(ctx);
    HPyTracker ht = {0};
    HPy inner;
    Tracker *tracker;

    if (!debug_enter(c, API_Tracker_New, LAYER_PLACE()))
        return ht;
    tracker = (Tracker *)calloc(1, sizeof(*tracker));
    if (tracker != NULL && reserve(tracker, (size > 0 ? (size_t)size : 0) + 1)) {
        inner._i = (intptr_t)tracker;
        ht._i = debug_open(c, DEBUG_TRACKER, inner);
    }
    if (ht._i == 0) {
        if (tracker != NULL)
            free(tracker->handles);
        free(tracker);
        debug_no_memory(c);
    }
    return ht;
}

/* There is always a free place: when there is no memory for more, the handle is tracked all the same. */
int debug_Tracker_Add(HPyContext *ctx, HPyTracker ht, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    Tracker *tracker;
    HPy inner;

    if (!debug_enter_cleaning(c, API_Tracker_Add, LAYER_PLACE()))
        return -1;
    record = debug_check_builder(c, ht._i, DEBUG_TRACKER);
    if (record == NULL || !debug_unwrap_nullable(c, debug_in(h), &inner, 2))
        return -1;
    tracker = content(record);
    if (tracker->length < tracker->capacity)
        tracker->handles[tracker->length++] = debug_in(h);
    if (tracker->length == tracker->capacity && !reserve(tracker, tracker->capacity * 2 + 1)) {
        debug_no_memory(c);
        return -1;
    }
    return 0;
}

void debug_Tracker_ForgetAll(HPyContext *ctx, HPyTracker ht)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (!debug_enter(c, API_Tracker_ForgetAll, LAYER_PLACE()))
        return;
    record = debug_check_builder(c, ht._i, DEBUG_TRACKER);
    if (record != NULL)
        content(record)->length = 0;
}

void debug_Tracker_Close(HPyContext *ctx, HPyTracker ht)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    const void *place;
    Tracker *tracker;
    size_t i;

    if (ht._i == 0 || !debug_enter(c, API_Tracker_Close, LAYER_PLACE()))
        return;
    place = c->place;
    record = debug_check_builder(c, ht._i, DEBUG_TRACKER);
    if (record == NULL)
        return;
    tracker = content(record);
    debug_hand_over(c, record);
    for (i = 0; i < tracker->length; i++) {
        c->place = place;
        if (!debug_is_null(tracker->handles[i]))
            debug_close_given(c, tracker->handles[i]);
    }
    free(tracker->handles);
    free(tracker);
}
