/* Reserves memory, and writes something else before it uses it.
 *
 * run: mod.f('a')
 * expect: builder-overrun
 * api: HPyUnicodeBuilder_Commit
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
    char *p = HPyUnicodeBuilder_Reserve(ctx, &b, 3);

    HPyUnicodeBuilder_WriteStr(ctx, &b, arg);
    if (p != NULL) {
        memcpy(p, "...", 3);
        HPyUnicodeBuilder_Commit(ctx, &b, 3); /* USE */
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
