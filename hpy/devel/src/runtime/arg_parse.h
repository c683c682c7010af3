/* What the files of the argument parser share: one parse, the units of a format, messages. */
#ifndef HPY_RUNTIME_ARG_PARSE_H
#define HPY_RUNTIME_ARG_PARSE_H

#include "runtime.h"

enum { ARG_MAX_NAME = 200, ARG_MAX_TEXT = 256, ARG_MAX_DEPTH = 30 }; /* bytes of a name, of a format; groups */

/* What a unit has stored and the caller would have to give back: the parser does, when a later argument fails. */
typedef struct {
    char kind; /* '*' a buffer, 'e' memory, '&' what a converter made */
    void *target;
    HPyArg_Converter converter;
} ArgClaim;

/* One call of a parser. Opened by _HPyArg_Open(), ended by _HPyArg_End(). */
typedef struct {
    HPyContext *ctx;
    HPyTracker *ht;   /* NULL: the caller wants none */
    const char *fmt;  /* the whole of it */
    const char *name; /* of the parameter at work; NULL, or empty, where it has none */
    size_t n;         /* its number, from 0 */
    int depth;        /* of the groups around the item at work, and its number in each of them */
    size_t items[ARG_MAX_DEPTH];
    ArgClaim *claims; /* 'inline_claims', or a block when there are many */
    size_t nclaims, max_claims;
    ArgClaim inline_claims[4];
} ArgParse;

static inline void _HPyArg_Open(ArgParse *parse, HPyContext *ctx, HPyTracker *ht, const char *fmt)
{
    parse->ctx = ctx;
    parse->ht = ht;
    parse->fmt = fmt;
    parse->name = NULL;
    parse->n = 0;
    parse->depth = 0;
    parse->claims = parse->inline_claims;
    parse->nclaims = 0;
    parse->max_claims = sizeof(parse->inline_claims) / sizeof(ArgClaim);
}

/* Give back what was claimed, and close the tracker, where parsing has failed. Passes 'ok' on. */
_HPy_HIDDEN int _HPyArg_EndOther(ArgParse *parse, int ok);

static inline int _HPyArg_End(ArgParse *parse, int ok)
{
    return ok && parse->claims == parse->inline_claims ? ok : _HPyArg_EndOther(parse, ok);
}

/* Make the tracker that the caller asked for, if any: 1, or 0 with an exception set. */
_HPy_HIDDEN int _HPyArg_OpenTracker(ArgParse *parse, size_t size);

/* ---- units; 'unit' points into a format ---- */

static inline bool _HPyArg_IsEnd(char c)
{
    return c == '\0' || c == ':' || c == ';';
}

/* The second character of a unit such as s# or O!, or 0. */
static inline char _HPyArg_Modifier(const char *unit)
{
    char modifier = unit[1];

    switch (modifier) {
    case '#': return *unit == 's' || *unit == 'z' || *unit == 'y' ? modifier : 0;
    case '*': return *unit == 's' || *unit == 'z' || *unit == 'y' || *unit == 'w' ? modifier : 0;
    case '!':
    case '&': return *unit == 'O' ? modifier : 0;
    default: return 0;
    }
}

/* Where the unit ends that is a group, or begins with 'e'. */
_HPy_HIDDEN const char *_HPyArg_BehindLong(const char *unit);

/* The bracket that closes the group, or the end of the format where none does. */
static inline const char *_HPyArg_EndOfGroup(const char *unit)
{
    int depth = 0;

    for (; !_HPyArg_IsEnd(*unit); unit++) {
        if (*unit == '(')
            depth++;
        else if (*unit == ')' && --depth == 0)
            break;
    }
    return unit;
}

static inline const char *_HPyArg_Behind(const char *unit)
{
    if (*unit == '(' || *unit == 'e')
        return _HPyArg_BehindLong(unit);
    return unit + (_HPyArg_Modifier(unit) != 0 ? 2 : 1);
}

/* Whether the unit stores a handle. */
static inline bool _HPyArg_StoresHandle(const char *unit)
{
    return (*unit == 'O' && unit[1] != '&') || *unit == 'U' || *unit == 'S' || *unit == 'Y';
}

/* Whether there is such a unit. */
_HPy_HIDDEN bool _HPyArg_IsUnit(const char *unit);

/* The number of units before the first of the characters in 'end', or of all. */
_HPy_HIDDEN size_t _HPyArg_CountUnits(const char *fmt, const char *end);

