/* Asks for a buffer with a flag that is for the making of memoryviews.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except Exception:
 *          pass
 * expect: out-of-range
 * api: HPy_GetBuffer
 * function: f
 * used: USE
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPy_ssize_t length;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_READ) < 0) /* USE */
        return HPy_NULL;
    length = view.len;
    HPyBuffer_Release(ctx, &view);
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
