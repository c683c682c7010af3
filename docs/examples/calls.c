/* Calls a function, a function with keywords, and a method.
 *
 * Arguments are an array; behind those by position stand the values of the names in the tuple of keywords. For a method
 * the object is the first of them.
 *
 * run: assert mod.twice(lambda x: x * 3, 5) == 45
 *      assert mod.by(len, ["ccc", "a", "bb"]) == ["ccc", "bb", "a"]
 *      assert mod.exchange("a-b", "-", "+") == "a+b"
 */
#include "hpy.h"

HPyDef_METH(twice, "twice", HPyFunc_VARARGS, .doc = "twice(f, x, /)\n--\n\nf(f(x))")
static HPy twice_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy f, x, once, result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:twice", &f, &x))
        return HPy_NULL;
    once = HPy_Call(ctx, f, &x, 1, HPy_NULL);
    if (HPy_IsNull(once))
        return HPy_NULL;
    result = HPy_Call(ctx, f, &once, 1, HPy_NULL);
    HPy_Close(ctx, once);
    return result;
}

HPyDef_METH(by, "by", HPyFunc_VARARGS, .doc = "by(key, items, /)\n--\n\nsorted(items, key=key, reverse=True)")
static HPy by_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy key, items, sorted, names, result = HPy_NULL;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:by", &key, &items))
        return HPy_NULL;
    sorted = HPy_GetItem_s(ctx, ctx->h_Builtins, "sorted");
    names = HPy_BuildValue(ctx, "(ss)", "key", "reverse");
    if (!HPy_IsNull(sorted) && !HPy_IsNull(names)) {
        HPy values[] = {items, key, ctx->h_True};
        result = HPy_Call(ctx, sorted, values, 1, names); /* 1: by position */
    }
    HPy_Close(ctx, sorted);
    HPy_Close(ctx, names);
    return result;
}

HPyDef_METH(exchange, "exchange", HPyFunc_VARARGS, .doc = "exchange(text, old, new, /)\n--\n\ntext.replace(old, new)")
static HPy exchange_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy name, result;

    if (nargs != 3) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "exchange() takes a text and two parts of it");
        return HPy_NULL;
    }
    name = HPyUnicode_FromString(ctx, "replace");
    if (HPy_IsNull(name))
        return HPy_NULL;
    result = HPy_CallMethod(ctx, name, args, nargs, HPy_NULL); /* args[0] is the object */
    HPy_Close(ctx, name);
    return result;
}

static HPyDef *defines[] = {&twice, &by, &exchange, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(calls, module)
