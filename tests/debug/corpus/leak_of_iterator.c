/* Leaves a loop early without closing the iterator.
 *
 * run: assert mod.first_true([0, '', 5, 6]) == 5
 * expect: leak
 * function: first_true
 * opened: OPEN
 * minor: 1
 */
#include "hpy.h"

HPyDef_METH(first_true, "first_true", HPyFunc_O)
static HPy first_true_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy item, iterator = HPy_GetIter(ctx, iterable); /* OPEN */

    if (HPy_IsNull(iterator))
        return HPy_NULL;
    while (!HPy_IsNull(item = HPyIter_Next(ctx, iterator))) {
        int is_true = HPy_IsTrue(ctx, item);
        if (is_true > 0)
            return item;
        HPy_Close(ctx, item);
        if (is_true < 0)
            break;
    }
    HPy_Close(ctx, iterator);
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&first_true, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
