/* HPyArg_ParseKeywords, HPyArg_ParseKeywordsDict: positional and keyword arguments to C values. */
#include "arg_parse.h"

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
    ArgParse parse;
    const HPy *args;
    size_t nargs;
    const char *const *names;
    bool borrows; /* values of the array are stored as they are */
    Keywords keywords;
} Call;

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
    h_name = _HPyArg_Decode(ctx, name);
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
        return compare_foreign_names(call->parse.ctx, keywords, name);
    *value = HPy_GetItem(call->parse.ctx, keywords->h_dict, keywords->items[index].h_name);
    if (HPy_IsNull(*value))
        return 0;
    if (call->parse.ht != NULL)
        return HPyTracker_Add(call->parse.ctx, *call->parse.ht, *value) == 0;
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
static int convert_parameter(Call *call, const char *unit, HPy value, bool tracked, va_list *targets)
{
    HPyContext *ctx = call->parse.ctx;

    if (!tracked && !call->borrows && call->parse.ht != NULL && !HPy_IsNull(value) && _HPyArg_StoresHandle(unit)) {
        value = HPy_Dup(ctx, value);
        if (HPyTracker_Add(ctx, *call->parse.ht, value) < 0)
            return 0;
    }
    return _HPyArg_Convert(&call->parse, unit, value, targets);
}

/* The lengths of the list of names and of the format differ. */
_HPy_COLD static int fail_names(Call *call)
{
    size_t names = 0, units = _HPyArg_CountUnits(call->parse.fmt, "");

    while (call->names[names] != NULL)
        names++;
    return _HPyArg_Fail(call->parse.ctx, call->parse.ctx->h_TypeError, call->parse.fmt,
                        "mismatched args (too %s keywords for fmt): %lu for %lu units",
                        names < units ? "few" : "many", (unsigned long)names, (unsigned long)units);
}

_HPy_COLD static int fail_keyword_only(Call *call)
{
    size_t most = _HPyArg_CountUnits(call->parse.fmt, "$"), least = _HPyArg_CountUnits(call->parse.fmt, "|$");

    return _HPyArg_FailCount(call->parse.ctx, call->parse.fmt,
                             "keyword only argument passed as positional argument: ",
                             least == most ? "exactly" : "at most", most, "positional ", call->nargs);
}

/* What can be wrong with a parameter before its value is looked at: 1, or 0 with an exception set. */
static int check_parameter(Call *call, const char *unit, size_t n, bool keyword_only)
{
    const char *name = call->names[n];

    if (name == NULL)
        return fail_names(call);
    if (*name == '\0' && n > 0 && *call->names[n - 1] != '\0')
        return 0; /* check_names says so */
    if (call->parse.ht == NULL && _HPyArg_StoresHandle(unit) && (!call->borrows || !HPy_IsNull(call->keywords.h_dict)))
        return _HPyArg_FailTracker(&call->parse, unit);
    return !keyword_only || n >= call->nargs || fail_keyword_only(call);
}

/* There is no argument for a parameter; but an unknown unit is the greater fault. */
_HPy_COLD static int fail_missing(Call *call, const char *unit, size_t n)
{
    HPyContext *ctx = call->parse.ctx;
    size_t least = _HPyArg_CountUnits(call->parse.fmt, "|$"), unnamed = 0;

    if (!_HPyArg_CheckUnit(ctx, unit, call->parse.fmt))
        return 0;
    if (*call->names[n] != '\0')
        return _HPyArg_Fail(ctx, ctx->h_TypeError, call->parse.fmt, "no value for required %s",
                            _HPyArg_PlaceOf(call->names[n], n).text);
    while (unnamed < least && call->names[unnamed] != NULL && *call->names[unnamed] == '\0')
        unnamed++;
    return _HPyArg_FailCount(ctx, call->parse.fmt, "no value for required argument: ", "at least", unnamed,
                             "positional ", call->nargs);
}

