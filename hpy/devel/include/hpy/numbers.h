/* Numbers: constants, and small helpers over the public API; src/runtime/float_pack.c and bulk.c have those that are
 * not inlined. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_NUMBERS_H
#define HPY_NUMBERS_H

/* == Integers == */

/** Flags of ``HPyLong_AsNativeBytes`` and ``HPyLong_FromNativeBytes``: the order of this machine, and no other flag but
 * ``HPy_ASNATIVEBYTES_UNSIGNED_BUFFER`` where an ``int`` is read. Not to be added to others. */
#define HPy_ASNATIVEBYTES_DEFAULTS (-1)
/** The highest byte first. */
#define HPy_ASNATIVEBYTES_BIG_ENDIAN 0
/** The lowest byte first. */
#define HPy_ASNATIVEBYTES_LITTLE_ENDIAN 1
/** The order of this machine. */
#define HPy_ASNATIVEBYTES_NATIVE_ENDIAN 3
/** No room is needed for the sign: 255 fits one byte, as -1 does. */
#define HPy_ASNATIVEBYTES_UNSIGNED_BUFFER 4
/** A negative ``int`` is a ``ValueError``. */
#define HPy_ASNATIVEBYTES_REJECT_NEGATIVE 8
/** Other objects are converted by their ``__index__``. */
#define HPy_ASNATIVEBYTES_ALLOW_INDEX 16

/** 1 if ``h`` is an ``int`` or of a subclass (``bool`` is one), else 0. Never fails. CPython: ``PyLong_Check``. */
HPyAPI_INLINE_HELPER int HPyLong_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_LongType, 24, HPy_TypeCheck(ctx, h, ctx->h_LongType));
}

/** A new ``int`` with the bits of a pointer, never negative; ``HPyLong_AsVoidPtr`` gives it back.
 * CPython: ``PyLong_FromVoidPtr``. */
HPyAPI_INLINE_HELPER HPy HPyLong_FromVoidPtr(HPyContext *ctx, void *p)
{
    return HPyLong_FromSize_t(ctx, _HPY_BITS(size_t, p));
}

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The sign of an ``int`` of any size: ``*sign`` becomes -1, 0 or 1.
 *
 * Returns 0, or -1 with ``TypeError`` when ``h`` is no ``int``; ``__index__`` is not used.
 * CPython: ``PyLong_GetSign``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyLong_GetSign") int HPyLong_GetSign(HPyContext *ctx, HPy h, int *sign);

/* == Floats and booleans == */

/**
 * Write a ``double`` as the 2 bytes of an IEEE 754 number of 16 bits, rounded to the nearest.
 *
 * The lowest byte is the first one if ``little_endian`` is not 0. Nothing is lost of an infinity, nor of the highest
 * bits of what is not a number. Returns 0, or -1 if the number is too large, without an exception: there is no
 * context. CPython: ``PyFloat_Pack2``.
 */
HPyAPI_HELPER int HPyFloat_Pack2(double value, char *bytes, int little_endian);

/** The same for 4 bytes, those of a ``float``. CPython: ``PyFloat_Pack4``. */
HPyAPI_HELPER int HPyFloat_Pack4(double value, char *bytes, int little_endian);

/** The same for 8 bytes, which all values fit: 0. CPython: ``PyFloat_Pack8``. */
HPyAPI_HELPER int HPyFloat_Pack8(double value, char *bytes, int little_endian);

/**
 * The number that ``HPyFloat_Pack2`` has written. Never fails.
 *
 * CPython: ``PyFloat_Unpack2``.
 */
HPyAPI_HELPER double HPyFloat_Unpack2(const char *bytes, int little_endian);

/** The same for 4 bytes. CPython: ``PyFloat_Unpack4``. */
HPyAPI_HELPER double HPyFloat_Unpack4(const char *bytes, int little_endian);

/** The same for 8 bytes. CPython: ``PyFloat_Unpack8``. */
HPyAPI_HELPER double HPyFloat_Unpack8(const char *bytes, int little_endian);

/* == Bulk access == */

/* The size of the numbers of a format, a letter of HPyNumberView_Acquire; 0 for any other. */
HPyAPI_INLINE_HELPER size_t _HPyNumber_Size(char format)
{
    switch (format) {
    case 'b': case 'B': return 1;
    case 'h': case 'H': return 2;
    case 'i': case 'I': case 'f': return 4;
    case 'q': case 'Q': case 'd': return 8;
    default: return 0;
    }
}

