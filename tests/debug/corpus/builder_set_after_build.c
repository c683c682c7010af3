/* Sets an item of a list that is built already.
 *
 * run: mod.f('a')
 * expect: builder-after-build
 * api: HPyListBuilder_Set
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
    HPyListBuilder builder = HPyListBuilder_New(ctx, 1); /* OPEN */
    HPy list;

    HPyListBuilder_Set(ctx, builder, 0, ctx->h_None);
    list = HPyListBuilder_Build(ctx, builder); /* CLOSE */
    HPyListBuilder_Set(ctx, builder, 0, arg); /* USE */
    return list;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
