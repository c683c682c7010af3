/* HPyArg_Parse and its keyword variants: arguments to C values, in one pass over the format. */
#include "runtime.h"
#include <limits.h>
#include <stdio.h>

/* ---- Messages ---- */

enum { MAX_MESSAGE = 512, MAX_NAME = 200, MAX_TEXT = 256 }; /* bytes */

/* The length of 'utf8', cut to 'max' bytes at the end of a character. */
_HPy_COLD static int cut(const char *utf8, int max)
{
    int n = 0;

    while (n < max && utf8[n] != '\0')
        n++;
    if (utf8[n] != '\0')
        while (n > 0 && ((unsigned char)utf8[n] & 0xC0) == 0x80)
            n--;
    return n;
}

/* Raise 'type' with a message in the manner of printf, headed by the function's name if the format gives one, or
 * replaced by the format's own text. Returns 0. It does without HPyErr_Format, so that an extension that parses
 * arguments need not contain that. */
_HPy_COLD static int fail(HPyContext *ctx, HPy type, const char *fmt, const char *message, ...)
{
    char text[MAX_MESSAGE + 2 * MAX_NAME];
    const char *tail = fmt;
    const char *head = "function ";
    int used = (int)strlen(head);
    va_list values;

    while (*tail != '\0' && *tail != ':' && *tail != ';')
        tail++;
    if (*tail != '\0') {
        head = tail + 1;
        used = cut(head, *tail == ';' ? MAX_TEXT : MAX_NAME);
    }
    memcpy(text, head, (size_t)used);
    if (*tail == ':') {
        memcpy(text + used, "() ", 3);
        used += 3;
    }
    text[used] = '\0';
    if (*tail != ';') {
        va_start(values, message);
        vsnprintf(text + used, sizeof(text) - (size_t)used, message, values);
        va_end(values);
    }
    HPyErr_SetString(ctx, type, text);
    return 0;
}

/* ---- Values. Each function returns 1, or 0 with an exception set. ---- */

