/* Puts Latin-1 into memory that is for ASCII.
 *
 * run: mod.f(0xe9)
 * expect: text-not-ascii
 * api: HPyUnicodeBuilder_Commit
 * function: f
 * used: USE
 * raises: UnicodeDecodeError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
    char *p = HPyUnicodeBuilder_Reserve(ctx, &b, 2);

    if (p != NULL) {
        p[0] = 'a';
        p[1] = (char)HPyLong_AsLong(ctx, arg);
        HPyUnicodeBuilder_Commit(ctx, &b, 2); /* USE */
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
