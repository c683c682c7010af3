/* Threads: an interpreter that a thread can enter which has no context, mutexes, critical sections. A part of
 * context.h, whose head explains the entries; minor version 2. Types and the functions that need no context are in
 * hpy/inline_threads.h. */

/* == Threads =============================================================================== */

/** A reference to the interpreter that runs, for threads that have no context.
 *
 * It may be kept anywhere and used by any thread, also when the interpreter has ended: ``HPyThread_Enter`` tells then.
 * It does not keep the interpreter alive. Give it up with ``HPyInterpreter_Close``. What enters by it gets the context
 * of this module, under debug mode that of debug mode. ``HPyInterpreter_NULL`` with ``MemoryError``, or what
 * registering with ``atexit`` raises.
 *
 * CPython: ``PyInterpreterView_FromCurrent``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
HPyInterpreter HPyInterpreter_Get(HPyContext *ctx);

/** Leave what the thread has entered by ``HPyThread_Enter``, which filled ``token``; ``ctx`` and its handles end.
 *
 * By the same thread, and where it has entered several times in the opposite order. Close all handles before. An
 * exception that is pending is reported as unraisable where the thread has nothing else to do with Python; look at it
 * before. Never fails.
 *
 * CPython: ``PyThreadState_Release``, ``PyGILState_Release``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
void HPyThread_Exit(HPyContext *ctx, HPyThreadToken *token);

/* == Locks ================================================================================= */

/** Lock a mutex, and wait while another thread has it locked; other threads may run Python code meanwhile.
 *
 * ``static HPyMutex mutex;``, or one in a struct of zeros, is open. It is not recursive: to lock it twice never ends.
 * It does not move while it is in use, and belongs to one extension. Whoever has it locked may call Python, as long as
 * that does not wait for a thread that wants the mutex. Never fails.
 *
 * CPython: ``PyMutex_Lock``; before 3.13 as ``PyThread_acquire_lock``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyMutex_Lock(HPyContext *ctx, HPyMutex *mutex);

/** Unlock a mutex that is locked; the process ends if it is not. Never fails.
 *
 * CPython: ``PyMutex_Unlock``; before 3.13 as ``PyThread_release_lock``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyMutex_Unlock(HPyContext *ctx, HPyMutex *mutex);

/** Begin a part of a function in which no other thread is in such a part with the object ``obj``.
 *
 * Where a GIL sees to that already, it costs nothing. It lasts to ``HPyCriticalSection_End`` in the same function,
 * which ``HPy_BEGIN_CRITICAL_SECTION`` makes sure of. It is interrupted while the thread waits, for another section
 * too, so that sections never block each other; look again at what you know of the object behind a call of Python. In
 * free-threaded CPython 3.13 it is also interrupted by functions that lock the object themselves, as those of lists and
 * dicts do: what several of them are to do at once needs the section of another object, or a mutex.
 * ``section`` is a local variable that needs no value. Never fails.
 *
 * CPython: ``PyCriticalSection_Begin``, ``Py_BEGIN_CRITICAL_SECTION``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_DIRECT HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyCriticalSection_Begin(HPyContext *ctx, HPyCriticalSection *section, HPy obj);

/** The same with two objects, which may be one: no other thread is in a section with either of them. Never fails.
 *
 * CPython: ``PyCriticalSection2_Begin``, ``Py_BEGIN_CRITICAL_SECTION2``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_DIRECT HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyCriticalSection_Begin2(HPyContext *ctx, HPyCriticalSection *section, HPy a, HPy b);

/** End the section that was begun last. Never fails.
 *
 * CPython: ``PyCriticalSection_End``, ``PyCriticalSection2_End``, ``Py_END_CRITICAL_SECTION``,
 * ``Py_END_CRITICAL_SECTION2``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_DIRECT HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyCriticalSection_End(HPyContext *ctx, HPyCriticalSection *section);
