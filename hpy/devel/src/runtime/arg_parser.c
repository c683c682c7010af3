/* HPyArg_ParseWith: arguments to C values by a definition that is read at its first use.
 *
 * The quick way serves calls whose arguments fit: keywords go to their parameters in one step, then all are converted.
 * The rest, such as keywords in a dict, and all that is wrong with a call, is left to the parser that reads its format. */
#include "arg_parse.h"

#if HPY_ABI_MINOR >= 2

#include "os_atomic.h"

enum { MAX_QUICK = 32 }; /* parameters of a definition that the quick way serves */

typedef struct {
    const char *unit; /* in the format */
    char quick;       /* its letter, if convert_quickly() knows it, or 0 */
    bool required;
} Parameter;

/* What a definition says. Made once, and never freed, like the definition itself. */
typedef struct {
    const char *format;
    const char *const *texts;  /* the names, then NULL */
    HPy_ssize_t count;
    HPy_ssize_t unnamed;       /* the first of them, which have no name */
    HPy_ssize_t least, most;   /* positional arguments that must be, and may be, given */
    bool by_keyword;           /* a parameter is required that has to be given by keyword */
    Parameter *parameters;
    HPyArg_Name names[];
} Definition;

/* ---- Reading a definition ---- */

_HPy_COLD static int fail_definition(HPyContext *ctx, const char *fmt, const char *what, const char *name, size_t n)
{
    return _HPyArg_Fail(ctx, ctx->h_SystemError, fmt, "%s '%.*s' (pos %lu) in the definition \"%.*s\"", what,
                        _HPyArg_Cut(name, ARG_MAX_NAME), name, (unsigned long)n + 1, _HPyArg_Cut(fmt, ARG_MAX_TEXT),
                        fmt);
}

/* Whether the names are right: as many as units, none twice, those without a name first. */
_HPy_COLD static int check_all_names(HPyContext *ctx, const char *fmt, const char *const *names, size_t units)
{
    size_t n, i, count = 0;

    while (names[count] != NULL)
        count++;
    if (count != units)
        return _HPyArg_Fail(ctx, ctx->h_SystemError, fmt, "%lu names for %lu units in the definition \"%.*s\"",
                            (unsigned long)count, (unsigned long)units, _HPyArg_Cut(fmt, ARG_MAX_TEXT), fmt);
    for (n = 1; n < count; n++) {
        if (*names[n] == '\0') {
            if (*names[n - 1] != '\0')
                return fail_definition(ctx, fmt, "empty name", names[n], n);
            continue;
        }
        for (i = 0; i < n; i++)
            if (strcmp(names[n], names[i]) == 0)
                return fail_definition(ctx, fmt, "repeated name", names[n], n);
    }
    return 1;
}

/* Whether all units are known and no mark stands where it means nothing: the number of units in *count. */
_HPy_COLD static int check_format(HPyContext *ctx, const char *fmt, size_t *count)
{
    const char *p;
    bool optional = false, keyword_only = false;

    *count = 0;
    for (p = fmt; !_HPyArg_IsEnd(*p); p = _HPyArg_Behind(p)) {
        bool repeated = (*p == '|' && optional) || (*p == '$' && keyword_only);

        if (*p == '$') {
            keyword_only = true;
            optional = false; /* another '|' may follow */
        } else if (*p == '|') {
            optional = true;
        } else if (!_HPyArg_CheckUnit(ctx, p, fmt)) {
            return 0;
        } else {
            (*count)++;
        }
        if (repeated)
            return _HPyArg_Fail(ctx, ctx->h_SystemError, fmt, "repeated '%c' at index %d of \"%.*s\"", *p,
                                (int)(p - fmt), _HPyArg_Cut(fmt, ARG_MAX_TEXT), fmt);
    }
    return 1;
}

