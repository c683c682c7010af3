/* Adds its entry to the traceback whether or not the call has failed.
 *
 * run: assert mod.f([1, 2]) == 2
 * expect: no-exception
 * api: HPyTraceBack_Add
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t n = HPy_Length(ctx, arg);

    HPyTraceBack_Add(ctx, "f", "mod.hyx", 5); /* USE */
    return n < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, n);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