/* Work off one unit: 'n' is the parameter's number. */
static int parse_parameter(Call *call, const char *unit, size_t n, bool optional, va_list *targets)
{
    HPy value = HPy_NULL, owned = HPy_NULL;
    bool tracked;
    int ok;

    call->parse.name = call->names[n];
    call->parse.n = n;
    if (n < call->nargs)
        return convert_parameter(call, unit, call->args[n], false, targets)
            || _HPyArg_FailValue(&call->parse, unit, call->args[n]);
    if (!keyword_value(call, call->names[n], &value, &owned))
        return 0;
    if (HPy_IsNull(value) && !optional)
        return fail_missing(call, unit, n);
    tracked = call->parse.ht != NULL && !HPy_IsNull(call->keywords.h_dict);
    ok = convert_parameter(call, unit, value, tracked, targets) || _HPyArg_FailValue(&call->parse, unit, value);
    if (!HPy_IsNull(owned))
        HPy_Close(call->parse.ctx, owned);
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
    HPyContext *ctx = call->parse.ctx;
    HPy h_escaped = HPy_NULL;
    const char *quoted = NULL;

    if (item->utf8 != NULL && strlen(item->utf8) == (size_t)item->size)
        return _HPyArg_Fail(ctx, ctx->h_TypeError, call->parse.fmt, "got an unexpected keyword argument '%.*s'",
                            _HPyArg_Cut(item->utf8, ARG_MAX_NAME), item->utf8);
    h_escaped = HPy_ASCII(ctx, item->h_name);
    if (!HPy_IsNull(h_escaped))
        quoted = HPyUnicode_AsUTF8AndSize(ctx, h_escaped, NULL);
    if (quoted != NULL)
        _HPyArg_Fail(ctx, ctx->h_TypeError, call->parse.fmt, "got an unexpected keyword argument %.*s",
                     _HPyArg_Cut(quoted, ARG_MAX_NAME), quoted);
    HPy_Close(ctx, h_escaped);
    return 0;
}

/* Some keyword argument went to no parameter: say which, and why. */
_HPy_COLD static int fail_left_over(Call *call)
{
    HPyContext *ctx = call->parse.ctx;
    HPy_ssize_t i;

    for (i = 0; i < call->keywords.count; i++) {
        const Keyword *item = &call->keywords.items[i];
        HPy_ssize_t n = item->utf8 == NULL ? -1 : find_parameter(call, item);

        if (item->utf8 == NULL && !HPyUnicode_Check(ctx, item->h_name))
            return _HPyArg_FailType(ctx, call->parse.fmt, "keywords must be strings: ", "a name", "str", item->h_name);
        if (n < 0)
            return fail_unexpected(call, item);
        if ((size_t)n < call->nargs)
            return _HPyArg_Fail(ctx, ctx->h_TypeError, call->parse.fmt, "got multiple values for %s",
                                _HPyArg_PlaceOf(call->names[n], (size_t)n).text);
    }
    return _HPyArg_Fail(ctx, ctx->h_TypeError, call->parse.fmt, "got the same keyword argument more than once");
}

/* Is there anything that no parameter took? 'count' is the number of parameters. */
static int check_left_over(Call *call, size_t count, bool exact)
{
    if (call->nargs > count)
        return _HPyArg_FailCount(call->parse.ctx, call->parse.fmt, "", exact ? "exactly" : "at most", count, "",
                                 call->nargs + (size_t)call->keywords.count);
    return call->keywords.used == call->keywords.count || fail_left_over(call);
}

bool _HPyArg_HasRequired(const char *unit)
{
    while (!_HPyArg_IsEnd(*unit) && *unit != '|')
        unit = _HPyArg_Behind(unit);
    return *unit == '|';
}

static int parse_parameters(Call *call, va_list *targets)
{
    const char *p;
    size_t n = 0;
    bool optional = false, keyword_only = false;

    for (p = call->parse.fmt; !_HPyArg_IsEnd(*p); p = _HPyArg_Behind(p)) {
        if (*p == '|') {
            optional = true;
        } else if (*p == '$') {
            keyword_only = true;
            optional = !_HPyArg_HasRequired(p);
        } else if (!check_parameter(call, p, n, keyword_only) || !parse_parameter(call, p, n++, optional, targets)) {
            return 0;
        }
    }
    if (call->names[n] != NULL)
        return fail_names(call);
    return check_left_over(call, n, !optional);
}

