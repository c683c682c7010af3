/* ctx_Long_*: conversions to C integers that CPython has no function of the right width for; ints as bytes. */
#include "host.h"

int32_t ctx_Long_AsInt32_t(HPyContext *ctx, HPy h)
{
    int64_t value = ctx_Long_AsInt64_t(ctx, h);

    if (value == -1 && PyErr_Occurred())
        return -1;
    if (value < INT32_MIN || value > INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int32_t");
        return -1;
    }
    return (int32_t)value;
}

uint32_t ctx_Long_AsUInt32_t(HPyContext *ctx, HPy h)
{
    unsigned long long value = PyLong_AsUnsignedLongLong(_h2py(h));
    (void)ctx;

    if (value == (unsigned long long)-1 && PyErr_Occurred())
        return UINT32_MAX;
    if (value > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C uint32_t");
        return UINT32_MAX;
    }
    return (uint32_t)value;
}

uint32_t ctx_Long_AsUInt32_tMask(HPyContext *ctx, HPy h)
{
    return (uint32_t)ctx_Long_AsUInt64_tMask(ctx, h);
}

HPy_ssize_t ctx_Long_AsNativeBytes(HPyContext *ctx, HPy h, void *buffer, HPy_ssize_t n_bytes, int flags)
{
    (void)ctx;
    return PyLong_AsNativeBytes(_h2py(h), buffer, n_bytes, flags);
}

HPy ctx_Long_FromNativeBytes(HPyContext *ctx, const void *buffer, size_t n_bytes, int flags)
{
    (void)ctx;
    return _py2h(PyLong_FromNativeBytes(buffer, n_bytes, flags));
}

HPy ctx_Long_FromUnsignedNativeBytes(HPyContext *ctx, const void *buffer, size_t n_bytes, int flags)
{
    (void)ctx;
    return _py2h(PyLong_FromUnsignedNativeBytes(buffer, n_bytes, flags));
}
