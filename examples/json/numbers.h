/* Numbers in plain C: what a number in a document means as long as that is exact in a few steps, and digits of an
 * int. The rest is left to Python's own conversions. */
#ifndef JSON_NUMBERS_H
#define JSON_NUMBERS_H

#include <float.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    NUMBER_NONE,     /* no number stands there */
    NUMBER_INT,      /* 'integer' is its value */
    NUMBER_FLOAT,    /* 'real' is its value */
    NUMBER_LONG_INT, /* an int of more digits; Python must convert the text */
    NUMBER_DECIMAL,  /* a float that is not exact here; the same */
} NumberKind;

/* What is collected while a number is read. */
typedef struct {
    uint64_t digits;    /* all digits as one number; right as long as they are 19 at most */
    size_t count;       /* of digits */
    long exponent;      /* of ten, to be applied to 'digits' */
    int negative;
    int64_t integer;
    double real;
} Number;

#define EXACT_DIGITS 19
#define EXACT_EXPONENT 22  /* the largest power of ten that a double has exactly */

/* A double is exact up to 2**53, and so are these powers: one multiplication or division rounds once, as it must.
 * Not where the processor calculates with more digits than a double has. */
static inline NumberKind number_as_float(Number *number)
{
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
    static const double powers[EXACT_EXPONENT + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    double value = (double)number->digits;

    if (number->count > EXACT_DIGITS || number->digits > (uint64_t)1 << 53)
        return NUMBER_DECIMAL;
    if (number->exponent < -EXACT_EXPONENT || number->exponent > EXACT_EXPONENT)
        return NUMBER_DECIMAL;
    value = number->exponent < 0 ? value / powers[-number->exponent] : value * powers[number->exponent];
    number->real = number->negative ? -value : value;
    return NUMBER_FLOAT;
#else
    (void)number;
    return NUMBER_DECIMAL;
#endif
}

static inline NumberKind number_as_int(Number *number)
{
    if (number->count >= EXACT_DIGITS)
        return NUMBER_LONG_INT;
    number->integer = number->negative ? -(int64_t)number->digits : (int64_t)number->digits;
    return NUMBER_INT;
}

#define INT_DIGITS 20  /* of the smallest int64_t, with its sign */
#define INT_BLOCK 24   /* what is read behind the first digit, see buffer_add_padded() */

/* Write the digits of a number in front of 'end': where they begin. */
static inline char *int_digits(int64_t value, char *end)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
        "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
        "9899";
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    while (rest >= 100) {
        const char *pair = pairs + rest % 100 * 2;
        rest /= 100;
        *--end = pair[1];
        *--end = pair[0];
    }
    *--end = (char)('0' + rest % 10);
    if (rest >= 10)
        *--end = (char)('0' + rest / 10);
    if (value < 0)
        *--end = '-';
    return end;
}

#endif
