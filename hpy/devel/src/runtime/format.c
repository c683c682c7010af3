/* HPyUnicode_FromFormat and HPyErr_Format: texts in the manner of printf, built over the public API.
 *
 * The result is put together as UTF-8, in which surrogates stand for themselves, and decoded once at the end.
 */
#include "runtime.h"
#include <stdio.h>

typedef struct {
    HPyContext *ctx;
    char *data; /* 'inline_data' until that is too small */
    size_t size, capacity;
    bool ascii;
    char inline_data[240];
} Text;

/* What stands between '%' and the letter of a unit. */
typedef struct {
    char letter;
    char length;            /* 'l', 'L' for ll, 'z', or 0 */
    bool zero;
    HPy_ssize_t width;      /* -1: none */
    HPy_ssize_t precision;  /* -1: none */
} Unit;

/* ---- The growing text. All functions that may fail return 0, or -1 with an exception set. ---- */

static void text_open(Text *text, HPyContext *ctx)
{
    text->ctx = ctx;
    text->data = text->inline_data;
    text->size = 0;
    text->capacity = sizeof(text->inline_data);
    text->ascii = true;
}

static void text_close(Text *text)
{
    if (text->data != text->inline_data)
        free(text->data);
}

/* Make room for 'more' bytes. */
static int reserve(Text *text, size_t more)
{
    char *old = text->data == text->inline_data ? NULL : text->data;
    size_t capacity;
    char *data = NULL;

    if (more <= text->capacity - text->size)
        return 0;
    if (more <= (size_t)HPY_SSIZE_T_MAX - text->size) {
        capacity = text->size + more;
        if (capacity < (size_t)HPY_SSIZE_T_MAX / 2)
            capacity += capacity / 2;
        data = (char *)realloc(old, capacity);
    }
    if (data == NULL) {
        HPyErr_NoMemory(text->ctx);
        return -1;
    }
    if (old == NULL)
        memcpy(data, text->inline_data, text->size);
    text->data = data;
    text->capacity = capacity;
    return 0;
}

static int add_bytes(Text *text, const char *bytes, size_t size)
{
    if (reserve(text, size) < 0)
        return -1;
    memcpy(text->data + text->size, bytes, size);
    text->size += size;
    return 0;
}

static int add_fill(Text *text, char fill, HPy_ssize_t count)
{
    if (count <= 0)
        return 0;
    if (reserve(text, (size_t)count) < 0)
        return -1;
    memset(text->data + text->size, fill, (size_t)count);
    text->size += (size_t)count;
    return 0;
}

static int add_code_point(Text *text, HPy_UCS4 c)
{
    char bytes[4];
    size_t size = 0;

    if (c < 0x80) {
        bytes[size++] = (char)c;
    } else {
        text->ascii = false;
        if (c < 0x800) {
            bytes[size++] = (char)(0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                bytes[size++] = (char)(0xE0 | c >> 12);
            } else {
                bytes[size++] = (char)(0xF0 | c >> 18);
                bytes[size++] = (char)(0x80 | (c >> 12 & 0x3F));
            }
            bytes[size++] = (char)(0x80 | (c >> 6 & 0x3F));
        }
        bytes[size++] = (char)(0x80 | (c & 0x3F));
    }
    return add_bytes(text, bytes, size);
}

/* A new str with the whole text. */
static HPy text_result(Text *text)
{
    HPyContext *ctx = text->ctx;
    HPy h_bytes, h_result;

    if (text->ascii)
        return HPyUnicode_DecodeASCII(ctx, text->data, (HPy_ssize_t)text->size, NULL);
    h_bytes = HPyBytes_FromStringAndSize(ctx, text->data, (HPy_ssize_t)text->size);
    if (HPy_IsNull(h_bytes))
        return HPy_NULL;
    h_result = HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", "surrogatepass");
    HPy_Close(ctx, h_bytes);
    return h_result;
}

/* ---- Pieces of text ---- */

static bool is_ascii(const char *bytes, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if ((unsigned char)bytes[i] >= 0x80)
            return false;
    }
    return true;
}

