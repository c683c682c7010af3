/* Members of minor version 2: weak references. What the annotations mean is said at the head of context.h. */

/* == Weak references ====================================================================== */

/** New weak reference to an object, as ``weakref.ref(obj, callback)``.
 *
 * ``callback`` is called with the reference when the object is gone, as long as the reference itself is still there;
 * ``HPy_NULL`` or ``None`` for none. Without a callback the same reference may be given again. New handle, or
 * ``HPy_NULL`` with ``TypeError`` if no weak references to objects of this type are possible. Those of a type of one's
 * own are with ``HPyDef_WEAKLIST``.
 *
 * CPython: ``PyWeakref_NewRef``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_NewRef) HPy_FAILS(NULL) HPy_NULLABLE(callback) HPy_QUIET
HPy HPyWeakref_NewRef(HPyContext *ctx, HPy obj, HPy callback);

/** New weak proxy of an object, as ``weakref.proxy(obj, callback)``: it is used in the place of the object.
 *
 * As ``HPyWeakref_NewRef``. Using the proxy when the object is gone raises ``ReferenceError``.
 *
 * CPython: ``PyWeakref_NewProxy``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_NewProxy) HPy_FAILS(NULL) HPy_NULLABLE(callback) HPy_QUIET
HPy HPyWeakref_NewProxy(HPyContext *ctx, HPy obj, HPy callback);

/** The object of a weak reference or weak proxy.
 *
 * 1 with a new handle in ``*result``, which keeps the object as any other does; 0 with ``HPy_NULL`` in it when the
 * object is gone; ``-1`` and ``HPy_NULL`` with ``TypeError`` if ``ref`` is neither a reference nor a proxy.
 *
 * CPython: ``PyWeakref_GetRef``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_OUT(result) HPy_QUIET
int HPyWeakref_Get(HPyContext *ctx, HPy ref, HPy *result);

/** 1 if ``obj`` is a weak reference or a weak proxy, else 0. Never fails.
 *
 * CPython: ``PyWeakref_Check``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyWeakref_Check(HPyContext *ctx, HPy obj);

/** 1 if ``obj`` is a weak reference, ``weakref.ref`` or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyWeakref_CheckRef``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_CheckRef) HPy_FAILS(NEVER) HPy_QUIET
int HPyWeakref_CheckRef(HPyContext *ctx, HPy obj);

/** 1 if ``obj`` is a ``weakref.ref``, and not of a subclass, else 0. Never fails.
 *
 * CPython: ``PyWeakref_CheckRefExact``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_CheckRefExact) HPy_FAILS(NEVER) HPy_QUIET
int HPyWeakref_CheckRefExact(HPyContext *ctx, HPy obj);

/** 1 if ``obj`` is a weak proxy, else 0. Never fails.
 *
 * CPython: ``PyWeakref_CheckProxy``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyWeakref_CheckProxy) HPy_FAILS(NEVER) HPy_QUIET
int HPyWeakref_CheckProxy(HPyContext *ctx, HPy obj);
