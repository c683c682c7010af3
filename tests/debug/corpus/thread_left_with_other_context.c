/* Leaves with the context of the call itself, instead of the one that HPyThread_Enter gave.
 *
 * run: mod.call(lambda: 1)
 * expect: wrong-token
 * api: HPyThread_Exit
 * function: call
 * used: USE
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

HPyDef_METH(call, "call", HPyFunc_O)
static HPy call_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyInterpreter interp = HPyInterpreter_Get(ctx);
    HPyThreadToken token;
    HPyContext *entered = HPyThread_Enter(interp, &token);

    HPyInterpreter_Close(interp);
    if (entered == NULL)
        return HPy_NULL;
    HPyThread_Exit(ctx, &token); /* USE */
    return HPy_Call(ctx, arg, NULL, 0, HPy_NULL);
}

static HPyDef *module_defines[] = {&call, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
