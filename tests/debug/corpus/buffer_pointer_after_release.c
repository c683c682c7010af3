/* Keeps the address of the bytes for longer than the buffer.
 *
 * run: mod.f(bytes([1, 2, 3]))
 * expect: memory-after-close
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    const volatile unsigned char *bytes;
    HPy_buffer view;
    long first;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    bytes = (const unsigned char *)view.buf;
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    first = bytes[0]; /* USE */
    return HPyLong_FromLong(ctx, first);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
