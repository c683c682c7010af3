/* HPyFloat_Pack2, Unpack2, …: numbers of IEEE 754 in 2, 4 and 8 bytes, by arithmetic on their bits, so that every
 * compiler and processor gives the same, also for what is not a number. */
#include "runtime.h"

/* A format: │ sign │ exponent │ fraction │, the highest bit first. */
typedef struct {
    int exponent_bits;
    int fraction_bits;
} Format;

#define DOUBLE_FRACTION 52
#define DOUBLE_BIAS 1023
#define DOUBLE_SPECIAL 0x7ff /* the exponent of infinity and of what is not a number */
#define FRACTION_MASK (((uint64_t)1 << DOUBLE_FRACTION) - 1)

static const Format FORMAT_OF_2 = {5, 10};
static const Format FORMAT_OF_4 = {8, 23};

/* The highest exponent of a format, that of infinity; half of it is the bias. */
static int special(Format format)
{
    return (1 << format.exponent_bits) - 1;
}

/* 'value' without its lowest 'n' bits, rounded to the nearest, to the even one of two. */
static uint64_t rounded(uint64_t value, int n)
{
    uint64_t half, rest;

    if (n > 63)
        return 0;
    half = (uint64_t)1 << (n - 1);
    rest = value & (2 * half - 1);
    value >>= n;
    return value + (rest > half || (rest == half && (value & 1)));
}

/* The bits of a double in a narrower format; 0, or -1 if it is too large. */
static int narrow(double value, Format format, uint64_t *result)
{
    uint64_t bits, fraction, sign;
    int exponent, dropped = DOUBLE_FRACTION - format.fraction_bits;

    memcpy(&bits, &value, sizeof(bits));
    sign = bits >> 63 << (format.exponent_bits + format.fraction_bits);
    exponent = (int)(bits >> DOUBLE_FRACTION) & DOUBLE_SPECIAL;
    fraction = bits & FRACTION_MASK;
    *result = sign | (uint64_t)special(format) << format.fraction_bits;
    if (exponent == DOUBLE_SPECIAL) { /* what is not a number has a bit in its fraction, here too */
        uint64_t kept = fraction >> dropped;
        *result |= fraction != 0 && kept == 0 ? (uint64_t)1 << (format.fraction_bits - 1) : kept;
        return 0;
    }
    if (exponent == 0) /* smaller than anything in these formats */
        fraction = 0;
    else
        fraction |= (uint64_t)1 << DOUBLE_FRACTION;
    exponent -= DOUBLE_BIAS - special(format) / 2;
    /* With the bit above the fraction, which adds 1 to the exponent; rounding may add another. */
    if (exponent > 0)
        fraction = rounded(fraction, dropped) + ((uint64_t)(exponent - 1) << format.fraction_bits);
    else
        fraction = rounded(fraction, dropped + 1 - exponent);
    if (fraction >> format.fraction_bits >= (uint64_t)special(format))
        return -1;
    *result = sign | fraction;
    return 0;
}

/* The double with the value of these bits. */
static double widen(uint64_t bits, Format format)
{
    uint64_t sign = bits >> (format.exponent_bits + format.fraction_bits) << 63;
    int exponent = (int)(bits >> format.fraction_bits) & special(format);
    uint64_t fraction = bits & (((uint64_t)1 << format.fraction_bits) - 1);
    double result;

    if (exponent == special(format)) {
        exponent = DOUBLE_SPECIAL;
    } else if (exponent != 0 || fraction != 0) {
        exponent += DOUBLE_BIAS - special(format) / 2;
        if ((bits >> format.fraction_bits & (uint64_t)special(format)) == 0) { /* subnormal: here it is none */
            exponent++;
            while ((fraction >> format.fraction_bits) == 0) {
                fraction <<= 1;
                exponent--;
            }
            fraction &= ((uint64_t)1 << format.fraction_bits) - 1;
        }
    }
    bits = sign | (uint64_t)exponent << DOUBLE_FRACTION | fraction << (DOUBLE_FRACTION - format.fraction_bits);
    memcpy(&result, &bits, sizeof(result));
    return result;
}

static void write_bytes(uint64_t bits, char *bytes, int n, int little_endian)
{
    int i;

    for (i = 0; i < n; i++, bits >>= 8)
        bytes[little_endian ? i : n - 1 - i] = (char)(unsigned char)bits;
}

static uint64_t read_bytes(const char *bytes, int n, int little_endian)
{
    uint64_t bits = 0;
    int i;

    for (i = 0; i < n; i++)
        bits = bits << 8 | (unsigned char)bytes[little_endian ? n - 1 - i : i];
    return bits;
}

static int pack_narrow(double value, Format format, char *bytes, int n, int little_endian)
{
    uint64_t bits;

    if (narrow(value, format, &bits) < 0)
        return -1;
    write_bytes(bits, bytes, n, little_endian);
    return 0;
}

HPyAPI_HELPER int HPyFloat_Pack2(double value, char *bytes, int little_endian)
{
    return pack_narrow(value, FORMAT_OF_2, bytes, 2, little_endian);
}

HPyAPI_HELPER int HPyFloat_Pack4(double value, char *bytes, int little_endian)
{
    return pack_narrow(value, FORMAT_OF_4, bytes, 4, little_endian);
}

HPyAPI_HELPER int HPyFloat_Pack8(double value, char *bytes, int little_endian)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    write_bytes(bits, bytes, 8, little_endian);
    return 0;
}

HPyAPI_HELPER double HPyFloat_Unpack2(const char *bytes, int little_endian)
{
    return widen(read_bytes(bytes, 2, little_endian), FORMAT_OF_2);
}

HPyAPI_HELPER double HPyFloat_Unpack4(const char *bytes, int little_endian)
{
    return widen(read_bytes(bytes, 4, little_endian), FORMAT_OF_4);
}

HPyAPI_HELPER double HPyFloat_Unpack8(const char *bytes, int little_endian)
{
    uint64_t bits = read_bytes(bytes, 8, little_endian);
    double result;

    memcpy(&result, &bits, sizeof(result));
    return result;
}
