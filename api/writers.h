/* Builders of text and bytes. A part of context.h, whose head explains the entries; minor version 2. */

/* == Text builders ======================================================================== */

/** Begin a text that is put together by many small writes.
 *
 * ``HPyUnicodeBuilder_Build`` or ``HPyUnicodeBuilder_Cancel`` ends it. ``hint`` is about how many characters there will
 * be; 0 where that is not known, and no number is wrong. Raises nothing and cannot fail: if there is no memory, the
 * first write says so.
 *
 * The builder may be moved, as a part of a struct or from a function, but only one copy of it is used.
 *
 * A write that fails leaves the text as it was. No write needs a check if the result of ``HPyUnicodeBuilder_Build``
 * gets one: all functions of text builders but this one may be called with an exception pending, and an object that
 * is written may be ``HPy_NULL`` then, because its making has failed. Such writes do nothing that shows, whatever
 * they return, and ``HPyUnicodeBuilder_Build`` gives the text up.
 *
 * CPython: ``PyUnicodeWriter_Create``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_QUIET HPy_DEBUG(by_hand)
HPyUnicodeBuilder HPyUnicodeBuilder_New(HPyContext *ctx, HPy_ssize_t hint);

/** Write one character.
 *
 * 0, or ``-1`` with ``ValueError`` if ``c`` is more than ``0x10FFFF``, ``MemoryError``. ASCII is written in place,
 * without asking the host, as long as there is room.
 *
 * CPython: ``PyUnicodeWriter_WriteChar``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteChar(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_UCS4 c);

/** Write ``size`` bytes of ASCII; up to a NUL if ``size`` is negative.
 *
 * 0, or ``-1`` with ``MemoryError``. Bytes that are not ASCII are the caller's mistake, at which nobody looks here:
 * they make ``HPyUnicodeBuilder_Build`` raise ``UnicodeDecodeError`` if there is no other text that is not ASCII,
 * else they are taken for Latin-1. It is written in place as by ``HPyUnicodeBuilder_WriteChar``.
 *
 * CPython: ``PyUnicodeWriter_WriteASCII``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteASCII(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *ascii, HPy_ssize_t size);

/** Memory for ``size`` characters of ASCII or more, which are written there without further calls.
 *
 * ``HPyUnicodeBuilder_Commit``, which must be the next call with this builder, says how many have been; without it
 * there are none. ``NULL`` with ``MemoryError``, or with ``ValueError`` if ``size`` is negative.
 *
 * CPython: none.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
char *HPyUnicodeBuilder_Reserve(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t size);

/** The first ``used`` characters of the memory that ``HPyUnicodeBuilder_Reserve`` gave are written, and are ASCII.
 *
 * 0, or ``-1`` with ``SystemError`` if there are not so many.
 *
 * CPython: none.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_Commit(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy_ssize_t used);

/** Write ``size`` bytes of UTF-8; up to a NUL if ``size`` is negative.
 *
 * 0, or ``-1`` with ``UnicodeDecodeError``, ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteUTF8``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteUTF8(HPyContext *ctx, HPyUnicodeBuilder *builder, const char *utf8, HPy_ssize_t size);

/** Write ``size`` characters, lone surrogates too.
 *
 * 0, or ``-1`` with ``ValueError`` if ``size`` is negative, ``SystemError`` if one is more than ``0x10FFFF``,
 * ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteUCS4``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(ucs4, size) HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteUCS4(HPyContext *ctx, HPyUnicodeBuilder *builder, const HPy_UCS4 *ucs4, HPy_ssize_t size);

/** Write a ``str`` as it is; ``__str__`` of a subclass is not called.
 *
 * 0, or ``-1`` with ``TypeError`` for another object, ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteSubstring``, for the whole of it.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(str, str) HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteUnicode(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str);

/** Write the characters of a ``str`` from ``start`` up to, but without, ``end``.
 *
 * 0, or ``-1`` with ``TypeError`` if ``str`` is none, ``ValueError`` unless ``0 <= start <= end <= len(str)``,
 * ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteSubstring``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(str, str) HPy_QUIET HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteSubstring(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy str, HPy_ssize_t start,
        HPy_ssize_t end);

/** Write ``str(obj)``; a number of the types ``int`` and ``float`` without making a ``str``.
 *
 * 0, or ``-1`` with what that raises, ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteStr``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteStr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj);

/** Write ``repr(obj)``; a number of the types ``int`` and ``float`` without making a ``str``.
 *
 * 0, or ``-1`` with what that raises, ``MemoryError``.
 *
 * CPython: ``PyUnicodeWriter_WriteRepr``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_DEBUG(by_hand)
int HPyUnicodeBuilder_WriteRepr(HPyContext *ctx, HPyUnicodeBuilder *builder, HPy obj);

/** Finish the text.
 *
 * Ends ``builder``. New handle to a ``str``, or ``HPy_NULL`` with ``UnicodeDecodeError`` if what was written as
 * ASCII was none, ``MemoryError``. With an exception pending it gives the text up and returns ``HPy_NULL``.
 *
 * CPython: ``PyUnicodeWriter_Finish``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyUnicodeBuilder_Build(HPyContext *ctx, HPyUnicodeBuilder *builder);

/** Give up the text. Ends ``builder``. Never fails.
 *
 * CPython: ``PyUnicodeWriter_Discard``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyUnicodeBuilder_Cancel(HPyContext *ctx, HPyUnicodeBuilder *builder);

/* == Bytes builders ======================================================================= */

