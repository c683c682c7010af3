/* Looks for a blank in a text and returns at the first one, with the view still open.
 *
 * run: assert mod.has_blank('a b') is True
 * expect: view-unreleased
 * function: has_blank
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(has_blank, "has_blank", HPyFunc_O)
static HPy has_blank_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view;
    HPy_ssize_t i;

    if (HPyUnicode_Acquire(ctx, arg, &view) < 0) /* OPEN */
        return HPy_NULL;
    for (i = 0; i < view.length; i++)
        if (HPyUnicode_ReadAt(&view, i) == ' ')
            return HPy_Dup(ctx, ctx->h_True);
    HPyUnicode_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_False);
}

static HPyDef *module_defines[] = {&has_blank, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
