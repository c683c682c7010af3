/* What the argument parser says when an argument, or a format, is wrong. HPy 0.9's words come first in each message,
 * since tests of extensions look for them; then what they leave open: which argument, what it should be, what it is. */
#include "arg_parse.h"
#include <limits.h>
#include <stdio.h>

enum { MAX_MESSAGE = 600, MAX_NUMBER = 40 }; /* bytes */

int _HPyArg_Cut(const char *utf8, int max)
{
    int n = 0;

    while (n < max && utf8[n] != '\0')
        n++;
    if (utf8[n] != '\0')
        while (n > 0 && ((unsigned char)utf8[n] & 0xC0) == 0x80)
            n--;
    return n;
}

HPy _HPyArg_Decode(HPyContext *ctx, const char *text)
{
    HPy h_bytes = HPyBytes_FromString(ctx, text);
    HPy h_text = HPy_IsNull(h_bytes) ? HPy_NULL : HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", "replace");

    HPy_Close(ctx, h_bytes);
    return h_text;
}

/* Raise 'type' with a text which may hold what the author wrote, so it may be no UTF-8. */
_HPy_COLD static void raise_text(HPyContext *ctx, HPy type, const char *text)
{
    const char *p = text;
    HPy h_text;

    while (*p != '\0' && (unsigned char)*p < 0x80)
        p++;
    if (*p == '\0') {
        HPyErr_SetString(ctx, type, text);
        return;
    }
    HPyErr_Clear(ctx);
    h_text = _HPyArg_Decode(ctx, text);
    if (!HPy_IsNull(h_text))
        HPyErr_SetObject(ctx, type, h_text);
    HPy_Close(ctx, h_text);
}

/* A text of the format's own says nothing about a mistake in the format. It does without HPyErr_Format, so that an
 * extension that parses arguments need not contain that. */
int _HPyArg_Fail(HPyContext *ctx, HPy type, const char *fmt, const char *message, ...)
{
    char text[MAX_MESSAGE + 2 * ARG_MAX_NAME];
    const char *tail = fmt;
    const char *head = "function ";
    int used = (int)strlen(head);
    bool is_own_text;
    va_list values;

    while (*tail != '\0' && *tail != ':' && *tail != ';')
        tail++;
    is_own_text = *tail == ';' && type._i != ctx->h_SystemError._i;
    if (*tail == ':' || is_own_text) {
        head = tail + 1;
        used = _HPyArg_Cut(head, is_own_text ? ARG_MAX_TEXT : ARG_MAX_NAME);
    }
    memcpy(text, head, (size_t)used);
    if (*tail == ':') {
        memcpy(text + used, "() ", 3);
        used += 3;
    }
    text[used] = '\0';
    if (!is_own_text) {
        va_start(values, message);
        vsnprintf(text + used, sizeof(text) - (size_t)used, message, values);
        va_end(values);
    }
    raise_text(ctx, type, text);
    return 0;
}

ArgPlace _HPyArg_PlaceOf(const char *name, size_t n)
{
    ArgPlace place;

    if (name == NULL || *name == '\0')
        snprintf(place.text, sizeof(place.text), "argument %lu", (unsigned long)n + 1);
    else
        snprintf(place.text, sizeof(place.text), "argument '%.*s' (pos %lu)", _HPyArg_Cut(name, ARG_MAX_NAME), name,
                 (unsigned long)n + 1);
    return place;
}

int _HPyArg_FailCount(HPyContext *ctx, const char *fmt, const char *words, const char *how, size_t count,
                      const char *kind, size_t given)
{
    if (count == 0)
        return _HPyArg_Fail(ctx, ctx->h_TypeError, fmt, "%stakes no %sarguments (%lu given)", words, kind,
                            (unsigned long)given);
    return _HPyArg_Fail(ctx, ctx->h_TypeError, fmt, "%stakes %s %lu %sargument%s (%lu given)", words, how,
                        (unsigned long)count, kind, count == 1 ? "" : "s", (unsigned long)given);
}

