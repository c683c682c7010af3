/* Takes a pair apart, whatever sequence it is, and makes tuples.
 *
 * run: assert mod.swap((1, 2)) == (2, 1) and mod.swap('ab') == ('b', 'a')
 *      try:
 *          mod.swap((1, 2, 3))
 *      except ValueError as error:
 *          assert str(error) == 'a pair has 2 items, not 3'
 *      assert mod.tail((1, 2, 3)) == (2, 3)
 */
#include "hpy.h"

HPyDef_METH(swap, "swap", HPyFunc_O, .doc = "A tuple of the two items, the second one first.")
static HPy swap_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy pair[2], result = HPy_NULL;
    HPy_ssize_t n = HPySequence_Unpack(ctx, arg, pair, 2);

    if (n == 2)
        result = HPyTuple_Pack(ctx, 2, pair[1], pair[0]);
    else if (n >= 0)
        HPyErr_Format(ctx, ctx->h_ValueError, "a pair has 2 items, not %zd", n);
    HPy_CloseArray(ctx, pair, 2); /* what is not there is HPy_NULL */
    return result;
}

HPyDef_METH(tail, "tail", HPyFunc_O, .doc = "All but the first item of a tuple.")
static HPy tail_impl(HPyContext *ctx, HPy self, HPy tuple)
{
    HPy_ssize_t n = HPyTuple_Size(ctx, tuple);

    return n < 0 ? HPy_NULL : HPyTuple_GetSlice(ctx, tuple, 1, n);
}

static HPyDef *defines[] = {&swap, &tail, NULL};
static HPyModuleDef tuples_def = {.doc = "Tuples", .defines = defines};
HPy_MODINIT(tuples, tuples_def)
