/* Finds what an iterable has twice, and makes a frozenset of it, which can be a key.
 *
 * run: assert mod.repeated('abcab') == frozenset('ab')
 *      assert mod.is_set({1}) is True and mod.is_set(frozenset()) is True and mod.is_set([]) is False
 */
#include "hpy.h"

/* Go through the iterator: what is in 'seen' goes to 'twice'. 0, or -1 with an exception. */
static int sort_out(HPyContext *ctx, HPy iterator, HPy seen, HPy twice)
{
    HPy item;
    int more, known, failed = 0;

    while (!failed && (more = HPyIter_NextItem(ctx, iterator, &item)) != 0) {
        if (more < 0)
            return -1;
        known = HPySet_Contains(ctx, seen, item);
        failed = known < 0 || HPySet_Add(ctx, known ? twice : seen, item) < 0;
        HPy_Close(ctx, item);
    }
    return failed ? -1 : 0;
}

HPyDef_METH(repeated, "repeated", HPyFunc_O, .doc = "A frozenset of the items that come more than once.")
static HPy repeated_impl(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy iterator = HPy_GetIter(ctx, iterable), result = HPy_NULL;
    HPy seen = HPySet_New(ctx, HPy_NULL), twice = HPySet_New(ctx, HPy_NULL);

    if (!HPy_IsNull(iterator) && !HPy_IsNull(seen) && !HPy_IsNull(twice) && sort_out(ctx, iterator, seen, twice) == 0)
        result = HPyFrozenSet_New(ctx, twice);
    HPy_Close(ctx, twice);
    HPy_Close(ctx, seen);
    HPy_Close(ctx, iterator);
    return result;
}

HPyDef_METH(is_set, "is_set", HPyFunc_O, .doc = "Whether it is a set or a frozenset.")
static HPy is_set_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return HPyBool_FromBool(ctx, HPyAnySet_Check(ctx, arg));
}

static HPyDef *defines[] = {&repeated, &is_set, NULL};
static HPyModuleDef sets_def = {.doc = "Sets", .defines = defines};
HPy_MODINIT(sets, sets_def)
