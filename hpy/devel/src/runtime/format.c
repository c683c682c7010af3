/* HPyUnicode_FromFormat and HPyErr_Format: texts in the manner of printf, built over the public API. The result is put
 * together as UTF-8, and decoded once at the end. */
#include "growing_text.h"
#include <stdio.h>

/* What stands between '%' and the letter of a unit. */
typedef struct {
    char letter;
    char length;            /* 'l', 'L' for ll, 'z', 'j', 't', or 0 */
    bool zero, left, alternate; /* '0', '-', '#' */
    HPy_ssize_t width;      /* -1: none */
    HPy_ssize_t precision;  /* -1: none */
} Unit;

/* ---- Pieces of text. All functions that may fail return 0, or -1 with an exception set. ---- */

/* What a unit adds in front of, and behind, something that is 'count' characters long. */
static int pad_before(Text *text, const Unit *unit, HPy_ssize_t count)
{
    return unit->left ? 0 : add_fill(text, ' ', unit->width - count);
}

static int pad_behind(Text *text, const Unit *unit, HPy_ssize_t count)
{
    return unit->left ? add_fill(text, ' ', unit->width - count) : 0;
}

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
    if (pad_before(text, unit, count) < 0 || add_bytes(text, utf8, size) < 0)
        return -1;
    return pad_behind(text, unit, count);
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
    if (pad_before(text, unit, count) < 0)
        return -1;
    for (i = 0; i < count; i++) {
        HPy_UCS4 c = HPyUnicode_ReadChar(text->ctx, h_str, i);

        if (c == (HPy_UCS4)-1 && HPyErr_Occurred(text->ctx))
            return -1;
        if (add_code_point(text, c) < 0)
            return -1;
    }
    return pad_behind(text, unit, count);
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

/* Add a str that was made for it, and is closed, or HPy_NULL where that failed. */
static int add_made(Text *text, const Unit *unit, HPy h_str)
{
    int result;

    if (HPy_IsNull(h_str))
        return -1;
    result = add_str(text, unit, h_str);
    HPy_Close(text->ctx, h_str);
    return result;
}

static int refuse_null(Text *text, const Unit *unit, const char *what)
{
    HPyErr_Format(text->ctx, text->ctx->h_SystemError, "%s passed as value for formatting unit '%%%s%c'", what,
                  unit->length == 'l' ? "l" : "", unit->letter);
    return -1;
}

/* Add a C text; precision counts bytes, and no more of them are read. What is not UTF-8 becomes U+FFFD. */
static int add_c_string(Text *text, const Unit *unit, const char *s)
{
    HPyContext *ctx = text->ctx;
    Unit uncut = *unit;
    HPy h_bytes, h_str;
    size_t size = 0;

    if (s == NULL)
        return refuse_null(text, unit, "null c string");
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
    uncut.precision = -1;
    return add_made(text, &uncut, h_str);
}

/* Add a text of wide characters; precision counts them, and no more are read. */
static int add_wide_string(Text *text, const Unit *unit, const wchar_t *s)
{
    Unit uncut = *unit;
    HPy_ssize_t size = 0;

    if (s == NULL)
        return refuse_null(text, unit, "null c string");
    while ((unit->precision < 0 || size < unit->precision) && s[size] != 0)
        size++;
    uncut.precision = -1;
    return add_made(text, &uncut, HPyUnicode_FromWideChar(text->ctx, s, size));
}

/* ---- Units ---- */

static int add_number(Text *text, const Unit *unit, bool negative, const char *digits)
{
    HPy_ssize_t size = (HPy_ssize_t)strlen(digits);
    HPy_ssize_t body = unit->precision > size ? unit->precision : size;
    HPy_ssize_t zeros = body - size;
    HPy_ssize_t padding = unit->width > body ? unit->width - body - negative : 0;
    bool fills = unit->zero && !unit->left;

    if (!fills && !unit->left && add_fill(text, ' ', padding) < 0)
        return -1;
    if (negative && add_bytes(text, "-", 1) < 0)
        return -1;
    if (fills && add_fill(text, '0', padding) < 0)
        return -1;
    if (add_fill(text, '0', zeros) < 0 || add_bytes(text, digits, (size_t)size) < 0)
        return -1;
    return unit->left ? add_fill(text, ' ', padding) : 0;
}

static int add_signed(Text *text, const Unit *unit, va_list *values)
{
    char digits[32];
    long long value;
    unsigned long long magnitude;

    switch (unit->length) {
    case 'l': value = va_arg(*values, long); break;
    case 'L': value = va_arg(*values, long long); break;
    case 'z': value = va_arg(*values, HPy_ssize_t); break;
    case 'j': value = va_arg(*values, intmax_t); break;
    case 't': value = va_arg(*values, ptrdiff_t); break;
    default: value = va_arg(*values, int); break;
    }
    magnitude = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    snprintf(digits, sizeof(digits), "%llu", magnitude);
    return add_number(text, unit, value < 0, digits);
}

