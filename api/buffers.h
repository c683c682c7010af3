/* Buffers: the memory of other objects, memoryview, bytearray. A part of context.h, whose head explains the entries;
 * minor version 2. What fills, reads or copies a view without asking its object is in hpy/buffers.h. */

/* == Buffers ============================================================================== */

/** Acquire a view of the memory of ``obj``.
 *
 * ``flags`` says what the caller can cope with: ``HPyBUF_SIMPLE`` for contiguous bytes, ``HPyBUF_CONTIG_RO``,
 * ``HPyBUF_FULL_RO`` and the like for arrays, with ``HPyBUF_WRITABLE`` among them to write. ``0``, and the caller must
 * end the view with ``HPyBuffer_Release``; until then the memory stays where it is, and ``view->obj`` keeps the object
 * alive. ``-1`` with an exception set, and ``view->obj`` is ``HPy_NULL``: ``TypeError`` for an object without a buffer,
 * ``BufferError`` for one that cannot give what is asked for, ``SystemError`` for ``HPyBUF_READ`` or ``HPyBUF_WRITE``.
 *
 * The view stays where it was filled, for ``shape`` and ``strides`` may point into it: no copy, no ``realloc``. It may be
 * used in other calls and threads than the one that made it, so it can be part of an object's struct; release it in
 * ``HPy_tp_finalize`` then (``HPy_tp_destroy`` has no context). The collector does not see the reference to the object.
 *
 * CPython: ``PyObject_GetBuffer``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_DEBUG(by_hand)
int HPy_GetBuffer(HPyContext *ctx, HPy obj, HPy_buffer *view, int flags);

/** End a view that ``HPy_GetBuffer`` or ``HPyBuffer_FillInfo`` has filled.
 *
 * ``view->obj`` is ``HPy_NULL`` afterwards, and nothing else of the view may be used. A view that is empty, since it is all
 * zero or since ``HPy_GetBuffer`` failed, may be released as well: nothing happens then. Never fails, and may be called
 * with an exception pending.
 *
 * CPython: ``PyBuffer_Release``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_DIRECT HPy_DEBUG(by_hand)
void HPyBuffer_Release(HPyContext *ctx, HPy_buffer *view);

/** 1 if ``obj`` has a buffer, which it may still refuse to show, else 0. Never fails.
 *
 * CPython: ``PyObject_CheckBuffer``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_CheckBuffer) HPy_FAILS(NEVER) HPy_QUIET
int HPyBuffer_Check(HPyContext *ctx, HPy obj);

/** New ``memoryview`` of the memory of ``obj``, as ``memoryview(obj)``.
 *
 * ``HPy_NULL`` with ``TypeError`` for an object without a buffer, ``BufferError`` for one that refuses, or
 * ``ValueError`` for a ``memoryview`` that was released.
 *
 * CPython: ``PyMemoryView_FromObject``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMemoryView_FromObject) HPy_FAILS(NULL)
HPy HPyMemoryView_FromObject(HPyContext *ctx, HPy obj);

/** New ``memoryview`` of ``size`` bytes at ``mem``; ``flags`` is ``HPyBUF_READ`` or ``HPyBUF_WRITE``.
 *
 * No object owns the memory, so it must outlive the ``memoryview`` and all that is made from it, which only the program as
 * a whole can know: where Python code gets the view, prefer a type with ``HPy_bf_getbuffer``. ``HPy_NULL`` with
 * ``SystemError`` for a negative size or other flags.
 *
 * CPython: ``PyMemoryView_FromMemory``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_SIZED(mem, size) HPy_QUIET
HPy HPyMemoryView_FromMemory(HPyContext *ctx, char *mem, HPy_ssize_t size, int flags);

/** New ``memoryview`` of the memory that ``view`` describes.
 *
 * Shape and strides are copied, memory and format are not: both must outlive the ``memoryview``, as for
 * ``HPyMemoryView_FromMemory``. ``view`` stays the caller's to release, and its ``obj`` is not looked at. ``HPy_NULL``
 * with ``ValueError`` where ``view->buf`` is ``NULL`` or there are more than ``HPyBUF_MAX_NDIM`` dimensions.
 *
 * CPython: ``PyMemoryView_FromBuffer``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_DEBUG(by_hand) HPy_QUIET
HPy HPyMemoryView_FromBuffer(HPyContext *ctx, const HPy_buffer *view);

/** New ``memoryview`` of a contiguous piece of memory with the content of ``obj``.
 *
 * ``order`` is ``'C'``, ``'F'`` or ``'A'`` for either. Where the memory of ``obj`` is contiguous in that order, the view
 * shows it; otherwise it shows a copy, for reading: with ``HPyBUF_WRITE`` as ``buffertype`` that is a ``BufferError``,
 * with ``HPyBUF_READ`` it is not. ``BufferError`` also for ``HPyBUF_WRITE`` where the memory is for reading only.
 * ``HPy_NULL`` with ``ValueError`` for another ``order``, ``SystemError`` for another ``buffertype``, and the exceptions
 * of ``HPyMemoryView_FromObject``.
 *
 * CPython: ``PyMemoryView_GetContiguous``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyMemoryView_GetContiguous(HPyContext *ctx, HPy obj, int buffertype, char order);

/* == Bytearrays =========================================================================== */

/** The type ``bytearray``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyByteArray_Type) HPy_BUILTIN(bytearray, a bytearray) HPy_BY_SYMBOL
HPy h_ByteArrayType;

/** New ``bytearray`` with a copy of ``size`` bytes at ``data``, or of that many arbitrary bytes if ``data`` is ``NULL``.
 *
 * Fill them through ``HPy_GetBuffer`` with ``HPyBUF_WRITABLE``. ``HPy_NULL`` with ``SystemError`` for a negative size.
 *
 * CPython: ``PyByteArray_FromStringAndSize``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyByteArray_FromStringAndSize) HPy_FAILS(NULL) HPy_NULLABLE(data) HPy_QUIET
HPy HPyByteArray_FromStringAndSize(HPyContext *ctx, const char *data, HPy_ssize_t size);

/** Number of bytes in a ``bytearray``, or ``-1`` with ``TypeError`` for another object.
 *
 * CPython: ``PyByteArray_Size``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPyByteArray_Size(HPyContext *ctx, HPy bytearray);

/** Make a ``bytearray`` ``size`` bytes long; those that are new have arbitrary values.
 *
 * ``0``, or ``-1`` with ``BufferError`` while a view of it exists, ``ValueError`` for a negative size, ``TypeError`` for
 * another object.
 *
 * CPython: ``PyByteArray_Resize``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_QUIET
int HPyByteArray_Resize(HPyContext *ctx, HPy bytearray, HPy_ssize_t size);

/** New ``bytearray`` with the bytes of ``a``, then those of ``b``; both may be any objects with a contiguous buffer.
 *
 * ``HPy_NULL`` with ``TypeError`` where one of them is not.
 *
 * CPython: ``PyByteArray_Concat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyByteArray_Concat) HPy_FAILS(NULL)
HPy HPyByteArray_Concat(HPyContext *ctx, HPy a, HPy b);
