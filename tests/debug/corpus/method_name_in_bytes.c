/* Names the method to call by a bytes object.
 *
 * run: mod.f('text')
 * expect: wrong-type
 * api: HPy_CallMethod
 * function: f
 * used: USE
 * raises: TypeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result, name = HPyBytes_FromString(ctx, "upper");

    if (HPy_IsNull(name))
        return HPy_NULL;
    result = HPy_CallMethod(ctx, name, &arg, 1, HPy_NULL); /* USE */
    HPy_Close(ctx, name);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
