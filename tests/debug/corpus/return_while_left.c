/* Returns early from a loop that has left Python, without coming back to it.
 *
 * run: mod.find(b'abc', b'b')
 * expect: no-thread-state
 * function: find
 * used: LEAVE
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

HPyDef_METH(find, "find", HPyFunc_VARARGS)
static HPy find_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy found = HPy_NULL, result;
    HPyThreadState state;
    const char *text, *part;
    HPy_ssize_t i, n;

    if (nargs != 2)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "two arguments are required");
    text = HPyBytes_AsString(ctx, args[0]);
    part = HPyBytes_AsString(ctx, args[1]);
    n = HPyBytes_Size(ctx, args[0]);
    if (text == NULL || part == NULL || n < 0)
        return HPy_NULL;
    found = HPy_Dup(ctx, ctx->h_True);
    state = HPy_LeavePythonExecution(ctx); /* LEAVE */
    for (i = 0; i < n; i++) {
        if (text[i] == part[0])
            return found;
    }
    HPy_ReenterPythonExecution(ctx, state);
    HPy_Close(ctx, found);
    result = HPy_Dup(ctx, ctx->h_False);
    return result;
}

static HPyDef *module_defines[] = {&find, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
