/* Makes a list of an array in which one object could not be made.
 *
 * run: mod.f(5)
 * expect: null-handle
 * api: HPyList_FromArray
 * function: f
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy items[2], list;

    items[0] = HPy_Dup(ctx, arg);
    items[1] = HPy_GetAttr_s(ctx, arg, "missing");
    HPyErr_Clear(ctx);
    list = HPyList_FromArray(ctx, items, 2); /* USE */
    HPy_CloseArray(ctx, items, 2);
    return list;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
