/* Leaves a recursive call that it could not enter.
 *
 * run: endless = []
 *      endless.append(endless)
 *      try:
 *          mod.depth(endless)
 *      finally:
 *          endless.clear()
 * expect: guard-not-entered
 * api: HPy_LeaveRecursiveCall
 * function: depth
 * used: USE
 * raises: RecursionError
 * minor: 2
 */
#include "hpy.h"

static long depth_of(HPyContext *ctx, HPy h)
{
    long depth = -1;

    if (HPy_EnterRecursiveCall(ctx, " in depth()") == 0) {
        depth = 0;
        if (HPyList_Check(ctx, h) && HPyList_Size(ctx, h) > 0) {
            HPy first = HPyList_GetItem(ctx, h, 0);
            depth = depth_of(ctx, first);
            HPy_Close(ctx, first);
        }
    }
    HPy_LeaveRecursiveCall(ctx); /* USE */
    return depth < 0 ? -1 : depth + 1;
}

HPyDef_METH(depth, "depth", HPyFunc_O)
static HPy depth_impl(HPyContext *ctx, HPy self, HPy list)
{
    long depth = depth_of(ctx, list);

    return depth < 0 ? HPy_NULL : HPyLong_FromLong(ctx, depth);
}

static HPyDef *module_defines[] = {&depth, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
