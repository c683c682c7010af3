/* Looks an exception over, clears it and goes on; replaces one by another; hands one to the unraisable hook.
 *
 * run: import sys
 *      hook = getattr(sys, 'unraisablehook', None)
 *      sys.unraisablehook = lambda info: None
 *      try:
 *          assert mod.get({}, 'key', 5) == 5 and mod.get({'key': 1}, 'key', 5) == 1
 *          assert mod.number('text') == -1 and mod.number(-1) == -1 and mod.number(7) == 7
 *          mod.ignore(int, 'text')
 *      finally:
 *          sys.unraisablehook = hook
 */
#include "hpy.h"

HPyDef_METH(get, "get", HPyFunc_VARARGS)
static HPy get_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key, fallback, value;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO:get", &dict, &key, &fallback))
        return HPy_NULL;
    value = HPy_GetItem(ctx, dict, key);
    if (!HPy_IsNull(value) || !HPyErr_ExceptionMatches(ctx, ctx->h_LookupError))
        return value;
    HPyErr_Clear(ctx);
    return HPy_Dup(ctx, fallback);
}

HPyDef_METH(number, "number", HPyFunc_O)
static HPy number_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long value = HPyLong_AsLong(ctx, arg);

    if (value == -1 && HPyErr_Occurred(ctx)) {
        HPyErr_Clear(ctx);
        value = -1;
    }
    return HPyLong_FromLong(ctx, value);
}

HPyDef_METH(ignore, "ignore", HPyFunc_VARARGS)
static HPy ignore_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, arg, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:ignore", &function, &arg))
        return HPy_NULL;
    result = HPy_Call(ctx, function, &arg, 1, HPy_NULL);
    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, function);
    HPy_Close(ctx, result);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&get, &number, &ignore, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
