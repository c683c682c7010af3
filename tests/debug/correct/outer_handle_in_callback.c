/* A callback uses a handle of the outer call, which is still running in the same thread.
 *
 * run: assert mod.run(lambda: mod.peek() + mod.peek(), 'abc') == 6
 */
#include "hpy.h"

/* The innermost call of run() that is active; its handle is open as long. */
static const HPy *current;

HPyDef_METH(run, "run", HPyFunc_VARARGS)
static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    const HPy *outer = current;
    HPy text, result;

    if (nargs != 2)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "run takes a function and an object");
    text = HPy_Str(ctx, args[1]);
    if (HPy_IsNull(text))
        return HPy_NULL;
    current = &text;
    result = HPy_Call(ctx, args[0], NULL, 0, HPy_NULL);
    current = outer;
    HPy_Close(ctx, text);
    return result;
}

HPyDef_METH(peek, "peek", HPyFunc_NOARGS)
static HPy peek_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t length = current == NULL ? 0 : HPy_Length(ctx, *current);
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&run, &peek, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
