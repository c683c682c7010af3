/* Leaves a text builder behind where an object has no repr.
 *
 * run: mod.f(type('Bad', (), {'__repr__': lambda self: 1 / 0})())
 * expect: builder-unfinished
 * function: f
 * opened: OPEN
 * raises: ZeroDivisionError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyUnicodeBuilder b = HPyUnicodeBuilder_New(ctx, 0); /* OPEN */

    if (HPyUnicodeBuilder_WriteRepr(ctx, &b, arg) < 0)
        return HPy_NULL;
    return HPyUnicodeBuilder_Build(ctx, &b);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
