/* Helpers over the public API that are compiled into every extension (hpy/devel/src/runtime); no part of the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_HELPERS_H
#define HPY_HELPERS_H

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Arguments ---- */

/* == Arguments and values == */

/**
 * Convert positional arguments to C values and store them where the pointers after ``fmt`` say.
 *
 * ============ ======================= ======================================================================
 * unit         target                  what it takes
 * ============ ======================= ======================================================================
 * ``b``        ``unsigned char``       an integer, 0 to 255
 * ``B``        ``unsigned char``       an integer, low bits
 * ``h``        ``short``               an integer, checked
 * ``H``        ``unsigned short``      an integer, low bits
 * ``i``        ``int``                 an integer, checked
 * ``I``        ``unsigned int``        an integer, low bits
 * ``l``        ``long``                an integer, checked
 * ``k``        ``unsigned long``       an integer, low bits
 * ``L``        ``long long``           an integer, checked
 * ``K``        ``unsigned long long``  an integer, low bits
 * ``n``        ``HPy_ssize_t``         an ``int``, checked
 * ``f``        ``float``               a number
 * ``d``        ``double``              a number
 * ``D``        ``double[2]``           a complex number: real and imaginary part, as C99's ``double complex``
 * ``p``        ``int``                 any object: 1 when true, 0 when false
 * ``c``        ``char``                a ``bytes`` or ``bytearray`` of length 1
 * ``C``        ``int``                 a ``str`` of length 1: its code point
 * ``s``        ``const char *``        a ``str`` without NUL, as UTF-8
 * ``z``        ``const char *``        the same, or ``None``: ``NULL``
 * ``y``        ``const char *``        a ``bytes`` without NUL
 * ``s# z# y#`` two: ``const char *``,  the same with the size in bytes, and NULs may be in it; ``s#`` and ``z#`` take
 *              ``HPy_ssize_t``         ``bytes`` too
 * ``y*``       ``HPy_buffer``          an object with a buffer of contiguous bytes
 * ``s* z*``    ``HPy_buffer``          the same, or a ``str``, as UTF-8; ``z*`` also ``None``: ``buf`` is ``NULL``
 * ``w*``       ``HPy_buffer``          an object with a buffer that may be written to
 * ``es es#``   ``const char *`` (the   a ``str``, encoded (``NULL``: UTF-8), with a NUL behind it; ``es`` without another
 *              coding), ``char *``,    NUL. It is in new memory, to be freed with C's ``free()``. Only with ``es#``, and
 *              with ``#``              if the ``char *`` is not ``NULL`` before: there, where there are as many bytes
 *              ``HPy_ssize_t``         as the size says
 * ``et et#``   as ``es es#``           the same; ``bytes`` and ``bytearray`` as they are
 * ``O``        ``HPy``                 any object
 * ``U S Y``    ``HPy``                 a ``str``; a ``bytes``; a ``bytearray``
 * ``O!``       ``HPy`` itself, ``HPy`` an object of the type that is the first of the two, or of a subtype
 * ``O&``       ``HPyArg_Converter``    any object: see there
 *              itself, ``void *``
 * ``(…)``      those of the units      a sequence of as many items as there are units between the brackets
 *              between the brackets
 * ============ ======================= ======================================================================
 *
 * ``D Y s* z* y* w* es et`` need minor version 2 of the ABI. Of the objects with buffers, ``s# z# y y#`` take ``bytes``
 * alone, since the memory of others is safe only in a view.
 *
 * ``|`` makes the rest optional: targets without argument keep their values. ``:name`` at the end gives the name
 * of the function for messages, ``;text`` a text to replace them.
 *
 * Texts are valid as long as the argument. A view is to be released with ``HPyBuffer_Release``, memory to be freed; where
 * parsing fails, that has been done. In a group, units that store handles or texts need a tracker, which owns the items.
 *
 * ``O O! U S Y`` store the caller's own handle; do not close it.
 *
 * :param ht: ``NULL``, or where to make a tracker. On success the caller must close it, on failure it is closed.
 *     ``HPyArg_Parse`` puts items of groups into it, and nothing else.
 * :returns: 1, or 0 with an exception set: ``TypeError`` for a wrong number of arguments or a wrong type,
 *     ``OverflowError``, ``ValueError`` for a NUL in ``s z y es et``, ``SystemError`` for an unknown unit. Messages name the
 *     function, the argument, what it should be and what it is; what a method of the argument raises (``__index__``,
 *     ``__float__``, ``__bool__``) comes through as it is.
 *
 * CPython: ``PyArg_ParseTuple``.
 */
HPyAPI_HELPER int HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, const char *fmt, ...);

