/* Modules: what one is called, where it is from, and its names. A part of context.h, whose head explains the entries;
 * minor version 2. What puts names into a module is in hpy/modules.h. */

/* == Modules =============================================================================== */

/** The dict of a module, its ``__dict__``: the namespace itself, no copy.
 *
 * New handle, or ``HPy_NULL`` with ``SystemError`` if ``module`` is no module.
 *
 * CPython: ``PyModule_GetDict``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL) HPy_QUIET
HPy HPyModule_GetDict(HPyContext *ctx, HPy module);

/** The name of a module, its ``__name__``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``module`` is no module, ``SystemError`` if the name is missing or is
 * no ``str``.
 *
 * CPython: ``PyModule_GetNameObject``, ``PyModule_GetName``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyModule_GetNameObject) HPy_FAILS(NULL) HPy_QUIET
HPy HPyModule_GetName(HPyContext *ctx, HPy module);

/** The path of the file that a module was loaded from, its ``__file__``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``module`` is no module, ``SystemError`` if it has none, as the
 * built-in ones, or if it is no ``str``. While the ``HPy_mod_exec`` slots run, it is there if Python's importer loads the
 * module.
 *
 * CPython: ``PyModule_GetFilenameObject``, ``PyModule_GetFilename``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyModule_GetFilenameObject) HPy_FAILS(NULL) HPy_QUIET
HPy HPyModule_GetFilename(HPyContext *ctx, HPy module);
