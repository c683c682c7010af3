/* Makes a pair for each item and forgets to close it once it is in the list.
 *
 * run: mod.enumerated(['a', 'b', 'c'])
 * expect: leak
 * function: enumerated
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(enumerated, "enumerated", HPyFunc_O)
static HPy enumerated_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t i, n = HPy_Length(ctx, arg);
    HPy list = n < 0 ? HPy_NULL : HPyList_New(ctx, 0);

    for (i = 0; i < n && !HPy_IsNull(list); i++) {
        HPy item = HPy_GetItem_i(ctx, arg, i);
        HPy pair = HPy_IsNull(item) ? HPy_NULL : HPy_BuildValue(ctx, "(nO)", i, item); /* OPEN */
        HPy_Close(ctx, item);
        if (HPy_IsNull(pair) || HPyList_Append(ctx, list, pair) < 0) {
            HPy_Close(ctx, pair);
            HPy_Close(ctx, list);
            return HPy_NULL;
        }
    }
    return list;
}

static HPyDef *module_defines[] = {&enumerated, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
