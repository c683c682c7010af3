/* An error of a library's own, raised from the one that caused it: the cause, the context and the arguments of exceptions.
 *
 * run: info = []
 *      try: mod.load({}, "host")
 *      except RuntimeError as error: info.append(error)
 *      assert info[0].args == ('cannot load', 'host') and isinstance(info[0].__cause__, KeyError)
 *      assert mod.load({'host': 'example'}, 'host') == 'example'
 */
#include "hpy.h"

/* 'raise RuntimeError("cannot load", key) from error', where error is what is pending. */
static void raise_from(HPyContext *ctx, HPy key)
{
    HPy cause = HPyErr_GetRaised(ctx), args, exc;

    HPyErr_SetNone(ctx, ctx->h_RuntimeError);
    exc = HPyErr_GetRaised(ctx);
    args = HPy_BuildValue(ctx, "sO", "cannot load", key);
    if (!HPy_IsNull(args) && HPyException_SetArgs(ctx, exc, args) == 0 && HPyException_SetCause(ctx, exc, cause) == 0)
        HPyErr_SetRaised(ctx, exc);
    HPy_Close(ctx, args);
    HPy_Close(ctx, exc);
    HPy_Close(ctx, cause);
}

HPyDef_METH(load, "load", HPyFunc_VARARGS, .doc = "load(settings, key, /)\n--\n\nOne of the settings.")
static HPy load_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy settings, key, value;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:load", &settings, &key))
        return HPy_NULL;
    value = HPy_GetItem(ctx, settings, key);
    if (HPy_IsNull(value) && HPyErr_ExceptionMatches(ctx, ctx->h_KeyError))
        raise_from(ctx, key);
    return value;
}

static HPyDef *defines[] = {&load, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(exception_objects, definition)
