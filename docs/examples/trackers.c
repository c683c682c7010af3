/* Closes all handles of a function at once: one way out, whatever fails in between.
 *
 * run: assert mod.summary([4, 1, 9]) == "3 items from 1 to 9"
 *      try: mod.summary([])
 *      except ValueError: pass
 *      else: raise AssertionError
 */
#include "hpy.h"

/* The built-in function 'name', called with 'arg'. The result is the tracker's; HPy_NULL with an exception. */
static HPy call(HPyContext *ctx, HPyTracker tracker, const char *name, HPy arg)
{
    HPy function = HPy_GetItem_s(ctx, ctx->h_Builtins, name), result;

    if (HPyTracker_Add(ctx, tracker, function) < 0 || HPy_IsNull(function))
        return HPy_NULL;
    result = HPy_Call(ctx, function, &arg, 1, HPy_NULL);
    return HPyTracker_Add(ctx, tracker, result) < 0 ? HPy_NULL : result;
}

HPyDef_METH(summary, "summary", HPyFunc_O, .doc = "summary(items, /)\n--\n\nTheir number and their ends.")
static HPy summary_impl(HPyContext *ctx, HPy self, HPy items)
{
    HPyTracker tracker = HPyTracker_New(ctx, 6);
    HPy length, low, high, result = HPy_NULL;

    if (tracker._i == 0)
        return HPy_NULL;
    if (!HPy_IsNull(length = call(ctx, tracker, "len", items)) && !HPy_IsNull(low = call(ctx, tracker, "min", items))
        && !HPy_IsNull(high = call(ctx, tracker, "max", items)))
        result = HPyUnicode_FromFormat(ctx, "%S items from %S to %S", length, low, high);
    HPyTracker_Close(ctx, tracker);
    return result;
}

static HPyDef *defines[] = {&summary, NULL};
static HPyModuleDef module = {.defines = defines};

HPy_MODINIT(trackers, module)
