/* HPyTracker: a growing list of handles that are closed together. CPython-ABI extensions and hpy.universal have it. */
#include "runtime.h"

typedef struct {
    HPy_ssize_t capacity; /* at least length + 1, unless growing failed */
    HPy_ssize_t length;
    HPy *handles; /* 'inline_items', or a block of its own once the list has grown */
    HPy inline_items[];
} Tracker;

#define MAX_CAPACITY ((HPy_ssize_t)((HPY_SSIZE_T_MAX - sizeof(Tracker)) / sizeof(HPy)))

static Tracker *tracker_of(HPyTracker ht)
{
    return (Tracker *)ht._i;
}

/* Make room for at least one more handle: 0, or -1 without an exception. */
static int make_room(Tracker *tracker)
{
    HPy_ssize_t capacity;
    HPy *old = tracker->handles == tracker->inline_items ? NULL : tracker->handles;
    HPy *handles;

    if (tracker->capacity > MAX_CAPACITY / 2)
        return -1;
    capacity = tracker->capacity * 2 + 2;
    handles = (HPy *)realloc(old, (size_t)capacity * sizeof(HPy));
    if (handles == NULL)
        return -1;
    if (old == NULL)
        memcpy(handles, tracker->inline_items, (size_t)tracker->length * sizeof(HPy));
    tracker->handles = handles;
    tracker->capacity = capacity;
    return 0;
}

HPyAPI_IMPL HPyTracker ctx_Tracker_New(HPyContext *ctx, HPy_ssize_t size)
{
    HPyTracker ht = {0};
    HPy_ssize_t capacity = size > 0 ? size : 0;
    Tracker *tracker = NULL;

    if (capacity < MAX_CAPACITY) {
        capacity++; /* the spare place */
        tracker = (Tracker *)malloc(sizeof(Tracker) + (size_t)capacity * sizeof(HPy));
    }
    if (tracker == NULL) {
        HPyErr_NoMemory(ctx);
        return ht;
    }
    tracker->capacity = capacity;
    tracker->length = 0;
    tracker->handles = tracker->inline_items;
    ht._i = (intptr_t)tracker;
    return ht;
}

/* The handle goes into the spare place before the list grows: when that fails, it is tracked all the same. */
HPyAPI_IMPL int ctx_Tracker_Add(HPyContext *ctx, HPyTracker ht, HPy h)
{
    Tracker *tracker = tracker_of(ht);

    if (tracker->length == tracker->capacity && make_room(tracker) < 0) {
        HPy_Close(ctx, h); /* the caller went on after a failure: no place left, but the handle is still ours */
        HPyErr_NoMemory(ctx);
        return -1;
    }
    tracker->handles[tracker->length++] = h;
    if (tracker->length == tracker->capacity && make_room(tracker) < 0) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    return 0;
}

HPyAPI_IMPL void ctx_Tracker_ForgetAll(HPyContext *ctx, HPyTracker ht)
{
    (void)ctx;
    tracker_of(ht)->length = 0;
}

HPyAPI_IMPL void ctx_Tracker_Close(HPyContext *ctx, HPyTracker ht)
{
    Tracker *tracker = tracker_of(ht);
    HPy_ssize_t i;

    if (tracker == NULL)
        return;
    for (i = 0; i < tracker->length; i++)
        HPy_Close(ctx, tracker->handles[i]);
    if (tracker->handles != tracker->inline_items)
        free(tracker->handles);
    free(tracker);
}