/**
 * Read a sequence of exactly ``count`` integers into memory of the caller's.
 *
 * As ``HPySequence_ReadInt64``, for who wants all or nothing: 0, or -1 with ``ValueError`` for fewer or more items,
 * ``TypeError`` and ``OverflowError`` for an item that does not fit, as ``HPyLong_AsInt64_t`` raises them, or what
 * else that function raises.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPySequence_UnpackInt64") int HPySequence_UnpackInt64(
    HPyContext *ctx, HPy seq, HPy_ssize_t count, int64_t *buffer);

/** The same for real numbers, as ``HPySequence_ReadDouble``. */
HPyAPI_HELPER _HPY_SINCE_2("HPySequence_UnpackDouble") int HPySequence_UnpackDouble(
    HPyContext *ctx, HPy seq, HPy_ssize_t count, double *buffer);

/**
 * A new ``array.array`` of the ``n`` numbers in a C array.
 *
 * ``format`` says what they are, as in ``HPyNumberView_Acquire``: ``'q'`` for ``int64_t``, ``'d'`` for ``double``.
 * Returns ``HPy_NULL`` with ``ValueError`` for an unknown format or a negative number, or with what making the array
 * raises.
 */
HPyAPI_HELPER HPy HPyArray_FromNumbers(HPyContext *ctx, char format, const void *items, HPy_ssize_t n);

#ifdef __cplusplus
}
#endif

/* == Floats and booleans == */

/** 1 if ``h`` is a ``float`` or of a subclass, else 0. Never fails. CPython: ``PyFloat_Check``. */
HPyAPI_INLINE_HELPER int HPyFloat_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_FloatType);
}

/** 1 if ``h`` is ``True`` or ``False``, else 0. Never fails. CPython: ``PyBool_Check``. */
HPyAPI_INLINE_HELPER int HPyBool_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_BoolType);
}

/** Room for the text that ``HPy_DoubleToString`` makes in the format ``r``, with all flags and its ``NUL``. */
#define HPy_DOUBLE_REPR_SIZE 32
/** Flags of ``HPy_DoubleToString``: a ``+`` before a number that is not negative. */
#define HPy_DTSF_SIGN 1
/** What looks like an integer gets ``.0`` at its end. */
#define HPy_DTSF_ADD_DOT_0 2
/** The alternate form of ``printf``: there is a point, and ``g`` keeps zeros at the end. */
#define HPy_DTSF_ALT 4
/** What is rounded to -0 becomes 0. */
#define HPy_DTSF_NO_NEG_0 8

/* == Complex numbers == */

/** 1 if ``h`` is a ``complex`` or of a subclass, else 0. Never fails. CPython: ``PyComplex_Check``. */
HPyAPI_INLINE_HELPER int HPyComplex_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_ComplexType);
}

/* == Integers == */

#if HPY_ABI_MINOR >= 2

/* A value that HPyLong_AsInt64_tAndOverflow gave, for a type that goes from 'lowest' to 'highest'. */
HPyAPI_INLINE_HELPER int64_t _HPyLong_Narrow(int64_t value, int64_t lowest, int64_t highest, int *overflow)
{
    if (value >= lowest && value <= highest)
        return value;
    *overflow = value < 0 ? -1 : 1;
    return -1;
}

/** As ``HPyLong_AsInt64_tAndOverflow``, for an ``int32_t``. CPython: ``PyLong_AsLongAndOverflow``. */
HPyAPI_INLINE_HELPER int32_t HPyLong_AsInt32_tAndOverflow(HPyContext *ctx, HPy h, int *overflow)
{
    int64_t value = HPyLong_AsInt64_tAndOverflow(ctx, h, overflow);
    return _HPY_CAST(int32_t, _HPyLong_Narrow(value, INT32_MIN, INT32_MAX, overflow));
}

/** As ``HPyLong_AsInt64_tAndOverflow``, for a ``long``. CPython: ``PyLong_AsLongAndOverflow``. */
HPyAPI_INLINE_HELPER long HPyLong_AsLongAndOverflow(HPyContext *ctx, HPy h, int *overflow)
{
    int64_t value = HPyLong_AsInt64_tAndOverflow(ctx, h, overflow);
    return _HPY_CAST(long, _HPyLong_Narrow(value, LONG_MIN, LONG_MAX, overflow));
}

