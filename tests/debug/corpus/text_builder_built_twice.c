/* Builds two texts with one builder.
 *
 * run: mod.f('a')
 * expect: builder-after-build
 * api: HPyUnicodeBuilder_Build
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0); /* OPEN */
    HPy first, second;

    HPyUnicodeBuilder_WriteStr(ctx, &b, arg);
    first = HPyUnicodeBuilder_Build(ctx, &b); /* CLOSE */
    second = HPyUnicodeBuilder_Build(ctx, &b); /* USE */
    HPy_Close(ctx, first);
    return second;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
