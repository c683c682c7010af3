/* Goes on filling a tuple builder that it has cancelled.
 *
 * run: mod.f(['a', None, 'c'])
 * expect: builder-after-build
 * api: HPyTupleBuilder_Set
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * raises: ValueError
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy list)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 3); /* OPEN */
    int i, bad = 0;

    for (i = 0; i < 3; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        if (HPy_IsNull(item) || HPy_Is(ctx, item, ctx->h_None)) {
            HPyTupleBuilder_Cancel(ctx, builder); /* CLOSE */
            bad = 1;
        }
        HPyTupleBuilder_Set(ctx, builder, i, item); /* USE */
        HPy_Close(ctx, item);
        if (bad)
            return HPyErr_SetString(ctx, ctx->h_ValueError, "None inside");
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