/* An integer between 'min' and 'max'; 'kind' names it in messages. */
static int to_integer(HPyContext *ctx, HPy h, const char *fmt, const char *kind, int min, int max, int *result)
{
    int64_t value = HPyLong_AsInt64_t(ctx, h);

    if (value == -1 && HPyErr_Occurred(ctx))
        return 0;
    if (value < min || value > max)
        return fail(ctx, ctx->h_OverflowError, fmt, "%s integer is %s", kind,
                    value < min ? "less than minimum" : "greater than maximum");
    *result = (int)value;
    return 1;
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

static int to_text(HPyContext *ctx, HPy h, const char *fmt, const char **result)
{
    HPy_ssize_t size;

    *result = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
    if (*result == NULL) {
        if (HPyUnicode_Check(ctx, h))
            return 0; /* surrogates: the error says so */
        HPyErr_Clear(ctx);
        return fail(ctx, ctx->h_TypeError, fmt, "a str is required");
    }
    if (strlen(*result) != (size_t)size)
        return fail(ctx, ctx->h_ValueError, fmt, "embedded null character");
    return 1;
}

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

/* Store 'h' as the unit says in the next target. HPy_NULL, an argument not given, leaves the target alone. Fetching
 * all targets as one type of pointer is a third of the code; no platform passes them differently. */
static int convert(HPyContext *ctx, char unit, HPy h, const char *fmt, va_list *targets)
{
    bool absent = HPy_IsNull(h);
    void *target = va_arg(*targets, void *);

    switch (unit) {
    UNIT('b', unsigned char, int, to_integer(ctx, h, fmt, "unsigned byte", 0, UCHAR_MAX, &value))
    UNIT('B', unsigned char, unsigned long long, to_bits(ctx, h, &value))
    UNIT('h', short, int, to_integer(ctx, h, fmt, "signed short", SHRT_MIN, SHRT_MAX, &value))
    UNIT('H', unsigned short, unsigned long long, to_bits(ctx, h, &value))
    UNIT('i', int, int, to_integer(ctx, h, fmt, "signed", INT_MIN, INT_MAX, &value))
    UNIT('I', unsigned int, unsigned long long, to_bits(ctx, h, &value))
    UNIT('l', long, long, to_long(ctx, h, &value))
    UNIT('k', unsigned long, unsigned long long, to_bits(ctx, h, &value))
    UNIT('L', long long, long long, to_long_long(ctx, h, &value))
    UNIT('K', unsigned long long, unsigned long long, to_bits(ctx, h, &value))
    UNIT('n', HPy_ssize_t, HPy_ssize_t, to_size(ctx, h, &value))
    UNIT('f', float, double, to_double(ctx, h, &value))
    UNIT('d', double, double, to_double(ctx, h, &value))
    UNIT('s', const char *, const char *, to_text(ctx, h, fmt, &value))
    UNIT('p', int, int, to_truth(ctx, h, &value))
    case 'O':
        if (!absent)
            *(HPy *)target = h;
        return 1;
    default:
        return fail(ctx, ctx->h_SystemError, fmt, "unknown arg format code");
    }
}

/* The argument for a unit is missing; but an unknown unit is the greater fault. */
_HPy_COLD static int fail_missing(HPyContext *ctx, char unit, const char *fmt, const char *message, va_list *targets)
{
    return convert(ctx, unit, HPy_NULL, fmt, targets) && fail(ctx, ctx->h_TypeError, fmt, "%s", message);
}

/* ---- Positional arguments ---- */

/* Make the tracker that the caller asked for, if any: 1, or 0 with an exception set. */
static int open_tracker(HPyContext *ctx, HPyTracker *ht, size_t size)
{
    if (ht == NULL)
        return 1;
    *ht = HPyTracker_New(ctx, (HPy_ssize_t)size);
    return !HPy_IsNull(*ht);
}

/* Close the tracker when parsing has failed. Passes the result on. */
static int close_tracker_on_failure(HPyContext *ctx, HPyTracker *ht, int ok)
{
    if (!ok && ht != NULL) {
        HPyTracker_Close(ctx, *ht);
        ht->_i = 0;
    }
    return ok;
}

static int parse_positional(HPyContext *ctx, const HPy *args, size_t nargs, const char *fmt, va_list *targets)
{
    const char *p;
    size_t n = 0;
    bool optional = false;

    for (p = fmt; *p != '\0' && *p != ':' && *p != ';'; p++) {
        HPy h = HPy_NULL;

        if (*p == '|') {
            optional = true;
            continue;
        }
        if (n < nargs)
            h = args[n++];
        else if (!optional)
            return fail_missing(ctx, *p, fmt, "required positional argument missing", targets);
        if (!convert(ctx, *p, h, fmt, targets))
            return 0;
    }
    if (n < nargs)
        return fail(ctx, ctx->h_TypeError, fmt, "mismatched args (too many arguments for fmt)");
    return 1;
}

HPyAPI_HELPER int HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, const char *fmt, ...)
{
    va_list targets;
    int ok;

    if (!open_tracker(ctx, ht, 0))
        return 0;
    va_start(targets, fmt);
    ok = parse_positional(ctx, args, nargs, fmt, &targets);
    va_end(targets);
    return close_tracker_on_failure(ctx, ht, ok);
}

/* ---- Keyword arguments ---- */

/* The name of a keyword argument; 'utf8' lives as long as the handle and is NULL when it cannot be a parameter's. */
typedef struct {
    HPy h_name;
    const char *utf8;
    HPy_ssize_t size;
} Keyword;

/* All that was passed by keyword. */
typedef struct {
    Keyword *items; /* 'room', or a block when there are many */
    HPy_ssize_t count;
    HPy_ssize_t next;   /* where to look first: callers tend to keep the order */
    HPy_ssize_t used;   /* how many went to a parameter */
    HPy h_dict;         /* where the values are, or HPy_NULL: they follow the positional arguments */
    bool foreign_names; /* there are names that are no str */
    Keyword room[8];
} Keywords;

/* One call of a keywords variant. */
typedef struct Call {
    HPyContext *ctx;
    HPyTracker *ht;
    const HPy *args;
    size_t nargs;
    const char *fmt;
    const char **names;
    Keywords keywords;
    /* With a dict: dict_value. A pointer, so that an extension without HPyArg_ParseKeywordsDict need not contain it. */
    int (*dict_value)(struct Call *call, const char *name, HPy_ssize_t index, HPy *value, HPy *owned);
} Call;

static void init_call(Call *call, HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, const char *fmt,
                      const char **names)
{
    call->ctx = ctx;
    call->ht = ht;
    call->args = args;
    call->nargs = nargs;
    call->fmt = fmt;
    call->names = names;
    call->keywords.items = call->keywords.room;
    call->keywords.count = call->keywords.next = call->keywords.used = 0;
    call->keywords.h_dict = HPy_NULL;
    call->keywords.foreign_names = false;
}

