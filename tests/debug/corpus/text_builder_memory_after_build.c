/* Ends a text of which a str was made already.
 *
 * run: mod.f('a')
 * expect: memory-after-close
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
    volatile char *p = HPyUnicodeBuilder_Reserve(ctx, &b, 2);
    HPy text;

    if (p == NULL)
        return HPyUnicodeBuilder_Build(ctx, &b);
    p[0] = 'a';
    HPyUnicodeBuilder_Commit(ctx, &b, 1);
    text = HPyUnicodeBuilder_Build(ctx, &b); /* CLOSE */
    p[1] = '!'; /* USE */
    return text;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
