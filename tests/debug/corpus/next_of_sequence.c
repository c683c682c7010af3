/* Asks a sequence for its next item, not an iterator over it.
 *
 * run: mod.f([1])
 * expect: wrong-type
 * api: HPyIter_NextItem
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy item;
    int more = HPyIter_NextItem(ctx, arg, &item); /* USE */

    return more == 0 ? HPy_Dup(ctx, ctx->h_None) : item;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
