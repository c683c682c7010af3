/* A function made at run time forgets a handle; it is named as one of the definition is.
 *
 * run: assert mod.new(7)() == 7
 * expect: leak
 * function: made
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(made, "made", HPyFunc_NOARGS)
static HPy made_impl(HPyContext *ctx, HPy self)
{
    HPy again = HPy_Dup(ctx, self); /* OPEN */

    return HPy_IsNull(again) ? HPy_NULL : HPy_Dup(ctx, self);
}

HPyDef_METH(new, "new", HPyFunc_O)
static HPy new_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPyFunction_New(ctx, &made, arg, HPy_NULL);
}

static HPyDef *module_defines[] = {&new, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
