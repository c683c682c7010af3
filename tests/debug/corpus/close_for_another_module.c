/* Closes a handle that another extension module lent it by a capsule.
 *
 * run: partner.lend(mod.f, 1.5)
 * expect: other-context
 * api: HPy_Close
 * function: f
 * used: USE
 * partner: lender.c
 * native: undefined
 * allow: double-close
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    HPy *lent = (HPy *)HPyCapsule_GetPointer(ctx, capsule, "lender.handle");

    if (lent == NULL)
        return HPy_NULL;
    HPy_Close(ctx, *lent); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
