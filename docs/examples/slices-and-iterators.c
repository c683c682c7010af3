/* Walks over any iterable, and takes slices from their parts.
 *
 * run: assert mod.total(range(5)) == 10
 *      assert mod.halves([1, 2, 3, 4, 5]) == ([1, 2], [3, 4, 5])
 *      assert mod.indices(slice(None, None, -2), 5) == (4, -1, 3)
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_O, .doc = "total(iterable, /)\n--\n\nThe sum of its integers.")
static HPy total_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy iterator = HPy_GetIter(ctx, iterable), item;
    long sum = 0;

    if (HPy_IsNull(iterator))
        return HPy_NULL;
    while (!HPy_IsNull(item = HPyIter_Next(ctx, iterator))) {
        long n = HPyLong_AsLong(ctx, item);
        HPy_Close(ctx, item);
        if (n == -1 && HPyErr_Occurred(ctx))
            break;
        sum += n;
    }
    HPy_Close(ctx, iterator);
    if (HPyErr_Occurred(ctx)) /* of the iterator or of an item; the end has none */
        return HPy_NULL;
    return HPyLong_FromLong(ctx, sum);
}

HPyDef_METH(halves, "halves", HPyFunc_O, .doc = "halves(sequence, /)\n--\n\nIts first half and the other one.")
static HPy halves_impl(HPyContext *ctx, HPy self, HPy sequence)
{
    HPy_ssize_t n = HPy_Length(ctx, sequence);
    HPy first, second, result;

    if (n < 0)
        return HPy_NULL;
    first = HPy_GetSlice(ctx, sequence, 0, n / 2);
    second = HPy_IsNull(first) ? HPy_NULL : HPy_GetSlice(ctx, sequence, n / 2, n);
    result = HPy_IsNull(second) ? HPy_NULL : HPyTuple_Pack(ctx, 2, first, second);
    HPy_Close(ctx, first);
    HPy_Close(ctx, second);
    return result;
}

/* What an HPy_mp_subscript does with a slice. */
HPyDef_METH(indices, "indices", HPyFunc_VARARGS, .doc = "indices(slice, length, /)\n--\n\nStart, stop, and how many.")
static HPy indices_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy slice;
    HPy_ssize_t length, start, stop, step, n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "On:indices", &slice, &length))
        return HPy_NULL;
    if (!HPy_TypeCheck(ctx, slice, ctx->h_SliceType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "a slice is wanted");
        return HPy_NULL;
    }
    if (HPySlice_Unpack(ctx, slice, &start, &stop, &step) < 0)
        return HPy_NULL;
    n = HPySlice_AdjustIndices(ctx, length, &start, &stop, step);
    return HPy_BuildValue(ctx, "nnn", start, stop, n);
}

static HPyDef *defines[] = {&total, &halves, &indices, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(slices_and_iterators, module)
