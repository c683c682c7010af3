/* Puts the exception back before the clean-up, which is a call.
 *
 * run: mod.f(5, print)
 * expect: exception-pending
 * api: HPy_Call
 * function: f
 * used: USE
 * raised: RAISE
 * raises: TypeError, SystemError
 * minor: 2
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy raised;

    if (HPy_Length(ctx, args[0]) >= 0)
        return HPy_Dup(ctx, ctx->h_None);
    raised = HPyErr_GetRaised(ctx);
    HPyErr_SetRaised(ctx, raised); /* RAISE */
    HPy_Close(ctx, raised);
    HPy_Close(ctx, HPy_Call(ctx, args[1], NULL, 0, HPy_NULL)); /* USE */
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
