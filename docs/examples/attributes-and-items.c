/* Reads and changes attributes and items of any object: names and keys are objects, C strings or C numbers.
 *
 * A missing key is an exception like any other: what is expected is taken away, all else goes on to the caller.
 *
 * run: counts = {"a": 1}
 *      mod.count(counts, "a"), mod.count(counts, "b")
 *      assert counts == {"a": 2, "b": 1}
 *      class Thing: old = 5
 *      mod.rename(Thing, "new")
 *      assert Thing.new == 5 and not hasattr(Thing, "old")
 *      assert mod.ends("word") == ("w", "d")
 */
#include "hpy.h"

HPyDef_METH(count, "count", HPyFunc_VARARGS, .doc = "count(counts, key, /)\n--\n\nAdd one to counts[key].")
static HPy count_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy counts, key, old, changed;
    long n = 0;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:count", &counts, &key))
        return HPy_NULL;
    old = HPy_GetItem(ctx, counts, key);
    if (!HPy_IsNull(old)) {
        n = HPyLong_AsLong(ctx, old);
        HPy_Close(ctx, old);
        if (n == -1 && HPyErr_Occurred(ctx))
            return HPy_NULL;
    } else if (HPyErr_ExceptionMatches(ctx, ctx->h_KeyError)) {
        HPyErr_Clear(ctx);
    } else {
        return HPy_NULL;
    }
    changed = HPyLong_FromLong(ctx, n + 1);
    if (HPy_IsNull(changed) || HPy_SetItem(ctx, counts, key, changed) < 0) {
        HPy_Close(ctx, changed);
        return HPy_NULL;
    }
    HPy_Close(ctx, changed);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(rename_old, "rename", HPyFunc_VARARGS, .doc = "rename(obj, name, /)\n--\n\nGive the attribute old a name.")
static HPy rename_old_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy obj, name, value;
    int failed;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:rename", &obj, &name))
        return HPy_NULL;
    value = HPy_GetAttr_s(ctx, obj, "old");
    if (HPy_IsNull(value))
        return HPy_NULL;
    failed = HPy_SetAttr(ctx, obj, name, value) < 0 || HPy_DelAttr_s(ctx, obj, "old") < 0;
    HPy_Close(ctx, value);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(ends, "ends", HPyFunc_O, .doc = "ends(sequence, /)\n--\n\nThe first item and the last one.")
static HPy ends_impl(HPyContext *ctx, HPy self, HPy sequence)
{
    HPy first = HPy_GetItem_i(ctx, sequence, 0);
    HPy last = HPy_IsNull(first) ? HPy_NULL : HPy_GetItem_i(ctx, sequence, -1);
    HPy result = HPy_IsNull(last) ? HPy_NULL : HPyTuple_Pack(ctx, 2, first, last);

    HPy_Close(ctx, first);
    HPy_Close(ctx, last);
    return result;
}

static HPyDef *defines[] = {&count, &rename_old, &ends, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(attributes_and_items, module)
