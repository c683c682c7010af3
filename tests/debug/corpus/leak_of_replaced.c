/* Replaces the best item so far by a better one without closing it.
 *
 * run: assert mod.longest(['a', 'bcd', 'ef']) == 'bcd'
 * expect: leak
 * function: longest
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(longest, "longest", HPyFunc_O)
static HPy longest_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list), most = -1;
    HPy best = HPy_NULL;

    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i); /* OPEN */
        HPy_ssize_t length = HPy_IsNull(item) ? -1 : HPy_Length(ctx, item);
        if (length < 0) {
            HPy_Close(ctx, item);
            HPy_Close(ctx, best);
            return HPy_NULL;
        }
        if (length > most) {
            best = item;
            most = length;
        }
        else {
            HPy_Close(ctx, item);
        }
    }
    if (n < 0)
        return HPy_NULL;
    return HPy_IsNull(best) ? HPy_Dup(ctx, ctx->h_None) : best;
}

static HPyDef *module_defines[] = {&longest, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
