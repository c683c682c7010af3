/* Keeps the module's handle, the self of its functions, and reads an attribute with it later.
 *
 * run: mod.level = 3
 *      mod.remember()
 *      mod.level_now()
 * expect: kept-argument
 * api: HPy_GetAttr_s
 * function: level_now
 * used: USE
 */
#include "hpy.h"

static HPy module;

HPyDef_METH(remember, "remember", HPyFunc_NOARGS)
static HPy remember_impl(HPyContext *ctx, HPy self)
{
    module = self;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(level_now, "level_now", HPyFunc_NOARGS)
static HPy level_now_impl(HPyContext *ctx, HPy self)
{
    HPy level = HPy_GetAttr_s(ctx, module, "level"); /* USE */
    return level;
}

static HPyDef *module_defines[] = {&remember, &level_now, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
