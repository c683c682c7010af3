/* Asks for items from a negative index on, as Python counts from the end.
 *
 * run: mod.f([1, 2, 3])
 * expect: out-of-range
 * api: HPySequence_GetItems
 * function: f
 * used: USE
 * raises: ValueError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy last[1];
    HPy_ssize_t n = HPySequence_GetItems(ctx, arg, -1, 1, last); /* USE */

    return n == 1 ? last[0] : HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
