/* Text and bytes: making, taking apart, comparing, access by kind, paths. A part of context.h, whose head explains the
 * entries; minor version 2. */

/* == Strings ============================================================================== */

/** New ``str`` from ``size`` bytes of UTF-8.
 *
 * NULs are kept. New handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for invalid UTF-8,
 * ``SystemError`` if ``size`` is negative or ``utf8`` is ``NULL`` where it is not 0, or
 * ``MemoryError``.
 *
 * CPython: ``PyUnicode_FromStringAndSize``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_SIZED(utf8, size) HPy_QUIET
HPy HPyUnicode_FromStringAndSize(HPyContext *ctx, const char *utf8, HPy_ssize_t size);

/** The object ``obj`` as a ``str`` of exactly that type.
 *
 * A ``str`` gives another handle of itself, an instance of a subclass a copy. New handle, or
 * ``HPy_NULL`` with ``TypeError`` for any other object: nothing is converted, see ``HPy_Str``.
 *
 * CPython: ``PyUnicode_FromObject``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_FromObject) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_FromObject(HPyContext *ctx, HPy obj);

/** New ``str`` with the one character of the code point ``ordinal``, as ``chr(ordinal)``.
 *
 * New handle, or ``HPy_NULL`` with ``ValueError`` if it is not in ``range(0x110000)``.
 *
 * CPython: ``PyUnicode_FromOrdinal``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_FromOrdinal) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_FromOrdinal(HPyContext *ctx, int ordinal);

/** New ``str`` from ``size`` bytes in any encoding, as ``bytes.decode``.
 *
 * ``encoding`` is a name of Python's, ``NULL`` is UTF-8; ``errors`` names an error handler, ``NULL``
 * is ``"strict"``. New handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for bytes that the encoding
 * does not know, ``LookupError`` for an unknown encoding, or an unknown handler that is needed,
 * ``SystemError`` if ``size`` is negative, or what the codec raises.
 *
 * CPython: ``PyUnicode_Decode``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(encoding, errors)
HPy_SIZED(data, size)
HPy HPyUnicode_Decode(HPyContext *ctx, const char *data, HPy_ssize_t size, const char *encoding,
        const char *errors);

/** New ``str`` from ``size`` bytes of UTF-8, with an error handler.
 *
 * ``errors`` names an error handler as in ``bytes.decode``; ``NULL`` is ``"strict"``. New handle, or
 * ``HPy_NULL`` with ``UnicodeDecodeError`` for invalid UTF-8, ``LookupError`` for an unknown handler that
 * is needed, ``SystemError`` if ``size`` is negative.
 *
 * CPython: ``PyUnicode_DecodeUTF8``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(errors) HPy_SIZED(utf8, size)
HPy HPyUnicode_DecodeUTF8(HPyContext *ctx, const char *utf8, HPy_ssize_t size, const char *errors);

/** As ``HPyUnicode_DecodeUTF8`` for a piece of a text, at whose end a character may be incomplete.
 *
 * Such an end is no error: it is left out, and ``*consumed`` gets the number of bytes that were
 * decoded. The rest belongs to the front of the next piece. With ``consumed`` ``NULL`` the end must
 * be complete.
 *
 * CPython: ``PyUnicode_DecodeUTF8Stateful``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(errors, consumed)
HPy_SIZED(utf8, size)
HPy HPyUnicode_DecodeUTF8Stateful(HPyContext *ctx, const char *utf8, HPy_ssize_t size, const char *errors,
        HPy_ssize_t *consumed);

/** New ``str`` from ``size`` bytes in the encoding of the current locale (``LC_CTYPE``).
 *
 * A NUL must stand behind them, and none before it: ``ValueError``. ``errors`` is ``"strict"``, which
 * ``NULL`` means too, ``"surrogateescape"`` or ``"surrogatepass"``: ``ValueError`` for another one. New
 * handle, or ``HPy_NULL`` with ``UnicodeDecodeError``, ``SystemError`` if ``size`` is negative.
 *
 * CPython: ``PyUnicode_DecodeLocaleAndSize``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(errors)
HPy HPyUnicode_DecodeLocaleAndSize(HPyContext *ctx, const char *text, HPy_ssize_t size, const char *errors);

/** The ``str`` ``str`` in the encoding of the current locale (``LC_CTYPE``).
 *
 * Undoes ``HPyUnicode_DecodeLocale``. New handle to a ``bytes`` object, or ``HPy_NULL`` with
 * ``UnicodeEncodeError``, ``ValueError`` for a NUL in it or another error handler than those of
 * ``HPyUnicode_DecodeLocaleAndSize``, ``TypeError`` if ``str`` is not a ``str``.
 *
 * CPython: ``PyUnicode_EncodeLocale``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(errors)
HPy HPyUnicode_EncodeLocale(HPyContext *ctx, HPy str, const char *errors);

/** The ``str`` ``str`` in any encoding, as ``str.encode``.
 *
 * ``encoding`` is a name of Python's, ``NULL`` is UTF-8; ``errors`` names an error handler, ``NULL``
 * is ``"strict"``. New handle to a ``bytes`` object, or ``HPy_NULL`` with ``UnicodeEncodeError``,
 * ``LookupError`` for an unknown encoding, or an unknown handler that is needed, ``TypeError`` if ``str``
 * is not a ``str``, or what the codec raises.
 *
 * CPython: ``PyUnicode_AsEncodedString``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_AsEncodedString) HPy_FAILS(NULL) HPy_NULLABLE(encoding, errors)
HPy HPyUnicode_AsEncodedString(HPyContext *ctx, HPy str, const char *encoding, const char *errors);

/** Number of characters in the ``str`` ``str``.
 *
 * ``-1`` with ``TypeError`` for any other object.
 *
 * CPython: ``PyUnicode_GetLength``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_GetLength) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPyUnicode_GetLength(HPyContext *ctx, HPy str);

/** Where ``sub`` is in ``str[start:end]``.
 *
 * With ``direction`` 1 the first place, with -1 the last one. Its index in ``str``, ``-1`` if there is
 * none, ``-2`` with ``TypeError`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_Find``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Find) HPy_FAILS(-2) HPy_QUIET
HPy_ssize_t HPyUnicode_Find(HPyContext *ctx, HPy str, HPy sub, HPy_ssize_t start, HPy_ssize_t end,
        int direction);

/** Where the character ``ch`` is in ``str[start:end]``.
 *
 * With ``direction`` 1 the first place, with -1 the last one. Its index in ``str``, ``-1`` if there is
 * none, ``-2`` with ``TypeError`` if ``str`` is not a ``str``.
 *
 * CPython: ``PyUnicode_FindChar``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-2) HPy_QUIET
HPy_ssize_t HPyUnicode_FindChar(HPyContext *ctx, HPy str, HPy_UCS4 ch, HPy_ssize_t start, HPy_ssize_t end,
        int direction);

/** How often ``sub`` is in ``str[start:end]``, places that overlap counted once.
 *
 * ``-1`` with ``TypeError`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_Count``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Count) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPyUnicode_Count(HPyContext *ctx, HPy str, HPy sub, HPy_ssize_t start, HPy_ssize_t end);

/** Whether ``str[start:end]`` begins (``direction`` -1) or ends (1) with ``sub``.
 *
 * 1 or 0, or ``-1`` with ``TypeError`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_Tailmatch``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_Tailmatch(HPyContext *ctx, HPy str, HPy sub, HPy_ssize_t start, HPy_ssize_t end, int direction);

/** Whether ``sub`` is in ``str``.
 *
 * 1 or 0, or ``-1`` with ``TypeError`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_Contains``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Contains) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_Contains(HPyContext *ctx, HPy str, HPy sub);

/** List of the parts of ``str`` between the separators ``sep``, as ``str.split``.
 *
 * With ``HPy_NULL`` as ``sep`` any run of white space separates, at the ends too. At most ``maxsplit``
 * cuts from the left, all if it is negative. New handle, or ``HPy_NULL`` with ``TypeError`` if one of the
 * two is not a ``str``, ``ValueError`` for an empty ``sep``.
 *
 * CPython: ``PyUnicode_Split``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Split) HPy_FAILS(NULL) HPy_NULLABLE(sep) HPy_QUIET
HPy HPyUnicode_Split(HPyContext *ctx, HPy str, HPy sep, HPy_ssize_t maxsplit);

/** As ``HPyUnicode_Split`` with the cuts from the right, as ``str.rsplit``.
 *
 * CPython: ``PyUnicode_RSplit``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_RSplit) HPy_FAILS(NULL) HPy_NULLABLE(sep) HPy_QUIET
HPy HPyUnicode_RSplit(HPyContext *ctx, HPy str, HPy sep, HPy_ssize_t maxsplit);

/** List of the lines of ``str``, as ``str.splitlines``.
 *
 * ``keepends`` other than 0 leaves the ends at the lines. New handle, or ``HPy_NULL`` with ``TypeError``
 * if ``str`` is not a ``str``.
 *
 * CPython: ``PyUnicode_Splitlines``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Splitlines) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_Splitlines(HPyContext *ctx, HPy str, int keepends);

/** Tuple of what stands before the first ``sep``, it, and what stands behind it, as ``str.partition``.
 *
 * Without one it is ``str`` and two empty ones. New handle, or ``HPy_NULL`` with ``TypeError`` if one of
 * the two is not a ``str``, ``ValueError`` for an empty ``sep``.
 *
 * CPython: ``PyUnicode_Partition``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Partition) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_Partition(HPyContext *ctx, HPy str, HPy sep);

/** As ``HPyUnicode_Partition`` at the last ``sep``, as ``str.rpartition``.
 *
 * Without one it is two empty ones and ``str``.
 *
 * CPython: ``PyUnicode_RPartition``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_RPartition) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_RPartition(HPyContext *ctx, HPy str, HPy sep);

/** The strings of the iterable ``seq`` with ``sep`` between them, as ``sep.join(seq)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``sep`` or an item is not a ``str`` or ``seq`` cannot be
 * iterated over, or what iteration raises.
 *
 * CPython: ``PyUnicode_Join``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Join) HPy_FAILS(NULL)
HPy HPyUnicode_Join(HPyContext *ctx, HPy sep, HPy seq);

/** ``str`` with ``replacement`` in the place of ``sub``, as ``str.replace``.
 *
 * At most ``maxcount`` times from the left, everywhere if it is negative. New handle, or ``HPy_NULL`` with
 * ``TypeError`` if one of the three is not a ``str``.
 *
 * CPython: ``PyUnicode_Replace``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Replace) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_Replace(HPyContext *ctx, HPy str, HPy sub, HPy replacement, HPy_ssize_t maxcount);

/** New ``str`` of ``a`` and ``b`` behind it.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_Concat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Concat) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_Concat(HPyContext *ctx, HPy a, HPy b);

/** ``format % args``, with a ``str`` as format.
 *
 * ``args`` is a tuple, a mapping or one object, as for the operator. New handle, or ``HPy_NULL`` with
 * ``TypeError`` if ``format`` is not a ``str`` or ``args`` does not fit it, or what converting raises.
 *
 * CPython: ``PyUnicode_Format``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Format) HPy_FAILS(NULL)
HPy HPyUnicode_Format(HPyContext *ctx, HPy format, HPy args);

/** ``str`` with each character replaced by what the mapping ``table`` has for its code point.
 *
 * That is a code point, a ``str``, or ``None``, which leaves the character to the error handler ``errors``:
 * ``"ignore"`` leaves it out, as ``str.translate`` does. Code points for which ``table`` raises
 * ``LookupError`` stay. ``errors`` ``NULL`` is ``"strict"``. New handle, or ``HPy_NULL`` with ``TypeError`` if
 * ``str`` is not a ``str`` or a value is something else, ``UnicodeTranslateError``, or what ``table`` raises.
 *
 * CPython: ``PyUnicode_Translate``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_Translate) HPy_FAILS(NULL) HPy_NULLABLE(errors)
HPy HPyUnicode_Translate(HPyContext *ctx, HPy str, HPy table, const char *errors);

/** Compare the strings ``a`` and ``b`` by code points.
 *
 * ``*order`` gets -1, 0 or 1: ``a`` is less, equal or greater. 0, or ``-1`` with ``TypeError`` if one of
 * the two is not a ``str``; then ``*order`` is 0.
 *
 * CPython: ``PyUnicode_Compare``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_Compare(HPyContext *ctx, HPy a, HPy b, int *order);

/** Compare the ``str`` ``str`` with NUL-terminated ASCII, by code points.
 *
 * Bytes outside ASCII are taken for Latin-1. ``*order`` gets -1, 0 or 1: ``str`` is less, equal or
 * greater. 0, or ``-1`` with ``TypeError`` if ``str`` is not a ``str``; then ``*order`` is 0.
 *
 * CPython: ``PyUnicode_CompareWithASCIIString``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_CompareWithASCIIString(HPyContext *ctx, HPy str, const char *ascii, int *order);

/** Whether the strings ``a`` and ``b`` are equal.
 *
 * 1 or 0, or ``-1`` with ``TypeError`` if one of the two is not a ``str``. A method ``__eq__`` of a subclass
 * is not called.
 *
 * CPython: ``PyUnicode_Equal``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_Equal(HPyContext *ctx, HPy a, HPy b);

/** Whether the ``str`` ``str`` is the text of these ``size`` bytes of UTF-8.
 *
 * 1 or 0; 0 too for bytes that are no UTF-8. ``str`` must be a ``str``: CPython's hosts give 0 for anything
 * else. Never fails, and makes no object.
 *
 * CPython: ``PyUnicode_EqualToUTF8AndSize``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_EXPECTS(str, str) HPy_SIZED(utf8, size) HPy_QUIET
int HPyUnicode_EqualToUTF8AndSize(HPyContext *ctx, HPy str, const char *utf8, HPy_ssize_t size);

/** Result of comparing two strings, as ``a < b``.
 *
 * ``op`` is ``HPy_LT``, ``HPy_LE``, ``HPy_EQ``, ``HPy_NE``, ``HPy_GT`` or ``HPy_GE``, and nothing else: another
 * number is a mistake, for which CPython's hosts raise ``SystemError``. New handle to ``True`` or ``False``, or
 * to ``NotImplemented`` if one of the two is not a ``str``.
 *
 * CPython: ``PyUnicode_RichCompare``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_RANGE(op, HPy_LT, HPy_GE) HPy_QUIET
HPy HPyUnicode_RichCompare(HPyContext *ctx, HPy a, HPy b, int op);

/** The one interned ``str`` that is equal to ``str``, as ``sys.intern``.
 *
 * Interned strings with the same text are the same object, so that ``HPy_Is`` compares them. An instance of
 * a subclass is never interned: it gives another handle of itself. New handle, or ``HPy_NULL`` with
 * ``TypeError`` if ``str`` is not a ``str``.
 *
 * CPython: ``PyUnicode_InternInPlace``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_Intern(HPyContext *ctx, HPy str);

/** The interned ``str`` of NUL-terminated UTF-8 text; see ``HPyUnicode_Intern``.
 *
 * New handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for invalid UTF-8, or ``MemoryError``.
 *
 * CPython: ``PyUnicode_InternFromString``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyUnicode_InternFromString) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_InternFromString(HPyContext *ctx, const char *utf8);

/** Whether the ``str`` ``str`` is an identifier of Python, keywords included.
 *
 * 1 or 0, or ``-1`` with ``TypeError`` if it is not a ``str``.
 *
 * CPython: ``PyUnicode_IsIdentifier``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET
int HPyUnicode_IsIdentifier(HPyContext *ctx, HPy str);

/** Store the ``str`` ``str`` as wide characters.
 *
 * At most ``size`` of them are written, with a NUL behind them if there is room for it. The number without
 * the NUL; with ``buffer`` ``NULL`` the number with it that the whole needs. Where ``wchar_t`` has 16 bits,
 * characters beyond are two. ``-1`` with ``TypeError`` if ``str`` is not a ``str``, ``SystemError`` if ``size`` is
 * negative.
 *
 * CPython: ``PyUnicode_AsWideChar``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_NULLABLE(buffer) HPy_QUIET
HPy_ssize_t HPyUnicode_AsWideChar(HPyContext *ctx, HPy str, wchar_t *buffer, HPy_ssize_t size);

/* == Text by kind ======================================================================== */

