/* Functions that fill an array of the extension's with handles, or read one, to make or walk containers. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"

/* ---- arrays that are filled ---- */

/* Make the extension's handles of the inner ones, in place. 0 without memory for one of them, which is then HPy_NULL:
 * it is closed. */
static int wrap_items(DebugContext *c, HPy *items, HPy_ssize_t n)
{
    HPy_ssize_t i;
    int complete = 1;

    for (i = 0; items != NULL && i < n; i++) {
        HPy inner = items[i];
        items[i] = debug_out(debug_wrap_if_any(c, inner));
        complete &= HPy_IsNull(inner) || !HPy_IsNull(items[i]);
    }
    return complete;
}

/* Take back what wrap_items() has made, since it could not make all. */
static void close_items(DebugContext *c, HPy *items, HPy_ssize_t n)
{
    HPy_ssize_t i;

    for (i = 0; items != NULL && i < n; i++) {
        if (!HPy_IsNull(items[i]))
            debug_close_given(c, debug_in(items[i]));
        items[i] = HPy_NULL;
    }
}

HPy_ssize_t debug_Dict_NextItems(HPyContext *ctx, HPy dict, HPy_ssize_t *pos, HPy *keys, HPy *values, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    int complete;

    if (!debug_enter(c, API_Dict_NextItems, LAYER_PLACE()) || !debug_unwrap(c, debug_in(dict), &inner, 1)
            || !debug_expect(c, inner, c->inner->h_DictType, "a dict", 1)
            || (pos == NULL && !debug_refuse_null_pointer(c, 2))
            || (n <= 0 && !debug_refuse_number(c, n, "1 or more", 5)))
        return -1;
    n = c->inner->ctx_Dict_NextItems(c->inner, inner, pos, keys, values, n);
    if (n < 0) {
        debug_failed(c);
        return -1;
    }
    complete = wrap_items(c, keys, n);
    complete &= wrap_items(c, values, n);
    if (complete)
        return n;
    close_items(c, keys, n);
    close_items(c, values, n);
    return -1;
}

HPy_ssize_t debug_Sequence_GetItems(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t n, HPy *items)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (!debug_enter(c, API_Sequence_GetItems, LAYER_PLACE()) || !debug_unwrap(c, debug_in(seq), &inner, 1)
            || !debug_expect_items(c, inner, start, n, 1)
            || (items == NULL && n != 0 && !debug_refuse_null_pointer(c, 4)))
        return -1;
    n = HPySequence_GetItems(c->inner, inner, start, n, items);
    if (n < 0) {
        debug_failed(c);
        return -1;
    }
    if (wrap_items(c, items, n))
        return n;
    close_items(c, items, n);
    return -1;
}

HPy_ssize_t debug_Sequence_Unpack(HPyContext *ctx, HPy seq, HPy *items, HPy_ssize_t max)
{
    DebugContext *c = debug_context(ctx);
    HPy_ssize_t i, n;
    HPy inner;

    for (i = 0; items != NULL && i < max; i++)
        items[i] = HPy_NULL;
    if (!debug_enter(c, API_Sequence_Unpack, LAYER_PLACE()) || !debug_unwrap(c, debug_in(seq), &inner, 1)
            || (max < 0 && !debug_refuse_number(c, max, "0 or more", 3))
            || (items == NULL && max != 0 && !debug_refuse_null_pointer(c, 2)))
        return -1;
    n = HPySequence_Unpack(c->inner, inner, items, max);
    if (n < 0)
        debug_failed(c);
    if (wrap_items(c, items, max))
        return n;
    close_items(c, items, max);
    return -1;
}
