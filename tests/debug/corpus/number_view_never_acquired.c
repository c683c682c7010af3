/* Releases a view in a struct that was not cleared.
 *
 * run: mod.f([1, 2, 3])
 * expect: invalid-handle
 * api: HPyNumberView_Release
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

static void fill(HPyNumberView *view)
{
    view->internal = 12344;
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy seq)
{
    HPyNumberView view = {NULL, 0, 0};

    fill(&view);
    HPyNumberView_Release(ctx, &view); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
