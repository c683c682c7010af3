/* Leaves a buffer acquired where its content is not what was wanted.
 *
 * run: try:
 *          mod.f(bytearray(b'abc'))
 *      except ValueError:
 *          pass
 *      assert mod.f(bytearray(b'abcd')) == 4
 * expect: buffer-unreleased
 * function: f
 * opened: OPEN
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
    if (view.len % 2 != 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "an odd number of bytes");
        return HPy_NULL;
    }
    result = HPyLong_FromSsize_t(ctx, view.len);
    HPyBuffer_Release(ctx, &view);
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
