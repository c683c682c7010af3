/* Puts back the text of an exception in place of the exception.
 *
 * run: mod.f(ValueError('lost'))
 * expect: wrong-type
 * api: HPyErr_SetRaised
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy text = HPy_Str(ctx, arg);

    if (HPy_IsNull(text))
        return HPy_NULL;
    HPyErr_SetRaised(ctx, text); /* USE */
    HPy_Close(ctx, text);
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
