/* Asks whether there is a buffer by acquiring one into nothing.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except Exception:
 *          pass
 * expect: null-pointer
 * api: HPy_GetBuffer
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    if (HPy_GetBuffer(ctx, arg, NULL, HPyBUF_SIMPLE) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_True);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
