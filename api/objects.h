/* Objects, attributes and types: classes and checks, generic attributes, descriptors, guards, hashes, flags and names
 * of types. A part of context.h, whose head explains the entries; minor version 2. */

/* == Objects ============================================================================== */

/** Whether ``obj`` is an instance of ``cls``, as ``isinstance(obj, cls)``.
 *
 * ``cls`` is a class, a tuple of classes, or a union of some. Unlike ``HPy_TypeCheck`` it asks ``__instancecheck__`` of
 * the metaclass, and ``obj.__class__``. 1, 0, or ``-1`` with ``TypeError`` if ``cls`` is none of these, or what the
 * methods raise.
 *
 * CPython: ``PyObject_IsInstance``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_CPYTHON(PyObject_IsInstance) HPy_FAILS(-1)
int HPy_IsInstance(HPyContext *ctx, HPy obj, HPy cls);

/** Whether ``sub`` is a subclass of ``cls``, as ``issubclass(sub, cls)``.
 *
 * ``cls`` is as for ``HPy_IsInstance``. Unlike ``HPyType_IsSubtype`` it asks ``__subclasscheck__`` of the metaclass. 1,
 * 0, or ``-1`` with ``TypeError`` if one of them is no class, or what the methods raise.
 *
 * CPython: ``PyObject_IsSubclass``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_IsSubclass) HPy_FAILS(-1)
int HPy_IsSubclass(HPyContext *ctx, HPy sub, HPy cls);

/** ``format(obj, spec)``.
 *
 * ``spec`` is a ``str``, or ``HPy_NULL`` for an empty one. New handle to a ``str``, or ``HPy_NULL`` with ``ValueError``
 * for a specification that the object does not know, ``SystemError`` if ``spec`` is no ``str``, or what ``__format__``
 * raises.
 *
 * CPython: ``PyObject_Format``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_Format) HPy_FAILS(NULL) HPy_NULLABLE(spec)
HPy HPy_Format(HPyContext *ctx, HPy obj, HPy spec);

/** ``dir(obj)``: a new list of names, sorted.
 *
 * ``HPy_NULL`` with ``TypeError`` for names that cannot be sorted, or what ``__dir__`` raises.
 *
 * CPython: ``PyObject_Dir``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_Dir) HPy_FAILS(NULL)
HPy HPy_Dir(HPyContext *ctx, HPy obj);

/** File descriptor of an ``int``, or of an object with ``fileno()``.
 *
 * ``-1`` with ``TypeError`` for another object, ``ValueError`` for a negative number, ``OverflowError``, or what
 * ``fileno`` raises.
 *
 * CPython: ``PyObject_AsFileDescriptor``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_AsFileDescriptor) HPy_FAILS(-1)
int HPy_AsFileDescriptor(HPyContext *ctx, HPy obj);

/** ``origin[args]`` as a ``types.GenericAlias``, what ``__class_getitem__`` of a class that is generic returns.
 *
 * ``args`` is a tuple, or a single parameter. New handle, or ``HPy_NULL`` with ``MemoryError``. CPython 3.8 has no such
 * type: there it is ``origin`` itself, which can be derived from and called just as well.
 *
 * CPython: ``Py_GenericAlias``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPy_GenericAlias(HPyContext *ctx, HPy origin, HPy args);

/** Enter a C function that may come to call itself, as one that walks nested objects.
 *
 * 0, or ``-1`` with ``RecursionError``, whose text is ``maximum recursion depth exceeded`` followed by ``where``,
 * such as ``" while walking a tree"``. Each 0 is followed by ``HPy_LeaveRecursiveCall`` in the same call, on every
 * path; after ``-1`` there is none. CPython 3.14 and newer look at the room that is left on the C stack instead of
 * counting, with a text of their own.
 *
 * CPython: ``Py_EnterRecursiveCall``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET HPy_DEBUG(by_hand)
int HPy_EnterRecursiveCall(HPyContext *ctx, const char *where);

/** Leave what ``HPy_EnterRecursiveCall`` has entered. An exception may be pending.
 *
 * CPython: ``Py_LeaveRecursiveCall``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPy_LeaveRecursiveCall(HPyContext *ctx);

/** Begin the ``repr()`` of an object that may contain itself.
 *
 * 0 if this is the first one; 1 if this object is being shown in this thread already, so that ``[...]`` or the like
 * stands for it; ``-1`` with ``MemoryError``. Each 0 is followed by ``HPy_ReprLeave`` in the same call, on every
 * path; 1 and ``-1`` are not.
 *
 * CPython: ``Py_ReprEnter``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(Py_ReprEnter) HPy_FAILS(-1) HPy_QUIET HPy_DEBUG(by_hand)
int HPy_ReprEnter(HPyContext *ctx, HPy obj);

/** End what ``HPy_ReprEnter`` has begun. An exception may be pending.
 *
 * CPython: ``Py_ReprLeave``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(Py_ReprLeave) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPy_ReprLeave(HPyContext *ctx, HPy obj);

/* == Attributes and items ================================================================= */

