/* Adds an attribute without looking whether reading it has failed.
 *
 * run: mod.f(object())
 * expect: exception-pending, null-handle
 * api: HPy_Add
 * function: f
 * raised: RAISE
 * used: USE
 * raises: AttributeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy point)
{
    HPy x = HPy_GetAttr_s(ctx, point, "x"); /* RAISE */
    HPy result = HPy_Add(ctx, x, ctx->h_True); /* USE */

    HPy_Close(ctx, x);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
