/* Returns a handle that it has closed just before.
 *
 * run: mod.f('text')
 * expect: use-after-close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPy_Repr(ctx, arg); /* OPEN */

    if (HPy_IsNull(result))
        return HPy_NULL;
    if (HPy_Length(ctx, result) > 3)
        HPy_Close(ctx, result); /* CLOSE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
