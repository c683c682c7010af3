/* Numbers: ints of any size, floats, complex numbers, operators. A part of context.h, whose head
 * explains the entries; minor version 2. */

/* == Integers ============================================================================= */

/** Value of ``h`` as ``int64_t``, with the direction in which it is out of range.
 *
 * ``*overflow`` is 0 where the value fits; otherwise it is 1 or ``-1``, as the value is too large or too small, the
 * result is ``-1``, and no exception is set. An object that is not an ``int`` is converted by its ``__index__``. On
 * error ``-1`` with ``*overflow`` 0, which may be a value too, so ask ``HPyErr_Occurred``: ``TypeError`` without
 * ``__index__``, or what it raises.
 *
 * CPython: ``PyLong_AsLongLongAndOverflow``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(ASK)
int64_t HPyLong_AsInt64_tAndOverflow(HPyContext *ctx, HPy h, int *overflow);

/** Copy the value of an ``int`` of any size to memory, in two's complement.
 *
 * All ``n_bytes`` at ``buffer`` are written: the lowest bytes of the value, and copies of its sign where it has fewer.
 * The result is the number of bytes that the value needs, maybe somewhat more than that: the value was copied as a
 * whole if it is not more than ``n_bytes``. ``NULL`` with 0 bytes asks for a size that is enough. ``flags`` is ``-1``
 * (``HPy_ASNATIVEBYTES_DEFAULTS``), which behaves as a cast in C, or a sum of other ``HPy_ASNATIVEBYTES_…``. ``-1``
 * with ``TypeError`` if ``h`` is not an ``int`` (or, with ``HPy_ASNATIVEBYTES_ALLOW_INDEX``, cannot be converted to
 * one), ``ValueError`` if it is negative with ``HPy_ASNATIVEBYTES_REJECT_NEGATIVE``, ``SystemError`` if ``n_bytes``
 * is.
 *
 * CPython: ``PyLong_AsNativeBytes``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(buffer, n_bytes) HPy_RANGE(n_bytes, 0, HPY_SSIZE_T_MAX)
HPy_ssize_t HPyLong_AsNativeBytes(HPyContext *ctx, HPy h, void *buffer, HPy_ssize_t n_bytes, int flags);

/** New ``int`` of any size from memory that holds it in two's complement.
 *
 * ``flags`` gives the order of the bytes; with ``HPy_ASNATIVEBYTES_UNSIGNED_BUFFER`` (which ``-1`` has not) the
 * highest bit is no sign. No bytes are the value 0. New handle, or ``HPy_NULL`` with ``SystemError`` if ``buffer`` is
 * ``NULL``, or ``MemoryError``.
 *
 * CPython: ``PyLong_FromNativeBytes``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromNativeBytes(HPyContext *ctx, const void *buffer, size_t n_bytes, int flags);

/** New ``int`` of any size from memory that holds it without a sign.
 *
 * As ``HPyLong_FromNativeBytes``; never negative.
 *
 * CPython: ``PyLong_FromUnsignedNativeBytes``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromUnsignedNativeBytes(HPyContext *ctx, const void *buffer, size_t n_bytes, int flags);

/** New ``int`` from C text, as ``int(text, base)``.
 *
 * ``base`` is 2 to 36, or 0: then a prefix in the text says it. Blanks around the number are allowed, and single
 * underscores between digits. ``*end`` becomes the end of the text, or, on an error, the first character that is none
 * of the number; ``end`` may be ``NULL``. New handle, or ``HPy_NULL`` with ``ValueError`` for text that is no number
 * as a whole, another base, or more digits than ``sys.get_int_max_str_digits`` allows.
 *
 * CPython: ``PyLong_FromString``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(end)
HPy HPyLong_FromString(HPyContext *ctx, const char *text, const char **end, int base);

/** New ``int`` from a ``str``, as ``int(str, base)``: with digits of any script.
 *
 * ``base`` as in ``HPyLong_FromString``. New handle, or ``HPy_NULL`` with ``ValueError``, or ``TypeError`` if ``str``
 * is none.
 *
 * CPython: ``PyLong_FromUnicodeObject``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_EXPECTS(str, str)
HPy HPyLong_FromUnicodeObject(HPyContext *ctx, HPy str, int base);

/** New ``int`` from the integer part of a C ``double``, as ``int(v)``.
 *
 * New handle, or ``HPy_NULL`` with ``OverflowError`` for infinity, ``ValueError`` for what is not a number.
 *
 * CPython: ``PyLong_FromDouble``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyLong_FromDouble) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromDouble(HPyContext *ctx, double v);

/* == Numbers ============================================================================== */