/**
 * Convert positional and keyword arguments, as an ``HPyFunc_KEYWORDS`` function gets them, to C values.
 *
 * As ``HPyArg_Parse``, and: ``$`` makes the rest keyword-only and optional. Where a ``|`` stands behind the ``$``, what is
 * between the two is required: ``"i|i$O|p"`` has one required argument of each kind and one optional. ``O O! U S Y`` store
 * a duplicate that the tracker owns, so they need one.
 *
 * ``HPyArg_ParseWith`` reads the format once, and needs no tracker for handles.
 *
 * :param args: ``nargs`` positional arguments, then one value for each name in ``kwnames``.
 * :param kwnames: a tuple of ``str``, or ``HPy_NULL``. A dict is taken as by ``HPyArg_ParseKeywordsDict``.
 * :param keywords: the parameters' names in the order of the units, then ``NULL``. Empty names, which must come
 *     first, make positional-only parameters.
 * :returns: 1, or 0 with an exception set; ``TypeError`` also for surplus, unknown and repeated arguments,
 *     ``SystemError`` for an empty name behind another one, whatever the arguments are.
 *
 * CPython: ``PyArg_ParseTupleAndKeywords``.
 */
HPyAPI_HELPER int HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy kwnames,
                                       const char *fmt, const char *keywords[], ...);

/**
 * Convert positional and keyword arguments, as ``HPy_tp_new`` and ``HPy_tp_init`` get them, to C values.
 *
 * As ``HPyArg_ParseKeywords``, with the keyword arguments in the dict ``kw`` (or ``HPy_NULL``). With a tracker,
 * the values taken from the dict stay open until it is closed. A tuple of names is taken as by that function.
 *
 * CPython: ``PyArg_ParseTupleAndKeywords``.
 */
HPyAPI_HELPER int HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args, HPy_ssize_t nargs,
                                           HPy kw, const char *fmt, const char *keywords[], ...);

/**
 * Turn the arguments of an ``HPyFunc_KEYWORDS`` function into what ``HPy_CallTupleDict`` takes: a tuple and a dict.
 *
 * No positional arguments give ``HPy_NULL`` as tuple, no keywords ``HPy_NULL`` as dict. The results are new
 * handles for the caller to close; they are written on success only.
 *
 * In ``HPy_tp_new`` and ``HPy_tp_init``, which get a dict, ``kwnames`` may be that dict: the result is a copy.
 *
 * :returns: 1, or 0 with an exception set: ``SystemError`` when an output pointer is ``NULL``, ``TypeError`` when
 *     ``kwnames`` is neither a tuple, nor a dict, nor ``HPy_NULL``.
 */
HPyAPI_HELPER int HPyHelpers_PackArgsAndKeywords(HPyContext *ctx, const HPy *args, size_t nargs, HPy kwnames,
                                                 HPy *out_args_tuple, HPy *out_kwd);

/* ---- Values and texts ---- */

/**
 * Build an object from C values.
 *
 * ============ ============================== ============================================================
 * unit         value                          what it makes
 * ============ ============================== ============================================================
 * ``b B h i``  ``int``                        an ``int``; also of ``char``, ``short`` …, which C passes so
 * ``H I k K``  ``unsigned`` (``k`` long,      an ``int``
 *              ``K`` long long)
 * ``l L n``    ``long``, ``long long``,       an ``int``
 *              ``HPy_ssize_t``
 * ``f d``      ``double``                     a ``float``
 * ``D``        ``const double *``: two        a ``complex``; needs minor version 2 of the ABI
 * ``p``        ``int``                        a ``bool``
 * ``c``        ``int``                        a ``bytes`` of this byte
 * ``C``        ``int``, a code point          a ``str`` of this character
 * ``s z U``    ``const char *``, UTF-8        a ``str``; ``None`` for ``NULL``
 * ``y``        ``const char *``               a ``bytes``; ``None`` for ``NULL``
 * ``u``        ``const wchar_t *``            a ``str``; ``None`` for ``NULL``
 * ``s# z# U#`` the same, ``HPy_ssize_t``      the same of so many bytes or characters; a negative size is that up to the
 * ``y# u#``                                   NUL
 * ``O S``      ``HPy``                        this object, whose handle is duplicated
 * ``O&``       ``HPyArg_Maker``, ``void *``   what this function makes of this pointer
 * ``(…) […]``  those of the units between     a ``tuple``, a ``list``
 * ``{k:v, …}`` those of the units             a ``dict``
 * ============ ============================== ============================================================
 *
 * Blanks and tabs are skipped, and a comma or colon may follow each item. No unit gives ``None``, one unit its value, several
 * a tuple. There is no ``N``: a function that closes its arguments would leave the author without a way to see who closes a
 * handle when it fails. Keep the handle, pass it to ``O``, close it afterwards.
 *
 * :returns: a new handle, or ``HPy_NULL`` with an exception set: ``SystemError`` for a malformed format or one with more
 *     than 100 brackets in each other, and for ``HPy_NULL`` as a value when no exception is pending (a pending one stays).
 *
 * CPython: ``Py_BuildValue``.
 */