/** As ``HPyLong_AsInt64_tAndOverflow``, for a ``long long``. CPython: ``PyLong_AsLongLongAndOverflow``. */
HPyAPI_INLINE_HELPER long long HPyLong_AsLongLongAndOverflow(HPyContext *ctx, HPy h, int *overflow)
{
    return HPyLong_AsInt64_tAndOverflow(ctx, h, overflow);
}

/**
 * The value of an ``int``, or of an object with ``__index__``, as C ``int``.
 *
 * Returns -1 with ``OverflowError`` or ``TypeError`` set on failure; -1 may be a value too, so ask ``HPyErr_Occurred``.
 * CPython: ``PyLong_AsInt``.
 */
HPyAPI_INLINE_HELPER int HPyLong_AsInt(HPyContext *ctx, HPy h)
{
    int overflow;
    int64_t value = HPyLong_AsInt64_tAndOverflow(ctx, h, &overflow);

    value = _HPyLong_Narrow(value, INT_MIN, INT_MAX, &overflow);
    if (overflow != 0)
        HPyErr_SetString(ctx, ctx->h_OverflowError, "Python int too large to convert to C int");
    return _HPY_CAST(int, value);
}

/** Whether an ``int`` of any size is above 0: 1 or 0, or -1 with ``TypeError``. CPython: ``PyLong_IsPositive``. */
HPyAPI_INLINE_HELPER int HPyLong_IsPositive(HPyContext *ctx, HPy h)
{
    int sign;
    return HPyLong_GetSign(ctx, h, &sign) < 0 ? -1 : sign > 0;
}

/** Whether an ``int`` of any size is below 0: 1 or 0, or -1 with ``TypeError``. CPython: ``PyLong_IsNegative``. */
HPyAPI_INLINE_HELPER int HPyLong_IsNegative(HPyContext *ctx, HPy h)
{
    int sign;
    return HPyLong_GetSign(ctx, h, &sign) < 0 ? -1 : sign < 0;
}

/** Whether an ``int`` is 0: 1 or 0, or -1 with ``TypeError``. CPython: ``PyLong_IsZero``. */
HPyAPI_INLINE_HELPER int HPyLong_IsZero(HPyContext *ctx, HPy h)
{
    int sign;
    return HPyLong_GetSign(ctx, h, &sign) < 0 ? -1 : sign == 0;
}

/* == Complex numbers == */

/**
 * The real part of a ``complex``, or of an object that can be converted to one.
 *
 * Returns -1.0 with an exception set on failure, as ``HPyComplex_AsDoubles``; -1.0 may be a value too, so ask
 * ``HPyErr_Occurred``. CPython: ``PyComplex_RealAsDouble``.
 */
HPyAPI_INLINE_HELPER double HPyComplex_RealAsDouble(HPyContext *ctx, HPy h)
{
    double real, imag;
    return HPyComplex_AsDoubles(ctx, h, &real, &imag) < 0 ? -1.0 : real;
}

/**
 * The imaginary part of a ``complex``; 0.0 for another number.
 *
 * Returns -1.0 with an exception set on failure, as ``HPyComplex_AsDoubles``; -1.0 may be a value too, so ask
 * ``HPyErr_Occurred``. CPython: ``PyComplex_ImagAsDouble``.
 */
HPyAPI_INLINE_HELPER double HPyComplex_ImagAsDouble(HPyContext *ctx, HPy h)
{
    double real, imag;
    return HPyComplex_AsDoubles(ctx, h, &real, &imag) < 0 ? -1.0 : imag;
}

#else
_HPY_SINCE_2("HPyLong_AsInt32_tAndOverflow")
int32_t HPyLong_AsInt32_tAndOverflow(HPyContext *ctx, HPy h, int *overflow);
_HPY_SINCE_2("HPyLong_AsLongAndOverflow") long HPyLong_AsLongAndOverflow(HPyContext *ctx, HPy h, int *overflow);
_HPY_SINCE_2("HPyLong_AsLongLongAndOverflow")
long long HPyLong_AsLongLongAndOverflow(HPyContext *ctx, HPy h, int *overflow);
_HPY_SINCE_2("HPyLong_AsInt") int HPyLong_AsInt(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyLong_IsPositive") int HPyLong_IsPositive(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyLong_IsNegative") int HPyLong_IsNegative(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyLong_IsZero") int HPyLong_IsZero(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyComplex_RealAsDouble") double HPyComplex_RealAsDouble(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyComplex_ImagAsDouble") double HPyComplex_ImagAsDouble(HPyContext *ctx, HPy h);
#endif

#endif /* HPY_NUMBERS_H */
