/* HPyArg_Parse and its keyword variants: arguments to C values, in one pass over the format.
 * Long because the pass, its messages and its keywords share the state of one parse, which nobody else needs. */
#include "runtime.h"
#include <limits.h>
#include <stdio.h>

/* ---- Messages ---- */

enum { MAX_MESSAGE = 600, MAX_NAME = 200, MAX_TEXT = 256, MAX_NUMBER = 40 }; /* bytes */

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
 * replaced by the format's own text, which says nothing about a mistake in the format. Returns 0. It does without HPyErr_Format, so that an extension that parses
 * arguments need not contain that. */
_HPy_COLD static int fail(HPyContext *ctx, HPy type, const char *fmt, const char *message, ...)
{
    char text[MAX_MESSAGE + 2 * MAX_NAME];
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
        used = cut(head, is_own_text ? MAX_TEXT : MAX_NAME);
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
    HPyErr_SetString(ctx, type, text);
    return 0;
}

/* HPy 0.9's words come first in each message, since tests of extensions look for them; then what they leave open: which
 * argument, what it should be, what it is. */

/* Where an argument stands: "argument 2", or "argument 'name' (pos 2)". 'name' is NULL, or empty, where it has none. */
typedef struct {
    char text[MAX_NAME + 64];
} Place;

_HPy_COLD static Place place_of(const char *name, size_t n)
{
    Place place;

    if (name == NULL || *name == '\0')
        snprintf(place.text, sizeof(place.text), "argument %lu", (unsigned long)n + 1);
    else
        snprintf(place.text, sizeof(place.text), "argument '%.*s' (pos %lu)", cut(name, MAX_NAME), name,
                 (unsigned long)n + 1);
    return place;
}

/* Raise TypeError: how many arguments it takes. 'kind' is "" or "positional ". */
_HPy_COLD static int fail_count(HPyContext *ctx, const char *fmt, const char *words, const char *how, size_t count,
                                const char *kind, size_t given)
{
    if (count == 0)
        return fail(ctx, ctx->h_TypeError, fmt, "%stakes no %sarguments (%lu given)", words, kind,
                    (unsigned long)given);
    return fail(ctx, ctx->h_TypeError, fmt, "%stakes %s %lu %sargument%s (%lu given)", words, how,
                (unsigned long)count, kind, count == 1 ? "" : "s", (unsigned long)given);
}

/* Raise TypeError: the argument has the wrong type. */
_HPy_COLD static int fail_type(HPyContext *ctx, const char *fmt, const char *words, const char *place,
                               const char *expected, HPy h)
{
    HPy h_type = HPy_Type(ctx, h);
    const char *found = NULL;

    if (HPy_Is(ctx, h, ctx->h_None))
        found = "None";
    else if (!HPy_IsNull(h_type))
        found = HPyType_GetName(ctx, h_type);
    if (found != NULL)
        fail(ctx, ctx->h_TypeError, fmt, "%s%s must be %s, not %.*s", words, place, expected,
             cut(found, MAX_NAME), found);
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
_HPy_COLD static int fail_range(HPyContext *ctx, const char *fmt, const Place *place, char unit, HPy h)
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
    fail(ctx, ctx->h_OverflowError, fmt, "%s%s must be %s, not %.*s%s", words, place->text, limits, MAX_NUMBER, digits,
         strlen(digits) > MAX_NUMBER ? "..." : "");
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
_HPy_COLD static int fail_number(HPyContext *ctx, const char *fmt, const Place *place, char unit, HPy h)
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
    return fail_type(ctx, fmt, "", place->text, real ? "real number" : "int", h);
}

_HPy_COLD static int fail_text(HPyContext *ctx, const char *fmt, const Place *place, HPy h)
{
    if (!HPyErr_Occurred(ctx))
        return fail(ctx, ctx->h_ValueError, fmt, "embedded null character in %s", place->text);
    if (HPyUnicode_Check(ctx, h))
        return 0; /* surrogates: the error says so */
    HPyErr_Clear(ctx);
    return fail_type(ctx, fmt, "a str is required: ", place->text, "str", h);
}

