/* Passes an attribute in an array of arguments without looking whether reading it has failed, after clearing the
 * exception.
 *
 * run: mod.f(object())
 * expect: null-handle
 * api: HPyTuple_FromArray
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result, items[2];

    items[0] = HPy_Dup(ctx, ctx->h_None);
    items[1] = HPy_GetAttr_s(ctx, arg, "missing");
    HPyErr_Clear(ctx);
    result = HPyTuple_FromArray(ctx, items, 2); /* USE */
    HPy_Close(ctx, items[0]);
    HPy_Close(ctx, items[1]);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
