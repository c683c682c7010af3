/* Cancels a builder on the way out, also where it has built its list.
 *
 * run: mod.f('a')
 * expect: builder-after-build
 * api: HPyListBuilder_Cancel
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
    HPy text, list = HPy_NULL;

    text = HPy_Str(ctx, arg);
    if (HPy_IsNull(text))
        goto done;
    HPyListBuilder_Set(ctx, builder, 0, text);
    HPy_Close(ctx, text);
    list = HPyListBuilder_Build(ctx, builder); /* CLOSE */
done:
    HPyListBuilder_Cancel(ctx, builder); /* USE */
    return list;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
