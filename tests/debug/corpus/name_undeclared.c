/* Calls a method by a name whose global the module's definition does not list.
 *
 * run: assert mod.f('text') == 'TEXT'
 * expect: global-undeclared
 * api: HPy_CallMethod_n
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

static HPyName upper = HPyName_INIT("upper");

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPy_CallMethod_n(ctx, &upper, &arg, 1, HPy_NULL); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
