/* What the benchmark measures of walks over containers: how many floats in dicts, lists, tuples, pairs and iterators
 * are above a limit, as an author writes it with HPy. The twin is walks_native.c. */
#include <hpy.h>

#define BLOCK 32   /* items that a call gives at once */
#define TIMES 1000 /* as LOOPS in rows.py */

#define LIMIT 500.0

/* Count the item if it is above the limit: 0, or -1 with an exception. */
static inline int add(HPyContext *ctx, HPy item, size_t *above)
{
    double value = HPyFloat_AsDouble(ctx, item);

    if (value == -1.0 && HPyErr_Occurred(ctx))
        return -1;
    *above += value > LIMIT;
    return 0;
}

/* The method NAME with one argument, 'arg', gives the number that the block counts; the block says "goto error" when
 * it fails. */
#define WALK(NAME, ...) \
    HPyDef_METH(NAME, #NAME, HPyFunc_O) \
    static HPy NAME##_impl(HPyContext *ctx, HPy self, HPy arg) \
    { \
        size_t above = 0; \
        \
        (void)self; \
        __VA_ARGS__ \
        return HPyLong_FromSize_t(ctx, above); \
    error: \
        return HPy_NULL; \
    }

WALK(dict_block, {
    HPy keys[BLOCK], values[BLOCK];
    HPy_ssize_t pos = 0, count, i, size;
    int failed = 0;

    while (!failed && (count = HPyDict_NextItems(ctx, arg, &pos, keys, values, BLOCK)) > 0) {
        for (i = 0; i < count; i++) {
            if (!failed)
                failed = HPyUnicode_AsUTF8AndSize(ctx, keys[i], &size) == NULL || add(ctx, values[i], &above) < 0;
            HPy_Close(ctx, keys[i]);
            HPy_Close(ctx, values[i]);
        }
    }
    if (failed)
        goto error;
    if (count < 0)
        goto error;
})

WALK(dict_single, {
    HPy key, value;
    HPy_ssize_t pos = 0, size;
    int failed, more;

    while ((more = HPyDict_Next(ctx, arg, &pos, &key, &value)) > 0) {
        failed = HPyUnicode_AsUTF8AndSize(ctx, key, &size) == NULL || add(ctx, value, &above) < 0;
        HPy_Close(ctx, key);
        HPy_Close(ctx, value);
        if (failed)
            goto error;
    }
    if (more < 0)
        goto error;
})

/* arg: a list or tuple */
WALK(sequence_block, {
    HPy items[BLOCK];
    HPy_ssize_t start, count, i;

    for (start = 0; (count = HPySequence_GetItems(ctx, arg, start, BLOCK, items)) > 0; start += count) {
        for (i = 0; i < count; i++) {
            if (add(ctx, items[i], &above) < 0)
                break;
        }
        HPy_CloseArray(ctx, items, count);
        if (i < count)
            goto error;
    }
    if (count < 0)
        goto error;
})

WALK(list_single, {
    HPy_ssize_t size = HPyList_Size(ctx, arg);

    for (HPy_ssize_t i = 0; i < size; i++) {
        HPy item = HPyList_GetItem(ctx, arg, i);
        int failed = HPy_IsNull(item) || add(ctx, item, &above) < 0;

        HPy_Close(ctx, item);
        if (failed)
            goto error;
    }
})

/* arg: a pair of floats, which is taken apart TIMES times */
WALK(unpack, {
    for (int i = 0; i < TIMES; i++) {
        HPy pair[2];
        HPy_ssize_t count = HPySequence_Unpack(ctx, arg, pair, 2);
        int failed = 1;

        if (count == 2)
            failed = add(ctx, pair[0], &above) < 0 || add(ctx, pair[1], &above) < 0;
        else if (count >= 0)
            HPyErr_Format(ctx, ctx->h_ValueError, "a pair has 2 items, not %zd", count);
        HPy_CloseArray(ctx, pair, 2);
        if (failed)
            goto error;
    }
})

WALK(iterate, {
    HPy item;
    HPy iterator = HPy_GetIter(ctx, arg);
    int more = 0;
    int failed = 0;

    if (HPy_IsNull(iterator))
        goto error;
    while (!failed && (more = HPyIter_NextItem(ctx, iterator, &item)) > 0) {
        failed = add(ctx, item, &above) < 0;
        HPy_Close(ctx, item);
    }
    HPy_Close(ctx, iterator);
    if (failed || more < 0)
        goto error;
})

static HPyDef *walks_defines[] = {
    &dict_block, &dict_single, &sequence_block, &list_single, &unpack, &iterate, NULL,
};

static HPyModuleDef walks_def = {.doc = "Walks, for measuring", .defines = walks_defines};

HPy_MODINIT(walks, walks_def)