/** Begin a ``bytes`` object of ``size`` bytes, which the caller fills in.
 *
 * ``HPyBytesBuilder_Build`` or ``HPyBytesBuilder_Cancel`` ends it. ``*buf`` gets the address of the bytes, whose
 * content is undefined at first. It is good up to the next call with this builder, and may be ``NULL`` where all is
 * appended by ``HPyBytesBuilder_Write``. ``size`` may change later.
 *
 * Raises nothing: if there is no memory, or ``size`` is negative, ``*buf`` gets ``NULL``, and that is told by
 * writes and ``HPyBytesBuilder_Build``. As with text builders all functions but this one may be called with an
 * exception pending, so that only the result of ``HPyBytesBuilder_Build`` needs a check. One copy of the builder is
 * used.
 *
 * CPython: ``PyBytesWriter_Create``; before 3.15, ``PyBytes_FromStringAndSize`` without bytes.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_NULLABLE(buf) HPy_QUIET HPy_DEBUG(by_hand)
HPyBytesBuilder HPyBytesBuilder_New(HPyContext *ctx, HPy_ssize_t size, char **buf);

/** Change the size: bytes are added at the end, whose content is undefined, or taken off.
 *
 * ``*buf`` gets the address of the first of all bytes, as by ``HPyBytesBuilder_New``; ``buf`` may be ``NULL``. 0,
 * or ``-1`` with ``ValueError`` if ``size`` is negative, which changes nothing, or with ``MemoryError``. After that the
 * bytes may be lost, as after any ``MemoryError`` of a bytes builder: ``HPyBytesBuilder_Build`` fails with it too then.
 *
 * CPython: ``PyBytesWriter_Resize``, ``_PyBytes_Resize``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(buf) HPy_QUIET HPy_DEBUG(by_hand)
int HPyBytesBuilder_Resize(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size, char **buf);

/** Append ``size`` bytes; up to a NUL if ``size`` is negative.
 *
 * 0, or ``-1`` with ``MemoryError``. Written in place, without asking the host, as long as there is room.
 *
 * CPython: ``PyBytesWriter_WriteBytes``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_HANDWRITTEN HPy_SIZED(data, size) HPy_QUIET HPy_DEBUG(by_hand)
int HPyBytesBuilder_Write(HPyContext *ctx, HPyBytesBuilder *builder, const char *data, HPy_ssize_t size);

/** Memory for ``size`` bytes or more behind all bytes, which are written there without further calls.
 *
 * ``HPyBytesBuilder_Commit``, which must be the next call with this builder, says how many have been; without it there
 * are none. ``NULL`` with ``MemoryError``, or with ``ValueError`` if ``size`` is negative.
 *
 * CPython: ``PyBytesWriter_Grow``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
char *HPyBytesBuilder_Reserve(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t size);

/** The first ``used`` bytes of the memory that ``HPyBytesBuilder_Reserve`` gave are written.
 *
 * 0, or ``-1`` with ``SystemError`` if there are not so many.
 *
 * CPython: none.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_HANDWRITTEN HPy_QUIET HPy_DEBUG(by_hand)
int HPyBytesBuilder_Commit(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used);

/** Finish the bytes: the first ``used`` of them; all, if it is ``-1``.
 *
 * Ends ``builder``. New handle to a ``bytes`` object, which is the memory that was filled in, not a copy where that
 * can be had. ``HPy_NULL`` with ``SystemError`` if there are not so many, ``MemoryError``, also that of
 * ``HPyBytesBuilder_New``. With an exception pending it gives the bytes up and returns ``HPy_NULL``.
 *
 * CPython: ``PyBytesWriter_FinishWithSize``, ``_PyBytes_Resize``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyBytesBuilder_Build(HPyContext *ctx, HPyBytesBuilder *builder, HPy_ssize_t used);

/** Give up the bytes. Ends ``builder``. Never fails.
 *
 * CPython: ``PyBytesWriter_Discard``, ``Py_DECREF``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyBytesBuilder_Cancel(HPyContext *ctx, HPyBytesBuilder *builder);
