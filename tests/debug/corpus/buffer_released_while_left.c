/* Releases a buffer before it takes the thread state back.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except Exception:
 *          pass
 * expect: no-thread-state
 * api: HPyBuffer_Release
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPyThreadState state;
    long sum = 0;
    HPy_ssize_t i;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0)
        return HPy_NULL;
    state = HPy_LeavePythonExecution(ctx);
    for (i = 0; i < view.len; i++)
        sum += ((const unsigned char *)view.buf)[i];
    HPyBuffer_Release(ctx, &view); /* USE */
    HPy_ReenterPythonExecution(ctx, state);
    return HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