int _HPyArg_FailType(HPyContext *ctx, const char *fmt, const char *words, const char *place, const char *expected,
                     HPy h)
{
    HPy h_type = HPy_Type(ctx, h);
    const char *found = NULL;

    if (HPy_Is(ctx, h, ctx->h_None))
        found = "None";
    else if (!HPy_IsNull(h_type))
        found = HPyType_GetName(ctx, h_type);
    if (found != NULL)
        _HPyArg_Fail(ctx, ctx->h_TypeError, fmt, "%s%s must be %s, not %.*s", words, place, expected,
             _HPyArg_Cut(found, ARG_MAX_NAME), found);
    HPy_Close(ctx, h_type);
    return 0;
}

/* The smallest and largest value of a unit with a check, and 0.9's name for it. False for any other unit. */
_HPy_COLD static bool find_range(char unit, const char **kind, long long *min, long long *max)
{
    *kind = NULL;
    switch (unit) {
    case 'b': *kind = "unsigned byte"; *min = 0; *max = UCHAR_MAX; return true;
    case 'h': *kind = "signed short"; *min = SHRT_MIN; *max = SHRT_MAX; return true;
    case 'i': *kind = "signed"; *min = INT_MIN; *max = INT_MAX; return true;
    case 'l': *min = LONG_MIN; *max = LONG_MAX; return true;
    case 'L': *min = LLONG_MIN; *max = LLONG_MAX; return true;
    case 'n': *min = HPY_SSIZE_T_MIN; *max = HPY_SSIZE_T_MAX; return true;
    default: return false;
    }
}

/* The digits of an integer, which are in the text of *h_digits; NULL with an exception set. */
_HPy_COLD static const char *digits_of(HPyContext *ctx, HPy h, HPy *h_digits)
{
    HPy h_int = HPy_Long(ctx, h); /* subclasses have another repr() */

    *h_digits = HPy_IsNull(h_int) ? HPy_NULL : HPy_Repr(ctx, h_int);
    HPy_Close(ctx, h_int);
    if (!HPy_IsNull(*h_digits))
        return HPyUnicode_AsUTF8AndSize(ctx, *h_digits, NULL);
    if (HPy_IsNull(h_int) || !HPyErr_ExceptionMatches(ctx, ctx->h_ValueError))
        return NULL;
    HPyErr_Clear(ctx); /* Python writes no number of some thousand digits */
    return "a number of very many digits";
}

/* Raise OverflowError: the integer is outside the limits of its unit. */
_HPy_COLD static int fail_range(HPyContext *ctx, const char *fmt, const ArgPlace *place, char unit, HPy h)
{
    char words[64] = "", limits[64] = "in the range of a C double";
    const char *kind = NULL, *digits;
    long long min, max;
    HPy h_digits;

    digits = digits_of(ctx, h, &h_digits);
    if (digits == NULL) {
        HPy_Close(ctx, h_digits);
        return 0;
    }
    if (find_range(unit, &kind, &min, &max))
        snprintf(limits, sizeof(limits), "%lld to %lld", min, max);
    if (kind != NULL)
        snprintf(words, sizeof(words), "%s integer is %s: ", kind,
                 *digits == '-' ? "less than minimum" : "greater than maximum");
    _HPyArg_Fail(ctx, ctx->h_OverflowError, fmt, "%s%s must be %s, not %.*s%s", words, place->text, limits,
                 MAX_NUMBER, digits, strlen(digits) > MAX_NUMBER ? "..." : "");
    HPy_Close(ctx, h_digits);
    return 0;
}

/* Whether the type of 'h' has a method. */
_HPy_COLD static bool has_method(HPyContext *ctx, HPy h, const char *name)
{
    HPy h_type = HPy_Type(ctx, h);
    bool found = !HPy_IsNull(h_type) && HPy_HasAttr_s(ctx, h_type, name);

    HPy_Close(ctx, h_type);
    return found;
}

/* The conversion of a number has failed: what it raised becomes a message that names the argument, but an exception of
 * the object's own methods stays. Both look alike, and none can be put back: an object with such methods raises again. */
_HPy_COLD static int fail_number(HPyContext *ctx, const char *fmt, const ArgPlace *place, char unit, HPy h)
{
    bool real = unit == 'f' || unit == 'd';
    bool wrong_type = HPyErr_ExceptionMatches(ctx, ctx->h_TypeError);

    if (!HPyErr_Occurred(ctx))
        return fail_range(ctx, fmt, place, unit, h);
    if (!wrong_type && !HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError))
        return 0;
    HPyErr_Clear(ctx);
    if (!wrong_type && HPy_TypeCheck(ctx, h, ctx->h_LongType))
        return fail_range(ctx, fmt, place, unit, h);
    if (!wrong_type || (unit != 'n' && has_method(ctx, h, "__index__")) || (real && has_method(ctx, h, "__float__"))) {
        if (real)
            (void)HPyFloat_AsDouble(ctx, h);
        else
            (void)HPyLong_AsInt64_t(ctx, h);
        if (HPyErr_Occurred(ctx))
            return 0;
    }
    return _HPyArg_FailType(ctx, fmt, "", place->text, real ? "real number" : "int", h);
}