/* Units of one letter, and longer ones. */
_HPy_HIDDEN int _HPyArg_ConvertShort(ArgParse *parse, const char *unit, HPy h, va_list *targets);
_HPy_HIDDEN int _HPyArg_ConvertLong(ArgParse *parse, const char *unit, HPy h, va_list *targets);

/* Store 'h' as the unit says in the next targets: 1, or 0 for _HPyArg_FailValue(), whether an exception is set or
 * not. HPy_NULL, an argument not given, leaves the targets alone. */
static inline int _HPyArg_Convert(ArgParse *parse, const char *unit, HPy h, va_list *targets)
{
    if (*unit == '(' || *unit == 'e' || _HPyArg_Modifier(unit) != 0)
        return _HPyArg_ConvertLong(parse, unit, h, targets);
    return _HPyArg_ConvertShort(parse, unit, h, targets);
}

/* The UTF-8 text of a str, or the bytes of a bytes; false, whether an exception is set or not, for anything else. */
_HPy_HIDDEN bool _HPyArg_Text(HPyContext *ctx, HPy h, const char **text, HPy_ssize_t *size);
_HPy_HIDDEN bool _HPyArg_Bytes(HPyContext *ctx, HPy h, const char **bytes, HPy_ssize_t *size);

/* ---- messages; each function raises, and returns 0 ---- */

/* Where an argument stands: "argument 2", or "argument 'name' (pos 2)". 'name' is NULL, or empty, where it has none. */
typedef struct {
    char text[ARG_MAX_NAME + 100];
} ArgPlace;

_HPy_HIDDEN _HPy_COLD ArgPlace _HPyArg_PlaceOf(const char *name, size_t n);

/* The length of 'utf8', cut to 'max' bytes at the end of a character. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_Cut(const char *utf8, int max);

/* A C string of the author's as a str: what is not UTF-8 is replaced, as in Python's own messages. */
_HPy_HIDDEN _HPy_COLD HPy _HPyArg_Decode(HPyContext *ctx, const char *text);

/* Raise 'type' with a message in the manner of printf, headed by the function's name if the format gives one, or
 * replaced by the format's own text. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_Fail(HPyContext *ctx, HPy type, const char *fmt, const char *message, ...);

/* Raise TypeError: how many arguments it takes. 'kind' is "" or "positional ". */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailCount(HPyContext *ctx, const char *fmt, const char *words, const char *how,
                                            size_t count, const char *kind, size_t given);

/* Raise TypeError: the argument has the wrong type. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailType(HPyContext *ctx, const char *fmt, const char *words, const char *place,
                                           const char *expected, HPy h);

/* The conversion has failed: raise what it left to be said. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailValue(ArgParse *parse, const char *unit, HPy h);

/* Raise TypeError: the argument at work is not what it should be. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailWrongInstance(ArgParse *parse, const char *expected, HPy h);

/* Raise TypeError: the argument is no sequence, or one of another length than the group. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailGroup(ArgParse *parse, size_t count, HPy_ssize_t length, HPy h);

/* Raise SystemError if there is no such unit, else 1. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_CheckUnit(HPyContext *ctx, const char *unit, const char *fmt);

/* Raise SystemError: the unit stores what lives as long as an object that nobody owns but a tracker. */
_HPy_HIDDEN _HPy_COLD int _HPyArg_FailTracker(ArgParse *parse, const char *unit);

/* ---- definitions ---- */

/* The format and the names that a signature and units stand for: 1, or 0 with an exception set. Both are in one block
 * of memory, which begins at *names. */
_HPy_HIDDEN int _HPyArg_ReadSignature(HPyContext *ctx, const char *signature, const char *units, const char **format,
                                      const char *const **names);

/* ---- keywords ---- */

/* Whether keyword-only parameters behind 'unit', which is a '$', are required: up to a '|'. */
_HPy_HIDDEN bool _HPyArg_HasRequired(const char *unit);

/* Parse with keyword arguments, in a tuple of names whose values follow the positional arguments, or in a dict: 1, or 0
 * with an exception set. 'borrows': values in the array are stored as they are, without a tracker. */
_HPy_HIDDEN int _HPyArg_ParseNamed(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy keywords,
                                   bool borrows, const char *fmt, const char *const *names, va_list *targets);

#endif /* HPY_RUNTIME_ARG_PARSE_H */
