/* Keeps a callback's handle in a C global and uses it in a later call.
 *
 * run: def callback():
 *          return 1
 *      mod.set_callback(callback)
 *      mod.call()
 * expect: kept-argument
 * api: HPy_Call
 * function: call
 * used: USE
 */
#include "hpy.h"

static HPy callback;

HPyDef_METH(set_callback, "set_callback", HPyFunc_O)
static HPy set_callback_impl(HPyContext *ctx, HPy self, HPy arg)
{
    callback = arg;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(call, "call", HPyFunc_NOARGS)
static HPy call_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPy_Call(ctx, callback, NULL, 0, HPy_NULL); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&set_callback, &call, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
