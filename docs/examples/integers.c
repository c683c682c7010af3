/* Ints of any size: a square that goes on in Python's integers where C's are too small; an int as bytes, the lowest one
 * first, and back.
 *
 * run: assert mod.square(-7) == 49 and mod.square(2**40) == 2**80
 *      assert mod.to_bytes(-2) == b"\xfe" + b"\xff" * 15
 *      assert mod.from_bytes(mod.to_bytes(3**70)) == 3**70
 */
#include "hpy.h"

HPyDef_METH(square, "square", HPyFunc_O)
static HPy square_impl(HPyContext *ctx, HPy self, HPy number)
{
    int overflow;
    int32_t value = HPyLong_AsInt32_tAndOverflow(ctx, number, &overflow);

    if (overflow != 0) /* which is no error yet */
        return HPy_Multiply(ctx, number, number);
    if (value == -1 && HPyErr_Occurred(ctx))
        return HPy_NULL;
    return HPyLong_FromInt64_t(ctx, (int64_t)value * value);
}

HPyDef_METH(to_bytes, "to_bytes", HPyFunc_O)
static HPy to_bytes_impl(HPyContext *ctx, HPy self, HPy number)
{
    char bytes[16];
    HPy_ssize_t needed = HPyLong_AsNativeBytes(ctx, number, bytes, sizeof(bytes), HPy_ASNATIVEBYTES_LITTLE_ENDIAN);

    if (needed < 0)
        return HPy_NULL;
    if (needed > (HPy_ssize_t)sizeof(bytes))
        return HPyErr_SetString(ctx, ctx->h_OverflowError, "the number has more than 16 bytes");
    return HPyBytes_FromStringAndSize(ctx, bytes, sizeof(bytes));
}

HPyDef_METH(from_bytes, "from_bytes", HPyFunc_O)
static HPy from_bytes_impl(HPyContext *ctx, HPy self, HPy data)
{
    HPy_ssize_t size = HPyBytes_Size(ctx, data);

    if (size < 0)
        return HPy_NULL;
    return HPyLong_FromNativeBytes(ctx, HPyBytes_AsString(ctx, data), (size_t)size, HPy_ASNATIVEBYTES_LITTLE_ENDIAN);
}

static HPyDef *module_defines[] = {&square, &to_bytes, &from_bytes, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(integers, moduledef)
