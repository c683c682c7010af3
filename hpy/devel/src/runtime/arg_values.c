/* Arguments to C values: the units of the argument parser's formats. */
#include "arg_parse.h"
#include <limits.h>

/* ---- Values. Each function returns 1, or 0 for _HPyArg_FailValue(), whether an exception is set or not. ---- */

/* An integer between 'min' and 'max'. */
static int to_integer(HPyContext *ctx, HPy h, int min, int max, int *result)
{
    int64_t value = HPyLong_AsInt64_t(ctx, h);

    *result = (int)value;
    return value >= min && value <= max && (value != -1 || !HPyErr_Occurred(ctx));
}

static int to_long(HPyContext *ctx, HPy h, long *result)
{
    *result = HPyLong_AsLong(ctx, h);
    return *result != -1 || !HPyErr_Occurred(ctx);
}

static int to_long_long(HPyContext *ctx, HPy h, long long *result)
{
    *result = HPyLong_AsLongLong(ctx, h);
    return *result != -1 || !HPyErr_Occurred(ctx);
}

/* The low bits of an integer. */
static int to_bits(HPyContext *ctx, HPy h, unsigned long long *result)
{
    *result = HPyLong_AsUnsignedLongLongMask(ctx, h);
    return *result != (unsigned long long)-1 || !HPyErr_Occurred(ctx);
}

static int to_size(HPyContext *ctx, HPy h, HPy_ssize_t *result)
{
    *result = HPyLong_AsSsize_t(ctx, h);
    return *result != -1 || !HPyErr_Occurred(ctx);
}

static int to_double(HPyContext *ctx, HPy h, double *result)
{
    *result = HPyFloat_AsDouble(ctx, h);
    return *result != -1.0 || !HPyErr_Occurred(ctx);
}

static int to_truth(HPyContext *ctx, HPy h, int *result)
{
    *result = HPy_IsTrue(ctx, h);
    return *result >= 0;
}

bool _HPyArg_Text(HPyContext *ctx, HPy h, const char **text, HPy_ssize_t *size)
{
    *text = HPyUnicode_AsUTF8AndSize(ctx, h, size);
    return *text != NULL;
}

bool _HPyArg_Bytes(HPyContext *ctx, HPy h, const char **bytes, HPy_ssize_t *size)
{
    if (!HPyBytes_Check(ctx, h))
        return false;
    *bytes = HPyBytes_AsString(ctx, h);
    *size = *bytes == NULL ? -1 : HPyBytes_Size(ctx, h);
    return *size >= 0;
}

static int to_text(HPyContext *ctx, HPy h, const char **result)
{
    HPy_ssize_t size;

    return _HPyArg_Text(ctx, h, result, &size) && strlen(*result) == (size_t)size;
}

static int to_text_or_null(HPyContext *ctx, HPy h, const char **result)
{
    *result = NULL;
    return HPy_Is(ctx, h, ctx->h_None) || to_text(ctx, h, result);
}

static int to_bytes(HPyContext *ctx, HPy h, const char **result)
{
    HPy_ssize_t size;

    return _HPyArg_Bytes(ctx, h, result, &size) && strlen(*result) == (size_t)size;
}

/* The one byte in a bytes or bytearray. */
static int to_byte(HPyContext *ctx, HPy h, char *result)
{
    const char *bytes;
    HPy_ssize_t size;

#if HPY_ABI_MINOR >= 2
    if (HPyByteArray_Check(ctx, h)) {
        HPy item = HPyByteArray_Size(ctx, h) == 1 ? HPy_GetItem_i(ctx, h, 0) : HPy_NULL;
        int value, ok = !HPy_IsNull(item) && to_integer(ctx, item, 0, UCHAR_MAX, &value);

        HPy_Close(ctx, item);
        *result = ok ? (char)value : 0;
        return ok;
    }
#endif
    if (!_HPyArg_Bytes(ctx, h, &bytes, &size) || size != 1)
        return 0;
    *result = *bytes;
    return 1;
}

