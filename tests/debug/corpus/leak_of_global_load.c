/* Loads a global to call it and does not close the handle.
 *
 * run: mod.set_hook(len)
 *      assert mod.run('abc') == 3
 *      mod.set_hook(None)
 * expect: leak
 * function: run
 * opened: OPEN
 */
#include "hpy.h"

static HPyGlobal hook;

HPyDef_METH(set_hook, "set_hook", HPyFunc_O)
static HPy set_hook_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &hook, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(run, "run", HPyFunc_O)
static HPy run_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy function = HPyGlobal_Load(ctx, hook); /* OPEN */
    HPy result = HPy_Call(ctx, function, &arg, 1, HPy_NULL);

    return result;
}

static HPyDef *module_defines[] = {&set_hook, &run, NULL};
static HPyGlobal *module_globals[] = {&hook, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
