/* Returns out of a critical section.
 *
 * run: assert mod.first([1]) == 1
 *      mod.first([])
 * expect: section-left
 * function: first
 * used: BEGIN
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

HPyDef_METH(first, "first", HPyFunc_O)
static HPy first_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, arg) /* BEGIN */
    if (HPy_Length(ctx, arg) == 0)
        return HPy_Dup(ctx, ctx->h_None);
    result = HPy_GetItem_i(ctx, arg, 0);
    HPy_END_CRITICAL_SECTION(ctx)
    return result;
}

static HPyDef *module_defines[] = {&first, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
