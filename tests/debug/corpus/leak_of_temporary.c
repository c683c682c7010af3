/* Makes a value in the argument list of the call that stores it, as if that took it over.
 *
 * run: assert mod.f({}) == {'count': 4000}
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy dict)
{
    if (HPy_SetItem_s(ctx, dict, "count", HPyLong_FromLong(ctx, 4000)) < 0) /* OPEN */
        return HPy_NULL;
    return HPy_Dup(ctx, dict);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
