/* Walks that end early, results that are not wanted, look-ups that find nothing, and too many items for an array.
 *
 * run: d = {i: str(i) for i in range(40)}
 *      assert mod.find(d, '20') == 20 and mod.find(d, 'x') is None
 *      assert mod.first_true([0] * 20 + [5, 6]) == 5 and mod.first_true(()) is None
 *      assert [mod.ends(x) for x in ('ab', (1, 2), [1, 2], iter([1]), range(9), [], 'abc')] == [2, 2, 2, 1, 3, 0, 3]
 *      assert mod.quiet({'a': 1}, 'a') == 3 and mod.quiet({}, 'a') == 2 and mod.quiet({'b': 1}, 'a') == 2
 * minor: 2
 */
#include "hpy.h"

/* The key of a value: all of a block is closed before the end. */
HPyDef_METH(find, "find", HPyFunc_VARARGS)
static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy keys[16], values[16], result = HPy_NULL;
    HPy_ssize_t pos = 0, i, n;

    while (HPy_IsNull(result) && (n = HPyDict_NextItems(ctx, args[0], &pos, keys, values, 16)) > 0) {
        for (i = 0; i < n && HPy_IsNull(result); i++)
            if (HPy_RichCompareBool(ctx, values[i], args[1], HPy_EQ) == 1)
                result = HPy_Dup(ctx, keys[i]);
        HPy_CloseArray(ctx, keys, n);
        HPy_CloseArray(ctx, values, n);
    }
    return HPy_IsNull(result) ? HPy_Dup(ctx, ctx->h_None) : result;
}

/* The item that is found goes to the caller, the others are closed. */
HPyDef_METH(first_true, "first_true", HPyFunc_O)
static HPy first_true_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPy items[8], found;
    HPy_ssize_t start, i, n;

    for (start = 0; (n = HPySequence_GetItems(ctx, seq, start, 8, items)) > 0; start += n) {
        for (i = 0; i < n; i++)
            if (HPy_IsTrue(ctx, items[i]) == 1)
                break;
        found = i < n ? items[i] : HPy_NULL;
        if (i < n)
            items[i] = HPy_NULL;
        HPy_CloseArray(ctx, items, n);
        if (!HPy_IsNull(found))
            return found;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

/* Fewer items than places, and more. */
HPyDef_METH(ends, "ends", HPyFunc_O)
static HPy ends_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPy pair[2];
    HPy_ssize_t n = HPySequence_Unpack(ctx, seq, pair, 2);

    HPy_CloseArray(ctx, pair, 2);
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n > 2 ? 3 : n);
}

/* Results that are not wanted, or not there. */
HPyDef_METH(quiet, "quiet", HPyFunc_VARARGS)
static HPy quiet_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t pos = 0;
    long seen = 0;
    HPy absent;
    int n = HPyDict_SetDefault(ctx, args[0], args[1], ctx->h_None, NULL);

    while (HPyDict_Next(ctx, args[0], &pos, NULL, NULL) == 1)
        seen++;
    if (n < 0 || HPyDict_Pop(ctx, args[0], args[1], NULL) != 1)
        return HPy_NULL;
    if (HPyDict_GetItem(ctx, args[0], args[1], &absent) != 0 || !HPy_IsNull(absent))
        return HPy_NULL;
    HPy_Close(ctx, absent);
    return HPyLong_FromLong(ctx, n + (seen > 0 ? 2 : 0));
}

static HPyDef *module_defines[] = {&find, &first_true, &ends, &quiet, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
