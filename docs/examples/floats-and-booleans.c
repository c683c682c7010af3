/* Takes numbers as C doubles, and answers with a float or a truth value.
 *
 * run: assert mod.distance(3, 4.0) == 5.0
 *      assert mod.near(0.1 + 0.2, 0.3) is True and mod.near(1, 2) is False
 *      try: mod.distance("3", 4)
 *      except TypeError: pass
 *      else: raise AssertionError
 */
#include "hpy.h"

/* Two numbers: 0, or -1 with an exception. */
static int two_numbers(HPyContext *ctx, const HPy *args, size_t nargs, double *a, double *b)
{
    if (nargs != 2) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "two numbers are wanted");
        return -1;
    }
    *a = HPyFloat_AsDouble(ctx, args[0]); /* of an int, and of what has __float__, too */
    if (*a == -1.0 && HPyErr_Occurred(ctx))
        return -1;
    *b = HPyFloat_AsDouble(ctx, args[1]);
    return *b == -1.0 && HPyErr_Occurred(ctx) ? -1 : 0;
}

/* The root by Newton's way, so that the binary needs no library of mathematics. */
static double root(double square)
{
    double x = square > 1 ? square : 1;
    int i;

    for (i = 0; i < 100 && square > 0; i++)
        x = (x + square / x) / 2;
    return square > 0 ? x : 0;
}

HPyDef_METH(distance, "distance", HPyFunc_VARARGS, .doc = "distance(x, y, /)\n--\n\nFrom the origin to (x, y).")
static HPy distance_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    double x, y;

    if (two_numbers(ctx, args, nargs, &x, &y) < 0)
        return HPy_NULL;
    return HPyFloat_FromDouble(ctx, root(x * x + y * y));
}

HPyDef_METH(near_each_other, "near", HPyFunc_VARARGS, .doc = "near(a, b, /)\n--\n\nWhether they are almost the same.")
static HPy near_each_other_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    double a, b;

    if (two_numbers(ctx, args, nargs, &a, &b) < 0)
        return HPy_NULL;
    return HPyBool_FromBool(ctx, a - b < 1e-9 && b - a < 1e-9);
}

static HPyDef *defines[] = {&distance, &near_each_other, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(floats_and_booleans, module)
