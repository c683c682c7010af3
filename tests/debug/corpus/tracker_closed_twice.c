/* Closes a tracker on the error path, and once more at the end.
 *
 * run: mod.f(5)
 * expect: tracker-after-close
 * api: HPyTracker_Close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 1); /* OPEN */
    HPy_ssize_t length = HPy_Length(ctx, arg);

    if (length < 0)
        HPyTracker_Close(ctx, tracker); /* CLOSE */
    HPyTracker_Close(ctx, tracker); /* USE */
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