/* The number of characters in valid UTF-8, and through 'size' how many bytes the first 'limit' of them take. */
static HPy_ssize_t count_characters(const char *utf8, size_t *size, HPy_ssize_t limit)
{
    HPy_ssize_t count = 0;
    size_t i;

    for (i = 0; i < *size; i++) {
        if (((unsigned char)utf8[i] & 0xC0) == 0x80)
            continue; /* not the first byte of a character */
        if (count == limit)
            break;
        count++;
    }
    *size = i;
    return count;
}

/* Add valid UTF-8, cut to 'limit' characters (-1: none) and padded to the unit's width. */
static int add_utf8(Text *text, const Unit *unit, const char *utf8, size_t size, HPy_ssize_t limit)
{
    HPy_ssize_t count;

    if (!is_ascii(utf8, size))
        text->ascii = false;
    count = count_characters(utf8, &size, limit);
    if (add_fill(text, ' ', unit->width - count) < 0)
        return -1;
    return add_bytes(text, utf8, size);
}

/* Add a str that has no UTF-8 form because of surrogates in it. */
static int add_surrogates(Text *text, const Unit *unit, HPy h_str)
{
    HPy_ssize_t count = HPy_Length(text->ctx, h_str);
    HPy_ssize_t i;

    if (count < 0)
        return -1;
    if (unit->precision >= 0 && unit->precision < count)
        count = unit->precision;
    if (add_fill(text, ' ', unit->width - count) < 0)
        return -1;
    for (i = 0; i < count; i++) {
        HPy_UCS4 c = HPyUnicode_ReadChar(text->ctx, h_str, i);

        if (c == (HPy_UCS4)-1 && HPyErr_Occurred(text->ctx))
            return -1;
        if (add_code_point(text, c) < 0)
            return -1;
    }
    return 0;
}

/* Add a str; precision counts characters. */
static int add_str(Text *text, const Unit *unit, HPy h_str)
{
    HPyContext *ctx = text->ctx;
    HPy_ssize_t size;
    const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, h_str, &size);

    if (utf8 != NULL)
        return add_utf8(text, unit, utf8, (size_t)size, unit->precision);
    if (!HPyErr_ExceptionMatches(ctx, ctx->h_UnicodeEncodeError))
        return -1;
    HPyErr_Clear(ctx);
    return add_surrogates(text, unit, h_str);
}

/* Add a C text; precision counts bytes, and no more of them are read. What is not UTF-8 becomes U+FFFD. */
static int add_c_string(Text *text, const Unit *unit, const char *s)
{
    HPyContext *ctx = text->ctx;
    Unit uncut = *unit;
    HPy h_bytes, h_str;
    size_t size = 0;
    int result;

    if (s == NULL) {
        HPyErr_Format(ctx, ctx->h_SystemError, "null c string passed as value for formatting unit '%%%c'",
                      unit->letter);
        return -1;
    }
    if (unit->precision < 0)
        size = strlen(s);
    else
        while (size < (size_t)unit->precision && s[size] != '\0')
            size++;
    if (is_ascii(s, size))
        return add_utf8(text, unit, s, size, -1);

    h_bytes = HPyBytes_FromStringAndSize(ctx, s, (HPy_ssize_t)size);
    if (HPy_IsNull(h_bytes))
        return -1;
    h_str = HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", "replace");
    HPy_Close(ctx, h_bytes);
    if (HPy_IsNull(h_str))
        return -1;
    uncut.precision = -1;
    result = add_str(text, &uncut, h_str);
    HPy_Close(ctx, h_str);
    return result;
}

/* ---- Units ---- */

static int add_number(Text *text, const Unit *unit, bool negative, const char *digits)
{
    HPy_ssize_t size = (HPy_ssize_t)strlen(digits);
    HPy_ssize_t body = unit->precision > size ? unit->precision : size;
    HPy_ssize_t zeros = body - size;
    HPy_ssize_t padding = unit->width > body ? unit->width - body - negative : 0;

    if (!unit->zero && add_fill(text, ' ', padding) < 0)
        return -1;
    if (negative && add_bytes(text, "-", 1) < 0)
        return -1;
    if (unit->zero && add_fill(text, '0', padding) < 0)
        return -1;
    if (add_fill(text, '0', zeros) < 0)
        return -1;
    return add_bytes(text, digits, (size_t)size);
}

static int add_signed(Text *text, const Unit *unit, long long value)
{
    char digits[32];
    unsigned long long magnitude = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;

    snprintf(digits, sizeof(digits), "%llu", magnitude);
    return add_number(text, unit, value < 0, digits);
}

