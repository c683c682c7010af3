/* Passes on the text of an object that is no str, and so has none.
 *
 * run: mod.f(1)
 * expect: null-pointer
 * api: HPy_GetAttr_s
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const char *name = HPyUnicode_AsUTF8AndSize(ctx, arg, NULL);
    HPy result;

    HPyErr_Clear(ctx);
    result = HPy_GetAttr_s(ctx, self, name); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
