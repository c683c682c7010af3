/* Formats a message for an exception and does not close it.
 *
 * run: mod.refuse('x')
 * raises: ValueError
 * expect: leak
 * function: refuse
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(refuse, "refuse", HPyFunc_O)
static HPy refuse_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy message = HPyUnicode_FromFormat(ctx, "cannot use %R", arg); /* OPEN */

    if (!HPy_IsNull(message))
        HPyErr_SetObject(ctx, ctx->h_ValueError, message);
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&refuse, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
