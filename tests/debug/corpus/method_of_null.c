/* Calls a method of what it has not got.
 *
 * run: mod.f({})
 * expect: null-handle
 * api: HPy_CallMethod_s
 * function: f
 * used: USE
 * raises: SystemError, KeyError
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy text, result;

    if (HPy_GetOptionalItem_s(ctx, arg, "text", &text) < 0)
        return HPy_NULL;
    result = HPy_CallMethod_s(ctx, "upper", &text, 1, HPy_NULL); /* USE */
    HPy_Close(ctx, text);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
