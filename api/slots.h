/* THE DEFINITION, slots: what a type or module may define, with the signature of its implementation.
 *
 * One line each, with its annotations:
 *
 *   HPy_SLOT(name, number, signature)
 *                         the slot; without a signature it has no implementation
 *   HPy_SINCE(0, m)       the minor version of the ABI that brought it, unless 0
 *   HPy_METHODS(names)    the methods that Python gives such a type; tests/api/types/test_type_every_slot.py calls them
 *   HPy_LABEL("text")     what reports call it, if not by the first of these
 *   HPy_MACRO(name)       the macro that makes the record of a slot without a signature
 *
 * Arguments may be HPy_NULL in these places only:
 *   - the value of HPy_mp_ass_subscript, HPy_sq_ass_item, HPy_tp_setattro, HPy_tp_descr_set and of each setter: the
 *     item or attribute is to be deleted (a type that cannot do that raises TypeError or AttributeError);
 *   - the object of HPy_tp_descr_get (the attribute is looked up on the class), or its type (__get__ was called
 *     without one);
 *   - kwnames of HPy_tp_call, kw of HPy_tp_new and HPy_tp_init: there are no keyword arguments.
 * The third argument of HPy_nb_power and HPy_nb_inplace_power is None where there is no modulus.
 * HPy_tp_iternext ends with HPy_NULL and no exception, or with StopIteration, whose value a generator that delegates
 * gets; HPy_NULL with any other exception is an error.
 *
 * Numbers up to 82 are CPython's own (typeslots.h); 1000 and up are HPy's, 2000 and up belong to modules.
 * apigen reads this file; nothing includes it.
 */

/* == Buffers == */

/** Fills the view as ``flags`` (``HPyBUF_SIMPLE`` …) ask: ``HPyBuffer_FillInfo`` does for plain bytes. On success
 * ``buffer->obj`` is a new handle, of ``self`` or, where another object has filled the view by ``HPy_GetBuffer``, its own.
 * ``buffer`` is the consumer's struct, which stays where it is: ``shape`` and ``strides`` may point into it, and
 * ``internal`` is the exporter's. Python has the method from 3.12 on. */
HPy_SLOT(HPy_bf_getbuffer, 1, HPyFunc_GETBUFFERPROC) HPy_METHODS(__buffer__);

/** Ends what ``HPy_bf_getbuffer`` began, with the same view; ``buffer->obj`` is the caller's to close. It may come while an
 * exception is pending, and in any thread that runs Python code. Python has the method from 3.12 on. */
HPy_SLOT(HPy_bf_releasebuffer, 2, HPyFunc_RELEASEBUFFERPROC) HPy_METHODS(__release_buffer__);

/* == Mappings == */

HPy_SLOT(HPy_mp_ass_subscript, 3, HPyFunc_OBJOBJARGPROC) HPy_METHODS(__setitem__, __delitem__);
HPy_SLOT(HPy_mp_length, 4, HPyFunc_LENFUNC) HPy_METHODS(__len__);
HPy_SLOT(HPy_mp_subscript, 5, HPyFunc_BINARYFUNC) HPy_METHODS(__getitem__);

/* == Numbers == */

