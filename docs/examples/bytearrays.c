/* Makes a bytearray of a size that is known before its content, and shortens one in place.
 *
 * run: assert mod.countdown(5) == bytearray([5, 4, 3, 2, 1])
 *      data = bytearray(b'text   ')
 *      mod.strip(data)
 *      assert data == b'text'
 */
#include "hpy.h"

HPyDef_METH(countdown, "countdown", HPyFunc_O)
static HPy countdown_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t size = HPyLong_AsSsize_t(ctx, arg);
    HPy_buffer view;
    HPy result;

    if (size == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    result = HPyByteArray_FromStringAndSize(ctx, NULL, size);
    if (HPy_IsNull(result))
        return HPy_NULL;
    if (HPy_GetBuffer(ctx, result, &view, HPyBUF_WRITABLE) < 0) {
        HPy_Close(ctx, result);
        return HPy_NULL;
    }
    for (HPy_ssize_t i = 0; i < size; i++)
        ((unsigned char *)view.buf)[i] = (unsigned char)(size - i);
    HPyBuffer_Release(ctx, &view);
    return result;
}

HPyDef_METH(strip, "strip", HPyFunc_O)
static HPy strip_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_buffer view;
    HPy_ssize_t size;

    if (!HPyByteArray_Check(ctx, arg))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "strip() wants a bytearray");
    if (HPy_GetBuffer(ctx, arg, &view, HPyBUF_SIMPLE) < 0)
        return HPy_NULL;
    for (size = view.len; size > 0 && ((const char *)view.buf)[size - 1] == ' '; size--)
        ;
    HPyBuffer_Release(ctx, &view); /* as long as there is a view of it, it keeps its size */
    return HPyByteArray_Resize(ctx, arg, size) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&countdown, &strip, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(bytearrays, moduledef)
