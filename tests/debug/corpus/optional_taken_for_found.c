/* Takes a result that tells no error for one that has found something.
 *
 * run: mod.f(object())
 * expect: null-handle
 * api: HPy_Str
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy name, result;

    if (HPy_GetOptionalAttr_s(ctx, arg, "name", &name) < 0)
        return HPy_NULL;
    result = HPy_Str(ctx, name); /* USE */
    HPy_Close(ctx, name);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
