/* THE DEFINITION, slots: what a type or module may define, with the signature of its implementation.
 *
 * Each has a comment, which is its page in docs/reference/slots, and its annotations:
 *
 *   HPy_SLOT(name, number, signature)
 *                         the slot; without a signature it has no implementation
 *   HPy_SINCE(0, m)       the minor version of the ABI that brought it, unless 0
 *   HPy_METHODS(names)    the methods that Python gives such a type; tests/api/types/test_type_every_slot.py calls them
 *   HPy_LABEL("text")     what reports call it, if not by the first of these
 *   HPy_MACRO(name)       the macro that makes the record of a slot without a signature
 *   HPy_NULLABLE(argument, where)
 *                         the argument is HPy_NULL there, and in no other case
 *   HPy_INHERITED(text)   what subclasses have of it; said of those that do not just inherit it
 *
 * Numbers up to 82 are CPython's own (typeslots.h); 1000 and up are HPy's, 2000 and up belong to modules.
 * apigen reads this file; nothing includes it.
 */

/* == Buffers == */

/** Fills the view as ``flags`` (``HPyBUF_SIMPLE`` …) ask: ``HPyBuffer_FillInfo`` does for plain bytes. On success
 * ``buffer->obj`` is a new handle, of ``self`` or, where another object has filled the view by ``HPy_GetBuffer``, its
 * own. ``buffer`` is the consumer's struct, which stays where it is: ``shape`` and ``strides`` may point into it, and
 * ``internal`` is the exporter's. Python has the method from 3.12 on.
 */
HPy_SLOT(HPy_bf_getbuffer, 1, HPyFunc_GETBUFFERPROC) HPy_METHODS(__buffer__)
HPy_INHERITED(Subclasses inherit it. One that is written in Python can replace it since CPython 3.12.);

/** Ends what ``HPy_bf_getbuffer`` began, with the same view; ``buffer->obj`` is the caller's to close. It may come
 * while an exception is pending, and in any thread that runs Python code. Python has the method from 3.12 on.
 */
HPy_SLOT(HPy_bf_releasebuffer, 2, HPyFunc_RELEASEBUFFERPROC) HPy_METHODS(__release_buffer__)
HPy_INHERITED(Subclasses inherit it, together with HPy_bf_getbuffer.);

/* == Mappings == */

/** ``arg0[arg1] = arg2``, and ``del arg0[arg1]``. The key may be any object, a slice or a tuple of indices as well. A
 * type that cannot delete raises TypeError. It goes before HPy_sq_ass_item.
 */
HPy_SLOT(HPy_mp_ass_subscript, 3, HPyFunc_OBJOBJARGPROC) HPy_METHODS(__setitem__, __delitem__)
HPy_NULLABLE(arg2, the item is to be deleted);

/** ``len(arg0)``, and the truth of the object where there is no HPy_nb_bool. A type that has HPy_sq_length too is
 * asked by that.
 */
HPy_SLOT(HPy_mp_length, 4, HPyFunc_LENFUNC) HPy_METHODS(__len__);

/** ``arg0[arg1]``. The key may be any object: KeyError for one that is not there, IndexError for an index out of
 * range, TypeError for a key of a wrong kind. It goes before HPy_sq_item, so a sequence that takes slices has this
 * one, and HPy_sq_item for what asks by index.
 */
HPy_SLOT(HPy_mp_subscript, 5, HPyFunc_BINARYFUNC) HPy_METHODS(__getitem__);

/* == Numbers == */

/** ``abs(arg0)``: any object, mostly a new one of the same type. */
HPy_SLOT(HPy_nb_absolute, 6, HPyFunc_UNARYFUNC) HPy_METHODS(__abs__);

/** ``arg0 + arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_add, 7, HPyFunc_BINARYFUNC) HPy_METHODS(__add__, __radd__);

/** ``arg0 & arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_and, 8, HPyFunc_BINARYFUNC) HPy_METHODS(__and__, __rand__);

/** Whether the object counts as true. Without this slot its length decides, HPy_mp_length or HPy_sq_length; without
 * that every instance is true.
 */