/* The one character of a str. */
static int to_character(HPyContext *ctx, HPy h, int *result)
{
    HPy_UCS4 c;

    if (!HPyUnicode_Check(ctx, h) || HPy_Length(ctx, h) != 1)
        return 0;
    c = HPyUnicode_ReadChar(ctx, h, 0);
    *result = (int)c;
    return c != (HPy_UCS4)-1;
}

#if HPY_ABI_MINOR >= 2
/* The two doubles of a complex number; written when both are there. */
static int to_complex(HPyContext *ctx, HPy h, double *result)
{
    double real, imag;

    if (HPyComplex_AsDoubles(ctx, h, &real, &imag) < 0)
        return 0;
    result[0] = real;
    result[1] = imag;
    return 1;
}
#endif

/* A case of convert(): the target is written when the value, of type VALUE, is there. */
#define UNIT(LETTER, TARGET, VALUE, CONVERSION) \
    case LETTER: {                              \
        VALUE value;                            \
                                                \
        if (absent)                             \
            return 1;                           \
        if (!(CONVERSION))                      \
            return 0;                           \
        *(TARGET *)target = (TARGET)value;      \
        return 1;                               \
    }

/* An object of a type. */
#define OBJECT(LETTER, CHECK)       \
    case LETTER:                    \
        if (absent)                 \
            return 1;               \
        if (!CHECK(ctx, h))         \
            return 0;               \
        *(HPy *)target = h;         \
        return 1;

/* Fetching all targets as one type of pointer is a third of the code; no platform passes them differently. */
int _HPyArg_ConvertShort(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    HPyContext *ctx = parse->ctx;
    bool absent = HPy_IsNull(h);
    void *target = va_arg(*targets, void *);

    switch (*unit) {
    UNIT('b', unsigned char, int, to_integer(ctx, h, 0, UCHAR_MAX, &value))
    UNIT('B', unsigned char, unsigned long long, to_bits(ctx, h, &value))
    UNIT('h', short, int, to_integer(ctx, h, SHRT_MIN, SHRT_MAX, &value))
    UNIT('H', unsigned short, unsigned long long, to_bits(ctx, h, &value))
    UNIT('i', int, int, to_integer(ctx, h, INT_MIN, INT_MAX, &value))
    UNIT('I', unsigned int, unsigned long long, to_bits(ctx, h, &value))
    UNIT('l', long, long, to_long(ctx, h, &value))
    UNIT('k', unsigned long, unsigned long long, to_bits(ctx, h, &value))
    UNIT('L', long long, long long, to_long_long(ctx, h, &value))
    UNIT('K', unsigned long long, unsigned long long, to_bits(ctx, h, &value))
    UNIT('n', HPy_ssize_t, HPy_ssize_t, to_size(ctx, h, &value))
    UNIT('f', float, double, to_double(ctx, h, &value))
    UNIT('d', double, double, to_double(ctx, h, &value))
    UNIT('s', const char *, const char *, to_text(ctx, h, &value))
    UNIT('p', int, int, to_truth(ctx, h, &value))
    case 'O':
        if (!absent)
            *(HPy *)target = h;
        return 1;
    UNIT('z', const char *, const char *, to_text_or_null(ctx, h, &value))
    UNIT('y', const char *, const char *, to_bytes(ctx, h, &value))
    UNIT('c', char, char, to_byte(ctx, h, &value))
    UNIT('C', int, int, to_character(ctx, h, &value))
    OBJECT('U', HPyUnicode_Check)
    OBJECT('S', HPyBytes_Check)
#if HPY_ABI_MINOR >= 2
    OBJECT('Y', HPyByteArray_Check)
    case 'D':
        return absent || to_complex(ctx, h, (double *)target);
#endif
    default:
        return 0;
    }
}
