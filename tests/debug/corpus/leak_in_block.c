/* Leaves a loop over a block of items early, and closes the one that was found only.
 *
 * run: assert mod.f([0, 0, 7, 0]) is True
 * expect: leak
 * function: f
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy items[4];
    HPy_ssize_t i, n = HPySequence_GetItems(ctx, arg, 0, 4, items); /* OPEN */

    for (i = 0; i < n; i++) {
        int is_true = HPy_IsTrue(ctx, items[i]);
        HPy_Close(ctx, items[i]);
        if (is_true)
            return is_true < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_True);
    }
    return n < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_False);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