/** Attribute ``obj.name`` as ``object.__getattribute__`` finds it: descriptors of the type, then the object's own dict,
 * then what else the type has.
 *
 * This is for an ``HPy_tp_getattro`` that changes a part of it, and may be one itself. ``HPy_GetAttr`` calls that slot.
 * For a type it is ``type.__getattribute__``. New handle, or ``HPy_NULL`` with ``AttributeError``, ``TypeError`` if
 * ``name`` is not a ``str``, or what a descriptor raises.
 *
 * CPython: ``PyObject_GenericGetAttr``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NULL)
HPy HPy_GenericGetAttr(HPyContext *ctx, HPy obj, HPy name);

/** Set the attribute ``obj.name`` as ``object.__setattr__`` does: by a descriptor of the type, else in the object's
 * own dict.
 *
 * ``HPy_NULL`` as ``value`` deletes. This is for an ``HPy_tp_setattro`` that changes a part of it, and may be one
 * itself. ``HPy_SetAttr`` calls that slot. For a type it is ``type.__setattr__``. 0, or ``-1`` with
 * ``AttributeError``, ``TypeError`` if ``name`` is not a ``str``, or what a descriptor raises.
 *
 * CPython: ``PyObject_GenericSetAttr``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_NULLABLE(value)
int HPy_GenericSetAttr(HPyContext *ctx, HPy obj, HPy name, HPy value);

/** What a type or one of its bases has under a name, found along ``type.__mro__``.
 *
 * As it stands in the class's dict: no descriptor is called, the metaclass is not asked. 1 with a new handle in
 * ``*result``; 0 with ``HPy_NULL`` in it where there is no such name, which is no exception; ``-1`` and ``HPy_NULL``
 * with ``TypeError`` if ``type`` is no type or ``name`` no ``str``.
 *
 * CPython: none that is documented.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(type, type) HPy_OUT(result)
int HPyType_Lookup(HPyContext *ctx, HPy type, HPy name, HPy *result);

/** The ``__dict__`` of an object, which it gets with the first call.
 *
 * The dict itself: what is set in it is an attribute of the object. New handle, or ``HPy_NULL`` with ``AttributeError``
 * if the object has none, ``TypeError`` for a type, whose attributes are not changed in that way.
 *
 * CPython: ``PyObject_GenericGetDict``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPy_GetDict(HPyContext *ctx, HPy obj);

/** Give an object another ``__dict__``, or an empty one for ``HPy_NULL``.
 *
 * 0, or ``-1`` with ``AttributeError`` if the object has none, ``TypeError`` if ``dict`` is not a dict, and for types
 * and modules.
 *
 * CPython: ``PyObject_GenericSetDict``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(dict)
int HPy_SetDict(HPyContext *ctx, HPy obj, HPy dict);

/* == Descriptors ========================================================================== */

/** What ``descr``, found in a class, stands for as an attribute of ``obj``: its ``__get__(obj, type)``.
 *
 * ``obj`` is ``HPy_NULL`` where the attribute is asked of the class. ``type`` is the class that is asked, or
 * ``HPy_NULL`` for the object's own. 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where ``descr``
 * has no ``__get__``, and stands for itself; ``-1`` and ``HPy_NULL`` with ``TypeError`` if both are ``HPy_NULL``, or
 * what ``__get__`` raises.
 *
 * CPython: ``tp_descr_get`` of the type.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_NULLABLE(obj, type) HPy_OUT(result)
int HPyDescr_Get(HPyContext *ctx, HPy descr, HPy obj, HPy type, HPy *result);

/** Set an attribute of ``obj`` by a data descriptor that was found in its class: ``descr.__set__(obj, value)``, or
 * ``descr.__delete__(obj)`` where ``value`` is ``HPy_NULL``.
 *
 * 1; 0 where ``descr`` is no data descriptor, and nothing was done; ``-1`` with what the method raises.
 *
 * CPython: ``tp_descr_set`` of the type.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_NULLABLE(value)
int HPyDescr_Set(HPyContext *ctx, HPy descr, HPy obj, HPy value);

/** 1 if an object has ``__set__`` or ``__delete__``: what it stands for in a class goes before an attribute of the same
 * name in an instance. Else 0. Never fails.
 *
 * CPython: ``PyDescr_IsData``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET
int HPyDescr_IsData(HPyContext *ctx, HPy descr);

/* == Text, comparison, truth, hash ======================================================== */

