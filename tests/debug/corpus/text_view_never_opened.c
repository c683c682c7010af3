/* Releases a view that another function was to fill, and did not.
 *
 * run: mod.f('some text')
 * expect: invalid-handle
 * api: HPyUnicode_Release
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

static void fill(HPyUnicodeView *view)
{
    view->internal = 12344;
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeView view = {NULL, 0, 1, 0, 0};

    fill(&view);
    HPyUnicode_Release(ctx, &view); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
