/* Fields that are copied, moved and cleared without handles; objects with a variable number of items. A part of
 * context.h, whose head explains the entries; minor version 2. */

/* == Fields, globals, threads ========================================================== */

/** Object in a field of the payload of ``source_object``, which is given by its address.
 *
 * In sources for minor version 2, ``HPyField_Load(ctx, owner, payload->field)`` is a macro for this with the address of
 * its last argument, which then must be a variable or member, ``*pointer`` or ``array[i]``. So a field can be loaded
 * while another thread stores in it, also where there is no GIL; of a copy of the field that is never sure. The field
 * must not be empty: ask ``HPyField_IsNull`` first, or, where another thread may empty it in between, use
 * ``HPyField_LoadOrNull``. New handle; never fails.
 *
 * CPython: ``Py_NewRef`` of a member of the struct.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_WRITTEN(HPyField_Load) HPy_DEBUG(by_hand)
HPy HPyField_LoadAt(HPyContext *ctx, HPy source_object, const HPyField *source_field);

/** Object in a field of the payload of ``source_object``, or ``HPy_NULL`` if it is empty.
 *
 * Question and load in one, which matters where threads run in parallel. New handle; never fails.
 *
 * CPython: ``Py_XNewRef`` of a member of the struct.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyField_LoadOrNull(HPyContext *ctx, HPy source_object, const HPyField *source_field);

/** Object in a field of the payload of ``source_object``, or ``HPy_NULL`` if it is empty: a borrowed handle.
 *
 * For looking at objects that hold each other, such as the nodes of a tree, without counting references: with a GIL this
 * costs nothing. Until ``HPy_EndBorrow`` something must keep the object: the field, while ``source_object`` lives and the
 * field is not stored to, or another owner. So no Python code may run in between that could change this. Where threads
 * run in parallel the handle keeps the object itself, as one of ``HPyField_Load`` does.
 *
 * The handle is ended by ``HPy_EndBorrow``; it is never closed, nor returned, nor given to a function that takes a handle
 * over, such as ``HPyTracker_Add``. ``HPy_Dup`` of it is a handle of one's own. Debug mode reports a borrow that is not
 * ended, closed, returned, or has outlived the object's owners. Never fails.
 *
 * CPython: a member of the struct, without ``Py_NewRef``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyField_Borrow(HPyContext *ctx, HPy source_object, const HPyField *source_field);

/** End what ``HPyField_Borrow`` has begun; ``h`` must not be used afterwards.
 *
 * ``HPy_NULL`` is ignored. Never fails; a pending exception stays.
 *
 * CPython: nothing.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_DEBUG(by_hand)
void HPy_EndBorrow(HPyContext *ctx, HPy h);

/** Object in a global of the module, which is given by its address.
 *
 * In sources for minor version 2, ``HPyGlobal_Load(ctx, global)`` is a macro for this with the address of its argument.
 * It must have been stored to in this interpreter and not be empty. When the interpreter has released its globals,
 * finalisers that run still get ``None``. New handle; never fails.
 *
 * CPython: ``Py_NewRef`` of a C variable, as long as one interpreter uses the module.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_WRITTEN(HPyGlobal_Load) HPy_DEBUG(by_hand)
HPy HPyGlobal_LoadAt(HPyContext *ctx, const HPyGlobal *global);

/** Put what one field holds into another, of the same or of another object.
 *
 * What ``HPyField_Load`` and ``HPyField_Store`` do, without a handle, and also where ``*source_field`` is empty: then
 * ``*target_field`` is empty, too. Each owner is the object whose field it is, as there. The old content of
 * ``*target_field`` is released after the new one is in place, which may run finalisers. Never fails.
 *
 * CPython: ``Py_XSETREF``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyField_Copy(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy source_object,
                  const HPyField *source_field);

/** Copy ``n`` fields that lie one behind the other.
 *
 * As ``HPyField_Copy`` for each pair, the first one first. The two arrays must not overlap: ``HPyField_MoveN`` is for
 * that. Where the targets are empty, as those of a new object, no Python code runs. Otherwise the finaliser of an old
 * content may, and both arrays must stay in their places while it does. Never fails; nothing is done for ``n <= 0``.
 *
 * CPython: ``Py_XNewRef`` of each.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_SIZED(target_fields, n) HPy_SIZED(source_fields, n)
HPy_DEBUG(by_hand)
void HPyField_CopyN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                    const HPyField *source_fields, HPy_ssize_t n);

/** Move ``n`` fields that lie one behind the other: the sources are empty afterwards, as far as they are no targets.
 *
 * The arrays may overlap, as where an array of fields gets a gap or loses one. What the targets held before is released,
 * if it is not moved itself; as with ``HPyField_CopyN`` finalisers may run where they were not empty. This is the way to
 * give an array a new place, too, as no count of references changes. Never fails; nothing is done for ``n <= 0``.
 *
 * CPython: ``memmove`` of references.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_SIZED(target_fields, n) HPy_SIZED(source_fields, n)
HPy_DEBUG(by_hand)
void HPyField_MoveN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                    HPyField *source_fields, HPy_ssize_t n);

/** Exchange what two fields hold, of one object or of two. Either may be empty. Never fails. Where threads run in
 * parallel, each of the two always holds an object that lives, but another thread may see one of them empty in between.
 *
 * CPython: an exchange of two pointers.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyField_Swap(HPyContext *ctx, HPy object, HPyField *field, HPy other_object, HPyField *other_field);

/** Empty ``n`` fields that lie one behind the other, the first one first.
 *
 * Each field is empty before its content is released, which may run finalisers; they must leave the array in its place.
 * Never fails; nothing is done for ``n <= 0``.
 *
 * CPython: ``Py_CLEAR`` of each.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_SIZED(target_fields, n) HPy_DEBUG(by_hand)
void HPyField_ClearN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy_ssize_t n);

/** Put items of a list or tuple, up to ``n`` from index ``start`` on, into fields that lie one behind the other.
 *
 * As ``HPySequence_GetItems`` and ``HPyField_Store`` of each, without handles: how an object takes over what it was made
 * of. Returns how many: fewer than ``n`` at the end of ``seq`` only, 0 if ``start`` is not below the length; the other
 * fields are left alone. The finaliser of an old content may run; if it shortens the list, these are fewer, too. ``-1``
 * with ``TypeError`` if ``seq`` is neither a list nor a tuple, ``ValueError`` if ``start`` or ``n`` is negative.
 *
 * CPython: ``Py_NewRef`` of each of ``PySequence_Fast_ITEMS``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(-1) HPy_SIZED(target_fields, n) HPy_DEBUG(by_hand)
HPy_ssize_t HPyField_StoreItems(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy seq, HPy_ssize_t start,
                                HPy_ssize_t n);

/** Set ``n`` items of a list being built, from ``index`` on, to what fields hold that lie one behind the other.
 *
 * As ``HPyField_Load`` and ``HPyListBuilder_Set`` of each, without handles: how an object gives a list of what it holds.
 * Each place is set once, and all must be in range. An empty field leaves its place empty. Does nothing if the builder
 * could not be made, or for ``n <= 0``.
 *
 * CPython: ``PyList_SET_ITEM`` with ``Py_NewRef`` of each.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SIZED(source_fields, n) HPy_QUIET HPy_DEBUG(by_hand)
void HPyListBuilder_SetFields(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy source_object,
                              const HPyField *source_fields, HPy_ssize_t n);

/** The same of a tuple being built.
 *
 * CPython: ``PyTuple_SET_ITEM`` with ``Py_NewRef`` of each.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SIZED(source_fields, n) HPy_QUIET HPy_DEBUG(by_hand)
void HPyTupleBuilder_SetFields(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy source_object,
                               const HPyField *source_fields, HPy_ssize_t n);

/* == Types and payload ================================================================= */

