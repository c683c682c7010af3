/* Counts words with one look-up for each, and swaps keys and values in a walk that takes 16 items at a time.
 *
 * run: assert mod.count(['a', 'b', 'a']) == {'a': 2, 'b': 1}
 *      assert mod.swapped({'one': 1, 'two': 2}) == {1: 'one', 2: 'two'}
 */
#include "hpy.h"

HPyDef_METH(count, "count", HPyFunc_O, .doc = "How often each word is in a list.")
static HPy count_impl(HPyContext *ctx, HPy self, HPy words)
{
    HPy counts = HPyDict_New(ctx);
    HPy_ssize_t i, n = HPy_IsNull(counts) ? -1 : HPyList_Size(ctx, words);
    int failed = n < 0;

    for (i = 0; i < n && !failed; i++) {
        HPy word = HPyList_GetItem(ctx, words, i), old = HPy_NULL, new_count;
        int found = HPy_IsNull(word) ? -1 : HPyDict_GetItem(ctx, counts, word, &old); /* 1, 0 for absent, -1 */

        new_count = found < 0 ? HPy_NULL : HPyLong_FromLong(ctx, found ? HPyLong_AsLong(ctx, old) + 1 : 1);
        failed = HPy_IsNull(new_count) || HPyDict_SetItem(ctx, counts, word, new_count) < 0;
        HPy_Close(ctx, new_count);
        HPy_Close(ctx, old);
        HPy_Close(ctx, word);
    }
    if (!failed)
        return counts;
    HPy_Close(ctx, counts);
    return HPy_NULL;
}

HPyDef_METH(swapped, "swapped", HPyFunc_O, .doc = "A dict with keys and values exchanged.")
static HPy swapped_impl(HPyContext *ctx, HPy self, HPy dict)
{
    HPy keys[16], values[16], result = HPyDict_New(ctx);
    HPy_ssize_t pos = 0, i, n = 0;
    int failed = HPy_IsNull(result);

    while (!failed && (n = HPyDict_NextItems(ctx, dict, &pos, keys, values, 16)) > 0) {
        for (i = 0; i < n && !failed; i++)
            failed = HPyDict_SetItem(ctx, result, values[i], keys[i]) < 0;
        HPy_CloseArray(ctx, keys, n);
        HPy_CloseArray(ctx, values, n);
    }
    if (!failed && n == 0)
        return result;
    HPy_Close(ctx, result);
    return HPy_NULL;
}

static HPyDef *defines[] = {&count, &swapped, NULL};
static HPyModuleDef dicts_def = {.doc = "Dicts", .defines = defines};
HPy_MODINIT(dicts, dicts_def)
