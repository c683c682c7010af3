/* Sets the last item of a tuple by the index -1, as Python would.
 *
 * run: mod.f('a')
 * expect: builder-index
 * api: HPyTupleBuilder_Set
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 2);

    HPyTupleBuilder_Set(ctx, builder, 0, arg);
    HPyTupleBuilder_Set(ctx, builder, 1, arg);
    HPyTupleBuilder_Set(ctx, builder, -1, ctx->h_None); /* USE */
    return HPyTupleBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
