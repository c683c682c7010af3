/* List builders and tuple builders, and what trackers have in common with them. */
#include "builders.h"
#include "checks.h"
#include "describe.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "hooks.h"

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

/* A builder or tracker that is not what the call needs. The hook of HPy 0.9 stands in for the report of a closed
 * one. */
static int refuse(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    const DebugRecord *record = debug_find_builder(bits);
    int was_closed = record != NULL && debug_is_closed(record) && debug_kind(record) == kind
                     && debug_age(record, bits) == 1;

    if (was_closed && debug_call_hook(c, 1))
        return 0;
    if (kind == DEBUG_TRACKER)
        return debug_report(c, DEBUG_ERROR, was_closed ? "tracker-after-close" : "invalid-handle",
                            was_closed ? record : NULL,
                            was_closed ? "%s: the tracker was closed" : "%s: this is no tracker",
                            debug_api_name(c->api));
    if (!was_closed)
        return debug_report(c, DEBUG_ERROR, "invalid-handle", NULL, "%s: this is no %s, or an old one",
                            debug_api_name(c->api), debug_kind_name(kind));
    return debug_report(c, DEBUG_ERROR, "builder-after-build", record,
                        "%s: the %s was built or cancelled before (Invalid usage of already closed builder)",
                        debug_api_name(c->api), debug_kind_name(kind));
}

/* What Build returns without a builder: MemoryError for one that had failed, or was reported to a hook. */
static HPy no_builder(DebugContext *c)
{
    if (!HPyErr_Occurred(c->inner)) {
        debug_no_memory(c);
    }
    return HPy_NULL;
}

DebugRecord *debug_check_builder(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    DebugRecord *record = debug_find_open_builder(bits);

    if (record != NULL && debug_kind(record) == kind)
        return record;
    refuse(c, bits, kind);
    return NULL;
}

DebugRecord *debug_check_builder_at(DebugContext *c, const intptr_t *bits, DebugRecordKind kind)
{
    DebugRecord *record = bits != NULL ? debug_find_open_builder(*bits) : NULL;

    if (record != NULL && debug_kind(record) == kind)
        return record;
    if (bits == NULL)
        debug_refuse_null_pointer(c, 1);
    else if (*bits == 0 && c->starved)
        no_builder(c);
    else if (!c->caused_pending || !HPyErr_Occurred(c->inner)) /* it goes on after a call that was reported */
        refuse(c, *bits, kind);
    return NULL;
}

/* The inner builder and item for a Set; 0 when there is nothing to set. */
static int prepare_set(DebugContext *c, intptr_t bits, DebugRecordKind kind, HPy_ssize_t index, HPy item,
                       HPy *inner_item, intptr_t *inner)
{
    DebugRecord *record = bits != 0 ? debug_check_builder(c, bits, kind) : NULL;

    if (record == NULL || !debug_unwrap_nullable(c, debug_in(item), inner_item, 3))
        return 0;
    if (record->extra != NULL && (index < 0 || index >= record->extra->items)) {
        debug_report(c, DEBUG_WARNING, "builder-index", record,
                     "%s: index %zd is not in the builder, which has room for %zd",
                     debug_api_name(c->api), (size_t)index, (size_t)record->extra->items);
        return 0;
    }
    *inner = record->inner._i;
    return 1;
}

/* The inner builder, whose record is closed; 0 when the builder failed, or is none: that was reported. */
static intptr_t end_builder(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    DebugRecord *record = bits != 0 ? debug_check_builder(c, bits, kind) : NULL;
    intptr_t inner;

    if (record == NULL)
        return 0;
    inner = record->inner._i;
    debug_hand_over(c, record);
    return inner;
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
        if (!debug_enter_cleaning(c, API_##NAME##_Build, LAYER_PLACE())) \
            return HPy_NULL; \
        inner.FIELD = end_builder(c, builder.FIELD, KIND); \
        return inner.FIELD == 0 ? no_builder(c) : debug_out(debug_wrap_result(c, HPy##NAME##_Build(c->inner, inner))); \
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