/* What messages call that which a unit takes; NULL for numbers. */
_HPy_COLD static const char *expected_by(const char *unit)
{
    bool sized = _HPyArg_Modifier(unit) == '#', viewed = _HPyArg_Modifier(unit) == '*';

    switch (*unit) {
    case 's': return sized ? "str or read-only bytes-like object" : viewed ? "str or bytes-like object" : "str";
    case 'z':
        return sized ? "str, read-only bytes-like object or None" : viewed ? "str, bytes-like object or None"
                                                                           : "str or None";
    case 'y': return viewed ? "bytes-like object" : "read-only bytes-like object";
    case 'w': return "read-write bytes-like object";
    case 'U': return "str";
    case 'S': return "bytes";
    case 'Y': return "bytearray";
    case 'c': return "a byte string of length 1";
    case 'C': return "a unicode character";
    case 'D': return "complex number";
    case 'e': return unit[1] == 't' ? "str, bytes or bytearray" : "str";
    default: return NULL;
    }
}

/* The place of the item at work. */
_HPy_COLD static ArgPlace current_place(const ArgParse *parse)
{
    ArgPlace place = _HPyArg_PlaceOf(parse->name, parse->n);
    size_t used = strlen(place.text);
    int i;

    for (i = 0; i < parse->depth && used < sizeof(place.text) - 1; i++) {
        snprintf(place.text + used, sizeof(place.text) - used, ", item %lu", (unsigned long)parse->items[i] + 1);
        used = strlen(place.text);
    }
    return place;
}

#if HPY_ABI_MINOR >= 2
/* Whether the object has methods that may have raised the TypeError that is pending. */
_HPy_COLD static bool has_own_error(HPyContext *ctx, const char *unit, HPy h)
{
    HPy h_raised = HPyErr_GetRaised(ctx);
    bool found = *unit == 'D' ? has_method(ctx, h, "__complex__") || has_method(ctx, h, "__float__")
                                    || has_method(ctx, h, "__index__")
                              : _HPyArg_Modifier(unit) == '*' && HPyBuffer_Check(ctx, h);

    HPyErr_SetRaised(ctx, h_raised);
    HPy_Close(ctx, h_raised);
    return found;
}
#else
#  define has_own_error(ctx, unit, h) ((void)(h), false)
#endif

/* Whether the exception that a conversion has set says no more than that the object has the wrong type. */
_HPy_COLD static bool is_wrong_type(HPyContext *ctx, const char *unit, HPy h)
{
    if (*unit == 'e')
        return false;
    if (*unit == 'w')
        return HPyErr_ExceptionMatches(ctx, ctx->h_BufferError) || HPyErr_ExceptionMatches(ctx, ctx->h_TypeError);
    return HPyErr_ExceptionMatches(ctx, ctx->h_TypeError) && !has_own_error(ctx, unit, h);
}

/* The object has the right type for a unit of one character, but has not one. */
_HPy_COLD static int fail_length(ArgParse *parse, const char *unit, const ArgPlace *place, HPy h)
{
    const char *kind = *unit == 'C' ? "string" : HPyBytes_Check(parse->ctx, h) ? "bytes object" : "bytearray object";
    HPy_ssize_t length = HPy_Length(parse->ctx, h);

    if (length < 0)
        return 0;
    return _HPyArg_Fail(parse->ctx, parse->ctx->h_TypeError, parse->fmt, "%s must be %s, not a %s of length %ld",
                        place->text, expected_by(unit), kind, (long)length);
}

/* Whether 'h' is of a type that the unit takes if it has one character. */
_HPy_COLD static bool may_be_character(HPyContext *ctx, const char *unit, HPy h)
{
    if (*unit == 'C')
        return HPyUnicode_Check(ctx, h);
#if HPY_ABI_MINOR >= 2
    if (*unit == 'c' && HPyByteArray_Check(ctx, h))
        return true;
#endif
    return *unit == 'c' && HPyBytes_Check(ctx, h);
}