HPy_SLOT(HPy_nb_absolute, 6, HPyFunc_UNARYFUNC) HPy_METHODS(__abs__);
HPy_SLOT(HPy_nb_add, 7, HPyFunc_BINARYFUNC) HPy_METHODS(__add__, __radd__);
HPy_SLOT(HPy_nb_and, 8, HPyFunc_BINARYFUNC) HPy_METHODS(__and__, __rand__);
HPy_SLOT(HPy_nb_bool, 9, HPyFunc_INQUIRY) HPy_METHODS(__bool__);
HPy_SLOT(HPy_nb_divmod, 10, HPyFunc_BINARYFUNC) HPy_METHODS(__divmod__, __rdivmod__);
HPy_SLOT(HPy_nb_float, 11, HPyFunc_UNARYFUNC) HPy_METHODS(__float__);
HPy_SLOT(HPy_nb_floor_divide, 12, HPyFunc_BINARYFUNC) HPy_METHODS(__floordiv__, __rfloordiv__);
HPy_SLOT(HPy_nb_index, 13, HPyFunc_UNARYFUNC) HPy_METHODS(__index__);
HPy_SLOT(HPy_nb_inplace_add, 14, HPyFunc_BINARYFUNC) HPy_METHODS(__iadd__);
HPy_SLOT(HPy_nb_inplace_and, 15, HPyFunc_BINARYFUNC) HPy_METHODS(__iand__);
HPy_SLOT(HPy_nb_inplace_floor_divide, 16, HPyFunc_BINARYFUNC) HPy_METHODS(__ifloordiv__);
HPy_SLOT(HPy_nb_inplace_lshift, 17, HPyFunc_BINARYFUNC) HPy_METHODS(__ilshift__);
HPy_SLOT(HPy_nb_inplace_multiply, 18, HPyFunc_BINARYFUNC) HPy_METHODS(__imul__);
HPy_SLOT(HPy_nb_inplace_or, 19, HPyFunc_BINARYFUNC) HPy_METHODS(__ior__);
HPy_SLOT(HPy_nb_inplace_power, 20, HPyFunc_TERNARYFUNC) HPy_METHODS(__ipow__);
HPy_SLOT(HPy_nb_inplace_remainder, 21, HPyFunc_BINARYFUNC) HPy_METHODS(__imod__);
HPy_SLOT(HPy_nb_inplace_rshift, 22, HPyFunc_BINARYFUNC) HPy_METHODS(__irshift__);
HPy_SLOT(HPy_nb_inplace_subtract, 23, HPyFunc_BINARYFUNC) HPy_METHODS(__isub__);
HPy_SLOT(HPy_nb_inplace_true_divide, 24, HPyFunc_BINARYFUNC) HPy_METHODS(__itruediv__);
HPy_SLOT(HPy_nb_inplace_xor, 25, HPyFunc_BINARYFUNC) HPy_METHODS(__ixor__);
HPy_SLOT(HPy_nb_int, 26, HPyFunc_UNARYFUNC) HPy_METHODS(__int__);
HPy_SLOT(HPy_nb_invert, 27, HPyFunc_UNARYFUNC) HPy_METHODS(__invert__);
HPy_SLOT(HPy_nb_lshift, 28, HPyFunc_BINARYFUNC) HPy_METHODS(__lshift__, __rlshift__);
HPy_SLOT(HPy_nb_multiply, 29, HPyFunc_BINARYFUNC) HPy_METHODS(__mul__, __rmul__);
HPy_SLOT(HPy_nb_negative, 30, HPyFunc_UNARYFUNC) HPy_METHODS(__neg__);
HPy_SLOT(HPy_nb_or, 31, HPyFunc_BINARYFUNC) HPy_METHODS(__or__, __ror__);
HPy_SLOT(HPy_nb_positive, 32, HPyFunc_UNARYFUNC) HPy_METHODS(__pos__);
HPy_SLOT(HPy_nb_power, 33, HPyFunc_TERNARYFUNC) HPy_METHODS(__pow__, __rpow__);
HPy_SLOT(HPy_nb_remainder, 34, HPyFunc_BINARYFUNC) HPy_METHODS(__mod__, __rmod__);
HPy_SLOT(HPy_nb_rshift, 35, HPyFunc_BINARYFUNC) HPy_METHODS(__rshift__, __rrshift__);
HPy_SLOT(HPy_nb_subtract, 36, HPyFunc_BINARYFUNC) HPy_METHODS(__sub__, __rsub__);
HPy_SLOT(HPy_nb_true_divide, 37, HPyFunc_BINARYFUNC) HPy_METHODS(__truediv__, __rtruediv__);
HPy_SLOT(HPy_nb_xor, 38, HPyFunc_BINARYFUNC) HPy_METHODS(__xor__, __rxor__);

/* == Sequences == */

