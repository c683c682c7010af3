/* A callback closes a handle of the call it came from, and tells it so.
 *
 * run: assert mod.run(mod.take, 'text') == 'taken'
 *      assert mod.run(lambda: None, 'text') == 'kept'
 */
#include "hpy.h"

static HPy *pending;

HPyDef_METH(run, "run", HPyFunc_VARARGS)
static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy handle, result;
    int taken;

    if (nargs != 2)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "two arguments are required");
    handle = HPy_Repr(ctx, args[1]);
    if (HPy_IsNull(handle))
        return HPy_NULL;
    pending = &handle;
    result = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
    pending = NULL;
    taken = HPy_IsNull(handle);
    HPy_Close(ctx, handle);
    if (HPy_IsNull(result))
        return HPy_NULL;
    HPy_Close(ctx, result);
    return HPyUnicode_FromString(ctx, taken ? "taken" : "kept");
}

HPyDef_METH(take, "take", HPyFunc_NOARGS)
static HPy take_impl(HPyContext *ctx, HPy self)
{
    HPy handle = *pending;

    *pending = HPy_NULL;
    HPy_Close(ctx, handle);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&run, &take, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
