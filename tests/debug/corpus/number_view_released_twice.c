/* Releases the view after an error, and once more at the end, which is for both ways.
 *
 * run: mod.reciprocals([1.0, 0.0])
 * expect: view-after-release
 * api: HPyNumberView_Release
 * function: reciprocals
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * raises: ZeroDivisionError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(reciprocals, "reciprocals", HPyFunc_O)
static HPy reciprocals_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view;
    HPy result = HPy_NULL;
    double values[10];
    HPy_ssize_t i;

    if (HPyNumberView_Acquire(ctx, seq, 'd', &view) <= 0) /* OPEN */
        return HPy_NULL;
    for (i = 0; i < view.length && i < 10; i++) {
        double number = ((const double *)view.data)[i];
        if (number == 0.0) {
            HPyNumberView_Release(ctx, &view); /* CLOSE */
            HPyErr_SetString(ctx, ctx->h_ZeroDivisionError, "0 has no reciprocal");
            goto done;
        }
        values[i] = 1.0 / number;
    }
    result = HPyList_FromDoubleArray(ctx, values, i);
done:
    HPyNumberView_Release(ctx, &view); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&reciprocals, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
