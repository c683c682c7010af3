/* Tells the place of an error that was cleared before.
 *
 * run: mod.f('x')
 * expect: no-exception
 * api: HPyErr_SyntaxLocation
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyErr_SetString(ctx, ctx->h_SyntaxError, "odd");
    HPyErr_Clear(ctx);
    HPyErr_SyntaxLocation(ctx, "mod.hyx", 1, 1); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