HPyAPI_HELPER HPy HPy_BuildValue(HPyContext *ctx, const char *fmt, ...);

/* == Strings == */

/**
 * Build a ``str`` in the manner of ``printf``.
 *
 * ======================= ============================================================================
 * unit                    value
 * ======================= ============================================================================
 * ``%d %i``               an ``int``; ``%u %o %x %X`` an ``unsigned int``, decimal, octal or hexadecimal
 * ``%ld %lu …``           the same as ``long``; ``ll`` ``long long``, ``z`` ``HPy_ssize_t`` or ``size_t``, ``j``
 *                         ``intmax_t``, ``t`` ``ptrdiff_t``
 * ``%c``                  an ``int``, a code point
 * ``%p``                  a pointer
 * ``%s``                  a ``const char *``, UTF-8; what is none becomes U+FFFD
 * ``%ls``                 a ``const wchar_t *``
 * ``%U``                  a handle of a ``str``
 * ``%V``                  a handle of a ``str`` or ``HPy_NULL``, and a ``const char *``, taken if it is null;
 *                         ``%lV`` with a ``const wchar_t *``
 * ``%S %R %A``            a handle: its ``str()``, ``repr()``, ``ascii()``
 * ``%T``                  a handle: the full name of its type, as ``HPyType_GetFullyQualifiedName``;
 *                         ``%#T`` with a colon between module and name
 * ``%N %#N``              a handle of a type: the same of that type
 * ``%%``                  none: a percent sign
 * ======================= ============================================================================
 *
 * Between ``%`` and the unit may stand flags, ``-`` to pad on the right, ``0`` to pad numbers with zeros, ``#``; a
 * width; and ``.`` with a precision: least digits of a number, most characters of a text, most bytes of ``%s``, most wide
 * characters of ``%ls``. Width and precision may be ``*``: an ``int`` in front of the value; a negative width pads on the
 * right, a negative precision is none. ``%c`` and ``%p`` have neither. ``fmt`` must be ASCII.
 *
 * :returns: a new handle, or ``HPy_NULL`` with an exception set: ``SystemError`` for a unit that does not parse, which
 *     its message quotes, or a null value, ``ValueError`` for a format that is not ASCII or too large a width,
 *     ``OverflowError`` for ``%c`` out of range, ``TypeError`` for another object than a type with ``%N``, what
 *     converting an object raises, ``MemoryError``.
 *
 * CPython: ``PyUnicode_FromFormat``.
 */
HPyAPI_HELPER HPy HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...);

/** ``HPyUnicode_FromFormat`` with a ``va_list``, which is left as it was. CPython: ``PyUnicode_FromFormatV``. */
HPyAPI_HELPER HPy HPyUnicode_FromFormatV(HPyContext *ctx, const char *format, va_list vargs);

/**
 * The characters of a ``str`` as wide characters, in new memory.
 *
 * A NUL stands behind them, and ``*size`` gets their number without it; with ``size`` ``NULL`` there must be no NUL among
 * them. The caller frees it with C's ``free()``.
 *
 * :returns: the memory, or ``NULL`` with an exception set: ``TypeError`` when ``str`` is no ``str``, ``ValueError`` for a
 *     NUL, ``MemoryError``.
 *
 * CPython: ``PyUnicode_AsWideCharString``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyUnicode_AsWideCharString")
wchar_t *HPyUnicode_AsWideCharString(HPyContext *ctx, HPy str, HPy_ssize_t *size);

/* == Text by kind == */

/**
 * The characters of a ``str`` as code points, in new memory, with a NUL behind them.
 *
 * The caller frees it with C's ``free()``. See ``HPyUnicode_GetLength`` for their number.
 *
 * :returns: the memory, or ``NULL`` with an exception set: ``TypeError`` when ``str`` is no ``str``, ``MemoryError``.
 *
 * CPython: ``PyUnicode_AsUCS4Copy``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyUnicode_AsUCS4Copy") HPy_UCS4 *HPyUnicode_AsUCS4Copy(HPyContext *ctx, HPy str);

/* == Errors == */

