/* Acquires a buffer of each argument with one struct, and releases the last.
 *
 * run: assert mod.f(bytearray(3), bytearray(4)) == 7
 * expect: buffer-unreleased
 * function: f
 * opened: OPEN
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_buffer view = {0};
    HPy_ssize_t length = 0;
    size_t i;

    for (i = 0; i < nargs; i++) {
        if (HPy_GetBuffer(ctx, args[i], &view, HPyBUF_SIMPLE) < 0) /* OPEN */
            return HPy_NULL;
        length += view.len;
    }
    HPyBuffer_Release(ctx, &view);
    return HPyLong_FromSsize_t(ctx, length);
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