HPy_SLOT(HPy_nb_bool, 9, HPyFunc_INQUIRY) HPy_METHODS(__bool__);

/** ``divmod(arg0, arg1)``, by convention a tuple of quotient and remainder. One of the operands is an instance of the
 * type, the other may be anything, on either side: so look at both, and return a new handle of
 * ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of the other operand, and raises
 * TypeError where that does not know either. A subclass on the right that has an implementation of its own is asked
 * first.
 */
HPy_SLOT(HPy_nb_divmod, 10, HPyFunc_BINARYFUNC) HPy_METHODS(__divmod__, __rdivmod__);

/** ``float(arg0)``, and what C functions do that take a C ``double``. The result is a ``float``: TypeError for any
 * other object.
 */
HPy_SLOT(HPy_nb_float, 11, HPyFunc_UNARYFUNC) HPy_METHODS(__float__);

/** ``arg0 // arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so
 * look at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type
 * of the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_floor_divide, 12, HPyFunc_BINARYFUNC) HPy_METHODS(__floordiv__, __rfloordiv__);

/** The int that the object stands for without loss: where it is an index, part of a slice, or an argument that C takes
 * as a number; also for ``int()``, ``float()`` and ``complex()`` of a type without slots of their own. The result is
 * an ``int``: TypeError for any other object.
 */
HPy_SLOT(HPy_nb_index, 13, HPyFunc_UNARYFUNC) HPy_METHODS(__index__);

/** ``arg0 += arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_add, as does a type without this
 * slot.
 */
HPy_SLOT(HPy_nb_inplace_add, 14, HPyFunc_BINARYFUNC) HPy_METHODS(__iadd__);

/** ``arg0 &= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_and, as does a type without this
 * slot.
 */
HPy_SLOT(HPy_nb_inplace_and, 15, HPyFunc_BINARYFUNC) HPy_METHODS(__iand__);

/** ``arg0 //= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_floor_divide, as does a type
 * without this slot.
 */
HPy_SLOT(HPy_nb_inplace_floor_divide, 16, HPyFunc_BINARYFUNC) HPy_METHODS(__ifloordiv__);

/** ``arg0 <<= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_lshift, as does a type without
 * this slot.
 */
HPy_SLOT(HPy_nb_inplace_lshift, 17, HPyFunc_BINARYFUNC) HPy_METHODS(__ilshift__);

/** ``arg0 *= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_multiply, as does a type without
 * this slot.
 */
HPy_SLOT(HPy_nb_inplace_multiply, 18, HPyFunc_BINARYFUNC) HPy_METHODS(__imul__);

/** ``arg0 |= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_or, as does a type without this
 * slot.
 */
HPy_SLOT(HPy_nb_inplace_or, 19, HPyFunc_BINARYFUNC) HPy_METHODS(__ior__);

/** ``arg0 **= arg1``, whose result takes the place of ``arg0``. ``arg2`` is ``None`` always. ``ctx->h_NotImplemented``
 * leads to HPy_nb_power, as does a type without this slot.
 */
HPy_SLOT(HPy_nb_inplace_power, 20, HPyFunc_TERNARYFUNC) HPy_METHODS(__ipow__);

/** ``arg0 %= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_remainder, as does a type without
 * this slot.
 */
HPy_SLOT(HPy_nb_inplace_remainder, 21, HPyFunc_BINARYFUNC) HPy_METHODS(__imod__);

/** ``arg0 >>= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_rshift, as does a type without
 * this slot.
 */
HPy_SLOT(HPy_nb_inplace_rshift, 22, HPyFunc_BINARYFUNC) HPy_METHODS(__irshift__);

/** ``arg0 -= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_subtract, as does a type without
 * this slot.
 */
HPy_SLOT(HPy_nb_inplace_subtract, 23, HPyFunc_BINARYFUNC) HPy_METHODS(__isub__);

/** ``arg0 /= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_true_divide, as does a type
 * without this slot.
 */
HPy_SLOT(HPy_nb_inplace_true_divide, 24, HPyFunc_BINARYFUNC) HPy_METHODS(__itruediv__);

