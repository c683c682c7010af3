/* Looks for a number in a sequence and returns when it is found, with the view still open.
 *
 * run: assert mod.has([1, 5, 3], 5) is True
 * expect: view-unreleased
 * function: has
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(has, "has", HPyFunc_VARARGS)
static HPy has_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyNumberView view;
    HPy_ssize_t i;
    long wanted = HPyLong_AsLong(ctx, args[1]);

    if (HPyNumberView_Acquire(ctx, args[0], 'q', &view) <= 0) /* OPEN */
        return HPy_NULL;
    for (i = 0; i < view.length; i++)
        if (((const int64_t *)view.data)[i] == wanted)
            return HPy_Dup(ctx, ctx->h_True);
    HPyNumberView_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_False);
}

static HPyDef *module_defines[] = {&has, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
