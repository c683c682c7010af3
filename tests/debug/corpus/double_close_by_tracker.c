/* Closes a handle that a tracker owns, and then the tracker.
 *
 * run: mod.f(7)
 * expect: double-close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 0);
    HPy text = HPy_Str(ctx, arg); /* OPEN */
    HPy_ssize_t length = -1;

    if (HPyTracker_Add(ctx, tracker, text) == 0 && !HPy_IsNull(text)) {
        length = HPy_Length(ctx, text);
        HPy_Close(ctx, text); /* CLOSE */
    }
    HPyTracker_Close(ctx, tracker); /* USE */
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
