/* Fills a tuple builder for an answer that it then does not need.
 *
 * run: mod.f('a', None)
 * expect: builder-unfinished
 * function: f
 * opened: OPEN
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, (HPy_ssize_t)nargs); /* OPEN */
    int complete = 1;
    size_t i;

    for (i = 0; i < nargs; i++) {
        HPyTupleBuilder_Set(ctx, builder, (HPy_ssize_t)i, args[i]);
        complete = complete && !HPy_Is(ctx, args[i], ctx->h_None);
    }
    return complete ? HPyTupleBuilder_Build(ctx, builder) : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
