/* Leaves a tracker open on the error path.
 *
 * run: mod.f(5)
 * expect: tracker-unfinished
 * function: f
 * opened: OPEN
 * raises: TypeError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 0); /* OPEN */
    HPy_ssize_t length = HPy_Length(ctx, arg);
    HPy number;

    if (length < 0)
        return HPy_NULL;
    number = HPyLong_FromSsize_t(ctx, length);
    if (HPyTracker_Add(ctx, tracker, HPy_Dup(ctx, number)) < 0) {
        HPy_Close(ctx, number);
        number = HPy_NULL;
    }
    HPyTracker_Close(ctx, tracker);
    return number;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
