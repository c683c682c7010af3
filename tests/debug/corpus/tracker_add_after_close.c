/* Adds a handle to a tracker that is closed.
 *
 * run: mod.f('a')
 * expect: tracker-after-close
 * api: HPyTracker_Add
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * allow: leak
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTracker tracker = HPyTracker_New(ctx, 2); /* OPEN */
    HPy text = HPy_Str(ctx, arg);

    if (HPyTracker_Add(ctx, tracker, text) < 0 || HPy_IsNull(text)) {
        HPyTracker_Close(ctx, tracker);
        return HPy_NULL;
    }
    HPyTracker_Close(ctx, tracker); /* CLOSE */
    text = HPy_Repr(ctx, arg);
    if (HPyTracker_Add(ctx, tracker, text) < 0) /* USE */
        return HPy_NULL;
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