/* Close the names. */
static void close_keywords(HPyContext *ctx, Keywords *keywords)
{
    HPy_ssize_t i;

    for (i = 0; i < keywords->count; i++)
        HPy_Close(ctx, keywords->items[i].h_name);
    if (keywords->items != keywords->room)
        free(keywords->items);
}

/* Fetch the name at 'index' of a sequence. A name without UTF-8 form stays: it is complained of when left over. */
static int open_keyword(HPyContext *ctx, Keywords *keywords, HPy h_names, HPy_ssize_t index)
{
    Keyword *item = &keywords->items[index];

    item->h_name = HPy_GetItem_i(ctx, h_names, index);
    if (HPy_IsNull(item->h_name))
        return 0;
    keywords->count = index + 1;
    item->utf8 = HPyUnicode_AsUTF8AndSize(ctx, item->h_name, &item->size);
    if (item->utf8 != NULL)
        return 1;
    if (!HPyUnicode_Check(ctx, item->h_name))
        keywords->foreign_names = true;
    else if (!HPyErr_ExceptionMatches(ctx, ctx->h_UnicodeEncodeError))
        return 0;
    HPyErr_Clear(ctx);
    return 1;
}

/* Fetch the 'count' names in a tuple or list. On failure there is nothing to close. */
static int open_keywords(HPyContext *ctx, Keywords *keywords, HPy h_names, HPy_ssize_t count)
{
    HPy_ssize_t i;

    if (count > (HPy_ssize_t)(sizeof(keywords->room) / sizeof(Keyword))) {
        keywords->items = (Keyword *)malloc((size_t)count * sizeof(Keyword));
        if (keywords->items == NULL) {
            HPyErr_NoMemory(ctx);
            return 0;
        }
    }
    for (i = 0; i < count; i++) {
        if (!open_keyword(ctx, keywords, h_names, i)) {
            close_keywords(ctx, keywords);
            return 0;
        }
    }
    return 1;
}

/* The index of the keyword argument called 'name', or -1. */
static HPy_ssize_t find_keyword(Keywords *keywords, const char *name)
{
    size_t size = strlen(name);
    HPy_ssize_t index = keywords->next;
    HPy_ssize_t i;

    for (i = 0; i < keywords->count; i++, index++) {
        const Keyword *item;

        if (index >= keywords->count)
            index = 0;
        item = &keywords->items[index];
        if (item->utf8 != NULL && (size_t)item->size == size && memcmp(item->utf8, name, size) == 0) {
            keywords->next = index + 1;
            return index;
        }
    }
    return -1;
}

/* Names that are no str may still compare equal to one, or fail to compare: ask the dict, for the error's sake. */
_HPy_COLD static int compare_foreign_names(HPyContext *ctx, const Keywords *keywords, const char *name)
{
    HPy h_name;
    int found;

    if (!keywords->foreign_names)
        return 1;
    h_name = HPyUnicode_FromString(ctx, name);
    if (HPy_IsNull(h_name))
        return 0;
    found = HPy_Contains(ctx, keywords->h_dict, h_name);
    HPy_Close(ctx, h_name);
    return found >= 0;
}

/* The value of the keyword argument at 'index', which is -1 if there is none called 'name'. The tracker, if there is
 * one, keeps the value; else the caller closes 'owned'. */
static int dict_value(Call *call, const char *name, HPy_ssize_t index, HPy *value, HPy *owned)
{
    Keywords *keywords = &call->keywords;

    if (index < 0)
        return compare_foreign_names(call->ctx, keywords, name);
    *value = HPy_GetItem(call->ctx, keywords->h_dict, keywords->items[index].h_name);
    if (HPy_IsNull(*value))
        return 0;
    if (call->ht != NULL)
        return HPyTracker_Add(call->ctx, *call->ht, *value) == 0;
    *owned = *value;
    return 1;
}

/* The value passed under the name of a parameter, or HPy_NULL. */
static int keyword_value(Call *call, const char *name, HPy *value, HPy *owned)
{
    Keywords *keywords = &call->keywords;
    HPy_ssize_t index = -1;

    if (*name != '\0' && keywords->count > 0)
        index = find_keyword(keywords, name);
    if (index >= 0)
        keywords->used++;
    if (!HPy_IsNull(keywords->h_dict))
        return call->dict_value(call, name, index, value, owned);
    if (index >= 0)
        *value = call->args[call->nargs + (size_t)index];
    return 1;
}

