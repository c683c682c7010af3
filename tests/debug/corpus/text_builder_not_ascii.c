/* Takes UTF-8 for ASCII.
 *
 * run: mod.f('caf\xe9')
 * expect: text-not-ascii
 * api: HPyUnicodeBuilder_WriteASCII
 * function: f
 * used: USE
 * raises: UnicodeDecodeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t size;
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);
    HPyUnicodeBuilder b;

    if (utf8 == NULL)
        return HPy_NULL;
    b = HPyUnicodeBuilder_New(ctx, size);
    HPyUnicodeBuilder_WriteASCII(ctx, &b, utf8, size); /* USE */
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
