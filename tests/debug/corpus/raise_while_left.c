/* Raises an exception from a loop that has left Python.
 *
 * run: mod.check(b'ab\0cd')
 * expect: no-thread-state
 * api: HPyErr_SetString
 * function: check
 * used: USE
 * native: undefined
 * raises: ValueError, SystemError
 */
#include "hpy.h"

HPyDef_METH(check, "check", HPyFunc_O)
static HPy check_impl(HPyContext *ctx, HPy self, HPy bytes)
{
    const char *text = HPyBytes_AsString(ctx, bytes);
    HPy_ssize_t i, n = HPyBytes_Size(ctx, bytes);
    int bad = 0;

    if (text == NULL || n < 0)
        return HPy_NULL;
    HPy_BEGIN_LEAVE_PYTHON(ctx);
    for (i = 0; i < n && !bad; i++) {
        bad = text[i] == '\0';
        if (bad)
            HPyErr_SetString(ctx, ctx->h_ValueError, "NUL inside"); /* USE */
    }
    HPy_END_LEAVE_PYTHON(ctx);
    return bad ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&check, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
