/* Takes -1 for an operation that compares for identity, which no operation does.
 *
 * run: mod.f(1)
 * expect: out-of-range
 * api: HPy_RichCompareBool
 * function: f
 * used: USE
 * raises: SystemError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int same = HPy_RichCompareBool(ctx, arg, self, -1); /* USE */

    return same < 0 ? HPy_NULL : HPyBool_FromBool(ctx, same);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