static int add_unsigned(Text *text, const Unit *unit, va_list *values)
{
    char digits[32];
    unsigned long long value;

    switch (unit->length) {
    case 'l': value = va_arg(*values, unsigned long); break;
    case 'L': value = va_arg(*values, unsigned long long); break;
    case 'z': value = va_arg(*values, size_t); break;
    case 'j': value = va_arg(*values, uintmax_t); break;
    case 't': value = (size_t)va_arg(*values, ptrdiff_t); break;
    default: value = va_arg(*values, unsigned int); break;
    }
    switch (unit->letter) {
    case 'x': snprintf(digits, sizeof(digits), "%llx", value); break;
    case 'X': snprintf(digits, sizeof(digits), "%llX", value); break;
    case 'o': snprintf(digits, sizeof(digits), "%llo", value); break;
    default: snprintf(digits, sizeof(digits), "%llu", value); break;
    }
    return add_number(text, unit, false, digits);
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

/* ---- Names of types ---- */

/* Whether a str is this text: 1 or 0, or -1 with an exception set. */
static int is_text(HPyContext *ctx, HPy h_str, const char *text)
{
    HPy h_text = HPyUnicode_FromString(ctx, text);
    int result = HPy_IsNull(h_text) ? -1 : HPy_RichCompareBool(ctx, h_str, h_text, HPy_EQ);

    HPy_Close(ctx, h_text);
    return result;
}

/* Whether a module's name, HPy_NULL if it could not be had, is to stand before a type's: 1 or 0, or -1 with an exception
 * set. */
static int shows_module(HPyContext *ctx, HPy h_module)
{
    int hides;

    if (HPy_IsNull(h_module)) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_AttributeError))
            return -1;
        HPyErr_Clear(ctx);
        return 0;
    }
    if (!HPyUnicode_Check(ctx, h_module))
        return 0;
    hides = is_text(ctx, h_module, "builtins");
    if (hides == 0)
        hides = is_text(ctx, h_module, "__main__");
    return hides < 0 ? -1 : !hides;
}

/* The full name of a type, with this character between its module and its own name: a new handle, or HPy_NULL. */
static HPy full_name(HPyContext *ctx, HPy type, char separator)
{
    HPy h_name = HPy_GetAttr_s(ctx, type, "__qualname__");
    HPy h_module, h_result = HPy_NULL;
    int shown;

    if (HPy_IsNull(h_name))
        return HPy_NULL;
    h_module = HPy_GetAttr_s(ctx, type, "__module__");
    shown = shows_module(ctx, h_module);
    if (shown == 0)
        h_result = HPy_Str(ctx, h_name);
    else if (shown > 0)
        h_result = HPyUnicode_FromFormat(ctx, "%U%c%S", h_module, separator, h_name);
    HPy_Close(ctx, h_module);
    HPy_Close(ctx, h_name);
    return h_result;
}

/* Add the full name of a type, or of an object's type. */
static int add_type_name(Text *text, const Unit *unit, HPy h)
{
    HPyContext *ctx = text->ctx;
    HPy h_type;
    int result = -1;

    if (unit->letter == 'N' && !HPy_TypeCheck(ctx, h, ctx->h_TypeType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "%N argument must be a type");
        return -1;
    }
    h_type = unit->letter == 'T' ? HPy_Type(ctx, h) : HPy_Dup(ctx, h);
    if (!HPy_IsNull(h_type))
        result = add_made(text, unit, full_name(ctx, h_type, unit->alternate ? ':' : '.'));
    HPy_Close(ctx, h_type);
    return result;
}

/* ---- Choosing ---- */

/* Add the str, or the text of the object, that a handle stands for. */
static int add_object(Text *text, const Unit *unit, HPy h)
{
    HPyContext *ctx = text->ctx;

    if (HPy_IsNull(h))
        return refuse_null(text, unit, "HPy_NULL");
    switch (unit->letter) {
    case 'S': return add_made(text, unit, HPy_Str(ctx, h));
    case 'R': return add_made(text, unit, HPy_Repr(ctx, h));
    case 'A': return add_made(text, unit, HPy_ASCII(ctx, h));
    case 'T':
    case 'N': return add_type_name(text, unit, h);
    default: return add_str(text, unit, h);
    }
}

static int add_str_or_c_string(Text *text, const Unit *unit, va_list *values)
{
    HPy h = va_arg(*values, HPy);
    const void *s = va_arg(*values, const void *);

    if (!HPy_IsNull(h))
        return add_object(text, unit, h);
    return unit->length == 'l' ? add_wide_string(text, unit, (const wchar_t *)s)
                               : add_c_string(text, unit, (const char *)s);
}

