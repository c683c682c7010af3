/* Sets an exception and returns a result all the same.
 *
 * run: mod.f(-1)
 * expect: result-with-exception
 * function: f
 * raised: RAISE
 * raises: SystemError, ValueError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPy_Absolute(ctx, arg);

    if (HPy_IsNull(result))
        return HPy_NULL;
    if (HPyErr_Occurred(ctx) == 0)
        HPyErr_SetString(ctx, ctx->h_ValueError, "negative"); /* RAISE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
