/* What the benchmark measures of bulk access: sums of many numbers, and lists that are made of an array.
 * numbers_native.c has each function over Python.h under the same name; a change here is a change there. */
#include "hpy.h"

#define COUNT 1000

static int64_t integers[COUNT];
static double reals[COUNT];

HPyDef_METH(sum_ints, "sum_ints", HPyFunc_O)
static HPy sum_ints_impl(HPyContext *ctx, HPy self, HPy list)
{
    int64_t total = 0, numbers[256];
    HPy_ssize_t i, n, done = 0;

    (void)self;
    do {
        n = HPySequence_ReadInt64(ctx, list, done, 256, numbers);
        for (i = 0; i < n; i++)
            total += numbers[i];
        done += n;
    } while (n == 256);
    if (n < 0)
        return HPy_NULL;
    if (done < HPy_Length(ctx, list))
        return HPyErr_SetString(ctx, ctx->h_OverflowError, "integers of 64 bits are wanted");
    return HPyLong_FromInt64_t(ctx, total);
}

HPyDef_METH(sum_floats, "sum_floats", HPyFunc_O)
static HPy sum_floats_impl(HPyContext *ctx, HPy self, HPy list)
{
    double total = 0.0, numbers[256];
    HPy_ssize_t i, n, done = 0;

    (void)self;
    do {
        n = HPySequence_ReadDouble(ctx, list, done, 256, numbers);
        for (i = 0; i < n; i++)
            total += numbers[i];
        done += n;
    } while (n == 256);
    if (n < 0)
        return HPy_NULL;
    if (done < HPy_Length(ctx, list))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "real numbers are wanted");
    return HPyFloat_FromDouble(ctx, total);
}

HPyDef_METH(sum_array, "sum_array", HPyFunc_O)
static HPy sum_array_impl(HPyContext *ctx, HPy self, HPy array)
{
    HPyNumberView view;
    const double *numbers;
    double total = 0.0;
    HPy_ssize_t i;

    (void)self;
    if (HPyNumberView_Acquire(ctx, array, 'd', &view) < 0)
        return HPy_NULL;
    numbers = (const double *)view.data;
    for (i = 0; i < view.length; i++)
        total += numbers[i];
    HPyNumberView_Release(ctx, &view);
    return HPyFloat_FromDouble(ctx, total);
}

HPyDef_METH(list_of_ints, "list_of_ints", HPyFunc_NOARGS)
static HPy list_of_ints_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyList_FromInt64Array(ctx, integers, COUNT);
}

HPyDef_METH(list_of_floats, "list_of_floats", HPyFunc_NOARGS)
static HPy list_of_floats_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyList_FromDoubleArray(ctx, reals, COUNT);
}

HPyDef_SLOT(numbers_exec, HPy_mod_exec)
static int numbers_exec_impl(HPyContext *ctx, HPy module)
{
    (void)ctx;
    (void)module;
    for (int i = 0; i < COUNT; i++) {
        integers[i] = (int64_t)i * 1000;
        reals[i] = i + 0.5;
    }
    return 0;
}

static HPyDef *numbers_defines[] = {
    &numbers_exec, &sum_ints, &sum_floats, &sum_array, &list_of_ints, &list_of_floats, NULL,
};

static HPyModuleDef numbers_def = {.doc = "Many numbers, for measuring", .defines = numbers_defines};

HPy_MODINIT(numbers, numbers_def)