/** ``arg0 ^= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_xor, as does a type without this
 * slot.
 */
HPy_SLOT(HPy_nb_inplace_xor, 25, HPyFunc_BINARYFUNC) HPy_METHODS(__ixor__);

/** ``int(arg0)``. The result is an ``int``: TypeError for any other object. Without this slot HPy_nb_index does it. */
HPy_SLOT(HPy_nb_int, 26, HPyFunc_UNARYFUNC) HPy_METHODS(__int__);

/** ``~arg0``: any object, mostly a new one of the same type. */
HPy_SLOT(HPy_nb_invert, 27, HPyFunc_UNARYFUNC) HPy_METHODS(__invert__);

/** ``arg0 << arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so
 * look at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type
 * of the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_lshift, 28, HPyFunc_BINARYFUNC) HPy_METHODS(__lshift__, __rlshift__);

/** ``arg0 * arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_multiply, 29, HPyFunc_BINARYFUNC) HPy_METHODS(__mul__, __rmul__);

/** ``-arg0``: any object, mostly a new one of the same type. */
HPy_SLOT(HPy_nb_negative, 30, HPyFunc_UNARYFUNC) HPy_METHODS(__neg__);

/** ``arg0 | arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_or, 31, HPyFunc_BINARYFUNC) HPy_METHODS(__or__, __ror__);

/** ``+arg0``: any object, mostly a new one of the same type. */
HPy_SLOT(HPy_nb_positive, 32, HPyFunc_UNARYFUNC) HPy_METHODS(__pos__);

/** ``arg0 ** arg1``, ``pow(arg0, arg1)`` and ``pow(arg0, arg1, arg2)``. One of the first two is an instance of the
 * type, or the third. The others may be anything: return a new handle of ``ctx->h_NotImplemented`` for what does not
 * fit. ``arg2`` is ``None`` where there is no modulus.
 */
HPy_SLOT(HPy_nb_power, 33, HPyFunc_TERNARYFUNC) HPy_METHODS(__pow__, __rpow__);

/** ``arg0 % arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_remainder, 34, HPyFunc_BINARYFUNC) HPy_METHODS(__mod__, __rmod__);

/** ``arg0 >> arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so
 * look at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type
 * of the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_rshift, 35, HPyFunc_BINARYFUNC) HPy_METHODS(__rshift__, __rrshift__);

/** ``arg0 - arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_subtract, 36, HPyFunc_BINARYFUNC) HPy_METHODS(__sub__, __rsub__);

/** ``arg0 / arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_true_divide, 37, HPyFunc_BINARYFUNC) HPy_METHODS(__truediv__, __rtruediv__);

/** ``arg0 ^ arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_xor, 38, HPyFunc_BINARYFUNC) HPy_METHODS(__xor__, __rxor__);

/* == Sequences == */

/** ``arg0[arg1] = arg2``, and ``del arg0[arg1]``, where there is no HPy_mp_ass_subscript. A negative index has the
 * length added already, if there is HPy_sq_length; it may still be out of range: IndexError. A type that cannot
 * delete raises TypeError.
 */
HPy_SLOT(HPy_sq_ass_item, 39, HPyFunc_SSIZEOBJARGPROC) HPy_METHODS(__setitem__, __delitem__)
HPy_NULLABLE(arg2, the item is to be deleted);

/** ``arg0 + arg1``, where no operand's HPy_nb_add does it. ``arg0`` is an instance of the type, ``arg1`` anything:
 * TypeError for what does not fit.
 */
HPy_SLOT(HPy_sq_concat, 40, HPyFunc_BINARYFUNC) HPy_METHODS(__add__);

/** ``arg1 in arg0``. Without this slot Python iterates, and compares. */
HPy_SLOT(HPy_sq_contains, 41, HPyFunc_OBJOBJPROC) HPy_METHODS(__contains__);

/** ``arg0 += arg1``, where HPy_nb_inplace_add does not do it. The result takes the place of ``arg0``: a list that
 * grows returns a new handle of itself.
 */
HPy_SLOT(HPy_sq_inplace_concat, 42, HPyFunc_BINARYFUNC) HPy_METHODS(__iadd__);

