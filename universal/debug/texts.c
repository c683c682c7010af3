/* Texts by kind: views of strings, each of which is a record, and strings that are made with a known maximum. */
#include <stdio.h>

#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "regions.h"
#include "views.h"

/* ---- views ---- */

/* What the record of an open view has in the place of an inner handle. */
typedef struct {
    HPyUnicodeView inner;
    DHPy owner; /* the extension's handle, which must be open until the end */
} View;

static const HPyUnicodeView no_view = {NULL, 0, 1, 0, 0};

int debug_Unicode_Acquire(HPyContext *ctx, HPy str, HPyUnicodeView *view)
{
    DebugContext *c = debug_context(ctx);
    HPyUnicodeView given;
    View content;
    HPy inner;

    if (view != NULL)
        *view = no_view;
    if (!debug_enter(c, API_Unicode_Acquire, LAYER_PLACE()) || !debug_unwrap(c, debug_in(str), &inner, 1)
            || (view == NULL && !debug_refuse_null_pointer(c, 2)))
        return -1;
    if (HPyUnicode_Acquire(c->inner, inner, &given) < 0) {
        debug_failed(c);
        return -1;
    }
    *view = given;
    content.inner = given;
    content.owner = debug_in(str);
    view->internal = debug_open_view(c, DEBUG_TEXT_VIEW, &content, sizeof(content));
    if (view->internal == 0) {
        HPyUnicode_Release(c->inner, &given);
        *view = no_view;
        return -1;
    }
    if (given.length > 0)
        view->data = debug_give_out(c, debug_find_builder(view->internal), (const char *)given.data,
                                    (size_t)given.length * (size_t)given.kind);
    return 0;
}

static void check_owner(DebugContext *c, DHPy owner)
{
    const DebugRecord *record = debug_find(owner);

    if (record->bits != owner._i)
        debug_report(c, DEBUG_WARNING, "use-after-close", debug_age(record, owner._i) == 1 ? record : NULL,
                     "%s: the handle of the str was closed before its view", debug_api_name(c->api));
}

void debug_Unicode_Release(HPyContext *ctx, HPyUnicodeView *view)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;
    View *content;

    if (!debug_enter(c, API_Unicode_Release, LAYER_PLACE()) || (view == NULL && !debug_refuse_null_pointer(c, 0)))
        return;
    record = view->internal != 0 ? debug_check_view(c, view->internal, DEBUG_TEXT_VIEW) : NULL;
    if (record == NULL)
        return;
    content = (View *)record->inner._i;
    check_owner(c, content->owner);
    debug_hand_over(c, record);
    HPyUnicode_Release(c->inner, &content->inner);
    free(content);
}

/* ---- a known maximum ---- */

static HPy_UCS4 largest(int kind, const void *data, HPy_ssize_t size)
{
    HPy_UCS4 result = 0;
    HPy_ssize_t i;

    for (i = 0; i < size; i++) {
        HPy_UCS4 c = kind == 1 ? ((const uint8_t *)data)[i]
                     : kind == 2 ? ((const uint16_t *)data)[i] : ((const HPy_UCS4 *)data)[i];
        if (c > result)
            result = c;
    }
    return result;
}

/* The number up to which a host may take characters for those of one kind. */
static HPy_UCS4 rounded(HPy_UCS4 maxchar)
{
    return maxchar < 0x80 ? 0x7F : maxchar < 0x100 ? 0xFF : maxchar < 0x10000 ? 0xFFFF : 0x10FFFF;
}

static int check_maximum(DebugContext *c, int kind, const void *data, HPy_ssize_t size, HPy_UCS4 maxchar)
{
    HPy_UCS4 found;
    char range[80];

    if (data == NULL || size <= 0 || (kind != 1 && kind != 2 && kind != 4))
        return 1;
    found = largest(kind, data, size);
    if (found <= 0x10FFFF && (rounded(found) == rounded(maxchar) || maxchar > 0x10FFFF))
        return 1;
    snprintf(range, sizeof(range), "the largest character, %lu, or what that is rounded up to", (unsigned long)found);
    return debug_refuse_number(c, (HPy_ssize_t)maxchar, range, 4);
}

HPy debug_Unicode_FromKindAndMaxChar(HPyContext *ctx, int kind, const void *data, HPy_ssize_t size, HPy_UCS4 maxchar)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_Unicode_FromKindAndMaxChar, LAYER_PLACE())
            || (data == NULL && size != 0 && !debug_refuse_null_pointer(c, 2))
            || !check_maximum(c, kind, data, size, maxchar))
        return HPy_NULL;
    return debug_out(debug_wrap_result(c, HPyUnicode_FromKindAndMaxChar(c->inner, kind, data, size, maxchar)));
}
