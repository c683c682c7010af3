/* Returns the largest of its arguments as it got it.
 *
 * run: mod.largest(3, 7, 5)
 * expect: return-borrowed
 * function: largest
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(largest, "largest", HPyFunc_VARARGS)
static HPy largest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    size_t i, best = 0;

    if (nargs == 0)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "at least one argument is required");
    for (i = 1; i < nargs; i++) {
        int more = HPy_RichCompareBool(ctx, args[i], args[best], HPy_GT);
        if (more < 0)
            return HPy_NULL;
        if (more)
            best = i;
    }
    return args[best];
}

static HPyDef *module_defines[] = {&largest, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