/* Convert the value of a parameter; 'tracked' says that the tracker owns the handle already. */
static int convert_parameter(Call *call, char unit, HPy value, bool tracked, va_list *targets)
{
    HPyContext *ctx = call->ctx;

    if (unit == 'O' && !tracked && !HPy_IsNull(value)) {
        value = HPy_Dup(ctx, value);
        if (HPyTracker_Add(ctx, *call->ht, value) < 0)
            return 0;
    }
    return convert(ctx, unit, value, call->fmt, targets);
}

/* What can be wrong with a parameter before its value is looked at: 1, or 0 with an exception set. */
static int check_parameter(Call *call, char unit, size_t n, bool keyword_only)
{
    HPyContext *ctx = call->ctx;
    const char *fmt = call->fmt;
    const char *name = call->names[n];

    if (name == NULL)
        return fail(ctx, ctx->h_TypeError, fmt, "mismatched args (too few keywords for fmt)");
    if (*name == '\0' && n > 0 && *call->names[n - 1] != '\0')
        return fail(ctx, ctx->h_SystemError, fmt, "empty keyword parameter name");
    if (unit == 'O' && call->ht == NULL)
        return fail(ctx, ctx->h_SystemError, fmt, "the format unit 'O' requires a tracker");
    if (keyword_only && n < call->nargs)
        return fail(ctx, ctx->h_TypeError, fmt, "keyword only argument passed as positional argument");
    return 1;
}

/* Work off one unit: 'n' is the parameter's number. */
static int parse_parameter(Call *call, char unit, size_t n, bool optional, va_list *targets)
{
    HPyContext *ctx = call->ctx;
    HPy value = HPy_NULL, owned = HPy_NULL;
    bool tracked;
    int ok;

    if (n < call->nargs)
        return convert_parameter(call, unit, call->args[n], false, targets);
    if (!keyword_value(call, call->names[n], &value, &owned))
        return 0;
    if (HPy_IsNull(value) && !optional)
        return fail_missing(ctx, unit, call->fmt, "no value for required argument", targets);
    tracked = call->ht != NULL && !HPy_IsNull(call->keywords.h_dict);
    ok = convert_parameter(call, unit, value, tracked, targets);
    if (!HPy_IsNull(owned))
        HPy_Close(ctx, owned);
    return ok;
}

/* The number of the parameter that a keyword argument names, or -1. */
_HPy_COLD static HPy_ssize_t find_parameter(const Call *call, const Keyword *item)
{
    HPy_ssize_t n;

    for (n = 0; call->names[n] != NULL; n++) {
        const char *name = call->names[n];

        if (*name != '\0' && strlen(name) == (size_t)item->size && memcmp(name, item->utf8, (size_t)item->size) == 0)
            return n;
    }
    return -1;
}

/* Raise TypeError: "got … argument 'name'". A name that is no C string (lone surrogates have no UTF-8) is shown escaped. */
_HPy_COLD static int fail_of_keyword(const Call *call, const Keyword *item, const char *message)
{
    HPyContext *ctx = call->ctx;
    HPy h_escaped = HPy_NULL;
    const char *quoted = NULL;

    if (item->utf8 != NULL && strlen(item->utf8) == (size_t)item->size)
        return fail(ctx, ctx->h_TypeError, call->fmt, "%s '%.*s'", message, cut(item->utf8, MAX_NAME), item->utf8);
    h_escaped = HPy_ASCII(ctx, item->h_name);
    if (!HPy_IsNull(h_escaped))
        quoted = HPyUnicode_AsUTF8AndSize(ctx, h_escaped, NULL);
    if (quoted != NULL)
        fail(ctx, ctx->h_TypeError, call->fmt, "%s %.*s", message, cut(quoted, MAX_NAME), quoted);
    HPy_Close(ctx, h_escaped);
    return 0;
}

