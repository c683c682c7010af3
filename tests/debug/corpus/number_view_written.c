/* Doubles the numbers of an array where they are.
 *
 * run: from array import array
 *      mod.f(array('d', [1, 2, 3]))
 * expect: memory-written
 * function: f
 * opened: OPEN
 * used: USE
 * options: protect=all
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view;
    double *numbers;

    if (HPyNumberView_Acquire(ctx, seq, 'd', &view) <= 0) /* OPEN */
        return HPy_NULL;
    numbers = (double *)(uintptr_t)view.data;
    numbers[0] *= 2; /* USE */
    HPyNumberView_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
