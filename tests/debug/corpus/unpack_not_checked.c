/* Takes a pair apart without looking whether it has two items.
 *
 * run: mod.f((1,))
 * expect: null-handle
 * api: HPy_Add
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy pair[2], result;

    if (HPySequence_Unpack(ctx, arg, pair, 2) < 0)
        return HPy_NULL;
    result = HPy_Add(ctx, pair[0], pair[1]); /* USE */
    HPy_CloseArray(ctx, pair, 2);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
