/* Reserves a byte too few for what it writes.
 *
 * run: mod.f(10)
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
    long n = HPyLong_AsLong(ctx, arg);
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0);
    char *p = HPyUnicodeBuilder_Reserve(ctx, &b, n);

    if (p != NULL) {
        memset(p, '-', (size_t)n);
        p[n] = '\n';
        HPyUnicodeBuilder_Commit(ctx, &b, n); /* USE */
    }
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
