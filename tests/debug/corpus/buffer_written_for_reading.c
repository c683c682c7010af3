/* Turns the letters of a buffer for reading into capitals, in place.
 *
 * run: mod.f(bytes([97, 98, 99]))
 * expect: memory-written
 * function: f
 * opened: OPEN
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPy result;
    HPy_ssize_t i;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    for (i = 0; i < view.len; i++)
        ((volatile char *)view.buf)[i] -= 32; /* USE */
    result = HPyBytes_FromStringAndSize(ctx, (const char *)view.buf, view.len);
    HPyBuffer_Release(ctx, &view);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
