/* Puts the exception back, and forgets that the handle stays its own.
 *
 * run: mod.f(5)
 * expect: leak
 * function: f
 * opened: OPEN
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy raised;

    if (HPy_Length(ctx, arg) >= 0)
        return HPy_Dup(ctx, ctx->h_None);
    raised = HPyErr_GetRaised(ctx); /* OPEN */
    HPyErr_SetRaised(ctx, raised);
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