/** New instance of ``h_type`` with ``nitems`` items behind its struct, and the address of its payload; all is zeroed.
 *
 * Called by the macro ``HPy_NewVar(ctx, cls, nitems, &payload)``; does not call ``__new__`` or ``__init__``. The type, or
 * a base of it, is made with an ``itemsize``. ``*data`` is valid while the new handle is open. New handle, or ``HPy_NULL``
 * with ``TypeError`` if ``h_type`` is not a type or its instances have no items of HPy's, ``SystemError`` if ``nitems`` is
 * negative, or ``MemoryError``, also where the size is no number that Python can express.
 *
 * CPython: ``PyObject_NewVar``, ``PyObject_GC_NewVar``, ``PyType_GenericAlloc``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_HANDWRITTEN HPy_FAILS(NULL)
HPy _HPy_NewVar(HPyContext *ctx, HPy h_type, HPy_ssize_t nitems, void **data);

/** Number of items of an object that ``HPy_NewVar`` made: 0 if ``HPy_New`` or ``object.__new__`` made it.
 *
 * The struct has it too, as the member ``nitems`` of ``HPy_VAR_HEAD``. ``-1`` with ``TypeError`` if the type of ``h``
 * gives its instances no items of HPy's.
 *
 * CPython: ``Py_SIZE``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPy_VarSize(HPyContext *ctx, HPy h);

/** Address of the first item of an object that ``HPy_NewVar`` made, and their number in ``*nitems``, which may be ``NULL``.
 *
 * The items lie behind the struct of the object's own type. So this finds them also where a derived type has a larger
 * struct, while the last member of a struct is right for objects of that very type and of subclasses without a struct.
 * Valid while ``h`` is open. ``NULL`` with ``TypeError`` if the type of ``h`` gives its instances no items of HPy's.
 *
 * CPython: ``PyObject_GetItemData``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_BORROWS(h) HPy_NULLABLE(nitems) HPy_QUIET
void *HPy_VarItems(HPyContext *ctx, HPy h, HPy_ssize_t *nitems);
