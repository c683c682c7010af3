/* HPy_BuildValue: C values to an object, as a format says. */
#include "runtime.h"

/* A format, the place up to which it is worked off, and the values for the rest. */
typedef struct {
    const char *start, *at;
    int depth; /* of the brackets around the item at work */
    va_list values;
} Format;

enum {
    INLINE_ITEMS = 8, /* of a tuple that is built without a block of memory */
    MAX_DEPTH = 100   /* brackets in each other: each takes some of the C stack */
};

static HPy build_item(HPyContext *ctx, Format *f);

/* Raise SystemError: 'what', with '%c' in it standing for 'c', and that it is at 'place' in the format. */
static HPy fail(HPyContext *ctx, const Format *f, const char *place, const char *what, char c)
{
    HPy h_what = HPyUnicode_FromFormat(ctx, what, (int)(unsigned char)c);

    if (HPy_IsNull(h_what))
        return HPy_NULL;
    HPyErr_Format(ctx, ctx->h_SystemError, "%U in the format string passed to HPy_BuildValue, at index %zd of \"%.200s\"",
                  h_what, (HPy_ssize_t)(place - f->start), f->start);
    HPy_Close(ctx, h_what);
    return HPy_NULL;
}

static void skip_blanks(Format *f)
{
    while (*f->at == ' ' || *f->at == '\t')
        f->at++;
}

/* Skip what may follow an item outside of a dict: blanks and at most one comma or colon. */
static void skip_separator(Format *f)
{
    skip_blanks(f);
    if (*f->at == ',' || *f->at == ':') {
        f->at++;
        skip_blanks(f);
    }
}

/* The number of items up to the bracket 'end' (or the end of the format), or -1 when there is no such bracket. */
static HPy_ssize_t count_items(const char *fmt, char end)
{
    HPy_ssize_t count = 0;
    int depth = 0;

    for (; *fmt != '\0'; fmt++) {
        if (depth == 0 && *fmt == end)
            return count;
        switch (*fmt) {
        case '(': case '[': case '{':
            if (depth++ == 0)
                count++;
            break;
        case ')': case ']': case '}':
            depth--;
            break;
        case ',': case ':': case ' ': case '\t':
        case '#': case '&': /* of the unit before */
            break;
        default:
            if (depth == 0)
                count++;
        }
    }
    return end == '\0' ? count : -1;
}

/* Make new handles of the next 'count' items in *items, which has places for 8: a block takes its place where they are
 * more. 0, or -1 with an exception set, and nothing is to be closed. The format is left behind them. */
static int build_items(HPyContext *ctx, Format *f, HPy_ssize_t count, HPy **items)
{
    HPy *made = *items;
    HPy_ssize_t n = 0;

    if (count > INLINE_ITEMS) {
        made = (HPy *)malloc((size_t)count * sizeof(HPy));
        if (made == NULL) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
    }
    skip_blanks(f);
    while (n < count) {
        made[n] = build_item(ctx, f);
        if (HPy_IsNull(made[n]))
            break;
        n++;
        skip_separator(f);
    }
    if (n == count) {
        *items = made;
        return 0;
    }
    while (n > 0)
        HPy_Close(ctx, made[--n]);
    if (made != *items)
        free(made);
    return -1;
}

/* A new tuple of the next 'count' items. The format is left behind them. An array takes fewer calls than a builder. */
static HPy build_tuple(HPyContext *ctx, Format *f, HPy_ssize_t count)
{
    HPy inline_items[INLINE_ITEMS], *items = inline_items;
    HPy h_result;

    if (build_items(ctx, f, count, &items) < 0)
        return HPy_NULL;
    h_result = HPyTuple_FromArray(ctx, items, count);
    while (count > 0)
        HPy_Close(ctx, items[--count]);
    if (items != inline_items)
        free(items);
    return h_result;
}