/**
 * Raise ``h_type`` with a message in the manner of ``HPyUnicode_FromFormat``, or what that raises when it fails.
 *
 * An exception that is pending is replaced. Returns ``HPy_NULL``. CPython: ``PyErr_Format``.
 */
HPyAPI_HELPER HPy HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...);

/* == Text builders == */

/**
 * Write a text in the manner of ``HPyUnicode_FromFormat``: 0, or -1 with what that raises.
 *
 * CPython: ``PyUnicodeWriter_Format``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyUnicodeBuilder_Format")
int HPyUnicodeBuilder_Format(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *fmt, ...);

/** ``HPyUnicodeBuilder_Format`` with a ``va_list``, which is left as it was. CPython: none. */
HPyAPI_HELPER _HPY_SINCE_2("HPyUnicodeBuilder_FormatV")
int HPyUnicodeBuilder_FormatV(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *format, va_list vargs);

/* ---- Types ---- */

/* == Types and payload == */

/**
 * Make a type from ``hpyspec`` (and ``params``, which may be ``NULL``) and store it as attribute ``name`` of ``obj``.
 *
 * Returns 1, or 0 with an exception set. CPython: ``PyModule_AddType`` after ``PyType_FromSpec``.
 */
HPyAPI_HELPER int HPyHelpers_AddType(HPyContext *ctx, HPy obj, const char *name, HPyType_Spec *hpyspec,
                                     HPyType_SpecParam *params);

/**
 * The full name of a type, ``"module.Outer.Name"``, for a ``repr()`` or a message; ``HPyType_GetName`` gives ``"Name"``.
 *
 * What ``__module__`` and ``__qualname__`` say; without the module where that is missing, ``builtins``, ``__main__``, or
 * no ``str``.
 * Returns a new handle to a ``str``, or ``HPy_NULL`` with what else reading them raises. ``type`` must be a type.
 *
 * CPython: ``PyType_GetFullyQualifiedName``.
 */
HPyAPI_HELPER HPy HPyType_GetFullyQualifiedName(HPyContext *ctx, HPy type);

/* == Functions and descriptors == */

/**
 * Make a function of each record in ``defines``, an array that ends with ``NULL``, an attribute of ``module``, as if
 * its ``HPyModuleDef`` had them.
 *
 * All are records of ``HPyDef_METH``; ``self`` of the implementations is the module. Returns 0, or -1 with an exception
 * set: ``TypeError`` for a record of another kind or another object than a module. Functions up to that one are there then.
 *
 * CPython: ``PyModule_AddFunctions``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPyModule_AddFunctions") int HPyModule_AddFunctions(HPyContext *ctx, HPy module,
                                                                               HPyDef **defines);

/** One field of a struct sequence. A ``NULL`` name ends the array; ``doc`` may be ``NULL``. */
typedef struct {
    const char *name;
    const char *doc;
} HPyStructSequence_Field;

/** What ``HPyStructSequence_NewType`` makes a type of. ``doc`` may be ``NULL``. */
typedef struct {
    const char *name; /* "module.Name" */
    const char *doc;
    HPyStructSequence_Field *fields;
} HPyStructSequence_Desc;

/* == Struct sequences == */

/** The name of a field that has none: its item can be reached by index only. */
HPyAPI_HELPER extern const char *const HPyStructSequence_UnnamedField;

/**
 * Make a type of tuples with named items, as ``time.struct_time`` is one. It is the same in every ABI.
 *
 * Its attributes ``n_fields``, ``n_sequence_fields`` and ``n_unnamed_fields`` hold numbers of items. Python code makes
 * an instance of one sequence of the right length, cannot derive a class, and can pickle an instance when the type is
 * found under its name. Any text may name a field, keywords as well.
 *
 * ``desc`` and what it points to are read during the call. Returns a new handle, or ``HPy_NULL`` with an exception set:
 * ``SystemError`` when the name is ``NULL``. CPython: ``PyStructSequence_NewType``.
 */
HPyAPI_HELPER HPy HPyStructSequence_NewType(HPyContext *ctx, HPyStructSequence_Desc *desc);

/**
 * A new instance of such a type, with one item for each field. The handles in ``args`` stay the caller's.
 *
 * Returns ``HPy_NULL`` with ``TypeError`` set when ``nargs`` is not the number of fields or ``type`` is no struct
 * sequence. CPython: ``PyStructSequence_New`` and ``PyStructSequence_SetItem``.
 */
HPyAPI_HELPER HPy HPyStructSequence_New(HPyContext *ctx, HPy type, HPy_ssize_t nargs, HPy *args);

#ifdef __cplusplus
}
#endif

#endif /* HPY_HELPERS_H */