/* A positional-only parameter behind one with a name is the author's mistake, whatever else is wrong with the
 * arguments: it replaces the exception. */
_HPy_COLD static void check_names(const Call *call)
{
    HPyContext *ctx = call->parse.ctx;
    size_t n;

    for (n = 1; call->names[0] != NULL && call->names[n] != NULL; n++) {
        if (*call->names[n] == '\0' && *call->names[n - 1] != '\0') {
            HPyErr_Clear(ctx);
            _HPyArg_Fail(ctx, ctx->h_SystemError, call->parse.fmt, "empty keyword parameter name (pos %lu)",
                         (unsigned long)n + 1);
            return;
        }
    }
}

/* Parse with the names of the keyword arguments, which stand in a tuple or list, and close them. */
static int parse_names(Call *call, HPy h_names, HPy_ssize_t count, va_list *targets)
{
    HPyContext *ctx = call->parse.ctx;
    int ok;

    if (!_HPyArg_OpenTracker(&call->parse, call->nargs + (size_t)count))
        return 0;
    ok = open_keywords(ctx, &call->keywords, h_names, count);
    if (ok) {
        ok = parse_parameters(call, targets);
        if (!ok)
            check_names(call);
        close_keywords(ctx, &call->keywords);
    }
    return _HPyArg_End(&call->parse, ok);
}

/* Parse with the keyword arguments in a dict. */
_HPy_NOINLINE static int parse_dict(Call *call, HPy h_dict, va_list *targets)
{
    HPyContext *ctx = call->parse.ctx;
    HPy h_names = HPyDict_Keys(ctx, h_dict);
    HPy_ssize_t count = HPy_IsNull(h_names) ? -1 : HPy_Length(ctx, h_names);
    int ok = 0;

    call->keywords.h_dict = h_dict;
    if (count >= 0)
        ok = parse_names(call, h_names, count, targets);
    HPy_Close(ctx, h_names);
    return ok;
}

int _HPyArg_ParseNamed(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy keywords, bool borrows,
                       const char *fmt, const char *const *names, va_list *targets)
{
    Call call;
    HPy_ssize_t count = HPy_IsNull(keywords) ? 0 : HPy_Length(ctx, keywords);

    if (count < 0)
        return 0;
    _HPyArg_Open(&call.parse, ctx, ht, fmt);
    call.args = args;
    call.nargs = nargs;
    call.names = names;
    call.borrows = borrows;
    call.keywords.items = call.keywords.inline_items;
    call.keywords.count = call.keywords.next = call.keywords.used = 0;
    call.keywords.h_dict = HPy_NULL;
    call.keywords.foreign_names = false;
    if (count > 0 && !HPyTuple_Check(ctx, keywords))
        return parse_dict(&call, keywords, targets);
    return parse_names(&call, keywords, count, targets);
}

/* Both variants take both forms: authors mix them up, and PyPy 7.3.19 calls tp_new and tp_init like a method. */
HPyAPI_HELPER int HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy kwnames,
                                       const char *fmt, const char *keywords[], ...)
{
    va_list targets;
    int ok;

    va_start(targets, keywords);
    ok = _HPyArg_ParseNamed(ctx, ht, args, nargs, kwnames, false, fmt, keywords, &targets);
    va_end(targets);
    return ok;
}

HPyAPI_HELPER int HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args, HPy_ssize_t nargs,
                                           HPy kw, const char *fmt, const char *keywords[], ...)
{
    va_list targets;
    int ok;

    va_start(targets, keywords);
    ok = _HPyArg_ParseNamed(ctx, ht, args, (size_t)nargs, kw, false, fmt, keywords, &targets);
    va_end(targets);
    return ok;
}
