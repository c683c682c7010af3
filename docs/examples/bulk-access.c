/* Many numbers in one call: a sum of integers, a hundred at a time, that leaves large ones to Python; and the
 * largest number, which is looked for where the object keeps its numbers.
 *
 * run: assert mod.sum([1, 2, True]) == 4 and mod.sum([1, 2**70, 5]) == 2**70 + 6
 *      from array import array
 *      assert mod.largest(array("d", [1, 6, 2])) == mod.largest([1, 6, 2]) == 6.0
 */
#include "hpy.h"

/* The general way: builtins.sum of the same. */
static HPy sum_of_any(HPyContext *ctx, HPy seq)
{
    HPy h_sum = HPy_GetItem_s(ctx, ctx->h_Builtins, "sum");
    HPy result = HPy_IsNull(h_sum) ? HPy_NULL : HPy_Call(ctx, h_sum, &seq, 1, HPy_NULL);

    HPy_Close(ctx, h_sum);
    return result;
}

HPyDef_METH(sum, "sum", HPyFunc_O)
static HPy sum_impl(HPyContext *ctx, HPy self, HPy seq)
{
    int64_t numbers[100], total = 0;
    HPy_ssize_t i, n, done = 0;

    do {
        n = HPySequence_ReadInt64(ctx, seq, done, 100, numbers);
        if (n < 0)
            return HPy_NULL;
        for (i = 0; i < n; i++) {
            if (numbers[i] < INT32_MIN || numbers[i] > INT32_MAX) /* so that no sum is too large */
                return sum_of_any(ctx, seq);
            total += numbers[i];
        }
        done += n;
    } while (n == 100);
    if (done < HPy_Length(ctx, seq)) /* the next item did not fit */
        return sum_of_any(ctx, seq);
    return HPyLong_FromInt64_t(ctx, total);
}

HPyDef_METH(largest, "largest", HPyFunc_O)
static HPy largest_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view;
    int found = HPyNumberView_Acquire(ctx, seq, 'd', &view);
    const double *numbers = (const double *)view.data;
    HPy_ssize_t i, best = 0;
    HPy result;

    if (found < 0)
        return HPy_NULL;
    if (found == 0 || view.length == 0) {
        HPyNumberView_Release(ctx, &view);
        return HPyErr_SetString(ctx, ctx->h_ValueError, "largest() wants real numbers");
    }
    for (i = 1; i < view.length; i++)
        best = numbers[i] > numbers[best] ? i : best;
    result = HPyFloat_FromDouble(ctx, numbers[best]);
    HPyNumberView_Release(ctx, &view);
    return result;
}

static HPyDef *module_defines[] = {&sum, &largest, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(bulk_access, moduledef)
