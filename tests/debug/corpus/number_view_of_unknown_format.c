/* Asks for a view of C's long by its letter, which is not the same everywhere and so is none here.
 *
 * run: mod.f([1, 2, 3])
 * expect: out-of-range
 * api: HPyNumberView_Acquire
 * function: f
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view;

    if (HPyNumberView_Acquire(ctx, seq, 'l', &view) < 0) /* USE */
        return HPy_NULL;
    HPyNumberView_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
