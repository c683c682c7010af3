/* Closes a handle where an error is found, and once more at the end, where the error leads to.
 *
 * run: mod.f(5)
 * expect: double-close
 * api: HPy_Close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * raises: TypeError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy result = HPy_NULL, type = HPy_Type(ctx, arg); /* OPEN */

    if (HPy_IsNull(type))
        return HPy_NULL;
    if (!HPyType_IsSubtype(ctx, type, ctx->h_UnicodeType)) {
        HPy_Close(ctx, type); /* CLOSE */
        HPyErr_SetString(ctx, ctx->h_TypeError, "a str is required");
        goto done;
    }
    result = HPy_Repr(ctx, arg);
done:
    HPy_Close(ctx, type); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
