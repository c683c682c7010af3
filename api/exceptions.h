/* Exceptions: the raised and the handled one, their chain, warnings, tracebacks. A part of context.h, whose head explains
 * the entries; minor version 2. */

/* == Errors ================================================================================ */

/** Take the pending exception: it is not pending any more.
 *
 * New handle to the exception object, with its ``__traceback__`` and ``__context__`` as they are, or ``HPy_NULL`` when none
 * is pending. It is for code that must call on after a failure, and puts the exception back with ``HPyErr_SetRaised``. Never
 * fails.
 *
 * CPython: ``PyErr_GetRaisedException``; before 3.12 ``PyErr_Fetch`` and ``PyErr_NormalizeException``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
HPy HPyErr_GetRaised(HPyContext *ctx);

/** Make the exception object ``exc`` the pending one, as it is.
 *
 * ``__traceback__``, ``__context__`` and ``__cause__`` stay what they are; the caller keeps its handle. One that is pending
 * already is replaced. ``HPy_NULL`` clears, so what ``HPyErr_GetRaised`` gave can always be put back. Anything else than an
 * exception, a class too, raises ``TypeError`` instead.
 *
 * CPython: ``PyErr_SetRaisedException``; before 3.12 ``PyErr_Restore``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_NULLABLE(exc) HPy_EXPECTS(exc, BaseException) HPy_DEBUG(by_hand)
void HPyErr_SetRaised(HPyContext *ctx, HPy exc);

/** The exception that is being handled, as ``sys.exception()``: that of an ``except`` block around the call.
 *
 * New handle, or ``HPy_NULL`` when none is. Never fails. The pending exception is another matter: see
 * ``HPyErr_GetRaised``.
 *
 * CPython: ``PyErr_GetHandledException``; before 3.11 ``PyErr_GetExcInfo``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
HPy HPyErr_GetHandled(HPyContext *ctx);

/** Make ``exc`` the exception that is being handled: what is raised from now on has it as ``__context__``.
 *
 * ``HPy_NULL`` or ``None``: none is. It lasts to the end of the function, which must put back what ``HPyErr_GetHandled`` has
 * given before. 0, or ``-1`` with ``TypeError`` for anything else than an exception.
 *
 * CPython: ``PyErr_SetHandledException``; before 3.11 ``PyErr_SetExcInfo``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(exc)
int HPyErr_SetHandled(HPyContext *ctx, HPy exc);

/** 1 if ``given``, an exception or a class, matches ``exc``, a class or a tuple of classes, else 0.
 *
 * Subclasses match; no ``__instancecheck__`` is asked. 0 where ``given`` is ``HPy_NULL``. Never fails.
 *
 * CPython: ``PyErr_GivenExceptionMatches``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyErr_GivenExceptionMatches) HPy_FAILS(NEVER) HPy_NULLABLE(given) HPy_QUIET
int HPyErr_GivenMatches(HPyContext *ctx, HPy given, HPy exc);

/** Let Python handle the signals that have come in; for a loop in C that runs long.
 *
 * 0, or ``-1`` with what a handler raised: ``KeyboardInterrupt`` usually. In another thread than the main one it does
 * nothing.
 *
 * CPython: ``PyErr_CheckSignals``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyErr_CheckSignals) HPy_FAILS(-1)
int HPyErr_CheckSignals(HPyContext *ctx);

/** Print the pending exception with its traceback by ``sys.excepthook``, and clear it.
 *
 * As at the end of a program: ``sys.last_exc`` and the like are set, and ``SystemExit`` ends the process. Nothing happens
 * where none is pending.
 *
 * CPython: ``PyErr_Print``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyErr_Print(HPyContext *ctx);

/** Print the exception ``exc`` with its traceback, chain and notes to ``sys.stderr``.
 *
 * Nothing else is done, whatever exception it is. What goes wrong with printing is dropped.
 *
 * CPython: ``PyErr_DisplayException``; before 3.12 ``PyErr_Display``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_EXPECTS(exc, BaseException)
void HPyErr_Display(HPyContext *ctx, HPy exc);

/** Report the pending exception, which cannot be raised further, with a text of one's own, and clear it.
 *
 * As ``HPyErr_WriteUnraisable``, where ``Exception ignored in`` and the object would stand: the report begins with
 * ``message``, a ``str``, and a colon. ``HPyErr_FormatUnraisable`` makes the text, too.
 *
 * CPython: ``PyErr_FormatUnraisable("%U", message)``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand) HPy_EXPECTS(message, str)
void HPyErr_WriteUnraisableMessage(HPyContext *ctx, HPy message);

/** Add one entry to the traceback of the pending exception, as if a Python function had passed it on.
 *
 * For code generators and wrappers: ``function`` (UTF-8), ``file`` (in the file system encoding) and ``line`` are what the
 * traceback shows, with the text of the line where the file can be read. Nothing happens where no exception is pending.
 * Never fails: without memory the entry is missing.
 *
 * CPython: ``PyTraceBack_Here`` with a frame made for it.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyTraceBack_Add(HPyContext *ctx, const char *function, const char *file, int line);

/** Tell the pending ``SyntaxError`` its place: ``filename`` (in the file system encoding), ``lineno`` and ``offset``.
 *
 * Its text becomes that line where the file can be read. ``offset`` is the column, from 1, or -1. Nothing happens where no
 * exception is pending. Never fails.
 *
 * CPython: ``PyErr_SyntaxLocationEx``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_NULLABLE(filename) HPy_DEBUG(by_hand)
void HPyErr_SyntaxLocation(HPyContext *ctx, const char *filename, int lineno, int offset);

/* == Warnings ============================================================================== */

