/* Closes the context's None, which it never opened.
 *
 * run: mod.f()
 * expect: close-constant
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPy_Dup(ctx, ctx->h_None);

    HPy_Close(ctx, ctx->h_None); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
