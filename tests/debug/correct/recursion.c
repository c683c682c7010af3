/* Calls itself through Python, much deeper than the handles of one call reach.
 *
 * run: assert mod.depth(mod.depth, 60) == 60
 */
#include "hpy.h"

HPyDef_METH(depth, "depth", HPyFunc_VARARGS)
static HPy depth_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, inner, one, result, next[2];
    long n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Ol:depth", &function, &n))
        return HPy_NULL;
    if (n == 0)
        return HPyLong_FromLong(ctx, 0);
    next[0] = function;
    next[1] = HPyLong_FromLong(ctx, n - 1);
    if (HPy_IsNull(next[1]))
        return HPy_NULL;
    inner = HPy_Call(ctx, function, next, 2, HPy_NULL);
    HPy_Close(ctx, next[1]);
    if (HPy_IsNull(inner))
        return HPy_NULL;
    one = HPyLong_FromLong(ctx, 1);
    result = HPy_IsNull(one) ? HPy_NULL : HPy_Add(ctx, inner, one);
    HPy_Close(ctx, one);
    HPy_Close(ctx, inner);
    return result;
}

static HPyDef *module_defines[] = {&depth, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
