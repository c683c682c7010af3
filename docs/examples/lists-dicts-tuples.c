/* Makes lists, dicts and tuples, and walks over them.
 *
 * run: assert mod.invert({"a": 1, "b": 2, "c": 1}) == {1: ["a", "c"], 2: ["b"]}
 *      assert mod.pairs([1, 2, 3]) == [(1, 2), (2, 3)]
 */
#include "hpy.h"

/* Append 'key' to the list that 'result' has for 'value', a new one at first: 0, or -1 with an exception. */
static int add_key(HPyContext *ctx, HPy result, HPy value, HPy key)
{
    HPy list;
    int known = HPy_Contains(ctx, result, value), failed;

    if (known < 0)
        return -1;
    list = known ? HPy_GetItem(ctx, result, value) : HPyList_New(ctx, 0);
    if (HPy_IsNull(list))
        return -1;
    failed = HPyList_Append(ctx, list, key) < 0 || (!known && HPy_SetItem(ctx, result, value, list) < 0);
    HPy_Close(ctx, list);
    return failed ? -1 : 0;
}

HPyDef_METH(invert, "invert", HPyFunc_O, .doc = "invert(dict, /)\n--\n\nThe keys of each value.")
static HPy invert_impl(HPyContext *ctx, HPy self, HPy dict)
{
    HPy keys, result;
    HPy_ssize_t i, n;
    int failed = 0;

    keys = HPyDict_Keys(ctx, dict); /* a list; SystemError for anything but a dict */
    if (HPy_IsNull(keys))
        return HPy_NULL;
    result = HPyDict_New(ctx);
    n = HPy_Length(ctx, keys);
    failed = HPy_IsNull(result) || n < 0;
    for (i = 0; i < n && !failed; i++) {
        HPy key = HPy_GetItem_i(ctx, keys, i);
        HPy value = HPy_IsNull(key) ? HPy_NULL : HPy_GetItem(ctx, dict, key);
        failed = HPy_IsNull(value) || add_key(ctx, result, value, key) < 0;
        HPy_Close(ctx, key);
        HPy_Close(ctx, value);
    }
    HPy_Close(ctx, keys);
    if (failed) {
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    return result;
}

HPyDef_METH(pairs, "pairs", HPyFunc_O, .doc = "pairs(items, /)\n--\n\nEach item with the one behind it.")
static HPy pairs_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPy_ssize_t i, n = HPy_Length(ctx, items);
    HPy list, before = HPy_NULL;

    if (n < 0)
        return HPy_NULL;
    list = HPyList_New(ctx, 0);
    for (i = 0; i < n && !HPy_IsNull(list); i++) {
        HPy item = HPy_GetItem_i(ctx, items, i), pair = HPy_NULL;
        int failed = HPy_IsNull(item);
        if (!failed && i > 0) {
            pair = HPyTuple_Pack(ctx, 2, before, item);
            failed = HPy_IsNull(pair) || HPyList_Append(ctx, list, pair) < 0;
        }
        HPy_Close(ctx, pair);
        HPy_Close(ctx, before);
        before = item;
        if (failed) {
            HPy_Close(ctx, list);
            list = HPy_NULL;
        }
    }
    HPy_Close(ctx, before);
    return list;
}

static HPyDef *defines[] = {&invert, &pairs, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(lists_dicts_tuples, module)
