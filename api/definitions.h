/* Functions, methods and attributes that are made at run time, from records made by the HPyDef_ macros. A part of
 * context.h, whose head explains the entries; minor version 2. */

/* == Functions and descriptors ============================================================ */

/** New function from a record of ``HPyDef_METH``, as a module has them.
 *
 * ``self`` is what the implementation gets as its ``self``, whatever object that is, or ``HPy_NULL``; the function keeps
 * it, which the collector sees. So one record serves for any number of functions that differ by what they know.
 * ``module`` gives the function its ``__module__``: a module, or a name as ``str``, or ``HPy_NULL`` for ``None``. Name and
 * text of the record are copied; the implementation must stay, as any.
 *
 * ``HPy_NULL`` with ``TypeError`` for a record of another kind, and for another ``module``.
 *
 * CPython: ``PyCFunction_NewEx``, ``PyCFunction_New``, ``PyCMethod_New``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(self, module) HPy_TRACE(notes) HPy_DEBUG(by_hand)
HPy HPyFunction_New(HPyContext *ctx, HPyDef *def, HPy self, HPy module);

/** New descriptor for ``type`` from a record, as the type would have had it from its definition.
 *
 * A method, class method, static method, get/set or member, which ``HPy_SetAttr_s`` makes an attribute: of the type,
 * which is the usual place, or of a subclass. Methods and attributes take instances of ``type`` alone, and raise
 * ``TypeError`` for others. A static method is what ``staticmethod`` makes. The field of a member must lie in the struct
 * of the type. Names and texts of the record are copied; the implementation must stay, as any.
 *
 * ``HPy_NULL`` with ``TypeError`` where ``type`` is no type, for a slot, which only ``HPyType_FromSpec`` can define, and for
 * a member outside the struct.
 *
 * CPython: ``PyDescr_NewMethod``, ``PyDescr_NewClassMethod``, ``PyDescr_NewGetSet``, ``PyDescr_NewMember``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_TRACE(notes) HPy_DEBUG(by_hand)
HPy HPyDescr_New(HPyContext *ctx, HPy type, HPyDef *def);

/** New ``classmethod`` of a callable, as ``classmethod(callable)``.
 *
 * CPython: ``PyClassMethod_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyClassMethod_New) HPy_FAILS(NULL)
HPy HPyClassMethod_New(HPyContext *ctx, HPy callable);

/** New ``staticmethod`` of a callable, as ``staticmethod(callable)``.
 *
 * CPython: ``PyStaticMethod_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyStaticMethod_New) HPy_FAILS(NULL)
HPy HPyStaticMethod_New(HPyContext *ctx, HPy callable);
