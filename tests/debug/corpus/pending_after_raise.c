/* Sets an exception and then builds a value that it wants to report with it.
 *
 * run: mod.f([])
 * expect: exception-pending
 * api: HPy_SetAttr_s
 * function: f
 * raised: RAISE
 * used: USE
 * raises: ValueError, SystemError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t length = HPy_Length(ctx, arg);

    if (length < 0)
        return HPy_NULL;
    if (length == 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "empty"); /* RAISE */
        HPy_SetAttr_s(ctx, self, "last_error", arg); /* USE */
        return HPy_NULL;
    }
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
