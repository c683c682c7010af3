/* Makes a frozenset and fills it afterwards.
 *
 * run: mod.f(5)
 * expect: wrong-type
 * api: HPySet_Add
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy set = HPyFrozenSet_New(ctx, HPy_NULL);

    if (!HPy_IsNull(set) && HPySet_Add(ctx, set, arg) < 0) { /* USE */
        HPy_Close(ctx, set);
        return HPy_NULL;
    }
    return set;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
