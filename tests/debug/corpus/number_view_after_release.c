/* Keeps the pointer to the numbers, releases the view, and makes a list of them.
 *
 * run: mod.f([1, 2, 3])
 * expect: memory-after-close
 * api: HPyList_FromInt64Array
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * options: protect=all
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view;
    const int64_t *numbers;
    HPy_ssize_t n;
    HPy result;

    if (HPyNumberView_Acquire(ctx, seq, 'q', &view) <= 0) /* OPEN */
        return HPy_NULL;
    numbers = (const int64_t *)view.data;
    n = view.length;
    HPyNumberView_Release(ctx, &view); /* CLOSE */
    result = HPyList_FromInt64Array(ctx, numbers, n); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
