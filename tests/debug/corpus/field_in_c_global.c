/* Keeps an object in an HPyField that is a C global, with the module as its owner.
 *
 * run: mod.set([1])
 * expect: field-no-owner
 * api: HPyField_Store
 * function: set
 * used: USE
 */
#include "hpy.h"

static HPyField kept;

HPyDef_METH(set, "set", HPyFunc_O)
static HPy set_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyField_Store(ctx, self, &kept, arg); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&set, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