static int add_unsigned(Text *text, const Unit *unit, unsigned long long value)
{
    char digits[32];

    snprintf(digits, sizeof(digits), unit->letter == 'x' ? "%llx" : "%llu", value);
    return add_number(text, unit, false, digits);
}

static int add_decimal(Text *text, const Unit *unit, va_list *values)
{
    switch (unit->length) {
    case 'l': return add_signed(text, unit, va_arg(*values, long));
    case 'L': return add_signed(text, unit, va_arg(*values, long long));
    case 'z': return add_signed(text, unit, va_arg(*values, HPy_ssize_t));
    default: return add_signed(text, unit, va_arg(*values, int));
    }
}

static int add_unsigned_decimal(Text *text, const Unit *unit, va_list *values)
{
    switch (unit->length) {
    case 'l': return add_unsigned(text, unit, va_arg(*values, unsigned long));
    case 'L': return add_unsigned(text, unit, va_arg(*values, unsigned long long));
    case 'z': return add_unsigned(text, unit, va_arg(*values, size_t));
    default: return add_unsigned(text, unit, va_arg(*values, unsigned int));
    }
}

static int add_pointer(Text *text, const void *p)
{
    char digits[32];

    snprintf(digits, sizeof(digits), "0x%llx", (unsigned long long)(uintptr_t)p);
    return add_bytes(text, digits, strlen(digits));
}

static int add_character(Text *text, int c)
{
    if (c < 0 || c > 0x10FFFF) {
        HPyErr_SetString(text->ctx, text->ctx->h_OverflowError, "character argument not in range(0x110000)");
        return -1;
    }
    return add_code_point(text, (HPy_UCS4)c);
}

/* Add the str, or the text of the object, that a handle stands for. */
static int add_object(Text *text, const Unit *unit, HPy h)
{
    HPyContext *ctx = text->ctx;
    HPy h_str;
    int result;

    if (HPy_IsNull(h)) {
        HPyErr_Format(ctx, ctx->h_SystemError, "HPy_NULL passed as value for formatting unit '%%%c'", unit->letter);
        return -1;
    }
    switch (unit->letter) {
    case 'S': h_str = HPy_Str(ctx, h); break;
    case 'R': h_str = HPy_Repr(ctx, h); break;
    case 'A': h_str = HPy_ASCII(ctx, h); break;
    default: return add_str(text, unit, h);
    }
    if (HPy_IsNull(h_str))
        return -1;
    result = add_str(text, unit, h_str);
    HPy_Close(ctx, h_str);
    return result;
}

static int add_unit(Text *text, const Unit *unit, va_list *values)
{
    switch (unit->letter) {
    case 'c': return add_character(text, va_arg(*values, int));
    case 'd':
    case 'i': return add_decimal(text, unit, values);
    case 'u': return add_unsigned_decimal(text, unit, values);
    case 'x': return add_unsigned(text, unit, va_arg(*values, unsigned int));
    case 'p': return add_pointer(text, va_arg(*values, void *));
    case 's': return add_c_string(text, unit, va_arg(*values, const char *));
    case 'V': {
        HPy h = va_arg(*values, HPy);
        const char *s = va_arg(*values, const char *);

        return HPy_IsNull(h) ? add_c_string(text, unit, s) : add_object(text, unit, h);
    }
    default: /* A R S U */ return add_object(text, unit, va_arg(*values, HPy));
    }
}

/* ---- The format ---- */

/* The decimal number at *fmt, 0 when there are no digits, or -1 with ValueError set. */
static HPy_ssize_t read_number(HPyContext *ctx, const char **fmt, const char *too_big)
{
    HPy_ssize_t number = 0;

    for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++) {
        int digit = **fmt - '0';

        if (number > (HPY_SSIZE_T_MAX - digit) / 10) {
            HPyErr_SetString(ctx, ctx->h_ValueError, too_big);
            return -1;
        }
        number = number * 10 + digit;
    }
    return number;
}

static char read_length(const char **fmt)
{
    if (**fmt == 'z') {
        (*fmt)++;
        return 'z';
    }
    if (**fmt != 'l')
        return 0;
    (*fmt)++;
    if (**fmt != 'l')
        return 'l';
    (*fmt)++;
    return 'L';
}

