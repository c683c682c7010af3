/* Returns the context's None without duplicating it.
 *
 * run: mod.f([], 1)
 * expect: return-constant
 * function: f
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy list, item;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:f", &list, &item) || HPyList_Append(ctx, list, item) < 0)
        return HPy_NULL;
    return ctx->h_None;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
