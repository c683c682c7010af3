/* A callback closes an argument of the call it came from.
 *
 * run: mod.run(mod.drop)
 * expect: close-borrowed
 * api: HPy_Close
 * function: drop
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static HPy waiting;

HPyDef_METH(run, "run", HPyFunc_O)
static HPy run_impl(HPyContext *ctx, HPy self, HPy function)
{
    HPy result;

    waiting = function;
    result = HPy_Call(ctx, function, NULL, 0, HPy_NULL);
    return result;
}

HPyDef_METH(drop, "drop", HPyFunc_NOARGS)
static HPy drop_impl(HPyContext *ctx, HPy self)
{
    HPy_Close(ctx, waiting); /* USE */
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&run, &drop, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