/* Is the letter known, and does it go with the rest of the unit? */
static int check_unit(HPyContext *ctx, const Unit *unit)
{
    if (unit->letter == '\0' || strchr(unit->length != 0 ? "diu" : "cdiuxpsAUVSR", unit->letter) == NULL) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "invalid format string");
        return -1;
    }
    if (unit->zero && strchr("cpsAUVSR", unit->letter) != NULL) {
        HPyErr_Format(ctx, ctx->h_SystemError, "formatting unit '%%%c' does not support 0-padding", unit->letter);
        return -1;
    }
    if ((unit->width >= 0 || unit->precision >= 0) && strchr("cp", unit->letter) != NULL) {
        HPyErr_Format(ctx, ctx->h_SystemError, "formatting unit '%%%c' does not support width nor precision",
                      unit->letter);
        return -1;
    }
    return 0;
}

/* Read the unit after a '%' and move 'fmt' behind it. */
static int read_unit(HPyContext *ctx, const char **fmt, Unit *unit)
{
    *unit = (Unit){.width = -1, .precision = -1};
    for (; **fmt == '0'; (*fmt)++)
        unit->zero = true;
    if (**fmt >= '1' && **fmt <= '9') {
        unit->width = read_number(ctx, fmt, "width too big");
        if (unit->width < 0)
            return -1;
    }
    if (**fmt == '.') {
        (*fmt)++;
        unit->precision = read_number(ctx, fmt, "precision too big");
        if (unit->precision < 0)
            return -1;
    }
    unit->length = read_length(fmt);
    unit->letter = **fmt;
    if (check_unit(ctx, unit) < 0)
        return -1;
    (*fmt)++;
    return 0;
}

/* Add what stands before the next '%' and move 'fmt' there. */
static int add_literal(Text *text, const char **fmt)
{
    const char *start = *fmt;

    for (; **fmt != '\0' && **fmt != '%'; (*fmt)++) {
        if ((unsigned char)**fmt >= 0x80) {
            HPyErr_Format(text->ctx, text->ctx->h_ValueError,
                          "expected an ASCII-encoded format string, got a non-ASCII byte: 0x%x",
                          (unsigned int)(unsigned char)**fmt);
            return -1;
        }
    }
    return add_bytes(text, start, (size_t)(*fmt - start));
}

static int add_format(Text *text, const char *fmt, va_list *values)
{
    Unit unit;

    for (;;) {
        if (add_literal(text, &fmt) < 0)
            return -1;
        if (*fmt == '\0')
            return 0;
        fmt++;
        if (*fmt == '%') {
            if (add_bytes(text, fmt++, 1) < 0)
                return -1;
        } else if (read_unit(text->ctx, &fmt, &unit) < 0 || add_unit(text, &unit, values) < 0) {
            return -1;
        }
    }
}

HPyAPI_HELPER HPy HPyUnicode_FromFormatV(HPyContext *ctx, const char *format, va_list vargs)
{
    HPy h_result = HPy_NULL;
    va_list values; /* a copy: the caller's list stays as it was, and only a local one has a portable address */
    Text text;

    text_open(&text, ctx);
    va_copy(values, vargs);
    if (add_format(&text, format, &values) == 0)
        h_result = text_result(&text);
    va_end(values);
    text_close(&text);
    return h_result;
}

HPyAPI_HELPER HPy HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...)
{
    HPy h_result;
    va_list values;

    va_start(values, fmt);
    h_result = HPyUnicode_FromFormatV(ctx, fmt, values);
    va_end(values);
    return h_result;
}

HPyAPI_HELPER HPy HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...)
{
    va_list values;

    va_start(values, fmt);
    HPyErr_FormatV(ctx, h_type, fmt, values);
    va_end(values);
    return HPy_NULL;
}

HPyAPI_HELPER HPy HPyErr_FormatV(HPyContext *ctx, HPy h_type, const char *fmt, va_list vargs)
{
    HPy h_message;

    HPyErr_Clear(ctx); /* making the text may run any code, which must not find another exception */
    h_message = HPyUnicode_FromFormatV(ctx, fmt, vargs);
    if (HPy_IsNull(h_message))
        return HPy_NULL; /* what went wrong with the format is the exception now */
    HPyErr_SetObject(ctx, h_type, h_message);
    HPy_Close(ctx, h_message);
    return HPy_NULL;
}
