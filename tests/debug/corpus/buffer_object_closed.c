/* Closes the object of a buffer besides releasing the buffer.
 *
 * run: assert mod.f(bytearray(b'abc')) == 3
 * expect: close-borrowed
 * api: HPy_Close
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
    HPy_ssize_t length;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    length = view.len;
    HPy_Close(ctx, view.obj); /* USE */
    HPyBuffer_Release(ctx, &view);
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
