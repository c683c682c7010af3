/* Closes an item at the end of each round and adds it in the next.
 *
 * run: mod.total([1, 2, 3])
 * expect: use-after-close
 * api: HPy_Add
 * function: total
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list);
    HPy sum = HPy_NULL;

    if (n < 0)
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i); /* OPEN */
        if (HPy_IsNull(item))
            return HPy_NULL;
        if (HPy_IsNull(sum)) {
            sum = item;
        }
        else {
            HPy next = HPy_Add(ctx, sum, item); /* USE */
            if (i > 1)
                HPy_Close(ctx, sum);
            sum = next;
        }
        HPy_Close(ctx, item); /* CLOSE */
        if (HPy_IsNull(sum))
            return HPy_NULL;
    }
    return sum;
}

static HPyDef *module_defines[] = {&total, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