/* Fill a definition from a format that was checked. */
_HPy_COLD static void read_format(Definition *definition)
{
    const char *p;
    HPy_ssize_t n = 0;
    bool optional = false, keyword_only = false;

    for (p = definition->format; !_HPyArg_IsEnd(*p); p = _HPyArg_Behind(p)) {
        const char *name = definition->texts[n];

        if (*p == '|') {
            optional = true;
        } else if (*p == '$') {
            keyword_only = true;
            optional = !_HPyArg_HasRequired(p);
        } else {
            definition->names[n].utf8 = name;
            definition->names[n].size = (HPy_ssize_t)strlen(name);
            definition->parameters[n].unit = p;
            definition->parameters[n].quick = strchr("Olind", *p) != NULL && _HPyArg_Modifier(p) == 0 ? *p : 0;
            definition->parameters[n].required = !optional;
            definition->unnamed += *name == '\0';
            definition->most += !keyword_only;
            definition->least += !keyword_only && !optional;
            definition->by_keyword |= keyword_only && !optional;
            n++;
        }
    }
    definition->count = n;
}

/* A new definition of this format and these names; NULL with an exception set. */
_HPy_COLD static Definition *make_definition(HPyContext *ctx, const char *fmt, const char *const *names)
{
    Definition *definition;
    size_t count;

    if (!check_format(ctx, fmt, &count) || !check_all_names(ctx, fmt, names, count))
        return NULL;
    definition = (Definition *)calloc(1, sizeof(Definition) + count * (sizeof(HPyArg_Name) + sizeof(Parameter)));
    if (definition == NULL) {
        HPyErr_NoMemory(ctx);
        return NULL;
    }
    definition->format = fmt;
    definition->texts = names;
    definition->parameters = (Parameter *)(definition->names + count);
    read_format(definition);
    return definition;
}

/* Read the definition, and keep what it says for all: NULL with an exception set. */
_HPy_COLD static const Definition *resolve(HPyContext *ctx, HPyArg_Parser *parser)
{
    const char *fmt = parser->format;
    const char *const *names = parser->names;
    Definition *definition;

    if (fmt == NULL || (names == NULL && parser->signature == NULL)) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPyArg_ParseWith needs a format and names, got NULL");
        return NULL;
    }
    if (names == NULL && !_HPyArg_ReadSignature(ctx, parser->signature, parser->format, &fmt, &names))
        return NULL;
    definition = make_definition(ctx, fmt, names);
    if (definition != NULL && ATOMIC_SET(&parser->resolved, definition))
        return definition;
    if (parser->names == NULL)
        free((void *)(uintptr_t)names);
    if (definition == NULL)
        return NULL;
    free(definition); /* another thread was quicker */
    return (const Definition *)ATOMIC_LOAD(&parser->resolved);
}

/* ---- Parsing ---- */

/* Find the arguments of the parameters that have none by position; false: something is wrong, or has to be done the
 * other way. */
static bool match(HPyContext *ctx, const Definition *definition, HPy_ssize_t nargs, HPy kwnames, HPy_ssize_t *places)
{
    HPy_ssize_t first = nargs, n;

    for (; first < definition->unnamed; first++)
        places[first] = -1;
    if (!HPyArg_MatchNames(ctx, kwnames, definition->names, first, definition->count, places))
        return false;
    for (n = nargs; n < definition->count; n++)
        if (places[n] < 0 && definition->parameters[n].required)
            return false;
    return true;
}

