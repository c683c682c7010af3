/* Leaks the first attribute where the second one is missing.
 *
 * run: class Half:
 *          x = 1.5
 *      mod.f(Half())
 * expect: leak
 * function: f
 * opened: OPEN
 * raises: AttributeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy point)
{
    HPy x, y, sum;

    x = HPy_GetAttr_s(ctx, point, "x"); /* OPEN */
    if (HPy_IsNull(x))
        return HPy_NULL;
    y = HPy_GetAttr_s(ctx, point, "y");
    if (HPy_IsNull(y))
        return HPy_NULL;
    sum = HPy_Add(ctx, x, y);
    HPy_Close(ctx, x);
    HPy_Close(ctx, y);
    return sum;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
