/* Uses what an iterator gives at its end as if it were an item.
 *
 * run: mod.second(iter([1]))
 * expect: null-handle
 * api: HPy_Str
 * function: second
 * used: USE
 * minor: 1
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(second, "second", HPyFunc_O)
static HPy second_impl(HPyContext *ctx, HPy self, HPy iterator)
{
    HPy item, text;

    if (!HPyIter_Check(ctx, iterator))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "an iterator is required");
    item = HPyIter_Next(ctx, iterator);
    HPy_Close(ctx, item);
    item = HPyIter_Next(ctx, iterator);
    text = HPy_Str(ctx, item); /* USE */
    HPy_Close(ctx, item);
    return text;
}

static HPyDef *module_defines[] = {&second, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
