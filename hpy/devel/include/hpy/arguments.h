/* Arguments: definitions of parameters that are read once, counts, names. The parsers whose format is read at each call,
 * and the table of units, are in helpers.h. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_ARGUMENTS_H
#define HPY_ARGUMENTS_H

/* == Arguments and values == */

/**
 * The function for a unit ``O&`` of ``HPyArg_Parse`` and its like: convert ``obj`` and store what ``target`` is for.
 *
 * It returns 1, or 0 with an exception set. With ``HPyArg_CLEANUP`` it succeeds too, and is called again with
 * ``HPy_NULL`` as ``obj`` if a later argument fails, to give back what it has stored; an exception is pending then.
 */
typedef int (*HPyArg_Converter)(HPyContext *ctx, HPy obj, void *target);

/** What the function for a unit ``O&`` returns when it wants to be called again, with ``HPy_NULL`` as object, if a later
 * argument fails: so it can give back what it has stored. See ``HPyArg_Converter`` in the header. */
#define HPyArg_CLEANUP 0x20000

/** The function for a unit ``O&`` of ``HPy_BuildValue``: a new handle, or ``HPy_NULL`` with an exception set. */
typedef HPy (*HPyArg_Maker)(HPyContext *ctx, void *value);

/** The parameters of a function, as ``HPyArg_PARSER`` or ``HPyArg_SIGNATURE`` defines them. */
typedef struct {
    const char *format;
    const char *const *names; /* one for each unit, then NULL; NULL where there is a signature */
    const char *signature;
    void *resolved;           /* the parser's own, NULL at first */
} HPyArg_Parser;

/**
 * Define ``static HPyArg_Parser SYM``: a format as for ``HPyArg_ParseKeywords``, and a name for each of its units.
 *
 * ``HPyArg_PARSER(span_args, "i|i$O:span", "start", "stop", "unit")``. It is read at the first call, and serves all
 * threads and interpreters from then on. Empty names, which must come first, make positional-only parameters. A
 * definition without parameters has ``NULL`` as name.
 */
#define HPyArg_PARSER(SYM, FORMAT, ...)                           \
    static const char *const SYM##_names[] = {__VA_ARGS__, NULL}; \
    static HPyArg_Parser SYM = {FORMAT, SYM##_names, NULL, NULL};

/**
 * Define ``static HPyArg_Parser SYM`` by a signature as Python writes it, and a unit for each parameter.
 *
 * The signature says which parameters there are, which are optional, positional-only (``/``) and keyword-only (``*``), and
 * what the function is called; the same text makes ``help()`` and ``inspect.signature`` show it:
 *
 *     #define SPAN "span(start, stop=100, *, unit=None)"
 *     HPyArg_SIGNATURE(span_args, SPAN, "iiO")
 *     HPyDef_METH(span, "span", HPyFunc_KEYWORDS, .doc = SPAN "\n--\n\nStart, length and unit.")
 *
 * The units have no ``|`` and ``$``. Default values are for the reader: what a target holds before the call is what it
 * keeps. ``$self`` and ``$module`` in front are no parameters. There are no ``*args`` and ``**kwargs``, and no
 * required keyword-only parameter stands behind an optional one.
 */
#define HPyArg_SIGNATURE(SYM, SIGNATURE, UNITS) \
    static HPyArg_Parser SYM = {UNITS, NULL, SIGNATURE, NULL};

#ifdef __cplusplus
extern "C" {
#endif

_HPy_HIDDEN _HPy_COLD int _HPyArg_FailPositional(HPyContext *ctx, const char *name, size_t nargs, size_t min, size_t max);

/**
 * Convert positional and keyword arguments to C values, by a definition that is read once.
 *
 * As ``HPyArg_ParseKeywords``, several times as fast, and:
 *
 * - Units that store handles (``O O! U S Y``) store the caller's own, as ``HPyArg_Parse``: do not close them. No tracker is
 *   needed for them, unless the keywords come in a dict, as in ``HPy_tp_new`` and ``HPy_tp_init``: then it owns them.
 * - What is wrong with the definition is a ``SystemError``, at the first call.
 *
 * :param ht: ``NULL``, or where to make a tracker. On success the caller must close it, on failure it is closed.
 * :param kwnames: a tuple of ``str``, a dict, or ``HPy_NULL``.
 * :returns: 1, or 0 with an exception set.
 *
 * CPython: none; ``PyArg_ParseTupleAndKeywords`` reads its format at each call.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyArg_ParseWith")
int HPyArg_ParseWith(HPyContext *ctx, HPyArg_Parser *parser, HPyTracker *ht, const HPy *args, size_t nargs, HPy kwnames,
                     ...);

/**
 * Store ``min`` to ``max`` positional arguments in as many ``HPy *`` as ``max`` says.
 *
 * The handles stored are the caller's own: do not close them. Places without an argument keep their values. ``name`` is the
 * function's, for the message, or ``NULL``.
 *
 * :returns: 1, or 0 with ``TypeError`` for another number of arguments.
 *
 * CPython: ``PyArg_UnpackTuple``.
 */
HPyAPI_HELPER int HPyArg_Unpack(HPyContext *ctx, const HPy *args, size_t nargs, const char *name, size_t min, size_t max,
                                ...);

/**
 * Whether the keywords of a call, a dict or a tuple of names or ``HPy_NULL``, are all ``str``.
 *
 * :returns: 1, or 0 with ``TypeError`` for another key, ``SystemError`` for another object.
 *
 * CPython: ``PyArg_ValidateKeywordArguments``.
 */
HPyAPI_HELPER int HPyArg_ValidateKeywords(HPyContext *ctx, HPy keywords);

#ifdef __cplusplus
}
#endif

/**
 * Whether a function got the right number of positional arguments: 1, or 0 with ``TypeError``.
 *
 * ``name`` is the function's, for the message, or ``NULL``. CPython: a part of ``PyArg_UnpackTuple``.
 */
HPyAPI_INLINE_HELPER int HPyArg_CheckPositional(HPyContext *ctx, const char *name, size_t nargs, size_t min, size_t max)
{
    return _HPy_LIKELY(nargs >= min && nargs <= max) || _HPyArg_FailPositional(ctx, name, nargs, min, max);
}

#endif /* HPY_ARGUMENTS_H */