/** ``arg0 *= arg1``, where HPy_nb_inplace_multiply does not do it. The result takes the place of ``arg0``. The number
 * may be negative: as 0.
 */
HPy_SLOT(HPy_sq_inplace_repeat, 43, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__imul__);

/** ``arg0[arg1]``, where there is no HPy_mp_subscript, and what asks by index. A negative index has the length added
 * already, if there is HPy_sq_length; it may still be out of range: IndexError, with which also an iteration ends
 * that has no HPy_tp_iter to begin with.
 */
HPy_SLOT(HPy_sq_item, 44, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__getitem__);

/** ``len(arg0)``, also where there is HPy_mp_length too, and what is added to negative indices. It is the truth of the
 * object where there is no HPy_nb_bool.
 */
HPy_SLOT(HPy_sq_length, 45, HPyFunc_LENFUNC) HPy_METHODS(__len__);

/** ``arg0 * arg1`` and ``arg1 * arg0``, where no operand's HPy_nb_multiply does it. The number may be negative: as 0. */
HPy_SLOT(HPy_sq_repeat, 46, HPyFunc_SSIZEARGFUNC) HPy_METHODS(__mul__);

/* == Types == */

/** ``self(*args)``: the values of ``kwnames``, a tuple of names, follow the ``nargs`` positional arguments in the
 * array. Called for a base (``Base.__call__``) as any method; the host checks the depth of recursion. What a call of
 * the *type* does is HPy_tp_new and HPy_tp_init, or HPy_tp_vectorcall.
 */
HPy_SLOT(HPy_tp_call, 50, HPyFunc_KEYWORDS) HPy_METHODS(__call__)
HPy_NULLABLE(kwnames, there are no keyword arguments);

/** What the attribute is where an instance of this type stands in a class. ``arg0`` is that instance, ``arg1`` the
 * object whose attribute is read, ``arg2`` its class. A function that binds returns something that knows ``arg1``;
 * one that does not want to, a new handle of ``arg0``.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_descr_get, 54, HPyFunc_TERNARYFUNC) HPy_METHODS(__get__)
HPy_NULLABLE(arg1, the attribute is read from the class)
HPy_NULLABLE(arg2, ``__get__`` was called without a class);

/** What sets, and deletes, the attribute of ``arg1`` that an instance of this type, ``arg0``, stands for in a class. A
 * type that has it goes before the ``__dict__`` of ``arg1``. One that cannot delete raises AttributeError.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_descr_set, 55, HPyFunc_DESCRSETFUNC) HPy_METHODS(__set__, __delete__)
HPy_NULLABLE(arg2, the attribute is to be deleted);

/** The docstring of the type, which may begin with the signature of its call (see HPyDef_METH). Instead of
 * ``HPyType_Spec.doc``, not beside it.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_doc, 56) HPy_METHODS(__doc__) HPy_MACRO(HPyDef_DOC)
HPy_INHERITED(Each type has its own, or ``None``.);

/** ``arg0.arg1``, for *every* attribute, methods too, so most do what they are for and leave all other names to the
 * usual way. A name that is not there is an AttributeError; then ``__getattr__`` of a class written in Python is
 * asked.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_getattro, 58, HPyFunc_GETATTROFUNC) HPy_METHODS(__getattribute__);

/** ``hash(arg0)``. Objects that are equal must have the same hash; one that can change has none: leave the slot away,
 * and define HPy_tp_richcompare.
 */
HPy_SLOT(HPy_tp_hash, 59, HPyFunc_HASHFUNC) HPy_METHODS(__hash__)
HPy_INHERITED(Together with HPy_tp_richcompare: a type that defines either inherits neither. With
    HPy_tp_richcompare alone its instances have no hash: ``__hash__`` is ``None``.);

/** Fills an instance, with the arguments of the call of its class. It comes behind HPy_tp_new, if that returned an
 * instance of the class; but not in ``cls.__new__(cls)``, and anyone may call it again: so it must do with an
 * instance in any state. The arguments are an array of ``nargs`` and a dict; ``HPyArg_ParseKeywordsDict`` takes them.
 */
