/* Builds two tuples with one builder.
 *
 * run: mod.f('a')
 * expect: builder-after-build
 * api: HPyTupleBuilder_Build
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
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, 1); /* OPEN */
    HPy first, second;

    HPyTupleBuilder_Set(ctx, builder, 0, arg);
    first = HPyTupleBuilder_Build(ctx, builder); /* CLOSE */
    second = HPyTupleBuilder_Build(ctx, builder); /* USE */
    HPy_Close(ctx, first);
    return second;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