HPy_SLOT(HPy_sq_ass_item, 39, HPyFunc_SSIZEOBJARGPROC) HPy_METHODS(__setitem__, __delitem__);
HPy_SLOT(HPy_sq_concat, 40, HPyFunc_BINARYFUNC) HPy_METHODS(__add__);
HPy_SLOT(HPy_sq_contains, 41, HPyFunc_OBJOBJPROC) HPy_METHODS(__contains__);
HPy_SLOT(HPy_sq_inplace_concat, 42, HPyFunc_BINARYFUNC) HPy_METHODS(__iadd__);
HPy_SLOT(HPy_sq_inplace_repeat, 43, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__imul__);
HPy_SLOT(HPy_sq_item, 44, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__getitem__);
HPy_SLOT(HPy_sq_length, 45, HPyFunc_LENFUNC) HPy_METHODS(__len__);
HPy_SLOT(HPy_sq_repeat, 46, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__mul__);

/* == Types == */

/** Inherited, replaced and called for a base (Base.__call__) as any method; the host checks the depth of recursion. */
HPy_SLOT(HPy_tp_call, 50, HPyFunc_KEYWORDS) HPy_METHODS(__call__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_descr_get, 54, HPyFunc_TERNARYFUNC) HPy_METHODS(__get__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_descr_set, 55, HPyFunc_DESCRSETFUNC) HPy_METHODS(__set__, __delete__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_doc, 56) HPy_METHODS(__doc__) HPy_MACRO(HPyDef_DOC);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_getattro, 58, HPyFunc_GETATTROFUNC) HPy_METHODS(__getattribute__);
HPy_SLOT(HPy_tp_hash, 59, HPyFunc_HASHFUNC) HPy_METHODS(__hash__);
HPy_SLOT(HPy_tp_init, 60, HPyFunc_INITPROC) HPy_METHODS(__init__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_iter, 62, HPyFunc_GETITERFUNC) HPy_METHODS(__iter__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_iternext, 63, HPyFunc_ITERNEXTFUNC) HPy_METHODS(__next__);
HPy_SLOT(HPy_tp_new, 65, HPyFunc_NEWFUNC) HPy_METHODS(__new__);
HPy_SLOT(HPy_tp_repr, 66, HPyFunc_REPRFUNC) HPy_METHODS(__repr__);
HPy_SLOT(HPy_tp_richcompare, 67, HPyFunc_RICHCMPFUNC) HPy_METHODS(__lt__, __le__, __eq__, __ne__, __gt__, __ge__) HPy_LABEL("(comparison)");
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_setattro, 69, HPyFunc_SETATTROFUNC) HPy_METHODS(__setattr__, __delattr__);
HPy_SLOT(HPy_tp_str, 70, HPyFunc_REPRFUNC) HPy_METHODS(__str__);

/** HPy_VISITs each HPyField that the type's struct holds or points to. It may run during any call of the API and as
 * often as the host likes, so it only looks and visits, and is right for the zeros that HPy_New makes.
 *
 * - Every type in a line of bases has its own, and the host calls them all: a derived type visits its own fields. It
 *   may visit fields of its bases too, or call their functions; a field is visited once, whoever reports it how often.
 * - A derived type without new fields leaves HPy_tp_traverse and HPy_TPFLAGS_HAVE_GC away, and inherits both.
 * - From it follow clearing and the end of an instance: fields are emptied first, those of the derived type before
 *   those of its bases. Chains of any length end without recursion.
 * - HPy_TPFLAGS_HAVE_GC decides whether the garbage collector knows the type: without it an object is smaller and made
 *   in less time, and cycles through fields stay for good. Leave it out only where none can arise.
 * - Instances hold their type. So an instance that the type holds in turn ("Type.default = Type()") is such a cycle, also
 *   without any field: without the flag both stay for good, as in Python.h. Debug mode tells. */
HPy_SLOT(HPy_tp_traverse, 71, HPyFunc_TRAVERSEPROC) HPy_LABEL("(traverse)");

