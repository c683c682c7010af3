/* Returns its argument without duplicating it.
 *
 * run: mod.f(0)
 * expect: return-borrowed
 * function: f
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy absolute;

    if (!HPyNumber_Check(ctx, arg))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "a number is required");
    absolute = HPy_Absolute(ctx, arg);
    if (HPy_IsNull(absolute))
        return HPy_NULL;
    HPy_Close(ctx, absolute);
    return arg;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
