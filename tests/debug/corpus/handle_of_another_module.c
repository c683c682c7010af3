/* Uses a handle that another extension module, with a context of its own, hands it by a capsule.
 *
 * run: assert partner.lend(mod.f, 'text') == 'text'
 * expect: other-context
 * api: HPy_Dup
 * function: f
 * used: USE
 * partner: lender.c
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy capsule)
{
    HPy result, *lent = (HPy *)HPyCapsule_GetPointer(ctx, capsule, "lender.handle");

    if (lent == NULL)
        return HPy_NULL;
    result = HPy_Dup(ctx, *lent); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
