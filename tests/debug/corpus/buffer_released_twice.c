/* Releases a buffer as soon as it is not needed, and again at the end.
 *
 * run: assert mod.f(bytearray(b'abc')) == 3
 * expect: double-release
 * api: HPyBuffer_Release
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
    HPy result;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    result = HPyLong_FromSsize_t(ctx, view.len);
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    if (HPy_IsNull(result))
        return HPy_NULL;
    HPyBuffer_Release(ctx, &view); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
