/* Asks for the bases of an instance instead of those of its type.
 *
 * run: mod.f('text')
 * expect: wrong-type
 * api: HPyType_IsSubtype
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    int result = HPyType_IsSubtype(ctx, arg, ctx->h_UnicodeType); /* USE */

    return HPyBool_FromBool(ctx, result);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
