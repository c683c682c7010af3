/* A definition of parameters whose names stand in a signature, as Python writes it: "f(start, stop=100, *, unit=None)",
 * with a list of units, becomes the format "i|i$O:f" and names. */
#include "arg_parse.h"

#if HPY_ABI_MINOR >= 2

typedef struct {
    HPyContext *ctx;
    const char *signature, *at; /* the whole, and how far it is read */
    const char *units, *unit;   /* the same of the units */
    char *format, *text;        /* where to write next: the format, and names */
    const char **names;
    size_t count;
    bool optional, keyword_only, is_last; /* a '|' and a '$' were written; there was the closing bracket */
} Reader;

_HPy_COLD static int fail(const Reader *reader, const char *what)
{
    return _HPyArg_Fail(reader->ctx, reader->ctx->h_SystemError, reader->units,
                        "%s at index %d of the signature \"%.*s\"", what, (int)(reader->at - reader->signature), _HPyArg_Cut(reader->signature, ARG_MAX_TEXT),
                        reader->signature);
}

_HPy_COLD static void skip_blanks(Reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\n')
        reader->at++;
}

/* Skip the text of a default value: what stands before the next comma or bracket that is not of its own. */
_HPy_COLD static void skip_default(Reader *reader)
{
    const char *p = reader->at;
    int depth = 0;
    char quote = 0;

    for (; *p != '\0'; p++) {
        if (quote != 0) {
            if (*p == '\\' && p[1] != '\0')
                p++;
            else if (*p == quote)
                quote = 0;
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (strchr("([{", *p) != NULL) {
            depth++;
        } else if (depth > 0 && strchr(")]}", *p) != NULL) {
            depth--;
        } else if (depth == 0 && (*p == ',' || *p == ')')) {
            break;
        }
    }
    reader->at = p;
}

/* The comma behind a parameter, or the bracket behind the last one. */
_HPy_COLD static int read_separator(Reader *reader)
{
    skip_blanks(reader);
    reader->is_last = *reader->at == ')';
    if (*reader->at != ',' && *reader->at != ')')
        return fail(reader, "',' or ')' is missing");
    reader->at++;
    skip_blanks(reader);
    return 1;
}

static void put(Reader *reader, char c)
{
    *reader->format++ = c;
}

/* Write the unit of a parameter, and in front of it a mark where one is due. */
_HPy_COLD static int write_unit(Reader *reader, bool optional)
{
    const char *end = _HPyArg_IsEnd(*reader->unit) ? reader->unit : _HPyArg_Behind(reader->unit);

    if (end == reader->unit)
        return fail(reader, "there is no unit for the parameter");
    if (!_HPyArg_CheckUnit(reader->ctx, reader->unit, reader->units))
        return 0;
    if (!optional && reader->optional)
        return fail(reader, "a required parameter behind an optional one");
    if (optional && !reader->optional) {
        put(reader, '|');
        reader->optional = true;
    }
    while (reader->unit < end)
        put(reader, *reader->unit++);
    return 1;
}

/* A name, and perhaps a default value. */
_HPy_COLD static int read_parameter(Reader *reader)
{
    const char *name = reader->at;
    size_t size = strcspn(name, " =,()*/:$\n");
    bool optional;

    if (size == 0)
        return fail(reader, "a name is missing");
    reader->at += size;
    skip_blanks(reader);
    optional = *reader->at == '=';
    if (!write_unit(reader, optional))
        return 0;
    if (optional)
        skip_default(reader);
    reader->names[reader->count++] = reader->text;
    memcpy(reader->text, name, size);
    reader->text[size] = '\0';
    reader->text += size + 1;
    return read_separator(reader);
}

/* '/': what was read so far has no names. */
_HPy_COLD static int read_slash(Reader *reader)
{
    size_t n;

    if (reader->count == 0 || reader->keyword_only || *reader->names[0] == '\0')
        return fail(reader, "'/' means nothing");
    for (n = 0; n < reader->count; n++)
        reader->names[n] = "";
    reader->at++;
    return read_separator(reader);
}

/* '*': what follows has to be given by keyword. Optional ones have a '|' of their own if they follow required ones. */
_HPy_COLD static int read_star(Reader *reader)
{
    if (reader->keyword_only)
        return fail(reader, "there is a second '*'");
    reader->at++;
    reader->keyword_only = true;
    put(reader, '$');
    reader->optional = false;
    if (!read_separator(reader))
        return 0;
    return !reader->is_last || fail(reader, "no parameter stands behind '*'");
}

/* The parameters up to the closing bracket; "$self" and "$module" in front are none. */
_HPy_COLD static int read_parameters(Reader *reader)
{
    skip_blanks(reader);
    if (*reader->at == '$') {
        reader->at += strcspn(reader->at, ",)");
        if (!read_separator(reader))
            return 0;
    } else if (*reader->at == ')') {
        reader->is_last = true;
        reader->at++;
    }
    while (!reader->is_last) {
        int ok = *reader->at == '/' ? read_slash(reader)
                 : *reader->at == '*' ? read_star(reader) : read_parameter(reader);

        if (!ok)
            return 0;
    }
    if (reader->keyword_only && !reader->optional)
        put(reader, '|'); /* all of them are required */
    if (!_HPyArg_IsEnd(*reader->unit))
        return fail(reader, "there are more units than parameters");
    return *reader->at == '\0' || fail(reader, "something stands behind the signature");
}

/* Where the units have neither a name of the function nor a text of their own, the name is the signature's. */
_HPy_COLD static int read_all(Reader *reader)
{
    size_t size = strcspn(reader->signature, "(");

    if (reader->signature[size] == '\0')
        return fail(reader, "'(' is missing");
    reader->at = reader->signature + size + 1;
    if (!read_parameters(reader))
        return 0;
    reader->names[reader->count] = NULL;
    if (*reader->unit != '\0') {
        strcpy(reader->format, reader->unit);
    } else {
        put(reader, ':');
        memcpy(reader->format, reader->signature, size);
        reader->format[size] = '\0';
    }
    return 1;
}

int _HPyArg_ReadSignature(HPyContext *ctx, const char *signature, const char *units, const char **format,
                          const char *const **names)
{
    size_t units_size = strlen(units), size = strlen(signature);
    size_t max_names = units_size + 1; /* each has a unit */
    char *block = (char *)malloc(max_names * sizeof(char *) + units_size + size + 8 + size + max_names);
    Reader reader = {ctx, signature, signature, units, units, NULL, NULL, (const char **)(void *)block, 0,
                     false, false, false};

    if (block == NULL) {
        HPyErr_NoMemory(ctx);
        return 0;
    }
    reader.format = block + max_names * sizeof(char *);
    reader.text = reader.format + units_size + size + 8;
    *format = reader.format;
    *names = reader.names;
    if (read_all(&reader))
        return 1;
    free(block);
    return 0;
}

#else

typedef int no_translation_unit_is_empty;

#endif
