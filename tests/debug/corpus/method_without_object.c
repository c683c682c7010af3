/* Calls a method without the object that it is a method of.
 *
 * run: mod.f('upper')
 * expect: out-of-range
 * api: HPy_CallMethod
 * function: f
 * used: USE
 * raises: SystemError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPy_CallMethod(ctx, arg, NULL, 0, HPy_NULL); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
