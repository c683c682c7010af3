/* Writes a text and returns another.
 *
 * run: assert mod.f('a') == 'a'
 * expect: builder-unfinished
 * function: f
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0); /* OPEN */

    HPyUnicodeBuilder_WriteStr(ctx, &b, arg);
    return HPy_Str(ctx, arg);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
