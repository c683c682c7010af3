/* Adds up the items of a list and closes none of them.
 *
 * run: assert mod.f([1, 2, 3]) == 6
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list);
    long sum = 0;

    if (n < 0)
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i); /* OPEN */
        long value;
        if (HPy_IsNull(item))
            return HPy_NULL;
        value = HPyLong_AsLong(ctx, item);
        if (value == -1 && HPyErr_Occurred(ctx))
            return HPy_NULL;
        sum += value;
    }
    return HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
