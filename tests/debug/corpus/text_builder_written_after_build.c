/* Goes on writing with a builder that was built, by a copy of it.
 *
 * run: mod.f('a')
 * expect: builder-after-build
 * api: HPyUnicodeBuilder_WriteChar
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
    HPyUnicodeBuilder copy = b;
    HPy text;

    HPyUnicodeBuilder_WriteStr(ctx, &b, arg);
    text = HPyUnicodeBuilder_Build(ctx, &b); /* CLOSE */
    HPyUnicodeBuilder_WriteChar(ctx, &copy, '!'); /* USE */
    return text;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
