/* Calls a function that it has closed.
 *
 * run: mod.f(dict)
 * expect: use-after-close
 * api: HPy_CallNoArgs
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy function = HPy_Dup(ctx, arg), result; /* OPEN */

    HPy_Close(ctx, function); /* CLOSE */
    result = HPy_CallNoArgs(ctx, function); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
