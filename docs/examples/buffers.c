/* Reads the numbers of any one-dimensional array of C doubles, with gaps or without, and scales them in place.
 *
 * run: import array
 *      numbers = array.array('d', [1.0, 2.0, 4.0])
 *      assert mod.total(numbers) == 7.0
 *      assert mod.total(memoryview(numbers)[::2]) == 5.0
 *      mod.scale(numbers, 10.0)
 *      assert numbers.tolist() == [10.0, 20.0, 40.0]
 */
#include "hpy.h"

/* A view of an array of doubles: 0, or -1 with an exception set, and nothing to release. */
static int get_doubles(HPyContext *ctx, HPy obj, HPy_buffer *view, int flags)
{
    if (HPy_GetBuffer(ctx, obj, view, flags) < 0)
        return -1;
    if (view->ndim == 1 && view->format != NULL && strcmp(view->format, "d") == 0)
        return 0;
    HPyBuffer_Release(ctx, view);
    HPyErr_SetString(ctx, ctx->h_TypeError, "an array of doubles is wanted, of one dimension");
    return -1;
}

HPyDef_METH(total, "total", HPyFunc_O)
static HPy total_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    double sum = 0.0;

    if (get_doubles(ctx, arg, &view, HPyBUF_RECORDS_RO) < 0)
        return HPy_NULL;
    for (HPy_ssize_t i = 0; i < view.shape[0]; i++)
        sum += *(const double *)((const char *)view.buf + i * view.strides[0]);
    HPyBuffer_Release(ctx, &view);
    return HPyFloat_FromDouble(ctx, sum);
}

HPyDef_METH(scale, "scale", HPyFunc_VARARGS)
static HPy scale_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy h_array;
    HPy_buffer view;
    double factor;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Od:scale", &h_array, &factor)
            || get_doubles(ctx, h_array, &view, HPyBUF_CONTIG | HPyBUF_FORMAT) < 0)
        return HPy_NULL;
    for (HPy_ssize_t i = 0; i < view.shape[0]; i++)
        ((double *)view.buf)[i] *= factor;
    HPyBuffer_Release(ctx, &view);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&total, &scale, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(buffers, moduledef)