HPy_SLOT(HPy_tp_init, 60, HPyFunc_INITPROC) HPy_METHODS(__init__)
HPy_NULLABLE(kw, there are no keyword arguments);

/** ``iter(arg0)``: a new iterator. An iterator returns a new handle of itself. Without this slot a type with
 * HPy_sq_item is iterated by index.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_iter, 62, HPyFunc_GETITERFUNC) HPy_METHODS(__iter__);

/** ``next(arg0)``: the next item. It ends with ``HPy_NULL`` and no exception, or with StopIteration, whose value a
 * generator gets that delegates to it; ``HPy_NULL`` with any other exception is an error. At its end it must go on
 * ending. The type needs HPy_tp_iter, too, to be used in a ``for`` statement.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_iternext, 63, HPyFunc_ITERNEXTFUNC) HPy_METHODS(__next__);

/** Makes an instance, with the arguments of the call. ``type`` is the class that was called, this type or a subclass,
 * which may be larger: so it goes to HPy_New. The struct is zero then, and what HPy_tp_init fills must be right as
 * zeros, since ``cls.__new__(cls)`` leaves that away. The arguments are an array of ``nargs`` and a dict;
 * ``HPyArg_ParseKeywordsDict`` takes them. It may return any object: one that is no instance of ``type`` is not given
 * to HPy_tp_init.
 */
HPy_SLOT(HPy_tp_new, 65, HPyFunc_NEWFUNC) HPy_METHODS(__new__)
HPy_NULLABLE(kw, there are no keyword arguments)
HPy_INHERITED(Subclasses inherit it. A class that is written in Python replaces it by ``__new__``, and mostly
    calls this one from there. A type that neither defines nor inherits one has that of ``object``, which makes zeros,
    and takes arguments only where there is HPy_tp_init. HPy_TPFLAGS_DISALLOW_INSTANTIATION leaves a type without
    any.);

/** ``repr(arg0)``, and ``str(arg0)`` of a type without HPy_tp_str. The result is a ``str``: TypeError for any other
 * object.
 */
HPy_SLOT(HPy_tp_repr, 66, HPyFunc_REPRFUNC) HPy_METHODS(__repr__);

/** ``arg0 < arg1`` and the five others, as ``arg2`` says (HPy_LT …). ``arg0`` is an instance of the type, ``arg1``
 * anything: return a new handle of ``ctx->h_NotImplemented`` for what cannot be compared. Then Python asks the other
 * object, with the operator turned round; in the end it compares identity for ``==`` and ``!=``, and raises TypeError
 * for the others. Any object may be the result; HPy_RETURN_RICHCOMPARE does it for two C values.
 */
HPy_SLOT(HPy_tp_richcompare, 67, HPyFunc_RICHCMPFUNC) HPy_METHODS(__lt__, __le__, __eq__, __ne__, __gt__, __ge__)
HPy_LABEL("(comparison)")
HPy_INHERITED(Together with HPy_tp_hash: a type that defines either inherits neither.);

/** ``arg0.arg1 = arg2``, and ``del arg0.arg1``, for *every* attribute: so most do what they are for and leave all
 * other names to the usual way.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_setattro, 69, HPyFunc_SETATTROFUNC) HPy_METHODS(__setattr__, __delattr__)
HPy_NULLABLE(arg2, the attribute is to be deleted);

/** ``str(arg0)``, ``print`` and formatting without a format. The result is a ``str``: TypeError for any other object.
 * Without this slot it is HPy_tp_repr.
 */
HPy_SLOT(HPy_tp_str, 70, HPyFunc_REPRFUNC) HPy_METHODS(__str__);

