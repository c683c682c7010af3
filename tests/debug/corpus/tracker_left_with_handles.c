/* Hands its handles to a tracker and forgets the tracker.
 *
 * run: assert mod.f(12) == '12!'
 * expect: tracker-unfinished
 * function: f
 * opened: OPEN
 * allow: leak
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 2); /* OPEN */
    HPy text, mark;

    text = HPy_Str(ctx, arg);
    if (HPyTracker_Add(ctx, tracker, text) < 0 || HPy_IsNull(text))
        goto error;
    mark = HPyUnicode_FromString(ctx, "!");
    if (HPyTracker_Add(ctx, tracker, mark) < 0 || HPy_IsNull(mark))
        goto error;
    return HPy_Add(ctx, text, mark);
error:
    HPyTracker_Close(ctx, tracker);
    return HPy_NULL;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