/** 1 if ``h`` is an integer, that is, its type has ``__index__``, else 0. Never fails.
 *
 * CPython: ``PyIndex_Check``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET
int HPyIndex_Check(HPyContext *ctx, HPy h);

/** Value of ``h``, converted by its ``__index__``, as ``HPy_ssize_t``: for indices and sizes.
 *
 * A value out of range raises the exception class ``exc`` (``IndexError``, ``OverflowError``); with ``HPy_NULL`` it
 * becomes the nearest that fits. On error ``-1``, which may be a value too, so ask ``HPyErr_Occurred``: ``exc``,
 * ``TypeError`` without ``__index__``, or what it raises.
 *
 * CPython: ``PyNumber_AsSsize_t``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(ASK) HPy_NULLABLE(exc)
HPy_ssize_t HPyNumber_AsSsize_t(HPyContext *ctx, HPy h, HPy exc);

/** The integer ``h`` as text, as ``bin(h)``, ``oct(h)``, ``hex(h)`` and ``str(h)`` give it.
 *
 * ``base`` is 2, 8, 10 or 16; the text begins with ``0b``, ``0o``, nothing or ``0x``. New handle to a ``str``, or
 * ``HPy_NULL`` with ``TypeError`` without ``__index__``, what it raises, ``SystemError`` for another base, or
 * ``ValueError`` for more decimal digits than ``sys.get_int_max_str_digits`` allows.
 *
 * CPython: ``PyNumber_ToBase``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyNumber_ToBase) HPy_FAILS(NULL)
HPy HPyNumber_ToBase(HPyContext *ctx, HPy h, int base);

/* == Floats and booleans ================================================================== */

/** New ``float`` from a ``str`` or bytes, as ``float(text)``.
 *
 * New handle, or ``HPy_NULL`` with ``ValueError`` for text that is no number, ``TypeError`` for another object.
 *
 * CPython: ``PyFloat_FromString``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL)
HPy HPyFloat_FromString(HPyContext *ctx, HPy text);

/** Convert C text to a ``double``, whatever the locale, rounded to the nearest.
 *
 * With ``end`` as much as is a number is converted, and ``*end`` becomes what follows, or ``text`` if there is none at
 * its beginning; with ``NULL`` the whole must be one. There are no blanks, underscores or hexadecimal digits in it.
 * What is too large raises the exception class ``overflow``; with ``HPy_NULL`` it becomes infinite. 0, or ``-1`` with
 * ``ValueError`` or ``overflow``; ``*value`` is ``-1.0`` then.
 *
 * CPython: ``PyOS_string_to_double``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(end, overflow) HPy_QUIET
int HPy_StringToDouble(HPyContext *ctx, const char *text, const char **end, HPy overflow, double *value);

/** Write a ``double`` as text, whatever the locale, into memory of the caller's.
 *
 * ``format`` is one of ``e``, ``E``, ``f``, ``F``, ``g``, ``G``, with ``precision`` as in ``printf``, or ``r``, the
 * shortest text that gives the same number again, for which ``precision`` is 0. ``flags`` is a sum of ``HPy_DTSF_…``.
 *
 * The result is the length of the text without the ``NUL`` at its end. The text is complete if that is less than
 * ``size``; otherwise as much is written as there is room for, with a ``NUL``. ``NULL`` with size 0 asks for the
 * length. ``HPy_DOUBLE_REPR_SIZE`` is enough for ``r``, ``precision`` and that for ``e`` and ``g``. ``-1`` with
 * ``SystemError`` for another format, a precision below 0, or one of ``r``.
 *
 * CPython: ``PyOS_double_to_string``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(buffer, size) HPy_RANGE(precision, 0, INT_MAX)
HPy_RANGE(size, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy_ssize_t HPy_DoubleToString(HPyContext *ctx, double value, char format, int precision, int flags, char *buffer,
        HPy_ssize_t size);

/* == Complex numbers ====================================================================== */

/** New ``complex`` from two C ``double``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyComplex_FromDoubles``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyComplex_FromDoubles) HPy_FAILS(NULL) HPy_QUIET
HPy HPyComplex_FromDoubles(HPyContext *ctx, double real, double imag);

/** Both parts of ``h`` as ``double``.
 *
 * An object that is not a ``complex`` is converted by its ``__complex__``, without one by ``__float__`` or
 * ``__index__``, and then has the imaginary part 0. 0, or ``-1`` with ``TypeError`` without any of them, or what the
 * method raises; both parts are ``-1.0`` and 0 then.
 *
 * CPython: ``PyComplex_AsCComplex``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1)
int HPyComplex_AsDoubles(HPyContext *ctx, HPy h, double *real, double *imag);