/* == Numbers == */

HPy_SLOT(HPy_nb_matrix_multiply, 75, HPyFunc_BINARYFUNC) HPy_METHODS(__matmul__, __rmatmul__);
HPy_SLOT(HPy_nb_inplace_matrix_multiply, 76, HPyFunc_BINARYFUNC) HPy_METHODS(__imatmul__);

/* == Awaitables and asynchronous iterators == */

HPy_SINCE(0, 1) HPy_SLOT(HPy_am_await, 77, HPyFunc_UNARYFUNC) HPy_METHODS(__await__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_aiter, 78, HPyFunc_UNARYFUNC) HPy_METHODS(__aiter__);
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_anext, 79, HPyFunc_UNARYFUNC) HPy_METHODS(__anext__);

/* == Types == */

HPy_SLOT(HPy_tp_finalize, 80, HPyFunc_DESTRUCTOR) HPy_METHODS(__del__);

/** What await and "yield from" call on an iterator with each value sent; it must be an iterator, so HPy_tp_iternext is
 * needed beside it. CPython 3.8 and 3.9 and subclasses everywhere do not know the slot: they call __next__ for None and
 * for other values a method "send", which the host adds where the type defines none. */
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_send, 81, HPyFunc_SENDFUNC) HPy_LABEL("send");

/** What a call of the type does, in place of HPy_tp_new and HPy_tp_init: ``self`` is the type, the arguments come as in
 * HPy_tp_call, without a tuple and a dict. It returns the instance. It is for calls of this very type alone: subclasses
 * do not inherit it. They, and ``Type.__new__``, use HPy_tp_new and HPy_tp_init; where the type has neither, nor inherits
 * any but object's, the host makes them do with this function, whose ``self`` is then any subclass, and HPy_New of it is
 * right. CPython 3.8 makes all instances in that way. What Python code assigns to ``__new__`` and ``__init__`` of the type
 * has no effect on calls of it: HPy_TPFLAGS_IMMUTABLETYPE says so. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_vectorcall, 82, HPyFunc_KEYWORDS) HPy_LABEL("(vectorcall)");

/** Frees what the struct owns outside of Python, when the fields are empty; the struct itself is the host's. Every type
 * in a line of bases has its own, and the host calls them all, the derived type's first: one that frees what belongs to
 * the base frees it twice. It runs once for each instance, also for one that HPy_New made and nobody filled: zeros. */
HPy_SLOT(HPy_tp_destroy, 1000, HPyFunc_DESTROYFUNC) HPy_LABEL("(destroy)");

/** A __dict__ and weak references take no place in the struct. A type that derives has them, too, and need not ask again. A
 * type with a __dict__ is known to the garbage collector. A get/set called __dict__ takes the place of the host's: then
 * attributes are the only way to the dict. */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_weaklist, 1001) HPy_METHODS(__weakref__) HPy_MACRO(HPyDef_WEAKLIST);
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_dict, 1002) HPy_METHODS(__dict__) HPy_MACRO(HPyDef_DICT);

/** The qualified name of a type that is an attribute of another one, "Outer.Inner"; its methods and pickles go by it. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_qualname, 1003) HPy_METHODS(__qualname__) HPy_MACRO(HPyDef_QUALNAME);

/** Where the struct of a type with the shape ``Any`` lies: the record STRUCT_payload. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_payload, 1004) HPy_MACRO(HPyType_HELPERS) HPy_LABEL("(payload)");

/* == Modules == */

HPy_SLOT(HPy_mod_create, 2000, HPyFunc_MOD_CREATE) HPy_LABEL("(create)");
HPy_SLOT(HPy_mod_exec, 2001, HPyFunc_INQUIRY) HPy_LABEL("(exec)");

/** The HPyFields of the state. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_mod_traverse, 2002, HPyFunc_TRAVERSEPROC) HPy_LABEL("(traverse)");

/** What else the state owns. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_mod_destroy, 2003, HPyFunc_DESTROYFUNC) HPy_LABEL("(destroy)");
