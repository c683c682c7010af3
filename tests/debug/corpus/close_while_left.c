/* Closes a handle while other threads may run Python.
 *
 * run: mod.f('text')
 * expect: no-thread-state
 * api: HPy_Close
 * function: f
 * used: USE
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy text = HPy_Str(ctx, arg);
    HPyThreadState state;

    if (HPy_IsNull(text))
        return HPy_NULL;
    state = HPy_LeavePythonExecution(ctx);
    HPy_Close(ctx, text); /* USE */
    HPy_ReenterPythonExecution(ctx, state);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
