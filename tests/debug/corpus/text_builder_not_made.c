/* Writes with a builder that no function has made.
 *
 * run: mod.f('a')
 * expect: invalid-handle
 * api: HPyUnicodeBuilder_WriteStr
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = {0};

    HPyUnicodeBuilder_WriteStr(ctx, &b, arg); /* USE */
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
