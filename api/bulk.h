/* Bulk access: many items in one call. A part of context.h, whose head explains the entries; minor version 2. */

/* == Bulk access ========================================================================== */

/** Read items of a sequence that are integers into memory of the caller's, many in one call.
 *
 * From ``seq[start]`` on, up to ``count`` of them. Each is converted as ``HPyLong_AsInt64_t`` does, by its
 * ``__index__`` if it is no ``int``. The result is the number of items that were read, which is less than ``count``
 * for one of two reasons: the sequence has ended, or the next item does not fit, because it is no integer or one of
 * more than 64 bits. This raises nothing: the item at ``start`` plus the result is the caller's to treat, who gets it
 * by ``HPy_GetItem_i``. ``HPySequence_UnpackInt64`` is for who wants it to be an error.
 *
 * A ``list`` or ``tuple`` is read without a call for each item, and so is an object that gives its memory as one array
 * of numbers (``bytes``, ``bytearray``, ``array.array``, ``memoryview``); any other has its ``__getitem__`` called.
 * Whatever code in Python does meanwhile, a list that gets shorter ends earlier.
 *
 * ``-1`` with ``TypeError`` if ``seq`` is no sequence, ``SystemError`` if ``start`` or ``count`` is negative, or what
 * ``__len__``, ``__getitem__`` or ``__index__`` raises; what is in the memory then is not said.
 *
 * CPython: ``PySequence_Fast`` and ``PyLong_AsLongLongAndOverflow``, or a buffer.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(buffer, count) HPy_RANGE(start, 0, HPY_SSIZE_T_MAX)
HPy_RANGE(count, 0, HPY_SSIZE_T_MAX)
HPy_ssize_t HPySequence_ReadInt64(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t count, int64_t *buffer);

/** Read items of a sequence that are real numbers into memory of the caller's, many in one call.
 *
 * As ``HPySequence_ReadInt64``. Each item is converted as ``HPyFloat_AsDouble`` does, by its ``__float__`` or
 * ``__index__`` if it is no ``float``; integers are rounded to the nearest. What does not fit is an object with
 * neither, and an integer that is too large for a ``double``.
 *
 * CPython: ``PySequence_Fast`` and ``PyFloat_AsDouble``, or a buffer.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(buffer, count) HPy_RANGE(start, 0, HPY_SSIZE_T_MAX)
HPy_RANGE(count, 0, HPY_SSIZE_T_MAX)
HPy_ssize_t HPySequence_ReadDouble(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t count, double *buffer);

/** Ask for the items of a sequence as an array of C numbers, which the host may have already.
 *
 * ``format`` says which, in the letters of Python's ``struct``: ``b`` ``B`` ``h`` ``H`` ``i`` ``I`` ``q`` ``Q`` for
 * ``int8_t`` to ``uint64_t``, ``f`` and ``d`` for ``float`` and ``double``. Where the sequence keeps its items that
 * way (``array.array``, ``bytes``, other objects with a buffer), the view is its own memory: to be read only, and what
 * the sequence is changed to meanwhile may show. Otherwise the items are copied for ``q`` and ``d``, as
 * ``HPySequence_ReadInt64`` and ``HPySequence_ReadDouble`` do it; no copies are made for other formats.
 *
 * 1 with ``view->data`` (not ``NULL``, even if there is no item) and ``view->length``; 0 without an exception where
 * there is no such view, and the caller has to get the items in another way; ``-1`` with an exception as these two
 * functions. After 1, ``HPyNumberView_Release`` must be called; after 0 and ``-1`` it may.
 *
 * CPython: a buffer of ``PyObject_GetBuffer``, where it has that format, or the items of ``PySequence_Fast``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_DEBUG(by_hand)
int HPyNumberView_Acquire(HPyContext *ctx, HPy seq, char format, HPyNumberView *view);

/** Give a view back: its memory must not be used afterwards.
 *
 * A view that was released, or never acquired (all zero), is left alone. Never fails.
 *
 * CPython: ``PyBuffer_Release`` of such a buffer.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyNumberView_Release(HPyContext *ctx, HPyNumberView *view);

/** New ``list`` of the ``n`` integers in a C array.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``, or ``SystemError`` if ``n`` is negative. Numbers are made for
 * ``bytes`` by ``HPyBytes_FromStringAndSize``, for ``array.array`` by ``HPyArray_FromNumbers``.
 *
 * CPython: ``PyList_New`` and ``PyLong_FromLongLong``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(items, n) HPy_RANGE(n, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy HPyList_FromInt64Array(HPyContext *ctx, const int64_t *items, HPy_ssize_t n);

/** New ``list`` of ``float`` from the ``n`` numbers in a C array.
 *
 * As ``HPyList_FromInt64Array``.
 *
 * CPython: ``PyList_New`` and ``PyFloat_FromDouble``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(items, n) HPy_RANGE(n, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy HPyList_FromDoubleArray(HPyContext *ctx, const double *items, HPy_ssize_t n);

/** New ``tuple`` of the ``n`` integers in a C array.
 *
 * As ``HPyList_FromInt64Array``.
 *
 * CPython: ``PyTuple_New`` and ``PyLong_FromLongLong``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(items, n) HPy_RANGE(n, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy HPyTuple_FromInt64Array(HPyContext *ctx, const int64_t *items, HPy_ssize_t n);

/** New ``tuple`` of ``float`` from the ``n`` numbers in a C array.
 *
 * As ``HPyList_FromInt64Array``.
 *
 * CPython: ``PyTuple_New`` and ``PyFloat_FromDouble``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(items, n) HPy_RANGE(n, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy HPyTuple_FromDoubleArray(HPyContext *ctx, const double *items, HPy_ssize_t n);

/** New ``list`` of the ``n`` handles in a C array.
 *
 * The handles stay the caller's. New handle, or ``HPy_NULL`` with ``MemoryError``; with ``SystemError`` if ``n`` is
 * negative or one of them is ``HPy_NULL``, unless the exception of what failed is pending.
 *
 * CPython: ``PyList_New`` and ``PyList_SET_ITEM``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(items, n) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyList_FromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n);