/** HPy_VISITs each HPyField that the type's struct holds or points to, and that no HPyDef_FIELDS declares. It may run
 * during any call of the API and as often as the host likes, so it only looks and visits, and is right for the zeros that
 * HPy_New makes.
 *
 * - Every type in a line of bases has its own, and the host calls them all: a derived type visits its own fields.
 *   It may visit fields of its bases too, or call their functions; a field is visited once, whoever reports it how
 *   often.
 * - A derived type without new fields leaves HPy_tp_traverse and HPy_TPFLAGS_HAVE_GC away, and inherits both.
 * - A type all of whose fields are declared needs none, also with HPy_TPFLAGS_HAVE_GC, and its objects end in less time.
 * - From it follow clearing and the end of an instance: fields are emptied first, those of the derived type before
 *   those of its bases. Chains of any length end without recursion.
 * - HPy_TPFLAGS_HAVE_GC decides whether the garbage collector knows the type: without it an object is smaller and
 *   made in less time, and cycles through fields stay for good. Leave it out only where none can arise.
 * - Instances hold their type. So an instance that the type holds in turn ("Type.default = Type()") is such a
 *   cycle, also without any field: without the flag both stay for good, as in Python.h. Debug mode tells.
 */
HPy_SLOT(HPy_tp_traverse, 71, HPyFunc_TRAVERSEPROC) HPy_LABEL("(traverse)")
HPy_INHERITED(Each type visits its own fields. The host calls the functions of all bases.);

/* == Numbers == */

/** ``arg0 @ arg1``. One of the operands is an instance of the type, the other may be anything, on either side: so look
 * at both, and return a new handle of ``ctx->h_NotImplemented`` for what does not fit. Then Python asks the type of
 * the other operand, and raises TypeError where that does not know either. A subclass on the right that has an
 * implementation of its own is asked first.
 */
HPy_SLOT(HPy_nb_matrix_multiply, 75, HPyFunc_BINARYFUNC) HPy_METHODS(__matmul__, __rmatmul__);

/** ``arg0 @= arg1``. ``arg0`` is an instance of the type; the result takes its place: an object that can change does
 * so, and returns a new handle of itself. ``ctx->h_NotImplemented`` leads to HPy_nb_matrix_multiply, as does a type
 * without this slot.
 */
HPy_SLOT(HPy_nb_inplace_matrix_multiply, 76, HPyFunc_BINARYFUNC) HPy_METHODS(__imatmul__);

/* == Awaitables and asynchronous iterators == */

/** ``await arg0``: an iterator, whose items go to the event loop, and whose end has the result as the value of its
 * StopIteration. An iterator returns a new handle of itself; HPy_am_send makes it quicker.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_await, 77, HPyFunc_UNARYFUNC) HPy_METHODS(__await__);

/** What ``async for`` begins with: an object with HPy_am_anext, mostly a new handle of ``arg0``. */
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_aiter, 78, HPyFunc_UNARYFUNC) HPy_METHODS(__aiter__);

/** The next item of ``async for``: an awaitable that gives it. It ends with StopAsyncIteration, raised here or by the
 * awaitable.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_anext, 79, HPyFunc_UNARYFUNC) HPy_METHODS(__anext__);

/* == Types == */

/** Called once, before the object goes, when it can still be used: by HPy_tp_destroy all that it refers to is gone. It
 * can hand the object on, and so keep it. An exception that it leaves is shown as "ignored"; one that was pending
 * before it is there again afterwards. Objects in cycles are finalized, too.
 */
HPy_SLOT(HPy_tp_finalize, 80, HPyFunc_DESTRUCTOR) HPy_METHODS(__del__)
HPy_INHERITED(Subclasses inherit it. One that has another, or ``__del__``, is expected to call this one where it
    wants to.);

/** What await and "yield from" call on an iterator with each value sent; it must be an iterator, so HPy_tp_iternext is
 * needed beside it. CPython 3.8 and 3.9 and subclasses everywhere do not know the slot: they call __next__ for None
 * and for other values a method "send", which the host adds where the type defines none.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_am_send, 81, HPyFunc_SENDFUNC) HPy_LABEL("send")
HPy_INHERITED(Subclasses that are written in Python have the method ``send`` instead, which does the same.);

/** What a call of the type does, in place of HPy_tp_new and HPy_tp_init: ``self`` is the type, the arguments come as
 * in HPy_tp_call, without a tuple and a dict. It returns the instance. It is for calls of this very type alone:
 * subclasses do not inherit it. They, and ``Type.__new__``, use HPy_tp_new and HPy_tp_init; where the type has
 * neither, nor inherits any but object's, the host makes them do with this function, whose ``self`` is then any
 * subclass, and HPy_New of it is right. CPython 3.8 makes all instances in that way. What Python code assigns to
 * ``__new__`` and ``__init__`` of the type has no effect on calls of it: HPy_TPFLAGS_IMMUTABLETYPE says so.
 */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_vectorcall, 82, HPyFunc_KEYWORDS) HPy_LABEL("(vectorcall)")
