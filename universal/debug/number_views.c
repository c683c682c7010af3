/* Views of numbers, each of which is a record. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "regions.h"

static const HPyNumberView no_view = {NULL, 0, 0};

/* The size of the numbers of a format; 0 for an unknown one. */
static size_t size_of(char format)
{
    switch (format) {
    case 'b': case 'B': return 1;
    case 'h': case 'H': return 2;
    case 'i': case 'I': case 'f': return 4;
    case 'q': case 'Q': case 'd': return 8;
    default: return 0;
    }
}

static int check_format(DebugContext *c, char format)
{
    if (size_of(format) != 0)
        return 1;
    return debug_report(c, DEBUG_ERROR, "out-of-range", NULL,
                        "HPyNumberView_Acquire: argument 2 is '%c' (%d), and must be one of the letters bBhHiIqQfd",
                        format > ' ' && format < 0x7f ? format : '?', format);
}

/* A record for a view that the inner context gave: the bits, or 0 with MemoryError. */
static intptr_t open_view(DebugContext *c, const HPyNumberView *inner)
{
    HPyNumberView *kept = (HPyNumberView *)malloc(sizeof(*kept));
    HPy content;
    intptr_t bits;

    if (kept == NULL) {
        debug_no_memory(c);
        return 0;
    }
    *kept = *inner;
    content._i = (intptr_t)kept;
    bits = debug_open(c, DEBUG_NUMBER_VIEW, content);
    if (bits == 0)
        free(kept);
    return bits;
}

int debug_NumberView_Acquire(HPyContext *ctx, HPy seq, char format, HPyNumberView *view)
{
    DebugContext *c = debug_context(ctx);
    HPyNumberView given;
    HPy inner;
    int found;

    if (view != NULL)
        *view = no_view;
    if (!debug_enter(c, API_NumberView_Acquire, LAYER_PLACE()) || !debug_unwrap(c, debug_in(seq), &inner, 1)
            || !check_format(c, format))
        return -1;
    if (view == NULL) {
        debug_refuse_null_pointer(c, 3);
        return -1;
    }
    found = HPyNumberView_Acquire(c->inner, inner, format, &given);
    if (found < 0)
        debug_failed(c);
    if (found <= 0)
        return found;
    *view = given;
    view->internal = open_view(c, &given);
    if (view->internal == 0) {
        HPyNumberView_Release(c->inner, &given);
        *view = no_view;
        return -1;
    }
    if (given.length > 0)
        view->data = debug_give_out(c, debug_find_builder(view->internal), (const char *)given.data,
                                    (size_t)given.length * size_of(format));
    return 1;
}

/* The record of an open view; NULL, which was reported. */
static DebugRecord *check_view(DebugContext *c, intptr_t bits)
{
    DebugRecord *record = debug_find_builder(bits);
    int is_view = record != NULL && debug_kind(record) == DEBUG_NUMBER_VIEW;

    if (is_view && record == debug_find_open_builder(bits))
        return record;
    if (is_view && debug_is_closed(record) && debug_age(record, bits) == 1)
        debug_report(c, DEBUG_WARNING, "view-after-release", record, "%s: the view was released before",
                     debug_api_name(c->api));
    else
        debug_report(c, DEBUG_WARNING, "invalid-handle", NULL, "%s: this is no view of numbers, or an old one",
                     debug_api_name(c->api));
    return NULL;
}

void debug_NumberView_Release(HPyContext *ctx, HPyNumberView *view)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    HPyNumberView *kept;

    if (!debug_enter(c, API_NumberView_Release, LAYER_PLACE()))
        return;
    if (view == NULL) {
        debug_refuse_null_pointer(c, 0);
        return;
    }
    record = view->internal != 0 ? check_view(c, view->internal) : NULL;
    if (record == NULL)
        return;
    kept = (HPyNumberView *)record->inner._i;
    debug_hand_over(c, record);
    HPyNumberView_Release(c->inner, kept);
    free(kept);
    view->data = NULL; /* its bits stay, and tell when it is released again */
    view->length = 0;
}
