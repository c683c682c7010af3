/* Makes a Python object while other threads may run Python.
 *
 * run: mod.total(1000)
 * expect: no-thread-state
 * api: HPyLong_FromInt64_t
 * function: total
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int64_t i, sum = 0, n = HPyLong_AsInt64_t(ctx, arg);
    HPy result;

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    for (i = 0; i < n; i++)
        sum += i;
    result = HPyLong_FromInt64_t(ctx, sum); /* USE */
    HPy_END_LEAVE_PYTHON(ctx);
    return result;
}

static HPyDef *module_defines[] = {&total, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
