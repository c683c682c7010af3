/* Gives the attributes of a new exception class as a list of pairs.
 *
 * run: mod.f([('code', 1)])
 * expect: wrong-type
 * api: HPyErr_NewException
 * function: f
 * used: USE
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy type = HPyErr_NewException(ctx, "mod.Error", HPy_NULL, arg); /* USE */

    return type;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
