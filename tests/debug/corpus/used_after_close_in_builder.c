/* Closes an item before it goes into the list builder.
 *
 * run: mod.swap(('a', 'b'))
 * expect: use-after-close
 * api: HPyListBuilder_Set
 * function: swap
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 */
#include "hpy.h"

HPyDef_METH(swap, "swap", HPyFunc_O)
static HPy swap_impl(HPyContext *ctx, HPy self, HPy pair)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, 2);
    HPy_ssize_t i;

    for (i = 0; i < 2; i++) {
        HPy item = HPy_GetItem_i(ctx, pair, i); /* OPEN */
        if (HPy_IsNull(item)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        if (i == 0) {
            HPyListBuilder_Set(ctx, builder, 1, item);
            HPy_Close(ctx, item);
        }
        else {
            HPy_Close(ctx, item); /* CLOSE */
            HPyListBuilder_Set(ctx, builder, 0, item); /* USE */
        }
    }
    return HPyListBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&swap, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
