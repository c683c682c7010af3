/* Takes every second item of an iterator, and a slice of numbers that exist nowhere but in the function.
 *
 * run: assert mod.halved(iter('abcde')) == ['a', 'c', 'e']
 *      assert mod.squares(slice(1, 10, 3), 6) == [1, 16]
 */
#include "hpy.h"

HPyDef_METH(halved, "halved", HPyFunc_O, .doc = "A list of every second item of an iterator.")
static HPy halved_impl(HPyContext *ctx, HPy self, HPy iterator)
{
    HPy item, result = HPyList_New(ctx, 0);
    int more = -1, wanted = 1, failed = HPy_IsNull(result);

    while (!failed && (more = HPyIter_NextItem(ctx, iterator, &item)) > 0) { /* 0 at the end, -1 for an exception */
        failed = wanted && HPyList_Append(ctx, result, item) < 0;
        wanted = !wanted;
        HPy_Close(ctx, item);
    }
    if (!failed && more == 0)
        return result;
    HPy_Close(ctx, result);
    return HPy_NULL;
}

HPyDef_METH(squares, "squares", HPyFunc_VARARGS, .doc = "The squares of 0 to n - 1 that a slice selects.")
static HPy squares_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy slice, result;
    HPy_ssize_t n, start, stop, step, count, i;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "On:squares", &slice, &n))
        return HPy_NULL;
    if (!HPySlice_Check(ctx, slice))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "squares() wants a slice");
    if (HPySlice_GetIndicesEx(ctx, slice, n, &start, &stop, &step, &count) < 0)
        return HPy_NULL;
    result = HPyList_New(ctx, count);
    for (i = 0; !HPy_IsNull(result) && i < count; i++, start += step) {
        HPy square = HPyLong_FromSsize_t(ctx, start * start);
        if (HPy_IsNull(square) || HPyList_SetItem(ctx, result, i, square) < 0) {
            HPy_Close(ctx, result);
            result = HPy_NULL;
        }
        HPy_Close(ctx, square);
    }
    return result;
}

static HPyDef *defines[] = {&halved, &squares, NULL};
static HPyModuleDef slices_and_iterators_def = {.doc = "Slices and iterators", .defines = defines};
HPy_MODINIT(slices_and_iterators, slices_and_iterators_def)
