/* Closes the value of an exception before it is raised.
 *
 * run: mod.f('key')
 * expect: use-after-close
 * api: HPyErr_SetObject
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * raises: KeyError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy text = HPy_Repr(ctx, key); /* OPEN */

    if (HPy_IsNull(text))
        return HPy_NULL;
    HPy_Close(ctx, text); /* CLOSE */
    HPyErr_SetObject(ctx, ctx->h_KeyError, text); /* USE */
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
