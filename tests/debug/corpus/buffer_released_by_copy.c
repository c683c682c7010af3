/* Hands a buffer to a helper by value, which releases it; then releases its own struct.
 *
 * run: assert mod.f(bytearray(b'abc')) == 97 + 98 + 99
 * expect: double-release
 * api: HPyBuffer_Release
 * function: f
 * opened: OPEN
 * closed: CLOSE
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

static long sum_and_release(HPyContext *ctx, HPy_buffer view)
{
    long sum = 0;
    HPy_ssize_t i;

    for (i = 0; i < view.len; i++)
        sum += ((const unsigned char *)view.buf)[i];
    HPyBuffer_Release(ctx, &view); /* CLOSE */
    return sum;
}

HPyDef_METH(f, "f", HPyFunc_O)
static HPy f_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    long sum;

    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0) /* OPEN */
        return HPy_NULL;
    sum = sum_and_release(ctx, view);
    HPyBuffer_Release(ctx, &view); /* USE */
    return HPyLong_FromLong(ctx, sum);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
