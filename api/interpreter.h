/* Members of minor version 2: importing, the module sys, context variables, and the interpreter itself. What the
 * annotations mean is said at the head of context.h. */

/* == Importing ============================================================================ */

/** Import a module by its name as a ``str``, and give that module.
 *
 * As ``HPyImport_ImportModule``; ``TypeError`` if ``name`` is not a ``str``.
 *
 * CPython: ``PyImport_Import``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyImport_Import) HPy_FAILS(NULL)
HPy HPyImport_Import(HPyContext *ctx, HPy name);

/** Import as the statement does: ``__import__(name, globals, locals, fromlist, level)``, but never by another
 * ``__import__`` that a program has put in its place.
 *
 * ``level`` is 0 for an absolute import, else how many dots stand in front of the name; then ``globals`` must be the
 * dict of a module, by which its package is found. ``fromlist`` holds the names behind ``import``: without one, or
 * with an empty one, ``"a.b"`` gives ``a``, otherwise ``a.b``. ``globals``, ``locals`` and ``fromlist`` may be
 * ``HPy_NULL``. New handle, or ``HPy_NULL`` with ``ImportError``, ``TypeError`` if ``name`` is not a ``str``,
 * ``ValueError`` for a negative level or an empty name, ``KeyError`` if ``globals`` do not tell the package, or what
 * importing raises.
 *
 * CPython: ``PyImport_ImportModuleLevelObject``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyImport_ImportModuleLevelObject) HPy_FAILS(NULL) HPy_NULLABLE(globals, locals, fromlist)
HPy HPyImport_ImportModuleLevel(HPyContext *ctx, HPy name, HPy globals, HPy locals, HPy fromlist, int level);

/** A module that was imported already, by its name: what ``sys.modules`` has.
 *
 * 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where there is none; ``-1`` and ``HPy_NULL`` with
 * ``TypeError`` if ``name`` is unhashable, or what the look-up raises.
 *
 * CPython: ``PyImport_GetModule``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_OUT(result)
int HPyImport_GetModule(HPyContext *ctx, HPy name, HPy *result);

/** The module of that name that ``sys.modules`` has, or a new, empty one, which is put there.
 *
 * Nothing is imported, and the packages in front of a dot are not made. New handle, or ``HPy_NULL`` with an
 * exception.
 *
 * CPython: ``PyImport_AddModuleRef``, ``PyImport_AddModuleObject``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPyImport_AddModule(HPyContext *ctx, HPy name);

/* == The module sys ======================================================================= */

/** What the module ``sys`` has under this UTF-8 name.
 *
 * 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where there is nothing of that name; ``-1`` and
 * ``HPy_NULL`` with ``UnicodeDecodeError`` for another text, or what the look-up raises.
 *
 * CPython: ``PySys_GetOptionalAttrString``, ``PySys_GetObject``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_OUT(result) HPy_QUIET
int HPySys_Get_s(HPyContext *ctx, const char *utf8_name, HPy *result);

/** Set what the module ``sys`` has under this UTF-8 name; ``HPy_NULL`` as ``value`` takes it away, if it is there.
 *
 * 0, or ``-1`` with an exception.
 *
 * CPython: ``PySys_SetObject``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySys_SetObject) HPy_FAILS(-1) HPy_NULLABLE(value)
int HPySys_Set_s(HPyContext *ctx, const char *utf8_name, HPy value);

/** Tell audit hooks of an event, as ``sys.audit(event, *args)``.
 *
 * ``args`` is a tuple, or ``HPy_NULL`` for no arguments. 0, or ``-1`` with what a hook raises, which is to end what was
 * to be done, or ``TypeError`` if ``args`` is not a tuple.
 *
 * CPython: ``PySys_AuditTuple``, ``PySys_Audit``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(args)
int HPySys_AuditTuple(HPyContext *ctx, const char *event, HPy args);

/* == Context variables ==================================================================== */

