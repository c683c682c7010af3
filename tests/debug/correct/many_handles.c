/* Opens far more handles than are remembered once closed, at once and one after the other.
 *
 * run: assert mod.open_at_once(5000) == 5000
 *      assert mod.one_after_the_other(50000) == 50000
 */
#include "hpy.h"

HPyDef_METH(open_at_once, "open_at_once", HPyFunc_O)
static HPy open_at_once_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = HPyLong_AsLong(ctx, arg);
    HPyTracker tracker;
    HPyListBuilder builder;
    HPy list, result;

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    tracker = HPyTracker_New(ctx, 1);
    builder = HPyListBuilder_New(ctx, n);
    for (i = 0; i < n; i++) {
        HPy number = HPyLong_FromLong(ctx, i);
        if (HPyTracker_Add(ctx, tracker, number) < 0 || HPy_IsNull(number)) {
            HPyListBuilder_Cancel(ctx, builder);
            HPyTracker_Close(ctx, tracker);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, number);
    }
    list = HPyListBuilder_Build(ctx, builder);
    HPyTracker_Close(ctx, tracker);
    if (HPy_IsNull(list))
        return HPy_NULL;
    result = HPyLong_FromSsize_t(ctx, HPy_Length(ctx, list));
    HPy_Close(ctx, list);
    return result;
}

HPyDef_METH(one_after_the_other, "one_after_the_other", HPyFunc_O)
static HPy one_after_the_other_impl(HPyContext *ctx, HPy self, HPy arg)
{
    long i, n = HPyLong_AsLong(ctx, arg);
    HPy one, sum;

    if (n == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    one = HPyLong_FromLong(ctx, 1);
    sum = HPyLong_FromLong(ctx, 0);
    for (i = 0; i < n && !HPy_IsNull(sum) && !HPy_IsNull(one); i++) {
        HPy next = HPy_InPlaceAdd(ctx, sum, one);
        HPy_Close(ctx, sum);
        sum = next;
    }
    HPy_Close(ctx, one);
    return sum;
}

static HPyDef *module_defines[] = {&open_at_once, &one_after_the_other, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
