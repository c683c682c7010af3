/* Returns a handle that belongs to another extension module.
 *
 * run: partner.lend(mod.f, 'text')
 * expect: other-context
 * function: f
 * partner: lender.c
 * native: undefined
 * allow: double-close
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    HPy *lent = (HPy *)HPyCapsule_GetPointer(ctx, capsule, "lender.handle");

    return lent == NULL ? HPy_NULL : *lent;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