HPy_NULLABLE(kwnames, there are no keyword arguments)
HPy_INHERITED(Never: a subclass is called by HPy_tp_new and HPy_tp_init, or by its own.);

/** Frees what the struct owns outside of Python, when the fields are empty; the struct itself is the host's. Every
 * type in a line of bases has its own, and the host calls them all, the derived type's first: one that frees what
 * belongs to the base frees it twice. It runs once for each instance, also for one that HPy_New made and nobody
 * filled: zeros.
 */
HPy_SLOT(HPy_tp_destroy, 1000, HPyFunc_DESTROYFUNC) HPy_LABEL("(destroy)")
HPy_INHERITED(Each type frees its own. The host calls the functions of all bases.);

/* == What the host keeps for instances and types == */

/** Instances can be referenced weakly. The list takes no place in the struct, and is the host's to clear. */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_weaklist, 1001) HPy_METHODS(__weakref__) HPy_MACRO(HPyDef_WEAKLIST)
HPy_INHERITED(Instances of subclasses can be referenced weakly, too. They need not ask again.);

/** Instances have a ``__dict__``, which takes no place in the struct. The type is known to the garbage collector. A
 * get/set called ``__dict__`` takes the place of the host's: then attributes are the only way to the dict.
 */
HPy_SINCE(0, 1) HPy_SLOT(HPy_tp_dict, 1002) HPy_METHODS(__dict__) HPy_MACRO(HPyDef_DICT)
HPy_INHERITED(Instances of subclasses have it, too. They need not ask again.);

/** The qualified name of a type that is an attribute of another one, "Outer.Inner"; its methods and pickles go by it. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_qualname, 1003) HPy_MACRO(HPyDef_QUALNAME)
HPy_INHERITED(Never: without it, it is the last part of the type's name.);

/** Where the struct of a type with the shape ``Any`` lies: the record STRUCT_payload, which stands among its defines. */
HPy_SINCE(0, 2) HPy_SLOT(HPy_tp_payload, 1004) HPy_MACRO(HPyType_HELPERS) HPy_LABEL("(payload)")
HPy_INHERITED(The struct is that of one type. Instances of types that derive from it have it, too.);

/* == Modules == */

/** Makes the object that ``import`` gives, in place of a module; ``arg0`` is the module spec. It is for objects that
 * are no modules: a real one is a SystemError, and so is any other define, ``doc``, ``size`` or ``globals`` beside
 * it.
 */
HPy_SLOT(HPy_mod_create, 2000, HPyFunc_MOD_CREATE) HPy_LABEL("(create)");

/** Fills a module that was made: constants, types, globals. ``arg0`` is the module. There may be several, which run in
 * order, once for each module object; an error ends the import with it. ``0``, and no other number, is success.
 */
HPy_SLOT(HPy_mod_exec, 2001, HPyFunc_INQUIRY) HPy_LABEL("(exec)");

/** HPy_VISITs each HPyField in the state of the module, which is at ``object``; it only looks and visits, and is right
 * for the zeros that the state begins with. Needs ``HPyModuleDef.size``.
 */
HPy_SINCE(0, 2) HPy_SLOT(HPy_mod_traverse, 2002, HPyFunc_TRAVERSEPROC) HPy_LABEL("(traverse)");

/** Frees what the state at ``data`` owns outside of Python, when the fields are empty; the state itself is the host's.
 * It gets no context. Needs ``HPyModuleDef.size``.
 */
HPy_SINCE(0, 2) HPy_SLOT(HPy_mod_destroy, 2003, HPyFunc_DESTROYFUNC) HPy_LABEL("(destroy)");