/** Raise ``TypeError`` that ``self`` is not hashable: ``-1``, always.
 *
 * It may stand as ``HPy_tp_hash`` itself, for a type whose base is hashable. A type with ``HPy_tp_richcompare`` and
 * without ``HPy_tp_hash`` is not hashable anyway. For ``collections.abc.Hashable`` to know, ``__hash__`` of the type is
 * set to ``None`` (``HPy_SetAttr_s``).
 *
 * CPython: ``PyObject_HashNotImplemented``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_HashNotImplemented) HPy_FAILS(-1) HPy_QUIET
HPy_hash_t HPy_HashNotImplemented(HPyContext *ctx, HPy self);

/** Hash of an object that is equal to nothing but itself: ``object.__hash__``, whatever its type has. It may stand as
 * ``HPy_tp_hash`` itself. Never fails.
 *
 * CPython: ``PyObject_GenericHash``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
HPy_hash_t HPy_GenericHash(HPyContext *ctx, HPy self);

/** Hash of bytes in memory, as of a ``bytes`` object with the same.
 *
 * ``-1`` with ``SystemError`` for a negative size; else never ``-1``.
 *
 * CPython: ``Py_HashBuffer``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_SIZED(data, size) HPy_RANGE(size, 0, HPY_SSIZE_T_MAX) HPy_QUIET
HPy_hash_t HPy_HashBytes(HPyContext *ctx, const void *data, HPy_ssize_t size);

/* == Types and payload ==================================================================== */

/** Flags of a type, or 0 for another object. Never fails.
 *
 * Those with names, ``HPy_TPFLAGS_…``, mean the same everywhere; the others are the interpreter's own.
 *
 * CPython: ``PyType_GetFlags``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_EXPECTS(type, type) HPy_QUIET
unsigned long HPyType_GetFlags(HPyContext *ctx, HPy type);

/** ``type.__qualname__``: the name of a class behind those of the classes and functions that it is written in.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``type`` is no type.
 *
 * CPython: ``PyType_GetQualName``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_EXPECTS(type, type) HPy_QUIET
HPy HPyType_GetQualName(HPyContext *ctx, HPy type);

/** ``type.__module__``: the name of the module that a class says it is from, mostly a ``str``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``type`` is no type, ``AttributeError`` if it does not say.
 * ``HPyType_GetModule`` gives the module that a type was made with.
 *
 * CPython: ``PyType_GetModuleName``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_EXPECTS(type, type) HPy_QUIET
HPy HPyType_GetModuleName(HPyContext *ctx, HPy type);

/* == Built-in types ======================================================================= */

/** The type of modules. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyModule_Type)
HPy h_ModuleType;

/** The type of functions written in Python, ``types.FunctionType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyFunction_Type)
HPy h_FunctionType;

/** The type of methods bound to an object, ``types.MethodType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyMethod_Type)
HPy h_MethodType;

/** The type of functions and bound methods written in C, ``types.BuiltinFunctionType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyCFunction_Type)
HPy h_CFunctionType;

/** The type ``classmethod``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyClassMethod_Type) HPy_BUILTIN(classmethod) HPy_BY_SYMBOL
HPy h_ClassMethodType;

/** The type ``staticmethod``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyStaticMethod_Type) HPy_BUILTIN(staticmethod) HPy_BY_SYMBOL
HPy h_StaticMethodType;

/** The type ``property``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyProperty_Type) HPy_BUILTIN(property) HPy_BY_SYMBOL
HPy h_PropertyType;

/** The type ``range``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyRange_Type) HPy_BUILTIN(range) HPy_BY_SYMBOL
HPy h_RangeType;

/** The type of generators, ``types.GeneratorType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyGen_Type)
HPy h_GenType;

/** The type of coroutines, ``types.CoroutineType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyCoro_Type)
HPy h_CoroType;

/** The type of asynchronous generators, ``types.AsyncGeneratorType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyAsyncGen_Type)
HPy h_AsyncGenType;

/** The type of what ``keys()`` of a dict gives. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyDictKeys_Type)
HPy h_DictKeysType;

/** The type of what ``values()`` of a dict gives. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyDictValues_Type)
HPy h_DictValuesType;

/** The type of what ``items()`` of a dict gives. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyDictItems_Type)
HPy h_DictItemsType;

/** The type of read-only views of mappings, ``types.MappingProxyType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyDictProxy_Type)
HPy h_DictProxyType;

/** The type of iterators over any sequence, see ``HPySeqIter_New``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PySeqIter_Type)
HPy h_SeqIterType;

/** The type of iterators over results of calls, see ``HPyCallIter_New``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyCallIter_Type)
HPy h_CallIterType;

/** The type of code objects, ``types.CodeType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyCode_Type)
HPy h_CodeType;

/** The type of frames, ``types.FrameType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyFrame_Type)
HPy h_FrameType;

/** The type of tracebacks, ``types.TracebackType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyTraceBack_Type)
HPy h_TraceBackType;

/** The type of cells, in which closures keep variables, ``types.CellType``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyCell_Type)
HPy h_CellType;
