/* Reads the numbers of a list, one item after the other, and makes a sorted copy without those that come again.
 *
 * run: assert mod.mean([1.0, 2, 3.0]) == 2.0
 *      assert mod.distinct([3, 1, 3, 2]) == [1, 2, 3]
 */
#include "hpy.h"

HPyDef_METH(mean, "mean", HPyFunc_O, .doc = "The mean of the numbers in a list.")
static HPy mean_impl(HPyContext *ctx, HPy self, HPy list)
{
    double sum = 0;
    HPy_ssize_t i, n = HPyList_Size(ctx, list);

    if (n < 0)
        return HPy_NULL;
    for (i = 0; i < n; i++) { /* should the list get shorter, there will be an IndexError */
        HPy item = HPyList_GetItem(ctx, list, i);
        double value = HPy_IsNull(item) ? -1.0 : HPyFloat_AsDouble(ctx, item);
        HPy_Close(ctx, item);
        if (value == -1.0 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        sum += value;
    }
    return HPyFloat_FromDouble(ctx, n == 0 ? 0.0 : sum / (double)n);
}

HPyDef_METH(distinct, "distinct", HPyFunc_O, .doc = "A sorted list of the different items of an iterable.")
static HPy distinct_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy set = HPySet_New(ctx, iterable);
    HPy list = HPy_IsNull(set) ? HPy_NULL : HPySequence_List(ctx, set);

    HPy_Close(ctx, set);
    if (HPy_IsNull(list) || HPyList_Sort(ctx, list) == 0)
        return list;
    HPy_Close(ctx, list);
    return HPy_NULL;
}

static HPyDef *defines[] = {&mean, &distinct, NULL};
static HPyModuleDef lists_def = {.doc = "Lists", .defines = defines};
HPy_MODINIT(lists, lists_def)