/** Open a view of the characters of the ``str`` ``str``, to read them without a call for each.
 *
 * Fills ``*view``: ``data`` has ``length`` characters of ``kind`` bytes each (1, 2 or 4), none is above
 * ``maxchar``; ``HPyUnicode_ReadAt`` reads one. Which kind a text has is the host's business. The memory is not to
 * be written to, and need not end with a NUL. It is valid until ``HPyUnicode_Release``, which must follow, and ``str``
 * must stay open until then. Where a host keeps strings by kind, as CPython, nothing is copied. 0, or ``-1`` with
 * ``TypeError`` if ``str`` is not a ``str``; then the view is empty and need not be released.
 *
 * CPython: ``PyUnicode_KIND``, ``PyUnicode_DATA``, ``PyUnicode_GET_LENGTH``, ``PyUnicode_MAX_CHAR_VALUE``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_DIRECT HPy_FAILS(-1) HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicode_Acquire(HPyContext *ctx, HPy str, HPyUnicodeView *view);

/** Close a view that ``HPyUnicode_Acquire`` opened, once.
 *
 * Its characters must not be read afterwards. Never fails.
 *
 * CPython: nothing.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_DIRECT HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyUnicode_Release(HPyContext *ctx, HPyUnicodeView *view);

/** New ``str`` from ``size`` characters of ``kind`` bytes each (1, 2 or 4).
 *
 * ``HPyUnicode_FromUCS1``, ``HPyUnicode_FromUCS2`` and ``HPyUnicode_FromUCS4`` do it for an array of a known type. Lone
 * surrogates and NULs are kept. New handle, or ``HPy_NULL`` with ``ValueError`` if ``size`` is negative or a character
 * is above 0x10FFFF, ``SystemError`` for another kind, ``MemoryError``.
 *
 * CPython: ``PyUnicode_FromKindAndData``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_SIZED(data, size) HPy_QUIET
HPy HPyUnicode_FromKindAndData(HPyContext *ctx, int kind, const void *data, HPy_ssize_t size);

/** As ``HPyUnicode_FromKindAndData``, where the largest character is known, so that the host need not look for it.
 *
 * ``maxchar`` is the largest character of ``data``, or the number of 127, 255, 65535 and 0x10FFFF that comes next; for
 * an empty text any. With another one the result is not what was meant; debug mode reports it. ``SystemError`` if
 * ``size`` is negative, ``maxchar`` is above 0x10FFFF, or for another kind.
 *
 * CPython: ``PyUnicode_New``, and copying.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(data, size) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyUnicode_FromKindAndMaxChar(HPyContext *ctx, int kind, const void *data, HPy_ssize_t size,
        HPy_UCS4 maxchar);

/** Store the characters of the ``str`` ``str`` in ``buffer``, which has room for ``size``.
 *
 * With ``copy_null`` other than 0 a NUL follows, for which there must be room. ``buffer``, or ``NULL`` with
 * ``SystemError`` if there is too little room, ``TypeError`` if ``str`` is not a ``str``.
 *
 * CPython: ``PyUnicode_AsUCS4``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_QUIET
HPy_UCS4 *HPyUnicode_AsUCS4(HPyContext *ctx, HPy str, HPy_UCS4 *buffer, HPy_ssize_t size, int copy_null);

/* == Paths =============================================================================== */

