/* Uses the value of a context variable that may be unset.
 *
 * run: mod.f()
 * expect: null-handle
 * api: HPy_Repr
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_NOARGS)
static HPy f_impl(HPyContext *ctx, HPy self)
{
    HPy variable = HPyContextVar_New(ctx, "level", HPy_NULL);
    HPy value, text;

    if (HPy_IsNull(variable))
        return HPy_NULL;
    if (HPyContextVar_Get(ctx, variable, HPy_NULL, &value) < 0) {
        HPy_Close(ctx, variable);
        return HPy_NULL;
    }
    text = HPy_Repr(ctx, value); /* USE */
    HPy_Close(ctx, value);
    HPy_Close(ctx, variable);
    return text;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