/** Issue a warning whose text is an object.
 *
 * ``message`` is a ``str``, ``category`` a warning class, ``HPy_NULL`` for ``RuntimeWarning``; ``stack_level`` as for
 * ``HPyErr_WarnEx``. ``source`` is ``HPy_NULL``, or with ``ResourceWarning`` the object that was not closed: with
 * ``tracemalloc`` the warning shows where it was made. ``HPyErr_WarnFormat`` and ``HPyErr_ResourceWarning`` make the text,
 * too. 0, or ``-1`` when the filters turn the warning into an exception, or with ``TypeError`` for a ``source`` with another
 * category.
 *
 * CPython: ``PyErr_WarnFormat`` and ``PyErr_ResourceWarning`` with ``"%U"``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(category, source) HPy_EXPECTS(message, str)
int HPyErr_WarnObject(HPyContext *ctx, HPy category, HPy message, HPy_ssize_t stack_level, HPy source);

/** Issue a warning for a place in a file, as ``warnings.warn_explicit``.
 *
 * ``category`` is a warning class, ``HPy_NULL`` for ``RuntimeWarning``; ``utf8_message`` the text, ``filename_fsencoded``
 * and ``lineno`` the place. ``utf8_module`` is the name that filters look at, ``NULL`` for one made of the file's;
 * ``registry`` the dict in which warnings that were shown are kept, ``HPy_NULL`` for none. 0, or ``-1`` when the filters
 * turn the warning into an exception.
 *
 * CPython: ``PyErr_WarnExplicit``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyErr_WarnExplicit) HPy_FAILS(-1) HPy_NULLABLE(category, utf8_module, registry)
int HPyErr_WarnExplicit(HPyContext *ctx, HPy category, const char *utf8_message, const char *filename_fsencoded,
        int lineno, const char *utf8_module, HPy registry);

/* == Exception objects ===================================================================== */

/** The ``__cause__`` of an exception: what stands behind ``raise … from``.
 *
 * New handle, or ``HPy_NULL`` without an exception when there is none; with ``TypeError`` when ``exc`` is no exception.
 *
 * CPython: ``PyException_GetCause``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(ASK) HPy_EXPECTS(exc, BaseException) HPy_QUIET
HPy HPyException_GetCause(HPyContext *ctx, HPy exc);

/** Set the ``__cause__`` of an exception, and ``__suppress_context__``, as ``raise … from`` does.
 *
 * ``cause`` is an exception; ``None`` or ``HPy_NULL`` for none. 0, or ``-1`` with ``TypeError`` for anything else.
 *
 * CPython: ``PyException_SetCause``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(cause) HPy_EXPECTS(exc, BaseException)
int HPyException_SetCause(HPyContext *ctx, HPy exc, HPy cause);

/** The ``__context__`` of an exception: the one that was being handled when it was raised.
 *
 * New handle, or ``HPy_NULL`` without an exception when there is none; with ``TypeError`` when ``exc`` is no exception.
 *
 * CPython: ``PyException_GetContext``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(ASK) HPy_EXPECTS(exc, BaseException) HPy_QUIET
HPy HPyException_GetContext(HPyContext *ctx, HPy exc);

/** Set the ``__context__`` of an exception.
 *
 * ``context`` is an exception; ``None`` or ``HPy_NULL`` for none. 0, or ``-1`` with ``TypeError`` for anything else.
 *
 * CPython: ``PyException_SetContext``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(context) HPy_EXPECTS(exc, BaseException)
int HPyException_SetContext(HPyContext *ctx, HPy exc, HPy context);

/** The ``__traceback__`` of an exception.
 *
 * New handle, or ``HPy_NULL`` without an exception when there is none; with ``TypeError`` when ``exc`` is no exception.
 *
 * CPython: ``PyException_GetTraceback``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(ASK) HPy_EXPECTS(exc, BaseException) HPy_QUIET
HPy HPyException_GetTraceback(HPyContext *ctx, HPy exc);

/** Set the ``__traceback__`` of an exception.
 *
 * ``traceback`` is a traceback; ``None`` or ``HPy_NULL`` for none. 0, or ``-1`` with ``TypeError`` for anything else.
 *
 * CPython: ``PyException_SetTraceback``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(traceback) HPy_EXPECTS(exc, BaseException)
int HPyException_SetTraceback(HPyContext *ctx, HPy exc, HPy traceback);

/** The arguments with which an exception was made, a tuple: its ``args``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` when ``exc`` is no exception.
 *
 * CPython: ``PyException_GetArgs``, since 3.12.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_EXPECTS(exc, BaseException) HPy_QUIET
HPy HPyException_GetArgs(HPyContext *ctx, HPy exc);

/** Set the ``args`` of an exception, a tuple.
 *
 * 0, or ``-1`` with ``TypeError`` when ``exc`` is no exception or ``args`` no tuple.
 *
 * CPython: ``PyException_SetArgs``, since 3.12.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(exc, BaseException) HPy_EXPECTS(args, tuple)
int HPyException_SetArgs(HPyContext *ctx, HPy exc, HPy args);
