/* Passes the names of keyword arguments in a list, where a tuple is required.
 *
 * run: mod.f(dict)
 * expect: wrong-type
 * api: HPy_Call
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy result, names = HPy_BuildValue(ctx, "[s]", "key");
    HPy values[] = {ctx->h_True};

    if (HPy_IsNull(names))
        return HPy_NULL;
    result = HPy_Call(ctx, function, values, 0, names); /* USE */
    HPy_Close(ctx, names);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
