/* Closes the whole array, though the last call has filled a part of it.
 *
 * run: assert mod.f([1, 2, 3]) == 3
 * expect: double-close
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy items[2];
    HPy_ssize_t i, n;

    for (i = 0; (n = HPySequence_GetItems(ctx, arg, i, 2, items)) > 0; i += n)
        HPy_CloseArray(ctx, items, 2); /* USE */
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, i);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
