/* Calls a function, a function with keywords, and methods by text and by a name that is made once.
 *
 * Arguments are an array; behind those by position stand the values of the names in the tuple of keywords. For a method
 * the object is the first of them.
 *
 * run: assert mod.twice(lambda x: x * 3, 5) == 45
 *      assert mod.by(len, ["ccc", "a", "bb"]) == ["ccc", "bb", "a"]
 *      assert mod.exchange("a-b", "-", "+") == "a+b"
 *      assert mod.parts(["a,b", "c"]) == [["a", "b"], ["c"]]
 */
#include "hpy.h"

HPyDef_METH(twice, "twice", HPyFunc_VARARGS, .doc = "twice(f, x, /)\n--\n\nf(f(x))")
static HPy twice_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy f, x, once, result;

    if (!HPyArg_Unpack(ctx, args, nargs, "twice", 2, 2, &f, &x))
        return HPy_NULL;
    once = HPy_CallOneArg(ctx, f, x);
    if (HPy_IsNull(once))
        return HPy_NULL;
    result = HPy_CallOneArg(ctx, f, once);
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
    if (!HPyArg_CheckPositional(ctx, "exchange", nargs, 3, 3))
        return HPy_NULL;
    return HPy_CallMethod_s(ctx, "replace", args, nargs, HPy_NULL); /* args[0] is the object */
}

static HPyName append = HPyName_INIT("append"), split = HPyName_INIT("split");

/* Append the parts of a text to a list, by its method: 0, or -1 with an exception set. */
static int append_parts(HPyContext *ctx, HPy list, HPy text)
{
    HPy separator = HPyUnicode_FromString(ctx, ","), split_args[] = {text, separator};
    HPy parts = HPy_IsNull(separator) ? HPy_NULL : HPy_CallMethod_n(ctx, &split, split_args, 2, HPy_NULL);
    HPy append_args[] = {list, parts};
    HPy none = HPy_IsNull(parts) ? HPy_NULL : HPy_CallMethod_n(ctx, &append, append_args, 2, HPy_NULL);
    int status = HPy_IsNull(none) ? -1 : 0;

    HPy_Close(ctx, separator);
    HPy_Close(ctx, parts);
    HPy_Close(ctx, none);
    return status;
}

HPyDef_METH(parts, "parts", HPyFunc_O, .doc = "parts(texts, /)\n--\n\n[text.split(',') for text in texts]")
static HPy parts_impl(HPyContext *ctx, HPy self, HPy texts)
{
    HPy list = HPyList_New(ctx, 0);
    HPy_ssize_t i, n = HPy_IsNull(list) ? -1 : HPy_Length(ctx, texts);
    int status = n < 0 ? -1 : 0;

    for (i = 0; status == 0 && i < n; i++) {
        HPy text = HPy_GetItem_i(ctx, texts, i);

        status = HPy_IsNull(text) ? -1 : append_parts(ctx, list, text);
        HPy_Close(ctx, text);
    }
    if (status == 0)
        return list;
    HPy_Close(ctx, list);
    return HPy_NULL;
}

static HPyDef *defines[] = {&twice, &by, &exchange, &parts, NULL};
static HPyGlobal *globals[] = {&append.global, &split.global, NULL}; /* each interpreter has names of its own */
static HPyModuleDef module = {.defines = defines, .globals = globals};

HPy_MODINIT(calls, module)
