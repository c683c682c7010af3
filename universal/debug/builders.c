/* List builders, tuple builders and trackers: each is a record, so that use after the end and a missing end show. */
#include "debug.h"
#include "generated/prototypes.h"

/* ---- builders ---- */

static const char *what_is(DebugRecordKind kind)
{
    return kind == DEBUG_LIST_BUILDER ? "list builder" : kind == DEBUG_TUPLE_BUILDER ? "tuple builder" : "tracker";
}

/* The bits of a new builder; those of a failed one stay 0. */
static intptr_t open_builder(DebugContext *c, DebugRecordKind kind, intptr_t inner, HPy_ssize_t size)
{
    HPy content;
    intptr_t bits;
    DebugExtra *extra;

    content._i = inner;
    if (inner == 0)
        return 0;
    bits = debug_open(c, kind, content);
    extra = bits != 0 ? debug_extra(debug_find_builder(bits)) : NULL;
    if (extra != NULL)
        extra->items = size;
    return bits;
}

/* A builder or tracker that is not what the call needs. The hook of HPy 0.9 stands in for the report of a closed one. */
static int refuse(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    const DebugRecord *record = debug_find_builder(bits);
    int was_closed = record != NULL && debug_is_closed(record) && debug_kind(record) == kind
                     && debug_age(record, bits) == 1;

    if (was_closed && debug_call_hook(c, 1))
        return 0;
    if (kind == DEBUG_TRACKER)
        return debug_report(c, DEBUG_ERROR, was_closed ? "tracker-after-close" : "invalid-handle",
                            was_closed ? record : NULL, was_closed ? "%s: the tracker was closed" : "%s: this is no tracker",
                            debug_api_name(c->api));
    if (!was_closed)
        return debug_report(c, DEBUG_ERROR, "invalid-handle", NULL, "%s: this is no %s, or an old one",
                            debug_api_name(c->api), what_is(kind));
    return debug_report(c, DEBUG_ERROR, "builder-after-build", record,
                        "%s: the %s was built or cancelled before (Invalid usage of already closed builder)",
                        debug_api_name(c->api), what_is(kind));
}

/* The open record of a builder or tracker, or NULL, which was reported. */
static DebugRecord *find(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    DebugRecord *record = debug_find_open_builder(bits);

    if (record != NULL && debug_kind(record) == kind)
        return record;
    refuse(c, bits, kind);
    return NULL;
}

/* The inner builder and item for a Set; 0 when there is nothing to set. */
static int prepare_set(DebugContext *c, intptr_t bits, DebugRecordKind kind, HPy_ssize_t index, HPy item,
                       HPy *inner_item, intptr_t *inner)
{
    DebugRecord *record = bits != 0 ? find(c, bits, kind) : NULL;

    if (record == NULL || !debug_unwrap_nullable(c, item, inner_item, 3))
        return 0;
    if (record->extra != NULL && (index < 0 || index >= record->extra->items)) {
        debug_report(c, DEBUG_WARNING, "builder-index", record, "%s: index %zd is not in the builder, which has room for %zd",
                     debug_api_name(c->api), (size_t)index, (size_t)record->extra->items);
        return 0;
    }
    *inner = record->inner._i;
    return 1;
}

/* The inner builder, whose record is closed; 0 when the builder failed, or is none: that was reported. */
static intptr_t end_builder(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    DebugRecord *record = bits != 0 ? find(c, bits, kind) : NULL;
    intptr_t inner;

    if (record == NULL)
        return 0;
    inner = record->inner._i;
    debug_retire(c, bits);
    return inner;
}

/* What Build returns without a builder: MemoryError for one that had failed, or was reported to a hook. */
static HPy no_builder(DebugContext *c)
{
    if (!HPyErr_Occurred(c->inner)) {
        HPyErr_NoMemory(c->inner);
        debug_failed(c);
    }
    return HPy_NULL;
}

