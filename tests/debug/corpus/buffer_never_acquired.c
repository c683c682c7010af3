/* Releases a buffer that it has not acquired, since another argument was wrong.
 *
 * run: try:
 *          mod.f(bytearray(3), 'x')
 *      except TypeError:
 *          pass
 * expect: invalid-buffer
 * api: HPyBuffer_Release
 * function: f
 * used: USE
 * native: undefined
 * minor: 2
 */
#include "hpy.h"

HPyDef_METH(f, "f", HPyFunc_VARARGS)
static HPy f_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_buffer view;
    HPy result = HPy_NULL;
    long factor;

    memset(&view, 0x55, sizeof(view)); /* what happens to lie on the stack */
    factor = HPyLong_AsLong(ctx, args[1]);
    if (factor == -1 && HPyErr_Occurred(ctx))
        goto done;
    if (HPy_GetBuffer(ctx, args[0], &view, HPyBUF_SIMPLE) < 0)
        goto done;
    result = HPyLong_FromLong(ctx, factor * (long)view.len);
done:
    HPyBuffer_Release(ctx, &view); /* USE */
    return result;
}

static HPyDef *module_defines[] = {&f, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
