/* Reads the first byte of a buffer when it has been released.
 *
 * run: mod.f(bytearray(b'abc'))
 * expect: memory-after-close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    return HPyLong_FromLong(ctx, ((const volatile unsigned char *)view.buf)[0]); /* USE */
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
