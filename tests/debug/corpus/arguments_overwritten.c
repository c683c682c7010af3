/* Puts HPy_NULL in the place of each argument that it has dealt with, many of them.
 *
 * run: assert mod.total(*range(40)) == 780
 * expect: memory-written
 * function: total
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(total, "total", HPyFunc_VARARGS)
static HPy total_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy *items = (HPy *)(uintptr_t)args;
    long sum = 0;
    size_t i;

    for (i = 0; i < nargs; i++) {
        sum += HPyLong_AsLong(ctx, items[i]);
        items[i] = HPy_NULL;
    }
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&total, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
