/* Writes the value of an attribute without looking whether there is one.
 *
 * run: mod.f('a')
 * expect: null-handle
 * api: HPyUnicodeBuilder_WriteStr
 * function: f
 * used: USE
 * raises: SystemError
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
    HPy value = HPy_GetAttr_s(ctx, arg, "missing");

    HPyErr_Clear(ctx);
    HPyUnicodeBuilder_WriteStr(ctx, &b, value); /* USE */
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
