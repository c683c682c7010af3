/* Does not look at what storing an item returns.
 *
 * run: mod.f((1, 2))
 * expect: result-with-exception
 * function: f
 * raised: RAISE
 * raises: SystemError, TypeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_SetItem_i(ctx, list, 0, ctx->h_True); /* RAISE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
