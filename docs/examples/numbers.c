/* Calculates with numbers of any kind, as the operators of Python do.
 *
 * run: assert mod.polynomial([1, 2, 3], 10) == 321
 *      from fractions import Fraction
 *      assert mod.polynomial([0, 0, 1], Fraction(1, 2)) == Fraction(1, 4)
 *      items = [1]
 *      assert mod.add_to(items, [2]) is items and items == [1, 2]
 */
#include "hpy.h"

/* result * x + items[i], a new handle; 'result' is closed, and may be HPy_NULL after an error. */
static HPy one_step(HPyContext *ctx, HPy result, HPy x, HPy items, HPy_ssize_t i)
{
    HPy product = HPy_IsNull(result) ? HPy_NULL : HPy_Multiply(ctx, result, x);
    HPy item = HPy_IsNull(product) ? HPy_NULL : HPy_GetItem_i(ctx, items, i);
    HPy sum = HPy_IsNull(item) ? HPy_NULL : HPy_Add(ctx, product, item);

    HPy_Close(ctx, result);
    HPy_Close(ctx, product);
    HPy_Close(ctx, item);
    return sum;
}

HPyDef_METH(polynomial, "polynomial", HPyFunc_VARARGS,
            .doc = "polynomial(factors, x, /)\n--\n\nfactors[0] + factors[1] * x + factors[2] * x**2 + ...")
static HPy polynomial_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy factors, x, result;
    HPy_ssize_t i;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:polynomial", &factors, &x))
        return HPy_NULL;
    i = HPy_Length(ctx, factors);
    if (i < 0)
        return HPy_NULL;
    result = HPyLong_FromLong(ctx, 0);
    while (i-- > 0)
        result = one_step(ctx, result, x, factors, i);
    return result;
}

HPyDef_METH(add_to, "add_to", HPyFunc_VARARGS, .doc = "add_to(target, more, /)\n--\n\ntarget += more; the result.")
static HPy add_to_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy target, more;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:add_to", &target, &more))
        return HPy_NULL;
    return HPy_InPlaceAdd(ctx, target, more); /* of a list: the list itself, longer */
}

static HPyDef *defines[] = {&polynomial, &add_to, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(numbers, module)
