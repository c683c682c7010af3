/* Stores into a global that the module's definition does not list.
 *
 * run: mod.set('text')
 *      mod.set(None)
 * expect: global-undeclared
 * api: HPyGlobal_Store
 * function: set
 * used: USE
 */
#include "hpy.h"

static HPyGlobal kept;

HPyDef_METH(set, "set", HPyFunc_O)
static HPy set_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &kept, arg); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&set, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
