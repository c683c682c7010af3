/* Makes a method for an object instead of its type.
 *
 * run: mod.f(3)
 * expect: wrong-type
 * api: HPyDescr_New
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(method, "method", HPyFunc_NOARGS)
static HPy method_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPyDescr_New(ctx, arg, &method); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
