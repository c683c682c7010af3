/* Adds an exception class to the module and keeps the handle it was made with.
 *
 * run: raise_ = mod.Failure
 * expect: leak
 * function: (exec)
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy mod)
{
    HPy failure = HPyErr_NewException(ctx, "mod.Failure", HPy_NULL, HPy_NULL); /* OPEN */

    if (HPy_IsNull(failure))
        return -1;
    return HPy_SetAttr_s(ctx, mod, "Failure", failure);
}

static HPyDef *module_defines[] = {&exec, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