/* A new list of the next 'count' items. The format is left behind them. */
static HPy build_list(HPyContext *ctx, Format *f, HPy_ssize_t count)
{
    HPyListBuilder builder = HPyListBuilder_New(ctx, count);
    HPy_ssize_t i;

    skip_blanks(f);
    for (i = 0; i < count; i++) {
        HPy h_item = build_item(ctx, f);

        if (HPy_IsNull(h_item)) {
            HPyListBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyListBuilder_Set(ctx, builder, i, h_item);
        HPy_Close(ctx, h_item);
        skip_separator(f);
    }
    return HPyListBuilder_Build(ctx, builder);
}

/* A new object for a key or a value. */
static HPy build_dict_item(HPyContext *ctx, Format *f)
{
    return *f->at == ',' ? fail(ctx, f, f->at, "unexpected '%c'", ',') : build_item(ctx, f);
}

/* Build one "key : value" and store it: 0, or -1 with an exception set. */
static int build_pair(HPyContext *ctx, Format *f, HPy h_dict)
{
    HPy h_key, h_value = HPy_NULL;
    int result = -1;

    h_key = build_dict_item(ctx, f);
    if (HPy_IsNull(h_key))
        return -1;
    skip_blanks(f);
    if (*f->at != ':') {
        fail(ctx, f, f->at, "missing '%c'", ':');
        goto done;
    }
    f->at++;
    skip_blanks(f);
    h_value = build_dict_item(ctx, f);
    if (!HPy_IsNull(h_value))
        result = HPy_SetItem(ctx, h_dict, h_key, h_value);
done:
    HPy_Close(ctx, h_key);
    HPy_Close(ctx, h_value);
    return result;
}

/* A new dict of the pairs up to '}', before which the format is left. */
static HPy build_dict(HPyContext *ctx, Format *f)
{
    HPy h_dict = HPyDict_New(ctx);

    if (HPy_IsNull(h_dict))
        return HPy_NULL;
    skip_blanks(f);
    while (*f->at != '}') {
        if (build_pair(ctx, f, h_dict) < 0)
            goto error;
        skip_blanks(f);
        if (*f->at == ',') {
            f->at++;
            skip_blanks(f);
        } else if (*f->at != '}') {
            fail(ctx, f, f->at, "missing '%c'", ',');
            goto error;
        }
    }
    return h_dict;
error:
    HPy_Close(ctx, h_dict);
    return HPy_NULL;
}

/* Build what stands in brackets; the format is behind the opening one. */
static HPy build_container(HPyContext *ctx, char open, Format *f)
{
    char end = open == '(' ? ')' : open == '[' ? ']' : '}';
    HPy_ssize_t count = count_items(f->at, end);
    HPy h_result;

    if (count < 0)
        return fail(ctx, f, f->at - 1, "unmatched '%c'", open);
    if (f->depth++ == MAX_DEPTH) /* every error ends the whole: there the depth need not be right */
        return fail(ctx, f, f->at - 1, "too many brackets in each other", open);
    if (open == '(')
        h_result = build_tuple(ctx, f, count);
    else if (open == '[')
        h_result = build_list(ctx, f, count);
    else
        h_result = build_dict(ctx, f);
    if (HPy_IsNull(h_result))
        return HPy_NULL;
    if (*f->at != end) { /* a second comma, say */
        HPy_Close(ctx, h_result);
        return fail(ctx, f, f->at, "bad format char '%c'", *f->at);
    }
    f->at++;
    f->depth--;
    return h_result;
}

static HPy build_object(HPyContext *ctx, HPy h)
{
    if (!HPy_IsNull(h))
        return HPy_Dup(ctx, h);
    if (!HPyErr_Occurred(ctx))
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_NULL object passed to HPy_BuildValue");
    return HPy_NULL;
}

/* Whether the unit has a size as second value: '#', which is skipped. */
static bool has_size(Format *f)
{
    if (*f->at != '#')
        return false;
    f->at++;
    return true;
}

/* A new str or bytes, or None for NULL; a negative size is that up to the NUL. */
static HPy build_text(HPyContext *ctx, char unit, Format *f)
{
    bool sized = has_size(f);
    const char *text = va_arg(f->values, const char *);
    HPy_ssize_t size = sized ? va_arg(f->values, HPy_ssize_t) : -1;

    if (text == NULL)
        return HPy_Dup(ctx, ctx->h_None);
    if (unit == 'y')
        return HPyBytes_FromStringAndSize(ctx, text, size < 0 ? (HPy_ssize_t)strlen(text) : size);
    if (size < 0)
        return HPyUnicode_FromString(ctx, text);
#if HPY_ABI_MINOR >= 2
    return HPyUnicode_FromStringAndSize(ctx, text, size);
#else
    {
        HPy h_bytes = HPyBytes_FromStringAndSize(ctx, text, size);
        HPy h_text = HPy_IsNull(h_bytes) ? HPy_NULL : HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", NULL);

        HPy_Close(ctx, h_bytes);
        return h_text;
    }
#endif
}

/* A new str of wide characters, or None for NULL. */
static HPy build_wide_text(HPyContext *ctx, Format *f)
{
    bool sized = has_size(f);
    const wchar_t *text = va_arg(f->values, const wchar_t *);
    HPy_ssize_t size = sized ? va_arg(f->values, HPy_ssize_t) : -1;

    return text == NULL ? HPy_Dup(ctx, ctx->h_None) : HPyUnicode_FromWideChar(ctx, text, size);
}

/* A bytes of one byte. */
static HPy build_byte(HPyContext *ctx, int value)
{
    char byte = (char)value;

    return HPyBytes_FromStringAndSize(ctx, &byte, 1);
}

#if HPY_ABI_MINOR < 2
static HPy HPyUnicode_FromOrdinal_0(HPyContext *ctx, int ordinal)
{
    return HPyUnicode_FromFormat(ctx, "%c", ordinal);
}
#  define HPyUnicode_FromOrdinal HPyUnicode_FromOrdinal_0
#endif

#if HPY_ABI_MINOR >= 2
static HPy build_complex(HPyContext *ctx, const double *parts)
{
    return HPyComplex_FromDoubles(ctx, parts[0], parts[1]);
}
#endif

/* What a function of the author's makes. */
static HPy build_by_function(HPyContext *ctx, Format *f)
{
    HPyArg_Maker maker = va_arg(f->values, HPyArg_Maker);
    void *value = va_arg(f->values, void *);
    HPy h_made = maker(ctx, value);

    if (HPy_IsNull(h_made) && !HPyErr_Occurred(ctx))
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_NULL object passed to HPy_BuildValue");
    return h_made;
}

/* Raise SystemError for a character that is no unit, at the place where one must stand. */
static HPy fail_bad_char(HPyContext *ctx, const Format *f, const char *place)
{
    if (*place == 'N')
        return HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_BuildValue does not support the 'N' formatting unit.");
    return fail(ctx, f, place, "bad format char '%c'", *place);
}

/* A new object for the unit, or bracket, at 'fmt', which is left behind it. */
static HPy build_item(HPyContext *ctx, Format *f)
{
    char unit = *f->at++;

    switch (unit) {
    case 'b':
    case 'B':
    case 'h':
    case 'i': return HPyLong_FromLong(ctx, va_arg(f->values, int));
    case 'H': return HPyLong_FromLong(ctx, (long)va_arg(f->values, unsigned int));
    case 'I': return HPyLong_FromUnsignedLong(ctx, va_arg(f->values, unsigned int));
    case 'l': return HPyLong_FromLong(ctx, va_arg(f->values, long));
    case 'k': return HPyLong_FromUnsignedLong(ctx, va_arg(f->values, unsigned long));
    case 'L': return HPyLong_FromLongLong(ctx, va_arg(f->values, long long));
    case 'K': return HPyLong_FromUnsignedLongLong(ctx, va_arg(f->values, unsigned long long));
    case 'n': return HPyLong_FromSsize_t(ctx, va_arg(f->values, HPy_ssize_t));
    case 'f':
    case 'd': return HPyFloat_FromDouble(ctx, va_arg(f->values, double));
    case 'p': return HPyBool_FromBool(ctx, va_arg(f->values, int) != 0);
    case 'c': return build_byte(ctx, va_arg(f->values, int));
    case 'C': return HPyUnicode_FromOrdinal(ctx, va_arg(f->values, int));
#if HPY_ABI_MINOR >= 2
    case 'D': return build_complex(ctx, va_arg(f->values, const double *));
#endif
    case 's':
    case 'z':
    case 'U':
    case 'y': return build_text(ctx, unit, f);
    case 'u': return build_wide_text(ctx, f);
    case 'O':
        if (*f->at == '&') {
            f->at++;
            return build_by_function(ctx, f);
        }
        return build_object(ctx, va_arg(f->values, HPy));
    case 'S': return build_object(ctx, va_arg(f->values, HPy));
    case '(':
    case '[':
    case '{': return build_container(ctx, unit, f);
    default: return fail_bad_char(ctx, f, f->at - 1);
    }
}

/* The object for a whole format. */
static HPy build_value(HPyContext *ctx, Format *f)
{
    HPy_ssize_t count = count_items(f->start, '\0');
    HPy h_result;

    skip_blanks(f);
    if (*f->at == '\0')
        return HPy_Dup(ctx, ctx->h_None);
    if (count == 1) {
        h_result = build_item(ctx, f);
        skip_separator(f);
    } else {
        h_result = build_tuple(ctx, f, count);
    }
    if (!HPy_IsNull(h_result) && *f->at != '\0') {
        HPy_Close(ctx, h_result);
        return fail_bad_char(ctx, f, f->at);
    }
    return h_result;
}

HPyAPI_HELPER HPy HPy_BuildValue(HPyContext *ctx, const char *fmt, ...)
{
    Format format;
    HPy h_result;

    format.start = format.at = fmt;
    format.depth = 0;
    va_start(format.values, fmt);
    h_result = build_value(ctx, &format);
    va_end(format.values);
    return h_result;
}

HPy_ssize_t _HPy_BuildArguments(HPyContext *ctx, const char *fmt, va_list values, HPy **items)
{
    Format format;
    HPy_ssize_t count = fmt == NULL ? 0 : count_items(fmt, '\0');

    if (count == 0 && (fmt == NULL || fmt[strspn(fmt, " \t")] == '\0'))
        return 0;
    format.start = format.at = fmt;
    format.depth = 0;
    va_copy(format.values, values);
    if (build_items(ctx, &format, count, items) < 0)
        count = -1;
    va_end(format.values);
    if (count >= 0 && *format.at != '\0') {
        fail_bad_char(ctx, &format, format.at);
        while (count > 0)
            HPy_Close(ctx, (*items)[--count]);
        return -1;
    }
    return count;
}