/* Some keyword argument went to no parameter: say which, and why. */
_HPy_COLD static int fail_left_over(Call *call)
{
    HPyContext *ctx = call->ctx;
    HPy_ssize_t i;

    for (i = 0; i < call->keywords.count; i++) {
        const Keyword *item = &call->keywords.items[i];
        HPy_ssize_t n = item->utf8 == NULL ? -1 : find_parameter(call, item);

        if (item->utf8 == NULL && !HPyUnicode_Check(ctx, item->h_name))
            return fail(ctx, ctx->h_TypeError, call->fmt, "keywords must be strings");
        if (n < 0)
            return fail_of_keyword(call, item, "got an unexpected keyword argument");
        if ((size_t)n < call->nargs)
            return fail_of_keyword(call, item, "got multiple values for argument");
    }
    return fail(ctx, ctx->h_TypeError, call->fmt, "got the same keyword argument more than once");
}

/* Is there anything that no parameter took? 'count' is the number of parameters. */
static int check_left_over(Call *call, size_t count, bool exact)
{
    HPyContext *ctx = call->ctx;

    if (call->nargs > count) {
        unsigned long given = (unsigned long)call->nargs + (unsigned long)call->keywords.count;

        if (count == 0)
            return fail(ctx, ctx->h_TypeError, call->fmt, "takes no arguments (%lu given)", given);
        return fail(ctx, ctx->h_TypeError, call->fmt, "takes %s %lu argument%s (%lu given)",
                    exact ? "exactly" : "at most", (unsigned long)count, count == 1 ? "" : "s", given);
    }
    return call->keywords.used == call->keywords.count || fail_left_over(call);
}

static int parse_parameters(Call *call, va_list *targets)
{
    const char *p;
    size_t n = 0;
    bool optional = false, keyword_only = false;

    for (p = call->fmt; *p != '\0' && *p != ':' && *p != ';'; p++) {
        if (*p == '|')
            optional = true;
        else if (*p == '$')
            optional = keyword_only = true;
        else if (!check_parameter(call, *p, n, keyword_only) || !parse_parameter(call, *p, n++, optional, targets))
            return 0;
    }
    if (call->names[n] != NULL)
        return fail(call->ctx, call->ctx->h_TypeError, call->fmt, "mismatched args (too many keywords for fmt)");
    return check_left_over(call, n, !optional);
}

/* Parse with the names of the keyword arguments, which stand in a tuple or list, and close them. */
static int parse_call(Call *call, HPy h_names, HPy_ssize_t count, va_list *targets)
{
    int ok;

    if (!open_tracker(call->ctx, call->ht, call->nargs + (size_t)count))
        return 0;
    ok = open_keywords(call->ctx, &call->keywords, h_names, count);
    if (ok) {
        ok = parse_parameters(call, targets);
        close_keywords(call->ctx, &call->keywords);
    }
    return close_tracker_on_failure(call->ctx, call->ht, ok);
}

HPyAPI_HELPER int HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy kwnames,
                                       const char *fmt, const char *keywords[], ...)
{
    Call call;
    HPy_ssize_t count = HPy_IsNull(kwnames) ? 0 : HPy_Length(ctx, kwnames);
    va_list targets;
    int ok;

    if (count < 0)
        return 0;
    init_call(&call, ctx, ht, args, nargs, fmt, keywords);
    va_start(targets, keywords);
    ok = parse_call(&call, kwnames, count, &targets);
    va_end(targets);
    return ok;
}

HPyAPI_HELPER int HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args, HPy_ssize_t nargs,
                                           HPy kw, const char *fmt, const char *keywords[], ...)
{
    Call call;
    HPy h_names = HPy_NULL;
    HPy_ssize_t count = HPy_IsNull(kw) ? 0 : HPy_Length(ctx, kw);
    va_list targets;
    int ok;

    if (count < 0)
        return 0;
    init_call(&call, ctx, ht, args, (size_t)nargs, fmt, keywords);
    if (count > 0 && HPyTuple_Check(ctx, kw)) { /* PyPy 7.3.19 calls tp_new and tp_init like a method: names, values */
        h_names = HPy_Dup(ctx, kw);
    } else if (count > 0) {
        h_names = HPyDict_Keys(ctx, kw);
        if (HPy_IsNull(h_names) || (count = HPy_Length(ctx, h_names)) < 0) {
            HPy_Close(ctx, h_names);
            return 0;
        }
        call.keywords.h_dict = kw;
        call.dict_value = dict_value;
    }
    va_start(targets, keywords);
    ok = parse_call(&call, h_names, count, &targets);
    va_end(targets);
    if (!HPy_IsNull(h_names))
        HPy_Close(ctx, h_names);
    return ok;
}