/** The path that ``path`` stands for, as ``os.fspath``.
 *
 * A ``str`` or ``bytes`` object gives another handle of itself, any other what its ``__fspath__`` returns. New
 * handle to a ``str`` or ``bytes`` object, or ``HPy_NULL`` with ``TypeError`` if there is none, or what
 * ``__fspath__`` raises.
 *
 * CPython: ``PyOS_FSPath``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyOS_FSPath) HPy_FAILS(NULL)
HPy HPy_FSPath(HPyContext *ctx, HPy path);

/** The path that ``path`` stands for, in the file system encoding: what functions of C take.
 *
 * ``path`` is a ``str``, a ``bytes`` object or has ``__fspath__``. New handle to a ``bytes`` object, or
 * ``HPy_NULL`` with ``TypeError`` for another object, ``ValueError`` for a NUL in it, ``UnicodeEncodeError``, or
 * what ``__fspath__`` raises.
 *
 * CPython: ``PyUnicode_FSConverter``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyUnicode_FSConvert(HPyContext *ctx, HPy path);

/** The path that ``path`` stands for, as a ``str``.
 *
 * ``path`` is a ``str``, a ``bytes`` object, which is decoded, or has ``__fspath__``. New handle to a ``str``,
 * or ``HPy_NULL`` with ``TypeError`` for another object, ``ValueError`` for a NUL in it, or what ``__fspath__``
 * raises.
 *
 * CPython: ``PyUnicode_FSDecoder``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyUnicode_FSDecode(HPyContext *ctx, HPy path);

/* == Bytes =============================================================================== */

/** New ``bytes`` object of ``a`` and ``b`` behind it.
 *
 * Both may be any objects with a buffer. New handle, or ``HPy_NULL`` with ``TypeError`` for another object.
 *
 * CPython: ``PyBytes_Concat``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL)
HPy HPyBytes_Concat(HPyContext *ctx, HPy a, HPy b);

/** ``bytes`` object from an object with a buffer, or of integers.
 *
 * A ``bytes`` object gives another handle of itself; an iterable must give integers in ``range(256)``. New
 * handle, or ``HPy_NULL`` with ``TypeError`` for another object, also for a ``str`` or a number, ``ValueError`` for
 * an integer out of range, or what iteration raises.
 *
 * CPython: ``PyBytes_FromObject``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyBytes_FromObject) HPy_FAILS(NULL)
HPy HPyBytes_FromObject(HPyContext *ctx, HPy obj);
