/* Keeps the garbage collector away while many objects are made, and asks for a collection afterwards.
 *
 * run: import gc
 *      rows = mod.rows(1000)
 *      assert len(rows) == 1000 and rows[7] == [7] and gc.isenabled()
 *      del rows
 *      assert mod.tidy_up() >= 0
 */
#include "hpy.h"

/* A list of one item; new handle, or HPy_NULL. */
static HPy make_row(HPyContext *ctx, HPy_ssize_t i)
{
    return HPy_BuildValue(ctx, "[n]", i);
}

HPyDef_METH(rows, "rows", HPyFunc_O, .doc = "rows(n, /)\n--\n\nA list of n lists.")
static HPy rows_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t n = HPyLong_AsSsize_t(ctx, arg), i;
    HPy result, row;
    int was_enabled, failed = 0;

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    was_enabled = HPyGC_Disable(ctx); /* nothing of this is garbage: collections would be in vain */
    result = HPyList_New(ctx, 0);
    for (i = 0; i < n && !failed && !HPy_IsNull(result); i++) {
        row = make_row(ctx, i);
        failed = HPy_IsNull(row) || HPyList_Append(ctx, result, row) < 0;
        HPy_Close(ctx, row);
    }
    if (was_enabled)
        (void)HPyGC_Enable(ctx); /* after an error, too */
    if (!failed)
        return result;
    HPy_Close(ctx, result);
    return HPy_NULL;
}

HPyDef_METH(tidy_up, "tidy_up", HPyFunc_NOARGS, .doc = "tidy_up()\n--\n\nHow many objects were garbage.")
static HPy tidy_up_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromSsize_t(ctx, HPyGC_Collect(ctx));
}

static HPyDef *defines[] = {&rows, &tidy_up, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(garbage_collection, module)
