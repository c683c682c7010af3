/* HPyLong_GetSign; HPySequence_Unpack…, HPyArray_FromNumbers: what bulk access needs beside the context. */
#include "runtime.h"

/* ---- arrays ---- */

static HPy make_array(HPyContext *ctx, char format, HPy h_bytes)
{
    char code[] = {format, '\0'};
    HPy h_result = HPy_NULL, args[2];

    args[0] = HPyUnicode_FromString(ctx, code);
    args[1] = h_bytes;
    if (!HPy_IsNull(args[0]))
        h_result = _HPy_CallInModule(ctx, "array", "array", args, 2);
    HPy_Close(ctx, args[0]);
    return h_result;
}

HPyAPI_HELPER HPy HPyArray_FromNumbers(HPyContext *ctx, char format, const void *items, HPy_ssize_t n)
{
    HPy_ssize_t size = (HPy_ssize_t)_HPyNumber_Size(format);
    HPy h_bytes, h_result;

    if (size == 0 || n < 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError,
                         n < 0 ? "HPyArray_FromNumbers: the number of items is negative"
                               : "HPyArray_FromNumbers: the format must be one of bBhHiIqQfd");
        return HPy_NULL;
    }
    if (n > HPY_SSIZE_T_MAX / size)
        return HPyErr_NoMemory(ctx);
    h_bytes = HPyBytes_FromStringAndSize(ctx, n > 0 ? (const char *)items : "", n * size);
    if (HPy_IsNull(h_bytes))
        return HPy_NULL;
    h_result = make_array(ctx, format, h_bytes);
    HPy_Close(ctx, h_bytes);
    return h_result;
}

#if HPY_ABI_MINOR >= 2

HPyAPI_HELPER int HPyLong_GetSign(HPyContext *ctx, HPy h, int *sign)
{
    int overflow;
    int64_t value;

    if (!HPyLong_Check(ctx, h)) {
        HPy h_type = HPy_Type(ctx, h);
        if (!HPy_IsNull(h_type))
            HPyErr_Format(ctx, ctx->h_TypeError, "expect int, got %s", HPyType_GetName(ctx, h_type));
        HPy_Close(ctx, h_type);
        return -1;
    }
    value = HPyLong_AsInt64_tAndOverflow(ctx, h, &overflow);
    if (value == -1 && overflow == 0 && HPyErr_Occurred(ctx))
        return -1;
    *sign = overflow != 0 ? overflow : (value > 0) - (value < 0);
    return 0;
}

/* ---- exactly so many items ---- */

/* ValueError, in Python's words, for another number of items than 'count'. 0, or -1 with it. */
static int check_length(HPyContext *ctx, HPy seq, HPy_ssize_t count)
{
    HPy_ssize_t length = HPy_Length(ctx, seq);

    if (length == count || length < 0)
        return length < 0 ? -1 : 0;
    HPyErr_Format(ctx, ctx->h_ValueError, "%s values to unpack (expected %zd, got %zd)",
                  length < count ? "not enough" : "too many", count, length);
    return -1;
}

/* An item that did not fit: its exception. Code in Python may have put another in its place: then 0, and it counts. */
static int convert_int64(HPyContext *ctx, HPy item, int64_t *place)
{
    *place = HPyLong_AsInt64_t(ctx, item);
    return *place == -1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

static int convert_double(HPyContext *ctx, HPy item, double *place)
{
    *place = HPyFloat_AsDouble(ctx, item);
    return *place == -1.0 && HPyErr_Occurred(ctx) ? -1 : 0;
}

#define UNPACK(NAME, TYPE, READ, CONVERT) \
    HPyAPI_HELPER int NAME(HPyContext *ctx, HPy seq, HPy_ssize_t count, TYPE *buffer) \
    { \
        HPy_ssize_t done = 0, got; \
        HPy h_item; \
        int failed; \
        \
        if (check_length(ctx, seq, count) < 0) \
            return -1; \
        while (done < count) { \
            got = READ(ctx, seq, done, count - done, buffer + done); \
            if (got < 0) \
                return -1; \
            done += got; \
            if (done == count) \
                break; \
            h_item = HPy_GetItem_i(ctx, seq, done); \
            failed = HPy_IsNull(h_item) || CONVERT(ctx, h_item, buffer + done) < 0; \
            HPy_Close(ctx, h_item); \
            if (failed) \
                return -1; \
            done++; \
        } \
        return check_length(ctx, seq, count); \
    }

UNPACK(HPySequence_UnpackInt64, int64_t, HPySequence_ReadInt64, convert_int64)
UNPACK(HPySequence_UnpackDouble, double, HPySequence_ReadDouble, convert_double)

#endif
