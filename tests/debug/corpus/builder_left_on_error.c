/* Leaves a list builder behind on the error path.
 *
 * run: mod.doubled([1, None, 3])
 * expect: builder-unfinished
 * function: doubled
 * opened: OPEN
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(doubled, "doubled", HPyFunc_O)
static HPy doubled_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPy_ssize_t i, n = HPy_Length(ctx, list);
    HPyListBuilder builder;

    if (n < 0)
        return HPy_NULL;
    builder = HPyListBuilder_New(ctx, n); /* OPEN */
    for (i = 0; i < n; i++) {
        HPy sum, item = HPy_GetItem_i(ctx, list, i);
        if (HPy_IsNull(item)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        sum = HPy_Add(ctx, item, item);
        HPy_Close(ctx, item);
        if (HPy_IsNull(sum))
            return HPy_NULL;
        HPyListBuilder_Set(ctx, builder, i, sum);
        HPy_Close(ctx, sum);
    }
    return HPyListBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&doubled, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
