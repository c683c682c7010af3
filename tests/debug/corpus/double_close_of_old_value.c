/* Closes the old value in the loop and, when there was only one round, after it again.
 *
 * run: mod.last(['a'])
 * expect: double-close
 * api: HPy_Close
 * function: last
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(last, "last", HPyFunc_O)
static HPy last_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy current = HPy_NULL, result = HPy_NULL;
    HPy_ssize_t i, n = HPy_Length(ctx, list);

    for (i = 0; i < n; i++) {
        current = HPy_GetItem_i(ctx, list, i); /* OPEN */
        if (HPy_IsNull(current))
            return HPy_NULL;
        if (i == n - 1)
            result = HPy_Dup(ctx, current);
        HPy_Close(ctx, current); /* CLOSE */
    }
    HPy_Close(ctx, current); /* USE */
    return n < 0 ? HPy_NULL : n == 0 ? HPy_Dup(ctx, ctx->h_None) : result;
}

static HPyDef *module_defines[] = {&last, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
