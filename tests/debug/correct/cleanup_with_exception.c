/* Closes handles, cancels a builder and closes a tracker while an exception is set.
 *
 * run: try:
 *          mod.f(['a', 3, 'c'])
 *      except TypeError:
 *          pass
 *      else:
 *          raise AssertionError('no exception')
 *      assert mod.f(['a', 'b']) == ['a!', 'b!']
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPyTracker tracker = HPyTracker_New(ctx, 0);
    HPy mark = HPyUnicode_FromString(ctx, "!");
    HPyListBuilder builder;
    HPy_ssize_t i, n;

    if (HPyTracker_Add(ctx, tracker, mark) < 0 || HPy_IsNull(mark))
        goto no_builder;
    n = HPy_Length(ctx, list);
    if (n < 0)
        goto no_builder;
    builder = HPyListBuilder_New(ctx, n);
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i), text;
        if (HPy_IsNull(item))
            goto error;
        text = HPy_Add(ctx, item, mark);
        HPy_Close(ctx, item);
        if (HPy_IsNull(text)) {
            if (HPyErr_ExceptionMatches(ctx, ctx->h_TypeError))
                HPyErr_SetString(ctx, ctx->h_TypeError, "a list of str is required");
            goto error;
        }
        HPyListBuilder_Set(ctx, builder, i, text);
        HPy_Close(ctx, text);
    }
    HPyTracker_Close(ctx, tracker);
    return HPyListBuilder_Build(ctx, builder);
error:
    HPyListBuilder_Cancel(ctx, builder);
no_builder:
    HPyTracker_Close(ctx, tracker);
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
