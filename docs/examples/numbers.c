/* Operators on any objects, and an index that a sequence of C's takes as Python's do: what has __index__, counted from
 * the end if it is negative.
 *
 * run: assert mod.mean([1, 2]) == 1.5
 *      from fractions import Fraction
 *      assert mod.mean([Fraction(1, 2), Fraction(1, 4)]) == Fraction(3, 8)
 *      assert mod.digit(0) == 3 and mod.digit(-1) == 9
 */
#include "hpy.h"

/* The sum of a list's items: a new handle, or HPy_NULL. */
static HPy sum(HPyContext *ctx, HPy list, HPy_ssize_t n)
{
    HPy result = HPyLong_FromLong(ctx, 0);
    HPy_ssize_t i;

    for (i = 0; !HPy_IsNull(result) && i < n; i++) {
        HPy before = result, item = HPy_GetItem_i(ctx, list, i);
        result = HPy_IsNull(item) ? HPy_NULL : HPy_InPlaceAdd(ctx, before, item);
        HPy_Close(ctx, item);
        HPy_Close(ctx, before);
    }
    return result;
}

HPyDef_METH(mean, "mean", HPyFunc_O)
static HPy mean_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t n = HPy_Length(ctx, list);
    HPy h_sum = n < 0 ? HPy_NULL : sum(ctx, list, n), h_n = HPy_NULL, result = HPy_NULL;

    if (!HPy_IsNull(h_sum))
        h_n = HPyLong_FromSsize_t(ctx, n);
    if (!HPy_IsNull(h_n))
        result = HPy_TrueDivide(ctx, h_sum, h_n);
    HPy_Close(ctx, h_n);
    HPy_Close(ctx, h_sum);
    return result;
}

HPyDef_METH(digit_at, "digit", HPyFunc_O)
static HPy digit_at_impl(HPyContext *ctx, HPy self, HPy index)
{
    static const char digits[] = {3, 1, 4, 1, 5, 9};
    HPy_ssize_t n = sizeof(digits), i = HPyNumber_AsSsize_t(ctx, index, ctx->h_IndexError);

    if (i == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    if (i < 0)
        i += n;
    if (i < 0 || i >= n)
        return HPyErr_SetString(ctx, ctx->h_IndexError, "there are 6 digits");
    return HPyLong_FromLong(ctx, digits[i]);
}

static HPyDef *module_defines[] = {&mean, &digit_at, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(numbers, moduledef)