/* The units that are met most often, without a call for each: 1, 0 as _HPyArg_Convert(), or -1 for another unit. */
static inline int convert_quickly(HPyContext *ctx, char letter, HPy h, va_list *targets)
{
    switch (letter) {
    case 'O': {
        HPy *target = va_arg(*targets, HPy *);

        if (!HPy_IsNull(h))
            *target = h;
        return 1;
    }
#define INTEGER(LETTER, TYPE, CONVERSION)            \
    case LETTER: {                                   \
        TYPE *target = va_arg(*targets, TYPE *);     \
        TYPE value;                                  \
                                                     \
        if (HPy_IsNull(h))                           \
            return 1;                                \
        value = CONVERSION(ctx, h);                  \
        if (value == -1 && HPyErr_Occurred(ctx))     \
            return 0;                                \
        *target = value;                             \
        return 1;                                    \
    }
    INTEGER('l', long, HPyLong_AsLong)
    INTEGER('n', HPy_ssize_t, HPyLong_AsSsize_t)
    INTEGER('d', double, HPyFloat_AsDouble)
    case 'i': {
        int *target = va_arg(*targets, int *);
        int64_t value;

        if (HPy_IsNull(h))
            return 1;
        value = HPyLong_AsInt64_t(ctx, h);
        if (value != (int)value || (value == -1 && HPyErr_Occurred(ctx)))
            return 0;
        *target = (int)value;
        return 1;
    }
    default:
        return -1;
    }
}

/* What is left to do where convert_quickly() has not converted: 1, or 0 with an exception set. */
_HPy_NOINLINE static int convert_slowly(ArgParse *parse, const Definition *definition, HPy_ssize_t n, HPy h, int ok,
                                        va_list *targets)
{
    const char *unit = definition->parameters[n].unit;

    parse->name = definition->names[n].utf8;
    parse->n = (size_t)n;
    return (ok < 0 && _HPyArg_Convert(parse, unit, h, targets)) || _HPyArg_FailValue(parse, unit, h);
}

/* Convert the arguments, which fit. Without keywords 'places' is NULL, and nothing behind the last one is looked at. */
static int convert_all(ArgParse *parse, const Definition *definition, const HPy *args, HPy_ssize_t nargs,
                       const HPy_ssize_t *places, va_list *targets)
{
    HPy_ssize_t count = places == NULL ? nargs : definition->count, n;

    for (n = 0; n < count; n++) {
        HPy_ssize_t place = n < nargs ? n : places[n] < 0 ? -1 : nargs + places[n];
        HPy h = place < 0 ? HPy_NULL : args[place];
        int ok = convert_quickly(parse->ctx, definition->parameters[n].quick, h, targets);

        if (ok <= 0 && !convert_slowly(parse, definition, n, h, ok, targets))
            return 0;
    }
    return 1;
}

static int parse_with(HPyContext *ctx, HPyArg_Parser *parser, HPyTracker *ht, const HPy *args, size_t nargs,
                      HPy kwnames, va_list *targets)
{
    const Definition *definition = (const Definition *)ATOMIC_LOAD(&parser->resolved);
    HPy_ssize_t places[MAX_QUICK];
    ArgParse parse;
    bool fits;

    if (definition == NULL) {
        definition = resolve(ctx, parser);
        if (definition == NULL)
            return 0;
    }
    fits = nargs <= (size_t)definition->most;
    if (HPy_IsNull(kwnames))
        fits = fits && nargs >= (size_t)definition->least && !definition->by_keyword;
    else
        fits = fits && definition->count <= MAX_QUICK
               && match(ctx, definition, (HPy_ssize_t)nargs, kwnames, places);
    if (!fits)
        return _HPyArg_ParseNamed(ctx, ht, args, nargs, kwnames, true, definition->format, definition->texts,
                                  targets);
    _HPyArg_Open(&parse, ctx, ht, definition->format);
    if (!_HPyArg_OpenTracker(&parse, 0))
        return 0;
    return _HPyArg_End(&parse, convert_all(&parse, definition, args, (HPy_ssize_t)nargs,
                                           HPy_IsNull(kwnames) ? NULL : places, targets));
}

HPyAPI_HELPER int HPyArg_ParseWith(HPyContext *ctx, HPyArg_Parser *parser, HPyTracker *ht, const HPy *args,
                                   size_t nargs, HPy kwnames, ...)
{
    va_list targets;
    int ok;

    va_start(targets, kwnames);
    ok = parse_with(ctx, parser, ht, args, nargs, kwnames, &targets);
    va_end(targets);
    return ok;
}

#else

typedef int no_translation_unit_is_empty;

#endif
