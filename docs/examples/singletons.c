/* Gives None, True, False and NotImplemented back, and asks for them.
 *
 * The members of the context are borrowed: a function returns a duplicate, and closes none of them.
 *
 * run: assert mod.default(None) == 10 and mod.default(0) == 0
 *      assert mod.is_whole(2) is True and mod.is_whole(2.5) is False and mod.is_whole("2") is NotImplemented
 */
#include "hpy.h"

HPyDef_METH(default_of, "default", HPyFunc_O, .doc = "default(n, /)\n--\n\nn, or 10 where it is None.")
static HPy default_of_impl(HPyContext *ctx, HPy self, HPy n)
{
    if (HPy_Is(ctx, n, ctx->h_None)) /* handles are not compared by == */
        return HPyLong_FromLong(ctx, 10);
    return HPy_Dup(ctx, n);
}

HPyDef_METH(is_whole, "is_whole", HPyFunc_O, .doc = "is_whole(n, /)\n--\n\nWhether a number has no fraction.")
static HPy is_whole_impl(HPyContext *ctx, HPy self, HPy n)
{
    HPy whole;
    int same;

    if (!HPyNumber_Check(ctx, n))
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    whole = HPy_Long(ctx, n);
    if (HPy_IsNull(whole))
        return HPy_NULL;
    same = HPy_RichCompareBool(ctx, whole, n, HPy_EQ);
    HPy_Close(ctx, whole);
    if (same < 0)
        return HPy_NULL;
    return HPy_Dup(ctx, same ? ctx->h_True : ctx->h_False);
}

static HPyDef *defines[] = {&default_of, &is_whole, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(singletons, module)
