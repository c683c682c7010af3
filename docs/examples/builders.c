/* Makes a list and a tuple whose lengths are known, item by item.
 *
 * The builder is asked for an error once, at its end; what stops half-way cancels it.
 *
 * run: assert mod.squares(4) == [0, 1, 4, 9]
 *      assert mod.rounded([1.5, 2.25]) == (1, 2)
 */
#include "hpy.h"

HPyDef_METH(squares, "squares", HPyFunc_O, .doc = "squares(n, /)\n--\n\nThe squares of the numbers below n.")
static HPy squares_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyListBuilder builder;
    HPy_ssize_t i, n = HPyLong_AsSsize_t(ctx, arg);

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    builder = HPyListBuilder_New(ctx, n);
    for (i = 0; i < n; i++) {
        HPy square = HPyLong_FromSsize_t(ctx, i * i);
        if (HPy_IsNull(square)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, square);
        HPy_Close(ctx, square); /* the builder has its own */
    }
    return HPyListBuilder_Build(ctx, builder);
}

/* Set item 'i' of the builder to the whole part of that of 'numbers': 0, or -1 with an exception. */
static int set_whole(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t i, HPy numbers)
{
    HPy number = HPy_GetItem_i(ctx, numbers, i);
    HPy whole = HPy_IsNull(number) ? HPy_NULL : HPy_Long(ctx, number);
    int result = HPy_IsNull(whole) ? -1 : 0;

    HPyTupleBuilder_Set(ctx, builder, i, whole);
    HPy_Close(ctx, number);
    HPy_Close(ctx, whole);
    return result;
}

HPyDef_METH(rounded, "rounded", HPyFunc_O, .doc = "rounded(numbers, /)\n--\n\nTheir whole parts.")
static HPy rounded_impl(HPyContext *ctx, HPy self, HPy numbers)
{
    HPyTupleBuilder builder;
    HPy_ssize_t i, n = HPy_Length(ctx, numbers);

    if (n < 0)
        return HPy_NULL;
    builder = HPyTupleBuilder_New(ctx, n);
    for (i = 0; i < n; i++) {
        if (set_whole(ctx, builder, i, numbers) < 0) {
            HPyTupleBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

static HPyDef *defines[] = {&squares, &rounded, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(builders, module)
