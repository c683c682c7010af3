/* Appends new objects to a list and closes none, as if the list took them over.
 *
 * run: assert mod.squares(3) == [0, 1, 4]
 * expect: leak
 * function: squares
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(squares, "squares", HPyFunc_O)
static HPy squares_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = HPyLong_AsLong(ctx, arg);
    HPy list;

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    list = HPyList_New(ctx, 0);
    if (HPy_IsNull(list))
        return HPy_NULL;
    for (i = 0; i < n; i++) {
        HPy square = HPyLong_FromLong(ctx, i * i); /* OPEN */
        if (HPy_IsNull(square) || HPyList_Append(ctx, list, square) < 0) {
            HPy_Close(ctx, list);
            return HPy_NULL;
        }
    }
    return list;
}

static HPyDef *module_defines[] = {&squares, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