/* A unit that is no number has failed. Without an exception a text, or bytes, may have a NUL in it. */
_HPy_COLD static int fail_object(ArgParse *parse, const char *unit, const ArgPlace *place, HPy h)
{
    HPyContext *ctx = parse->ctx;
    bool plain = _HPyArg_Modifier(unit) == 0;

    if (HPyErr_Occurred(ctx)) {
        if (!is_wrong_type(ctx, unit, h))
            return 0;
        HPyErr_Clear(ctx);
    } else if (plain && (*unit == 's' || *unit == 'z')) {
        return _HPyArg_Fail(ctx, ctx->h_ValueError, parse->fmt, "embedded null character in %s", place->text);
    } else if (plain && *unit == 'y' && HPyBytes_Check(ctx, h)) {
        return _HPyArg_Fail(ctx, ctx->h_ValueError, parse->fmt, "embedded null byte in %s", place->text);
    } else if (may_be_character(ctx, unit, h)) {
        return fail_length(parse, unit, place, h);
    }
    return _HPyArg_FailType(ctx, parse->fmt, plain && *unit == 's' ? "a str is required: " : "", place->text,
                            expected_by(unit), h);
}

bool _HPyArg_IsUnit(const char *unit)
{
    const char *letters = HPY_ABI_MINOR >= 2 ? "bBhHiIlkLKnfdspOzyUScCYD" : "bBhHiIlkLKnfdspOzyUScC";

    if (_HPyArg_Modifier(unit) == '*')
        return HPY_ABI_MINOR >= 2;
    if (*unit == 'e')
        return HPY_ABI_MINOR >= 2 && (unit[1] == 's' || unit[1] == 't');
    if (*unit == '(')
        return *_HPyArg_EndOfGroup(unit) == ')';
    return *unit != '\0' && strchr(letters, *unit) != NULL;
}

int _HPyArg_CheckUnit(HPyContext *ctx, const char *unit, const char *fmt)
{
    if (_HPyArg_IsUnit(unit))
        return 1;
    return _HPyArg_Fail(ctx, ctx->h_SystemError, fmt,
                        *unit >= ' ' && *unit <= '~' ? "unknown arg format code '%c' at index %d of \"%.*s\""
                                                     : "unknown arg format code 0x%02x at index %d of \"%.*s\"",
                        (unsigned char)*unit, (int)(unit - fmt), _HPyArg_Cut(fmt, ARG_MAX_TEXT), fmt);
}

int _HPyArg_FailTracker(ArgParse *parse, const char *unit)
{
    HPyContext *ctx = parse->ctx;

    return _HPyArg_Fail(ctx, ctx->h_SystemError, parse->fmt, "the format unit '%c'%s requires a tracker", *unit,
                        parse->depth > 0 ? " in a group" : "");
}

int _HPyArg_FailGroup(ArgParse *parse, size_t count, HPy_ssize_t length, HPy h)
{
    HPyContext *ctx = parse->ctx;
    ArgPlace place = current_place(parse);
    char expected[64];

    if (length >= 0)
        return _HPyArg_Fail(ctx, ctx->h_TypeError, parse->fmt, "%s must be sequence of length %lu, not %ld", place.text,
                            (unsigned long)count, (long)length);
    snprintf(expected, sizeof(expected), "%lu-item sequence", (unsigned long)count);
    return _HPyArg_FailType(ctx, parse->fmt, "", place.text, expected, h);
}

int _HPyArg_FailValue(ArgParse *parse, const char *unit, HPy h)
{
    HPyContext *ctx = parse->ctx;
    ArgPlace place = current_place(parse);

    if (!_HPyArg_CheckUnit(ctx, unit, parse->fmt) || *unit == 'p' || *unit == 'O' || *unit == '(')
        return 0;
    if (expected_by(unit) != NULL)
        return fail_object(parse, unit, &place, h);
    return fail_number(ctx, parse->fmt, &place, *unit, h);
}

int _HPyArg_FailWrongInstance(ArgParse *parse, const char *expected, HPy h)
{
    ArgPlace place = current_place(parse);

    return _HPyArg_FailType(parse->ctx, parse->fmt, "", place.text, expected, h);
}