#define BUILDER(NAME, KIND, FIELD) \
    HPy##NAME debug_##NAME##_New(HPyContext *ctx, HPy_ssize_t size) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy##NAME builder = {0}; \
        \
        if (debug_enter(c, API_##NAME##_New, LAYER_PLACE())) \
            builder.FIELD = open_builder(c, KIND, HPy##NAME##_New(c->inner, size).FIELD, size); \
        return builder; \
    } \
    \
    void debug_##NAME##_Set(HPyContext *ctx, HPy##NAME builder, HPy_ssize_t index, HPy h_item) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy##NAME inner; \
        HPy item; \
        \
        if (debug_enter(c, API_##NAME##_Set, LAYER_PLACE()) \
                && prepare_set(c, builder.FIELD, KIND, index, h_item, &item, &inner.FIELD)) \
            HPy##NAME##_Set(c->inner, inner, index, item); \
    } \
    \
    HPy debug_##NAME##_Build(HPyContext *ctx, HPy##NAME builder) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy##NAME inner; \
        \
        debug_note_call(c, API_##NAME##_Build, LAYER_PLACE()); \
        if (c->guard != DEBUG_THREAD() && !c->pending && !debug_attend(c)) \
            return HPy_NULL; \
        inner.FIELD = end_builder(c, builder.FIELD, KIND); \
        return inner.FIELD == 0 ? no_builder(c) : debug_wrap_result(c, HPy##NAME##_Build(c->inner, inner)); \
    } \
    \
    void debug_##NAME##_Cancel(HPyContext *ctx, HPy##NAME builder) \
    { \
        DebugContext *c = debug_context(ctx); \
        HPy##NAME inner; \
        \
        if (!debug_enter(c, API_##NAME##_Cancel, LAYER_PLACE())) \
            return; \
        inner.FIELD = end_builder(c, builder.FIELD, KIND); \
        if (inner.FIELD != 0) \
            HPy##NAME##_Cancel(c->inner, inner); \
    }

BUILDER(ListBuilder, DEBUG_LIST_BUILDER, _lst)
BUILDER(TupleBuilder, DEBUG_TUPLE_BUILDER, _tup)

/* ---- trackers: lists of handles of this layer ---- */

typedef struct {
    size_t length, capacity;
    HPy *handles;
} Tracker;

static Tracker *content(const DebugRecord *record)
{
    return (Tracker *)record->inner._i;
}

static int grow(Tracker *tracker, size_t capacity)
{
    HPy *handles = capacity > (size_t)-1 / sizeof(HPy) ? NULL
                   : (HPy *)realloc(tracker->handles, capacity * sizeof(HPy));

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
            owned->flags |= DEBUG_TRACKED;
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
    if (tracker != NULL && grow(tracker, (size > 0 ? (size_t)size : 0) + 1)) {
        inner._i = (intptr_t)tracker;
        ht._i = debug_open(c, DEBUG_TRACKER, inner);
    }
    if (ht._i == 0) {
        if (tracker != NULL)
            free(tracker->handles);
        free(tracker);
        HPyErr_NoMemory(c->inner);
        debug_failed(c);
    }
    return ht;
}

/* There is always a free place: when growing fails, the handle is tracked all the same. */
int debug_Tracker_Add(HPyContext *ctx, HPyTracker ht, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    Tracker *tracker;
    HPy inner;

    debug_note_call(c, API_Tracker_Add, LAYER_PLACE());
    if (c->guard != DEBUG_THREAD() && !c->pending && !debug_attend(c))
        return -1;
    record = find(c, ht._i, DEBUG_TRACKER);
    if (record == NULL || !debug_unwrap_nullable(c, h, &inner, 2))
        return -1;
    tracker = content(record);
    if (tracker->length < tracker->capacity)
        tracker->handles[tracker->length++] = h;
    if (tracker->length == tracker->capacity && !grow(tracker, tracker->capacity * 2 + 1)) {
        HPyErr_NoMemory(c->inner);
        debug_failed(c);
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
    record = find(c, ht._i, DEBUG_TRACKER);
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
    record = find(c, ht._i, DEBUG_TRACKER);
    if (record == NULL)
        return;
    tracker = content(record);
    debug_retire(c, ht._i);
    for (i = 0; i < tracker->length; i++) {
        c->place = place;
        if (!HPy_IsNull(tracker->handles[i]))
            debug_close_checked(c, tracker->handles[i]);
    }
    free(tracker->handles);
    free(tracker);
}
