/* Writes a part of bytes, as if they were text.
 *
 * run: mod.f(b'abc')
 * expect: wrong-type
 * api: HPyUnicodeBuilder_WriteSubstring
 * function: f
 * used: USE
 * raises: TypeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);

    HPyUnicodeBuilder_WriteSubstring(ctx, &b, arg, 0, 1); /* USE */
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
