/* Leaks what HPy_BuildValue made, a hundred times; of most handles that a helper opens no stack is kept.
 *
 * run: for i in range(100): mod.label(i)
 * expect: leak
 * function: label
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(label, "label", HPyFunc_O)
static HPy label_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy labels = HPy_BuildValue(ctx, "[s]", "label"); /* OPEN */
    HPy result = HPy_IsNull(labels) ? HPy_NULL : HPy_GetItem_i(ctx, labels, 0);

    return result;
}

static HPyDef *module_defines[] = {&label, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
