/* Looks a name up in an object in the place of its class.
 *
 * run: try:
 *          mod.f(5)
 *      except TypeError:
 *          pass
 * expect: wrong-type
 * api: HPyType_Lookup
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy name = HPyUnicode_FromString(ctx, "real"), found;
    int n;

    if (HPy_IsNull(name))
        return HPy_NULL;
    n = HPyType_Lookup(ctx, arg, name, &found); /* USE */
    HPy_Close(ctx, name);
    return n == 0 ? HPy_Dup(ctx, ctx->h_None) : found;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
