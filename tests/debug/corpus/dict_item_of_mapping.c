/* Looks up a key in any mapping as if it were a dict.
 *
 * run: from types import MappingProxyType
 *      mod.f(MappingProxyType({'key': 1}))
 * expect: wrong-type
 * api: HPyDict_GetItem_s
 * function: f
 * used: USE
 * raises: SystemError
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy value;
    int found = HPyDict_GetItem_s(ctx, arg, "key", &value); /* USE */

    return found == 0 ? HPy_Dup(ctx, ctx->h_None) : value;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
