/* A callback closes a handle that the call it came from still needs.
 *
 * run: mod.run(mod.drop, 'text')
 * expect: use-after-close
 * api: HPy_Length
 * function: run
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static HPy *current;

HPyDef_METH(run, "run", HPyFunc_VARARGS)
static HPy run_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, value, text, result;
    HPy_ssize_t length;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:run", &function, &value))
        return HPy_NULL;
    text = HPy_Repr(ctx, value); /* OPEN */
    if (HPy_IsNull(text))
        return HPy_NULL;
    current = &text;
    result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);
    if (HPy_IsNull(result))
        return HPy_NULL;
    HPy_Close(ctx, result);
    length = HPy_Length(ctx, text); /* USE */
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

HPyDef_METH(drop, "drop", HPyFunc_NOARGS)
static HPy drop_impl(HPyContext *ctx, HPy self)
{
    HPy_Close(ctx, *current); /* CLOSE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&run, &drop, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