/* Whether there is such a unit; raises SystemError if not. It is the first of its kind in 'fmt': the parse ends there. */
_HPy_COLD static bool check_unit(HPyContext *ctx, char unit, const char *fmt)
{
    const char *place = strchr(fmt, unit);

    if (unit != '\0' && strchr("bBhHiIlkLKnfdspO", unit) != NULL)
        return true;
    return fail(ctx, ctx->h_SystemError, fmt,
                unit >= ' ' && unit <= '~' ? "unknown arg format code '%c' at index %d of \"%.*s\""
                                           : "unknown arg format code 0x%02x at index %d of \"%.*s\"",
                (unsigned char)unit, place == NULL ? 0 : (int)(place - fmt), cut(fmt, MAX_TEXT), fmt);
}

/* convert() has failed: raise what it left to be said. 'name' may be NULL. */
_HPy_COLD static int fail_value(HPyContext *ctx, const char *fmt, char unit, HPy h, const char *name, size_t n)
{
    Place place = place_of(name, n);

    if (!check_unit(ctx, unit, fmt) || unit == 'p' || unit == 'O')
        return 0;
    if (unit == 's')
        return fail_text(ctx, fmt, &place, h);
    return fail_number(ctx, fmt, &place, unit, h);
}

/* ---- Values. Each function returns 1, or 0 for fail_value(), whether an exception is set or not. ---- */

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