/** Bring back what a context variable was before the ``HPyContextVar_Set`` that gave ``token``.
 *
 * 0, or ``-1`` with ``TypeError`` if ``context_var`` is no context variable or ``token`` no token, ``ValueError`` if
 * the token is another variable's or another context's, ``RuntimeError`` if it was used already.
 *
 * CPython: ``PyContextVar_Reset``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContextVar_Reset) HPy_FAILS(-1) HPy_QUIET
int HPyContextVar_Reset(HPyContext *ctx, HPy context_var, HPy token);

/** New empty context, in which no context variable is set: a ``contextvars.Context``, and nothing that calls of the API
 * are made with.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyContext_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContext_New) HPy_FAILS(NULL) HPy_QUIET
HPy HPyContext_New(HPyContext *ctx);

/** Copy of a context with the values of its variables, at a small price.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``context`` is no ``contextvars.Context``.
 *
 * CPython: ``PyContext_Copy``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContext_Copy) HPy_FAILS(NULL) HPy_QUIET
HPy HPyContext_Copy(HPyContext *ctx, HPy context);

/** Copy of the thread's current context, as ``contextvars.copy_context()``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyContext_CopyCurrent``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContext_CopyCurrent) HPy_FAILS(NULL) HPy_QUIET
HPy HPyContext_CopyCurrent(HPyContext *ctx);

/** Make ``context`` the thread's current one, until ``HPyContext_Exit``, which must come before the call ends.
 *
 * 0, or ``-1`` with ``RuntimeError`` if it was entered already, ``TypeError`` if it is no ``contextvars.Context``.
 *
 * CPython: ``PyContext_Enter``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContext_Enter) HPy_FAILS(-1)
int HPyContext_Enter(HPyContext *ctx, HPy context);

/** Leave ``context``, which is the current one: that from before ``HPyContext_Enter`` is current again.
 *
 * An exception that is pending is put aside before, by ``HPyErr_GetRaised``. 0, or ``-1`` with ``RuntimeError`` if it
 * is not the current one, ``TypeError`` if it is no ``contextvars.Context``.
 *
 * CPython: ``PyContext_Exit``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyContext_Exit) HPy_FAILS(-1)
int HPyContext_Exit(HPyContext *ctx, HPy context);

/* == Built-in types ======================================================================= */

/** The dict of the module ``builtins`` (not the module) of the current interpreter, where Python looks for names last.
 *
 * A program may have put something else there. New handle, or ``HPy_NULL`` with ``SystemError`` when the interpreter has
 * none any more.
 *
 * CPython: ``PyEval_GetBuiltins``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyEval_GetBuiltins(HPyContext *ctx);

/* == The interpreter ====================================================================== */

/** Have ``function(ctx, data)`` called when the interpreter ends.
 *
 * It is called with a context of its own, while all of Python can still be used, once for each registration, the last
 * one first. An exception that it leaves is reported, and the next one called. Each interpreter has its own; in one
 * that ends by a signal or ``os._exit`` none is called. What ``data`` points to stays the extension's. 0, or ``-1``
 * with an exception, ``ValueError`` if ``function`` is ``NULL``.
 *
 * CPython: ``PyUnstable_AtExit``, ``Py_AtExit``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(data) HPy_DEBUG(by_hand)
int HPy_AtExit(HPyContext *ctx, HPy_AtExitFunction function, void *data);

/** Have ``function(ctx, data)`` called soon, once, by the main thread of the interpreter, between two instructions of
 * Python code.
 *
 * It is called with a context of its own, and returns 0, or ``-1`` with an exception, which the Python code gets that
 * runs there. Other threads that have a context may ask for it, one that has none enters the interpreter first, by
 * ``HPyThread_Enter``; what they have to say is in ``data``, which stays the extension's. It is not called if the
 * interpreter ends before. 0, or ``-1`` with ``RuntimeError`` if too many calls wait (CPython keeps 32, 300 since
 * 3.13), ``ValueError`` if ``function`` is ``NULL``.
 *
 * CPython: ``Py_AddPendingCall``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(data) HPy_QUIET HPy_DEBUG(by_hand)
int HPy_AddPendingCall(HPyContext *ctx, HPy_PendingFunction function, void *data);

/** 1 when the interpreter is about to end and its modules may be half gone, else 0: in a finalizer a reason to do no
 * more than is needed. Never fails.
 *
 * CPython: ``Py_IsFinalizing``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(Py_IsFinalizing) HPy_FAILS(NEVER) HPy_QUIET
int HPy_IsFinalizing(HPyContext *ctx);

/** The version of Python that runs: the number that is ``sys.hexversion``, such as 0x030D01F0 for 3.13.1. Never fails.
 *
 * CPython: ``Py_Version``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET
uint32_t HPy_PythonVersion(HPyContext *ctx);

/** The global variables of the Python code that has called: the dict of its module.
 *
 * New handle, or ``HPy_NULL`` without an exception where no Python code runs.
 *
 * CPython: ``PyEval_GetFrameGlobals``, ``PyEval_GetGlobals``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
HPy HPyEval_GetGlobals(HPyContext *ctx);

/** The local variables of the Python code that has called.
 *
 * In a function they are a new dict with the values of the moment, in a module or class its own namespace. New handle;
 * ``HPy_NULL`` without an exception where no Python code runs, with one if they cannot be had.
 *
 * CPython: ``PyEval_GetFrameLocals``, ``PyEval_GetLocals``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(ASK)
HPy HPyEval_GetLocals(HPyContext *ctx);

/** The frame of the Python code that has called: an object with the attributes ``f_code``, ``f_lineno``, ``f_back``.
 *
 * New handle, or ``HPy_NULL`` without an exception where no Python code runs.
 *
 * CPython: ``PyEval_GetFrame``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
HPy HPyEval_GetFrame(HPyContext *ctx);
