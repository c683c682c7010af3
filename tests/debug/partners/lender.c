/* The other module of the corpus: lends a handle of its own to a function of another module, by a capsule. */
#include "hpy.h"

HPyDef_METH(lend, "lend", HPyFunc_VARARGS)
static HPy lend_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, value, handle, capsule, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:lend", &function, &value))
        return HPy_NULL;
    handle = HPy_Dup(ctx, value);
    capsule = HPyCapsule_New(ctx, &handle, "lender.handle", NULL);
    result = HPy_IsNull(capsule) ? HPy_NULL : HPy_Call(ctx, function, &capsule, 1, HPy_NULL);
    HPy_Close(ctx, capsule);
    HPy_Close(ctx, handle);
    return result;
}

static HPyDef *module_defines[] = {&lend, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