static int add_unit(Text *text, const Unit *unit, va_list *values)
{
    switch (unit->letter) {
    case 'c': return add_character(text, va_arg(*values, int));
    case 'd':
    case 'i': return add_signed(text, unit, values);
    case 'u':
    case 'o':
    case 'x':
    case 'X': return add_unsigned(text, unit, values);
    case 'p': return add_pointer(text, va_arg(*values, void *));
    case 's':
        return unit->length == 'l' ? add_wide_string(text, unit, va_arg(*values, const wchar_t *))
                                   : add_c_string(text, unit, va_arg(*values, const char *));
    case 'V': return add_str_or_c_string(text, unit, values);
    default: /* A N R S T U */ return add_object(text, unit, va_arg(*values, HPy));
    }
}

/* ---- The format ---- */

/* The decimal number at *fmt; without digits 'number' stays as it was. */
static int read_number(HPyContext *ctx, const char **fmt, const char *too_big, HPy_ssize_t *number)
{
    HPy_ssize_t n = 0;

    if (**fmt < '0' || **fmt > '9')
        return 0;
    for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++) {
        int digit = **fmt - '0';

        if (n > (HPY_SSIZE_T_MAX - digit) / 10) {
            HPyErr_SetString(ctx, ctx->h_ValueError, too_big);
            return -1;
        }
        n = n * 10 + digit;
    }
    *number = n;
    return 0;
}

/* A negative value for '*' has the sign of the flag '-'. */
static int read_width(HPyContext *ctx, const char **fmt, Unit *unit, va_list *values)
{
    int value;

    if (**fmt != '*')
        return read_number(ctx, fmt, "width too big", &unit->width);
    (*fmt)++;
    value = va_arg(*values, int);
    if (value < 0)
        unit->left = true;
    unit->width = value >= 0 ? value : value < -INT_MAX ? INT_MAX : -value;
    return 0;
}

/* A negative value for '*' is none, as in C. */
static int read_precision(HPyContext *ctx, const char **fmt, Unit *unit, va_list *values)
{
    int value;

    if (**fmt != '.')
        return 0;
    (*fmt)++;
    if (**fmt != '*')
        return read_number(ctx, fmt, "precision too big", &unit->precision);
    (*fmt)++;
    value = va_arg(*values, int);
    unit->precision = value < 0 ? -1 : value;
    return 0;
}

static void read_flags(const char **fmt, Unit *unit)
{
    for (;; (*fmt)++) {
        switch (**fmt) {
        case '0': unit->zero = true; break;
        case '-': unit->left = true; break;
        case '#': unit->alternate = true; break;
        default: return;
        }
    }
}

static char read_length(const char **fmt)
{
    char length = **fmt;

    if (length == '\0' || strchr("ljtz", length) == NULL)
        return 0;
    (*fmt)++;
    if (length != 'l' || **fmt != 'l')
        return length;
    (*fmt)++;
    return 'L';
}

/* Is the letter known, and does it go with the rest of the unit? 'start' is its '%', in the whole format. */
static int check_unit(HPyContext *ctx, const Unit *unit, const char *start, const char *format)
{
    const char *letters = unit->length == 0 ? "cdiouxXpsAUVSRTN" : unit->length == 'l' ? "diouxXsV" : "diouxX";

    if (unit->letter == '\0' || strchr(letters, unit->letter) == NULL) {
        HPyErr_Format(ctx, ctx->h_SystemError, "invalid format string: %s (at position %zd of \"%s\")", start,
                      (HPy_ssize_t)(start - format), format);
        return -1;
    }
    if ((unit->width >= 0 || unit->precision >= 0) && strchr("cp", unit->letter) != NULL) {
        HPyErr_Format(ctx, ctx->h_SystemError, "formatting unit '%%%c' does not support width nor precision",
                      unit->letter);
        return -1;
    }
    return 0;
}

/* Read the unit that begins with the '%' at *fmt, and move 'fmt' behind it. */
static int read_unit(HPyContext *ctx, const char **fmt, const char *format, Unit *unit, va_list *values)
{
    const char *start = (*fmt)++;

    *unit = (Unit){.width = -1, .precision = -1};
    read_flags(fmt, unit);
    if (read_width(ctx, fmt, unit, values) < 0 || read_precision(ctx, fmt, unit, values) < 0)
        return -1;
    unit->length = read_length(fmt);
    unit->letter = **fmt;
    if (check_unit(ctx, unit, start, format) < 0)
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

static int add_format(Text *text, const char *format, va_list *values)
{
    const char *fmt = format;
    Unit unit;

    for (;;) {
        if (add_literal(text, &fmt) < 0)
            return -1;
        if (*fmt == '\0')
            return 0;
        if (fmt[1] == '%') {
            if (add_bytes(text, fmt, 1) < 0)
                return -1;
            fmt += 2;
        } else if (read_unit(text->ctx, &fmt, format, &unit, values) < 0 || add_unit(text, &unit, values) < 0) {
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