static int to_text(HPyContext *ctx, HPy h, const char **result)
{
    HPy_ssize_t size;

    *result = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
    return *result != NULL && strlen(*result) == (size_t)size;
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
static int convert(HPyContext *ctx, char unit, HPy h, va_list *targets)
{
    bool absent = HPy_IsNull(h);
    void *target = va_arg(*targets, void *);

    switch (unit) {
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
    default:
        return 0;
    }
}

/* The number of units before the first of the characters in 'end', or of all. */
_HPy_COLD static size_t count_units(const char *fmt, const char *end)
{
    size_t count = 0;

    for (; *fmt != '\0' && *fmt != ':' && *fmt != ';' && strchr(end, *fmt) == NULL; fmt++)
        if (*fmt != '|' && *fmt != '$')
            count++;
    return count;
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

/* There are fewer or more arguments than the format has units. 'unit' is the one without argument; an unknown one is
 * the greater fault. */
_HPy_COLD static int fail_positional(HPyContext *ctx, char unit, const char *fmt, size_t nargs)
{
    size_t least = count_units(fmt, "|"), most = count_units(fmt, "");

    if (!check_unit(ctx, unit, fmt))
        return 0;
    if (nargs < least)
        return fail_count(ctx, fmt, "required positional argument missing: ", least == most ? "exactly" : "at least",
                          least, "", nargs);
    return fail_count(ctx, fmt, "mismatched args (too many arguments for fmt): ",
                      least == most ? "exactly" : "at most", most, "", nargs);
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
            return fail_positional(ctx, *p, fmt, nargs);
        if (!convert(ctx, *p, h, targets))
            return fail_value(ctx, fmt, *p, h, NULL, n - 1);
    }
    return n == nargs || fail_positional(ctx, 'O', fmt, nargs);
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
    Keyword *items; /* 'inline_items', or a block when there are many */
    HPy_ssize_t count;
    HPy_ssize_t next;   /* where to look first: callers tend to keep the order */
    HPy_ssize_t used;   /* how many went to a parameter */
    HPy h_dict;         /* where the values are, or HPy_NULL: they follow the positional arguments */
    bool foreign_names; /* there are names that are no str */
    Keyword inline_items[8];
} Keywords;

/* One call of a keywords variant. */
typedef struct {
    HPyContext *ctx;
    HPyTracker *ht;
    const HPy *args;
    size_t nargs;
    const char *fmt;
    const char **names;
    Keywords keywords;
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
    call->keywords.items = call->keywords.inline_items;
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
    if (keywords->items != keywords->inline_items)
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

    if (count > (HPy_ssize_t)(sizeof(keywords->inline_items) / sizeof(Keyword))) {
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
        return dict_value(call, name, index, value, owned);
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
    return convert(ctx, unit, value, targets);
}

/* The lengths of the list of names and of the format differ. */
_HPy_COLD static int fail_names(Call *call)
{
    size_t names = 0, units = count_units(call->fmt, "");

    while (call->names[names] != NULL)
        names++;
    return fail(call->ctx, call->ctx->h_TypeError, call->fmt,
                "mismatched args (too %s keywords for fmt): %lu for %lu units", names < units ? "few" : "many",
                (unsigned long)names, (unsigned long)units);
}

_HPy_COLD static int fail_keyword_only(Call *call)
{
    size_t most = count_units(call->fmt, "$"), least = count_units(call->fmt, "|$");

    return fail_count(call->ctx, call->fmt, "keyword only argument passed as positional argument: ",
                      least == most ? "exactly" : "at most", most, "positional ", call->nargs);
}

/* What can be wrong with a parameter before its value is looked at: 1, or 0 with an exception set. */
static int check_parameter(Call *call, char unit, size_t n, bool keyword_only)
{
    HPyContext *ctx = call->ctx;
    const char *name = call->names[n];

    if (name == NULL)
        return fail_names(call);
    if (*name == '\0' && n > 0 && *call->names[n - 1] != '\0')
        return 0; /* check_names says so */
    if (unit == 'O' && call->ht == NULL)
        return fail(ctx, ctx->h_SystemError, call->fmt, "the format unit 'O' requires a tracker");
    return !keyword_only || n >= call->nargs || fail_keyword_only(call);
}

_HPy_COLD static int fail_parameter(Call *call, char unit, size_t n, HPy value)
{
    return fail_value(call->ctx, call->fmt, unit, value, call->names[n], n);
}

/* There is no argument for a parameter; but an unknown unit is the greater fault. */
_HPy_COLD static int fail_missing(Call *call, char unit, size_t n)
{
    HPyContext *ctx = call->ctx;
    size_t least = count_units(call->fmt, "|$"), unnamed = 0;

    if (!check_unit(ctx, unit, call->fmt))
        return 0;
    if (*call->names[n] != '\0')
        return fail(ctx, ctx->h_TypeError, call->fmt, "no value for required %s", place_of(call->names[n], n).text);
    while (unnamed < least && call->names[unnamed] != NULL && *call->names[unnamed] == '\0')
        unnamed++;
    return fail_count(ctx, call->fmt, "no value for required argument: ", "at least", unnamed, "positional ",
                      call->nargs);
}

/* Work off one unit: 'n' is the parameter's number. */
static int parse_parameter(Call *call, char unit, size_t n, bool optional, va_list *targets)
{
    HPy value = HPy_NULL, owned = HPy_NULL;
    bool tracked;
    int ok;

    if (n < call->nargs)
        return convert_parameter(call, unit, call->args[n], false, targets)
            || fail_parameter(call, unit, n, call->args[n]);
    if (!keyword_value(call, call->names[n], &value, &owned))
        return 0;
    if (HPy_IsNull(value) && !optional)
        return fail_missing(call, unit, n);
    tracked = call->ht != NULL && !HPy_IsNull(call->keywords.h_dict);
    ok = convert_parameter(call, unit, value, tracked, targets) || fail_parameter(call, unit, n, value);
    if (!HPy_IsNull(owned))
        HPy_Close(call->ctx, owned);
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

/* Raise TypeError: nobody wants this keyword argument. A name that is no C string (lone surrogates have no UTF-8) is
 * shown escaped. */
_HPy_COLD static int fail_unexpected(const Call *call, const Keyword *item)
{
    HPyContext *ctx = call->ctx;
    HPy h_escaped = HPy_NULL;
    const char *quoted = NULL;

    if (item->utf8 != NULL && strlen(item->utf8) == (size_t)item->size)
        return fail(ctx, ctx->h_TypeError, call->fmt, "got an unexpected keyword argument '%.*s'",
                    cut(item->utf8, MAX_NAME), item->utf8);
    h_escaped = HPy_ASCII(ctx, item->h_name);
    if (!HPy_IsNull(h_escaped))
        quoted = HPyUnicode_AsUTF8AndSize(ctx, h_escaped, NULL);
    if (quoted != NULL)
        fail(ctx, ctx->h_TypeError, call->fmt, "got an unexpected keyword argument %.*s", cut(quoted, MAX_NAME),
             quoted);
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
            return fail_type(ctx, call->fmt, "keywords must be strings: ", "a name", "str", item->h_name);
        if (n < 0)
            return fail_unexpected(call, item);
        if ((size_t)n < call->nargs)
            return fail(ctx, ctx->h_TypeError, call->fmt, "got multiple values for %s",
                        place_of(call->names[n], (size_t)n).text);
    }
    return fail(ctx, ctx->h_TypeError, call->fmt, "got the same keyword argument more than once");
}

/* Is there anything that no parameter took? 'count' is the number of parameters. */
static int check_left_over(Call *call, size_t count, bool exact)
{
    if (call->nargs > count)
        return fail_count(call->ctx, call->fmt, "", exact ? "exactly" : "at most", count, "",
                          call->nargs + (size_t)call->keywords.count);
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
        return fail_names(call);
    return check_left_over(call, n, !optional);
}

/* A positional-only parameter behind one with a name is the author's mistake, whatever else is wrong with the
 * arguments: it replaces the exception. */
_HPy_COLD static void check_names(const Call *call)
{
    HPyContext *ctx = call->ctx;
    size_t n;

    for (n = 1; call->names[0] != NULL && call->names[n] != NULL; n++) {
        if (*call->names[n] == '\0' && *call->names[n - 1] != '\0') {
            HPyErr_Clear(ctx);
            fail(ctx, ctx->h_SystemError, call->fmt, "empty keyword parameter name (pos %lu)", (unsigned long)n + 1);
            return;
        }
    }
}

/* Parse with the names of the keyword arguments, which stand in a tuple or list, and close them. */
static int parse_names(Call *call, HPy h_names, HPy_ssize_t count, va_list *targets)
{
    int ok;

    if (!open_tracker(call->ctx, call->ht, call->nargs + (size_t)count))
        return 0;
    ok = open_keywords(call->ctx, &call->keywords, h_names, count);
    if (ok) {
        ok = parse_parameters(call, targets);
        if (!ok)
            check_names(call);
        close_keywords(call->ctx, &call->keywords);
    }
    return close_tracker_on_failure(call->ctx, call->ht, ok);
}

/* Parse with the keyword arguments in a dict. */
_HPy_NOINLINE static int parse_dict(Call *call, HPy h_dict, va_list *targets)
{
    HPy h_names = HPyDict_Keys(call->ctx, h_dict);
    HPy_ssize_t count = HPy_IsNull(h_names) ? -1 : HPy_Length(call->ctx, h_names);
    int ok = 0;

    call->keywords.h_dict = h_dict;
    if (count >= 0)
        ok = parse_names(call, h_names, count, targets);
    HPy_Close(call->ctx, h_names);
    return ok;
}

/* Both variants take both forms: authors mix them up, and PyPy 7.3.19 calls tp_new and tp_init like a method. */
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
    if (count > 0 && HPyDict_Check(ctx, kwnames))
        ok = parse_dict(&call, kwnames, &targets);
    else
        ok = parse_names(&call, kwnames, count, &targets);
    va_end(targets);
    return ok;
}

HPyAPI_HELPER int HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args, HPy_ssize_t nargs,
                                           HPy kw, const char *fmt, const char *keywords[], ...)
{
    Call call;
    HPy_ssize_t count = HPy_IsNull(kw) ? 0 : HPy_Length(ctx, kw);
    va_list targets;
    int ok;

    if (count < 0)
        return 0;
    init_call(&call, ctx, ht, args, (size_t)nargs, fmt, keywords);
    va_start(targets, keywords);
    if (count > 0 && !HPyTuple_Check(ctx, kw))
        ok = parse_dict(&call, kw, &targets);
    else
        ok = parse_names(&call, kw, count, &targets);
    va_end(targets);
    return ok;
}
