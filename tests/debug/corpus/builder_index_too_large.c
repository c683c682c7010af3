/* Counts the items of a list from 1.
 *
 * run: mod.f('ab')
 * expect: builder-index
 * api: HPyListBuilder_Set
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy text)
{
    HPy_ssize_t i, n = HPy_Length(ctx, text);
    HPyListBuilder builder;

    if (n < 0)
        return HPy_NULL;
    builder = HPyListBuilder_New(ctx, n);
    HPyListBuilder_Set(ctx, builder, 0, ctx->h_None);
    for (i = 1; i <= n; i++)
        HPyListBuilder_Set(ctx, builder, i, text); /* USE */
    return HPyListBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
