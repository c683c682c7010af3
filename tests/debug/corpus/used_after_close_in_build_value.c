/* Closes the name before the pair that holds it is built.
 *
 * run: mod.named(len)
 * expect: use-after-close
 * function: named
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(named, "named", HPyFunc_O)
static HPy named_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy name = HPy_Repr(ctx, arg); /* OPEN */
    HPy result;

    if (HPy_IsNull(name))
        return HPy_NULL;
    HPy_Close(ctx, name); /* CLOSE */
    result = HPy_BuildValue(ctx, "(OO)", name, arg); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&named, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
