/* Enters a recursive call, and forgets to leave it where it fails.
 *
 * run: mod.total([1, [2, 'x']])
 * expect: guard-not-left
 * function: total
 * opened: OPEN
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

static long total_of(HPyContext *ctx, HPy h)
{
    HPy_ssize_t i, n = HPyList_Check(ctx, h) ? HPyList_Size(ctx, h) : -1;
    long total = 0;

    if (n < 0)
        return HPyLong_AsLong(ctx, h);
    if (HPy_EnterRecursiveCall(ctx, " in total()") < 0) /* OPEN */
        return -1;
    for (i = 0; i < n; i++) {
        HPy item = HPyList_GetItem(ctx, h, i);
        long value = total_of(ctx, item);
        HPy_Close(ctx, item);
        if (value == -1 && HPyErr_Occurred(ctx))
            return -1;
        total += value;
    }
    HPy_LeaveRecursiveCall(ctx);
    return total;
}

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy list)
{
    long total = total_of(ctx, list);

    return total == -1 && HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, total);
}

static HPyDef *module_defines[] = {&total, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
