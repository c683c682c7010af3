/* Closes the tracker, and then uses a handle that the tracker owned.
 *
 * run: mod.f('some', 'text')
 * expect: use-after-close
 * api: HPy_Length
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyTracker tracker = HPyTracker_New(ctx, 0);
    HPy_ssize_t length;
    HPy joined;

    if (nargs != 2) {
        HPyTracker_Close(ctx, tracker);
        return HPyErr_SetString(ctx, ctx->h_TypeError, "two arguments expected");
    }
    joined = HPy_Add(ctx, args[0], args[1]); /* OPEN */
    if (HPyTracker_Add(ctx, tracker, joined) < 0 || HPy_IsNull(joined)) {
        HPyTracker_Close(ctx, tracker);
        return HPy_NULL;
    }
    HPyTracker_Close(ctx, tracker); /* CLOSE */
    length = HPy_Length(ctx, joined); /* USE */
    return length < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
