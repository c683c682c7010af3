/* Empties a tracker with ForgetAll, which does not close, where Close alone was meant.
 *
 * run: assert mod.f('text') == 'texttext'
 * expect: leak
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 1);
    HPy text, result = HPy_NULL;

    text = HPy_Str(ctx, arg); /* OPEN */
    if (HPyTracker_Add(ctx, tracker, text) < 0 || HPy_IsNull(text))
        goto done;
    result = HPy_Add(ctx, text, text);
    HPyTracker_ForgetAll(ctx, tracker);
done:
    HPyTracker_Close(ctx, tracker);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
