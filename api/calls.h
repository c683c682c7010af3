/* Calls with few arguments, methods by C text and by names that are made once, matching of keyword arguments. A part of
 * context.h, whose head explains the entries; minor version 2. Helpers over them are in hpy/calls.h and hpy/arguments.h. */

/* == Calls ================================================================================ */

/** Call without arguments, as ``callable()``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``callable`` cannot be called, or what the call raises.
 *
 * CPython: ``PyObject_CallNoArgs``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_CallNoArgs) HPy_FAILS(NULL)
HPy HPy_CallNoArgs(HPyContext *ctx, HPy callable);

/** Call with one argument, as ``callable(arg)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``callable`` cannot be called, or what the call raises.
 *
 * CPython: ``PyObject_CallOneArg``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_CallOneArg) HPy_FAILS(NULL)
HPy HPy_CallOneArg(HPyContext *ctx, HPy callable, HPy arg);

/** ``HPy_CallMethod`` with the method's name as UTF-8 text.
 *
 * ``args[0]`` is the object and counts in ``nargs``, which is at least 1. The name is interned at each call; what is
 * called often is quicker by ``HPy_CallMethod_n``.
 *
 * CPython: ``PyObject_CallMethod``, with an array of arguments.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(kwnames) HPy_EXPECTS(kwnames, tuple)
HPy_DEBUG(by_hand)
HPy HPy_CallMethod_s(HPyContext *ctx, const char *utf8_name, const HPy *args, size_t nargs, HPy kwnames);

/** ``HPy_CallMethod`` with a name that is made once.
 *
 * ``args[0]`` is the object and counts in ``nargs``, which is at least 1:
 *
 *     static HPyName append = HPyName_INIT("append");
 *
 *     HPy call[] = {list, item};
 *     HPy result = HPy_CallMethod_n(ctx, &append, call, 2, HPy_NULL);
 *
 * The name must be listed in the module's globals, see ``HPyName``. Otherwise as ``HPy_CallMethod``; ``HPy_NULL`` also
 * with ``UnicodeDecodeError`` for a text that is no UTF-8.
 *
 * CPython: ``PyObject_VectorcallMethod``, with an interned name kept in a C variable.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(kwnames) HPy_EXPECTS(kwnames, tuple)
HPy_DEBUG(by_hand)
HPy HPy_CallMethod_n(HPyContext *ctx, HPyName *name, const HPy *args, size_t nargs, HPy kwnames);

/* == Strings ============================================================================== */

/** The interned ``str`` of a name, which is made at the first use in each interpreter.
 *
 * New handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for a text that is no UTF-8, or ``MemoryError``.
 *
 * CPython: ``PyUnicode_InternFromString``, kept in a C variable.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyName_Get(HPyContext *ctx, HPyName *name);

/* == Arguments and values ================================================================= */

/** Find the parameters that keyword arguments are for, all at once.
 *
 * ``names`` are ``count`` names of parameters, of which those from ``first`` on may be given by keyword: ``places[n]``
 * becomes the index in ``kwnames``, a tuple as an ``HPyFunc_KEYWORDS`` function gets it, of the name ``n``, or -1. The
 * places in front of ``first`` are not written to.
 *
 * 1 if each keyword is for a parameter of its own. 0, without an exception, if not, if ``kwnames`` is no tuple or not of
 * ``str``: what is in ``places`` means nothing then. A host may also say 0 of a name that is not ASCII. Never fails.
 * ``HPyArg_ParseWith`` calls it; its other way finds out what is wrong.
 *
 * CPython: none.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyArg_MatchNames(HPyContext *ctx, HPy kwnames, const HPyArg_Name *names, HPy_ssize_t first, HPy_ssize_t count,
                      HPy_ssize_t *places);
