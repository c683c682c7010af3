/* Closes the exception class after raising it.
 *
 * run: mod.f()
 * expect: close-constant
 * api: HPy_Close
 * function: f
 * used: USE
 * raises: ValueError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy type = ctx->h_ValueError;

    HPyErr_SetString(ctx, type, "no value is good enough");
    HPy_Close(ctx, type); /* USE */
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
