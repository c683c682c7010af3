/* Members of minor version 2: memory from the interpreter's allocators, and the garbage collector. What the annotations
 * mean is said at the head of context.h. */

/* == Memory =============================================================================== */

/** Memory for ``n`` bytes, which ``tracemalloc`` sees, and which for few bytes comes quicker than from C's ``malloc``.
 *
 * ``NULL`` without an exception if there is none, or ``n`` is above ``HPY_SSIZE_T_MAX``: raise one with
 * ``HPyErr_NoMemory``. 0 bytes have an address of their own. ``HPyMem_Free`` gives it back, nothing else. In a function
 * that has a context and holds the interpreter; elsewhere ``HPyMem_RawMalloc``.
 *
 * CPython: ``PyMem_Malloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_Malloc) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void *HPyMem_Malloc(HPyContext *ctx, size_t n);

/** Memory for ``count`` items of ``size`` bytes, all 0; else as ``HPyMem_Malloc``.
 *
 * CPython: ``PyMem_Calloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_Calloc) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void *HPyMem_Calloc(HPyContext *ctx, size_t count, size_t size);

/** Memory for ``n`` bytes in the place of ``p``, with what both have room for; ``NULL`` as ``p`` makes it
 * ``HPyMem_Malloc``.
 *
 * ``p`` must come from ``HPyMem_Malloc``, ``HPyMem_Calloc`` or ``HPyMem_Realloc``. ``NULL`` without an exception if
 * there is not so much: ``p`` is as before.
 *
 * CPython: ``PyMem_Realloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_Realloc) HPy_FAILS(NEVER) HPy_NULLABLE(p) HPy_QUIET HPy_DEBUG(by_hand)
void *HPyMem_Realloc(HPyContext *ctx, void *p, size_t n);

/** Give back memory of ``HPyMem_Malloc``, ``HPyMem_Calloc`` or ``HPyMem_Realloc``; nothing for ``NULL``. Never fails.
 *
 * CPython: ``PyMem_Free``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_Free) HPy_FAILS(NEVER) HPy_NULLABLE(p) HPy_QUIET HPy_DEBUG(by_hand)
void HPyMem_Free(HPyContext *ctx, void *p);

/** ``HPyMem_Malloc`` for any thread, also one that has left Python or never entered it.
 *
 * ``ctx`` may be any context of this module, also of a call that is over. ``HPyMem_RawFree`` gives the memory back,
 * nothing else.
 *
 * CPython: ``PyMem_RawMalloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_RawMalloc) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
void *HPyMem_RawMalloc(HPyContext *ctx, size_t n);

/** ``HPyMem_Calloc`` for any thread, as ``HPyMem_RawMalloc``.
 *
 * CPython: ``PyMem_RawCalloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_RawCalloc) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
void *HPyMem_RawCalloc(HPyContext *ctx, size_t count, size_t size);

/** ``HPyMem_Realloc`` for any thread, of memory that comes from ``HPyMem_RawMalloc`` and its like.
 *
 * CPython: ``PyMem_RawRealloc``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_RawRealloc) HPy_FAILS(NEVER) HPy_NULLABLE(p) HPy_QUIET HPy_DEBUG(by_hand)
HPy_TRACE(by_hand)
void *HPyMem_RawRealloc(HPyContext *ctx, void *p, size_t n);

/** ``HPyMem_Free`` for any thread, of memory that comes from ``HPyMem_RawMalloc`` and its like. Never fails.
 *
 * CPython: ``PyMem_RawFree``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMem_RawFree) HPy_FAILS(NEVER) HPy_NULLABLE(p) HPy_QUIET HPy_DEBUG(by_hand)
HPy_TRACE(by_hand)
void HPyMem_RawFree(HPyContext *ctx, void *p);

/* == Garbage collection =================================================================== */

/** Look for unreachable cycles of objects in all generations, as ``gc.collect()``.
 *
 * The number of objects that were found and freed or kept because they cannot be; 0 while the collector is off, or at
 * work. Exceptions are reported, one that is pending stays.
 *
 * CPython: ``PyGC_Collect``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyGC_Collect) HPy_FAILS(NEVER)
HPy_ssize_t HPyGC_Collect(HPyContext *ctx);

/** Let the collector work by itself: 1 if it did before, else 0. Never fails.
 *
 * CPython: ``PyGC_Enable``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyGC_Enable(HPyContext *ctx);

/** Let the collector no longer work by itself, nor by ``HPyGC_Collect``: 1 if it did before, else 0. Never fails.
 *
 * CPython: ``PyGC_Disable``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyGC_Disable(HPyContext *ctx);

/** 1 if the collector works by itself, else 0. Never fails.
 *
 * CPython: ``PyGC_IsEnabled``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyGC_IsEnabled(HPyContext *ctx);

/** 1 if the collector looks at ``obj``, as ``gc.is_tracked(obj)``, else 0. Never fails.
 *
 * CPython: ``PyObject_GC_IsTracked``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyGC_IsTracked(HPyContext *ctx, HPy obj);
