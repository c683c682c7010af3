/* The members of HPy's context table: the one place that says what HPy's C API is.
 *
 * This file is not compiled. ``python -m apigen`` reads it and writes the context struct, the
 * public inline functions, the function tables and the reference from it. Each entry is
 * a documentation comment, annotations, and a declaration: ``HPy h_X;`` is a constant,
 * anything else is the prototype of the public function. Entries stand in the order of the
 * table; released ones never change (frozen.txt), new ones are added at the end. What minor version 2 adds is by
 * family, in the files that this one includes at its end.
 *
 * What the documentation comments take for granted:
 *
 *   - ``ctx`` is the context that the caller was given.
 *   - Handles passed in are borrowed: they stay open and stay the caller's.
 *   - A handle that is returned is new: the caller closes it with ``HPy_Close``.
 *   - The value given for an error comes with a pending exception. Any function that makes
 *     an object may fail with ``MemoryError``, whether or not that is mentioned.
 *   - ``HPy_NULL`` may be passed only where the comment says so.
 *   - While an exception is pending, only these may be called: ``HPyErr_SetString``,
 *     ``HPyErr_SetObject``, ``HPyErr_SetRaised``, ``HPyErr_Format``, ``HPyErr_NoMemory``, and the families of
 *     ``HPyErr_SetFromErrno`` and ``HPyErr_SetImportError``, which replace it (the first one is lost, not
 *     chained), ``HPyErr_Occurred``, ``HPyErr_ExceptionMatches``, ``HPyErr_GetRaised``, which takes it,
 *     ``HPyErr_Clear``, ``HPyErr_Print``, ``HPyErr_WriteUnraisable``, ``HPyErr_FormatUnraisable``,
 *     ``HPyTraceBack_Add``, ``HPyErr_SyntaxLocation``; and what is said never to fail, such as ``HPy_Dup``,
 *     ``HPy_Close``, checks of types, fields and globals. Any other may overwrite the exception, or take it
 *     for its own.
 *
 * Annotations:
 *
 *   HPy_MINOR(n, release) alone: minor version ``n`` of the ABI exists, and hpy has it since that release
 *
 * of constants and functions
 *
 *   HPy_ID(n)             index of the entry in the table. It may be left out while the newest minor version is open,
 *                         and is given at its release
 *   HPy_SINCE(major, minor)
 *                         first ABI version that has it; 0.0 if not given
 *   HPy_CPYTHON(name)     the CPython function or object that does it: it is the whole body
 *   HPy_BODY(inline)      the CPython body ``ctx_X`` is in hpy/cpython/inline.h
 *   HPy_BODY(function)    the CPython body ``ctx_X`` is in src/cpython
 *   HPy_BODY(host)        extensions have no body: the owner of the context has it, or sets the constant
 *
 * of constants
 *
 *   HPy_BUILTIN(name, instance)
 *                         a class: its name in the module ``builtins``, by which extensions of the CPython ABI find
 *                         it, and what messages call an instance. With ``instance`` it may stand in HPy_EXPECTS.
 *   HPy_BY_SYMBOL         they find it by the symbol of CPython all the same
 *
 * of functions, what they do
 *
 *   HPy_FAILS(value)      what is returned on error: NULL (handle or pointer), -1 or -2;
 *                         ASK: the value alone does not tell, ask ``HPyErr_Occurred``;
 *                         NEVER: the result never tells of an error
 *   HPy_RAISES            it sets an exception, always
 *   HPy_SWALLOWS          it cannot report an error and would hide an exception that is pending: not to be called
 *                         with one, although HPy_FAILS(NEVER)
 *   HPy_NULLABLE(params)  these parameters may be null
 *   HPy_OUT(params)       the function stores a new handle in each of these, or ``HPy_NULL``, and that on an error
 *   HPy_SIZED(param, size)
 *                         ``param`` may be ``NULL`` where the parameter ``size`` is 0
 *   HPy_EXPECTS(param, type)
 *                         the parameter must be of this type, which layers check: a class that has HPy_BUILTIN with
 *                         ``instance``, or type, code (a code object), iterator
 *   HPy_RANGE(param, lowest, highest)
 *                         the parameter is a number in this range, which layers check
 *   HPy_BORROWS(h)        the memory returned lives as long as the handle ``h`` is open
 *   HPy_QUIET             runs no Python code; said in the reference
 *
 * of functions, where they are written
 *
 *   HPy_VOID_SLOT         the table entry returns void, the public function ``HPy_NULL``
 *   HPy_HANDWRITTEN       the public inline function is written by hand
 *   HPy_DIRECT            the universal ABI's inline function is written by hand, in hpy/special*.h,
 *                         because it need not always go through the table, or a host of HPy 0.9 must not get all
 *                         that is allowed. Layers call it by its name, all others through the table of the context
 *                         below
 *   HPy_WRITTEN(name)     sources call it by the macro ``name``, and so do reports
 *   HPy_LEGACY            not for extensions of the universal ABI
 *   HPy_TABLE_ONLY        in the table, but no public function in the CPython ABI
 *   HPy_DEBUG(by_hand)    debug mode's wrapper is written by hand, in universal/debug
 *   HPy_TRACE(words)      what is special about trace mode's wrappers. by_hand: they are written by hand, in
 *                         universal/trace; uncounted: there is none; notes: ``note_X`` gets the arguments, which tell
 *                         names; finds: ``trace_found`` gets the result, which may be called next
 *
 * A comment of the form ``== Title ==`` is the family of the entries below it; one title may come again.
 * apigen refuses what it does not know, and what contradicts itself.
 */

/* == Versions ============================================================================= */

HPy_MINOR(0, 0.10);
HPy_MINOR(1, 0.10);
HPy_MINOR(2, 0.10);

/* == Singletons =========================================================================== */

/** The object ``None``. */
HPy_ID(0) HPy_CPYTHON(Py_None)
HPy h_None;

/** The object ``True``. */
HPy_ID(1) HPy_CPYTHON(Py_True)
HPy h_True;

/** The object ``False``. */
HPy_ID(2) HPy_CPYTHON(Py_False)
HPy h_False;

/** The object ``NotImplemented``. */
HPy_ID(3) HPy_CPYTHON(Py_NotImplemented)
HPy h_NotImplemented;

/** The object ``Ellipsis``. */
HPy_ID(4) HPy_CPYTHON(Py_Ellipsis)
HPy h_Ellipsis;

/* == Exceptions =========================================================================== */

/** The exception class ``BaseException``. */
HPy_ID(5) HPy_CPYTHON(PyExc_BaseException) HPy_BUILTIN(BaseException, an exception)
HPy h_BaseException;

/** The exception class ``Exception``. */
HPy_ID(6) HPy_CPYTHON(PyExc_Exception) HPy_BUILTIN(Exception)
HPy h_Exception;

/** The exception class ``StopAsyncIteration``. */
HPy_ID(7) HPy_CPYTHON(PyExc_StopAsyncIteration) HPy_BUILTIN(StopAsyncIteration)
HPy h_StopAsyncIteration;

/** The exception class ``StopIteration``. */
HPy_ID(8) HPy_CPYTHON(PyExc_StopIteration) HPy_BUILTIN(StopIteration)
HPy h_StopIteration;

/** The exception class ``GeneratorExit``. */
HPy_ID(9) HPy_CPYTHON(PyExc_GeneratorExit) HPy_BUILTIN(GeneratorExit)
HPy h_GeneratorExit;

/** The exception class ``ArithmeticError``. */
HPy_ID(10) HPy_CPYTHON(PyExc_ArithmeticError) HPy_BUILTIN(ArithmeticError)
HPy h_ArithmeticError;

/** The exception class ``LookupError``. */
HPy_ID(11) HPy_CPYTHON(PyExc_LookupError) HPy_BUILTIN(LookupError)
HPy h_LookupError;

/** The exception class ``AssertionError``. */
HPy_ID(12) HPy_CPYTHON(PyExc_AssertionError) HPy_BUILTIN(AssertionError)
HPy h_AssertionError;

/** The exception class ``AttributeError``. */
HPy_ID(13) HPy_CPYTHON(PyExc_AttributeError) HPy_BUILTIN(AttributeError)
HPy h_AttributeError;

/** The exception class ``BufferError``. */
HPy_ID(14) HPy_CPYTHON(PyExc_BufferError) HPy_BUILTIN(BufferError)
HPy h_BufferError;

/** The exception class ``EOFError``. */
HPy_ID(15) HPy_CPYTHON(PyExc_EOFError) HPy_BUILTIN(EOFError)
HPy h_EOFError;

/** The exception class ``FloatingPointError``. */
HPy_ID(16) HPy_CPYTHON(PyExc_FloatingPointError) HPy_BUILTIN(FloatingPointError)
HPy h_FloatingPointError;

/** The exception class ``OSError``. */
HPy_ID(17) HPy_CPYTHON(PyExc_OSError) HPy_BUILTIN(OSError)
HPy h_OSError;

/** The exception class ``ImportError``. */
HPy_ID(18) HPy_CPYTHON(PyExc_ImportError) HPy_BUILTIN(ImportError)
HPy h_ImportError;

/** The exception class ``ModuleNotFoundError``. */
HPy_ID(19) HPy_CPYTHON(PyExc_ModuleNotFoundError) HPy_BUILTIN(ModuleNotFoundError)
HPy h_ModuleNotFoundError;

/** The exception class ``IndexError``. */
HPy_ID(20) HPy_CPYTHON(PyExc_IndexError) HPy_BUILTIN(IndexError)
HPy h_IndexError;

/** The exception class ``KeyError``. */
HPy_ID(21) HPy_CPYTHON(PyExc_KeyError) HPy_BUILTIN(KeyError)
HPy h_KeyError;

/** The exception class ``KeyboardInterrupt``. */
HPy_ID(22) HPy_CPYTHON(PyExc_KeyboardInterrupt) HPy_BUILTIN(KeyboardInterrupt)
HPy h_KeyboardInterrupt;

/** The exception class ``MemoryError``. */
HPy_ID(23) HPy_CPYTHON(PyExc_MemoryError) HPy_BUILTIN(MemoryError)
HPy h_MemoryError;

/** The exception class ``NameError``. */
HPy_ID(24) HPy_CPYTHON(PyExc_NameError) HPy_BUILTIN(NameError)
HPy h_NameError;

/** The exception class ``OverflowError``. */
HPy_ID(25) HPy_CPYTHON(PyExc_OverflowError) HPy_BUILTIN(OverflowError)
HPy h_OverflowError;

/** The exception class ``RuntimeError``. */
HPy_ID(26) HPy_CPYTHON(PyExc_RuntimeError) HPy_BUILTIN(RuntimeError)
HPy h_RuntimeError;

/** The exception class ``RecursionError``. */
HPy_ID(27) HPy_CPYTHON(PyExc_RecursionError) HPy_BUILTIN(RecursionError)
HPy h_RecursionError;

/** The exception class ``NotImplementedError``. */
HPy_ID(28) HPy_CPYTHON(PyExc_NotImplementedError) HPy_BUILTIN(NotImplementedError)
HPy h_NotImplementedError;

/** The exception class ``SyntaxError``. */
HPy_ID(29) HPy_CPYTHON(PyExc_SyntaxError) HPy_BUILTIN(SyntaxError)
HPy h_SyntaxError;

/** The exception class ``IndentationError``. */
HPy_ID(30) HPy_CPYTHON(PyExc_IndentationError) HPy_BUILTIN(IndentationError)
HPy h_IndentationError;

/** The exception class ``TabError``. */
HPy_ID(31) HPy_CPYTHON(PyExc_TabError) HPy_BUILTIN(TabError)
HPy h_TabError;

/** The exception class ``ReferenceError``. */
HPy_ID(32) HPy_CPYTHON(PyExc_ReferenceError) HPy_BUILTIN(ReferenceError)
HPy h_ReferenceError;

/** The exception class ``SystemError``. */
HPy_ID(33) HPy_CPYTHON(PyExc_SystemError) HPy_BUILTIN(SystemError)
HPy h_SystemError;

/** The exception class ``SystemExit``. */
HPy_ID(34) HPy_CPYTHON(PyExc_SystemExit) HPy_BUILTIN(SystemExit)
HPy h_SystemExit;

/** The exception class ``TypeError``. */
HPy_ID(35) HPy_CPYTHON(PyExc_TypeError) HPy_BUILTIN(TypeError)
HPy h_TypeError;

/** The exception class ``UnboundLocalError``. */
HPy_ID(36) HPy_CPYTHON(PyExc_UnboundLocalError) HPy_BUILTIN(UnboundLocalError)
HPy h_UnboundLocalError;

/** The exception class ``UnicodeError``. */
HPy_ID(37) HPy_CPYTHON(PyExc_UnicodeError) HPy_BUILTIN(UnicodeError)
HPy h_UnicodeError;

/** The exception class ``UnicodeEncodeError``. */
HPy_ID(38) HPy_CPYTHON(PyExc_UnicodeEncodeError) HPy_BUILTIN(UnicodeEncodeError)
HPy h_UnicodeEncodeError;

/** The exception class ``UnicodeDecodeError``. */
HPy_ID(39) HPy_CPYTHON(PyExc_UnicodeDecodeError) HPy_BUILTIN(UnicodeDecodeError)
HPy h_UnicodeDecodeError;

/** The exception class ``UnicodeTranslateError``. */
HPy_ID(40) HPy_CPYTHON(PyExc_UnicodeTranslateError) HPy_BUILTIN(UnicodeTranslateError)
HPy h_UnicodeTranslateError;

/** The exception class ``ValueError``. */
HPy_ID(41) HPy_CPYTHON(PyExc_ValueError) HPy_BUILTIN(ValueError)
HPy h_ValueError;

/** The exception class ``ZeroDivisionError``. */
HPy_ID(42) HPy_CPYTHON(PyExc_ZeroDivisionError) HPy_BUILTIN(ZeroDivisionError)
HPy h_ZeroDivisionError;

/** The exception class ``BlockingIOError``. */
HPy_ID(43) HPy_CPYTHON(PyExc_BlockingIOError) HPy_BUILTIN(BlockingIOError)
HPy h_BlockingIOError;

/** The exception class ``BrokenPipeError``. */
HPy_ID(44) HPy_CPYTHON(PyExc_BrokenPipeError) HPy_BUILTIN(BrokenPipeError)
HPy h_BrokenPipeError;

/** The exception class ``ChildProcessError``. */
HPy_ID(45) HPy_CPYTHON(PyExc_ChildProcessError) HPy_BUILTIN(ChildProcessError)
HPy h_ChildProcessError;

/** The exception class ``ConnectionError``. */
HPy_ID(46) HPy_CPYTHON(PyExc_ConnectionError) HPy_BUILTIN(ConnectionError)
HPy h_ConnectionError;

/** The exception class ``ConnectionAbortedError``. */
HPy_ID(47) HPy_CPYTHON(PyExc_ConnectionAbortedError) HPy_BUILTIN(ConnectionAbortedError)
HPy h_ConnectionAbortedError;

/** The exception class ``ConnectionRefusedError``. */
HPy_ID(48) HPy_CPYTHON(PyExc_ConnectionRefusedError) HPy_BUILTIN(ConnectionRefusedError)
HPy h_ConnectionRefusedError;

/** The exception class ``ConnectionResetError``. */
HPy_ID(49) HPy_CPYTHON(PyExc_ConnectionResetError) HPy_BUILTIN(ConnectionResetError)
HPy h_ConnectionResetError;

/** The exception class ``FileExistsError``. */
HPy_ID(50) HPy_CPYTHON(PyExc_FileExistsError) HPy_BUILTIN(FileExistsError)
HPy h_FileExistsError;

/** The exception class ``FileNotFoundError``. */
HPy_ID(51) HPy_CPYTHON(PyExc_FileNotFoundError) HPy_BUILTIN(FileNotFoundError)
HPy h_FileNotFoundError;

/** The exception class ``InterruptedError``. */
HPy_ID(52) HPy_CPYTHON(PyExc_InterruptedError) HPy_BUILTIN(InterruptedError)
HPy h_InterruptedError;

/** The exception class ``IsADirectoryError``. */
HPy_ID(53) HPy_CPYTHON(PyExc_IsADirectoryError) HPy_BUILTIN(IsADirectoryError)
HPy h_IsADirectoryError;

/** The exception class ``NotADirectoryError``. */
HPy_ID(54) HPy_CPYTHON(PyExc_NotADirectoryError) HPy_BUILTIN(NotADirectoryError)
HPy h_NotADirectoryError;

/** The exception class ``PermissionError``. */
HPy_ID(55) HPy_CPYTHON(PyExc_PermissionError) HPy_BUILTIN(PermissionError)
HPy h_PermissionError;

/** The exception class ``ProcessLookupError``. */
HPy_ID(56) HPy_CPYTHON(PyExc_ProcessLookupError) HPy_BUILTIN(ProcessLookupError)
HPy h_ProcessLookupError;

/** The exception class ``TimeoutError``. */
HPy_ID(57) HPy_CPYTHON(PyExc_TimeoutError) HPy_BUILTIN(TimeoutError)
HPy h_TimeoutError;

/* == Warnings ============================================================================= */

/** The class ``Warning``, base of all warning categories. */
HPy_ID(58) HPy_CPYTHON(PyExc_Warning) HPy_BUILTIN(Warning)
HPy h_Warning;

/** The warning category ``UserWarning``. */
HPy_ID(59) HPy_CPYTHON(PyExc_UserWarning) HPy_BUILTIN(UserWarning)
HPy h_UserWarning;

/** The warning category ``DeprecationWarning``. */
HPy_ID(60) HPy_CPYTHON(PyExc_DeprecationWarning) HPy_BUILTIN(DeprecationWarning)
HPy h_DeprecationWarning;

/** The warning category ``PendingDeprecationWarning``. */
HPy_ID(61) HPy_CPYTHON(PyExc_PendingDeprecationWarning) HPy_BUILTIN(PendingDeprecationWarning)
HPy h_PendingDeprecationWarning;

/** The warning category ``SyntaxWarning``. */
HPy_ID(62) HPy_CPYTHON(PyExc_SyntaxWarning) HPy_BUILTIN(SyntaxWarning)
HPy h_SyntaxWarning;

/** The warning category ``RuntimeWarning``. */
HPy_ID(63) HPy_CPYTHON(PyExc_RuntimeWarning) HPy_BUILTIN(RuntimeWarning)
HPy h_RuntimeWarning;

/** The warning category ``FutureWarning``. */
HPy_ID(64) HPy_CPYTHON(PyExc_FutureWarning) HPy_BUILTIN(FutureWarning)
HPy h_FutureWarning;

/** The warning category ``ImportWarning``. */
HPy_ID(65) HPy_CPYTHON(PyExc_ImportWarning) HPy_BUILTIN(ImportWarning)
HPy h_ImportWarning;

/** The warning category ``UnicodeWarning``. */
HPy_ID(66) HPy_CPYTHON(PyExc_UnicodeWarning) HPy_BUILTIN(UnicodeWarning)
HPy h_UnicodeWarning;

/** The warning category ``BytesWarning``. */
HPy_ID(67) HPy_CPYTHON(PyExc_BytesWarning) HPy_BUILTIN(BytesWarning)
HPy h_BytesWarning;

/** The warning category ``ResourceWarning``. */
HPy_ID(68) HPy_CPYTHON(PyExc_ResourceWarning) HPy_BUILTIN(ResourceWarning)
HPy h_ResourceWarning;

/* == Built-in types ======================================================================= */

/** The type ``object``. */
HPy_ID(69) HPy_CPYTHON(&PyBaseObject_Type) HPy_BUILTIN(object)
HPy h_BaseObjectType;

/** The type ``type``. */
HPy_ID(70) HPy_CPYTHON(&PyType_Type) HPy_BUILTIN(type)
HPy h_TypeType;

/** The type ``bool``. */
HPy_ID(71) HPy_CPYTHON(&PyBool_Type) HPy_BUILTIN(bool)
HPy h_BoolType;

/** The type ``int``. */
HPy_ID(72) HPy_CPYTHON(&PyLong_Type) HPy_BUILTIN(int)
HPy h_LongType;

/** The type ``float``. */
HPy_ID(73) HPy_CPYTHON(&PyFloat_Type) HPy_BUILTIN(float)
HPy h_FloatType;

/** The type ``str``. */
HPy_ID(74) HPy_CPYTHON(&PyUnicode_Type) HPy_BUILTIN(str, a Unicode object)
HPy h_UnicodeType;

/** The type ``tuple``. */
HPy_ID(75) HPy_CPYTHON(&PyTuple_Type) HPy_BUILTIN(tuple, a tuple)
HPy h_TupleType;

/** The type ``list``. */
HPy_ID(76) HPy_CPYTHON(&PyList_Type) HPy_BUILTIN(list, a list)
HPy h_ListType;

/* == Handles ============================================================================== */

/** One more handle to the object of ``h``.
 *
 * The new handle is closed on its own, with ``HPy_Close``; ``h`` stays open. Needed whenever
 * a borrowed handle (an argument, a constant of ``ctx``) is returned or kept. ``HPy_NULL``
 * gives ``HPy_NULL``. Never fails.
 *
 * CPython: ``Py_XNewRef``.
 */
HPy_ID(77) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPy_Dup(HPyContext *ctx, HPy h);

/** Close the handle ``h``, which must not be used afterwards.
 *
 * When it was the last reference the object dies, so finalisers, that is any Python code,
 * may run. Arguments of a callback and constants of ``ctx`` are borrowed: do not close them.
 * ``HPy_NULL`` is ignored. Never fails; a pending exception stays.
 *
 * CPython: ``Py_XDECREF``.
 */
HPy_ID(78) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_DEBUG(by_hand)
void HPy_Close(HPyContext *ctx, HPy h);

/* == Integers ============================================================================= */

/** New ``int`` from a C ``int32_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromLong``.
 */
HPy_ID(79) HPy_CPYTHON(PyLong_FromLong) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromInt32_t(HPyContext *ctx, int32_t value);

/** New ``int`` from a C ``uint32_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromUnsignedLong``.
 */
HPy_ID(80) HPy_CPYTHON(PyLong_FromUnsignedLong) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromUInt32_t(HPyContext *ctx, uint32_t value);

/** New ``int`` from a C ``int64_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromLongLong``.
 */
HPy_ID(81) HPy_CPYTHON(PyLong_FromLongLong) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromInt64_t(HPyContext *ctx, int64_t v);

/** New ``int`` from a C ``uint64_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromUnsignedLongLong``.
 */
HPy_ID(82) HPy_CPYTHON(PyLong_FromUnsignedLongLong) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromUInt64_t(HPyContext *ctx, uint64_t v);

/** New ``int`` from a C ``size_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromSize_t``.
 */
HPy_ID(83) HPy_CPYTHON(PyLong_FromSize_t) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromSize_t(HPyContext *ctx, size_t value);

/** New ``int`` from an ``HPy_ssize_t``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyLong_FromSsize_t``.
 */
HPy_ID(84) HPy_CPYTHON(PyLong_FromSsize_t) HPy_FAILS(NULL) HPy_QUIET
HPy HPyLong_FromSsize_t(HPyContext *ctx, HPy_ssize_t value);

/** Value of ``h`` as ``int32_t``.
 *
 * An object that is not an ``int`` is converted by its ``__index__``. On error ``-1``, which
 * may be a value too, so ask ``HPyErr_Occurred``: ``TypeError`` without ``__index__`` (so
 * for a ``float``), ``OverflowError`` out of range.
 *
 * CPython: ``PyLong_AsLong`` and a range check.
 */
HPy_ID(85) HPy_BODY(function) HPy_FAILS(ASK)
int32_t HPyLong_AsInt32_t(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as ``uint32_t``.
 *
 * Does not call ``__index__``. On error all bits are set, which may be a value too, so ask
 * ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``, ``OverflowError`` if
 * negative or too large.
 *
 * CPython: ``PyLong_AsUnsignedLong`` and a range check.
 */
HPy_ID(86) HPy_BODY(function) HPy_FAILS(ASK)
uint32_t HPyLong_AsUInt32_t(HPyContext *ctx, HPy h);

/** Lowest 32 bits of ``h``, without a range check.
 *
 * Large and negative values wrap silently. An object that is not an ``int`` is converted by
 * its ``__index__``. On error (``TypeError`` without ``__index__``) all bits are set, which
 * may be a value too, so ask ``HPyErr_Occurred``.
 *
 * CPython: ``PyLong_AsUnsignedLongMask``, cut to 32 bits.
 */
HPy_ID(87) HPy_BODY(function) HPy_FAILS(ASK)
uint32_t HPyLong_AsUInt32_tMask(HPyContext *ctx, HPy h);

/** Value of ``h`` as ``int64_t``.
 *
 * An object that is not an ``int`` is converted by its ``__index__``. On error ``-1``, which
 * may be a value too, so ask ``HPyErr_Occurred``: ``TypeError`` without ``__index__`` (so
 * for a ``float``), ``OverflowError`` out of range.
 *
 * CPython: ``PyLong_AsLongLong``.
 */
HPy_ID(88) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(ASK)
int64_t HPyLong_AsInt64_t(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as ``uint64_t``.
 *
 * Does not call ``__index__``. On error all bits are set, which may be a value too, so ask
 * ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``, ``OverflowError`` if
 * negative or too large.
 *
 * CPython: ``PyLong_AsUnsignedLongLong``.
 */
HPy_ID(89) HPy_CPYTHON(PyLong_AsUnsignedLongLong) HPy_FAILS(ASK)
uint64_t HPyLong_AsUInt64_t(HPyContext *ctx, HPy h);

/** Lowest 64 bits of ``h``, without a range check.
 *
 * Large and negative values wrap silently. An object that is not an ``int`` is converted by
 * its ``__index__``. On error (``TypeError`` without ``__index__``) all bits are set, which
 * may be a value too, so ask ``HPyErr_Occurred``.
 *
 * CPython: ``PyLong_AsUnsignedLongLongMask``.
 */
HPy_ID(90) HPy_BODY(inline) HPy_FAILS(ASK)
uint64_t HPyLong_AsUInt64_tMask(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as ``size_t``.
 *
 * Does not call ``__index__``. On error ``(size_t)-1``, which may be a value too, so ask
 * ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``, ``OverflowError`` if
 * negative or too large.
 *
 * CPython: ``PyLong_AsSize_t``.
 */
HPy_ID(91) HPy_CPYTHON(PyLong_AsSize_t) HPy_FAILS(ASK)
size_t HPyLong_AsSize_t(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as ``HPy_ssize_t``.
 *
 * Does not call ``__index__``. On error ``-1``, which may be a value too, so ask
 * ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``, ``OverflowError`` out of
 * range.
 *
 * CPython: ``PyLong_AsSsize_t``.
 */
HPy_ID(92) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(ASK)
HPy_ssize_t HPyLong_AsSsize_t(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as a pointer.
 *
 * A negative value gives the pointer with these bits. On error ``NULL``, which may be a
 * value too, so ask ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``,
 * ``OverflowError`` if it does not fit a pointer.
 *
 * CPython: ``PyLong_AsVoidPtr``.
 */
HPy_ID(93) HPy_CPYTHON(PyLong_AsVoidPtr) HPy_FAILS(ASK)
void *HPyLong_AsVoidPtr(HPyContext *ctx, HPy h);

/** Value of the ``int`` ``h`` as ``double``, rounded to the nearest.
 *
 * On error ``-1.0``, which may be a value too, so ask ``HPyErr_Occurred``: ``TypeError`` for
 * anything but an ``int``, ``OverflowError`` if too large for a ``double``.
 *
 * CPython: ``PyLong_AsDouble``.
 */
HPy_ID(94) HPy_CPYTHON(PyLong_AsDouble) HPy_FAILS(ASK)
double HPyLong_AsDouble(HPyContext *ctx, HPy h);

/* == Floats and booleans ================================================================== */

/** New ``float`` from a C ``double``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyFloat_FromDouble``.
 */
HPy_ID(95) HPy_CPYTHON(PyFloat_FromDouble) HPy_FAILS(NULL) HPy_QUIET
HPy HPyFloat_FromDouble(HPyContext *ctx, double v);

/** Value of ``h`` as ``double``.
 *
 * An object that is not a ``float`` is converted by its ``__float__`` or, without one, by
 * its ``__index__``. On error ``-1.0``, which may be a value too, so ask
 * ``HPyErr_Occurred``: ``TypeError`` with neither method, or what the method raises.
 *
 * CPython: ``PyFloat_AsDouble``.
 */
HPy_ID(96) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(ASK)
double HPyFloat_AsDouble(HPyContext *ctx, HPy h);

/** ``True`` or ``False`` as a new handle. Never fails.
 *
 * CPython: ``PyBool_FromLong``.
 */
HPy_ID(97) HPy_CPYTHON(PyBool_FromLong) HPy_FAILS(NEVER) HPy_QUIET
HPy HPyBool_FromBool(HPyContext *ctx, bool v);

/* == Numbers ============================================================================== */

/** Number of items of ``h``, as ``len(h)``.
 *
 * ``-1`` on error: ``TypeError`` if ``h`` has no length, or what ``__len__`` raises.
 *
 * CPython: ``PyObject_Length``.
 */
HPy_ID(98) HPy_CPYTHON(PyObject_Length) HPy_FAILS(-1)
HPy_ssize_t HPy_Length(HPyContext *ctx, HPy h);

/** 1 if ``h`` can be converted to a number, else 0.
 *
 * That is, its type has ``__index__``, ``__int__`` or ``__float__``, or it is a ``complex``.
 * Never fails.
 *
 * CPython: ``PyNumber_Check``.
 */
HPy_ID(99) HPy_CPYTHON(PyNumber_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyNumber_Check(HPyContext *ctx, HPy h);

/** ``h1 + h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Add``.
 */
HPy_ID(100) HPy_CPYTHON(PyNumber_Add) HPy_FAILS(NULL)
HPy HPy_Add(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 - h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Subtract``.
 */
HPy_ID(101) HPy_CPYTHON(PyNumber_Subtract) HPy_FAILS(NULL)
HPy HPy_Subtract(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 * h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Multiply``.
 */
HPy_ID(102) HPy_CPYTHON(PyNumber_Multiply) HPy_FAILS(NULL)
HPy HPy_Multiply(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 @ h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_MatrixMultiply``.
 */
HPy_ID(103) HPy_CPYTHON(PyNumber_MatrixMultiply) HPy_FAILS(NULL)
HPy HPy_MatrixMultiply(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 // h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it,
 * ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_FloorDivide``.
 */
HPy_ID(104) HPy_CPYTHON(PyNumber_FloorDivide) HPy_FAILS(NULL)
HPy HPy_FloorDivide(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 / h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it,
 * ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_TrueDivide``.
 */
HPy_ID(105) HPy_CPYTHON(PyNumber_TrueDivide) HPy_FAILS(NULL)
HPy HPy_TrueDivide(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 % h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it,
 * ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_Remainder``.
 */
HPy_ID(106) HPy_CPYTHON(PyNumber_Remainder) HPy_FAILS(NULL)
HPy HPy_Remainder(HPyContext *ctx, HPy h1, HPy h2);

/** ``divmod(h1, h2)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it,
 * ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_Divmod``.
 */
HPy_ID(107) HPy_CPYTHON(PyNumber_Divmod) HPy_FAILS(NULL)
HPy HPy_Divmod(HPyContext *ctx, HPy h1, HPy h2);

/** ``pow(h1, h2, h3)``; ``h1 ** h2`` when ``h3`` is ``ctx->h_None``.
 *
 * ``h3`` is the modulus and must not be ``HPy_NULL``. New handle, or ``HPy_NULL`` with
 * ``TypeError`` for operands that do not support it, or what they raise.
 *
 * CPython: ``PyNumber_Power``.
 */
HPy_ID(108) HPy_CPYTHON(PyNumber_Power) HPy_FAILS(NULL)
HPy HPy_Power(HPyContext *ctx, HPy h1, HPy h2, HPy h3);

/** ``-h1``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for an operand that does not support it, or
 * what it raises.
 *
 * CPython: ``PyNumber_Negative``.
 */
HPy_ID(109) HPy_CPYTHON(PyNumber_Negative) HPy_FAILS(NULL)
HPy HPy_Negative(HPyContext *ctx, HPy h1);

/** ``+h1``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for an operand that does not support it, or
 * what it raises.
 *
 * CPython: ``PyNumber_Positive``.
 */
HPy_ID(110) HPy_CPYTHON(PyNumber_Positive) HPy_FAILS(NULL)
HPy HPy_Positive(HPyContext *ctx, HPy h1);

/** ``abs(h1)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for an operand that does not support it, or
 * what it raises.
 *
 * CPython: ``PyNumber_Absolute``.
 */
HPy_ID(111) HPy_CPYTHON(PyNumber_Absolute) HPy_FAILS(NULL)
HPy HPy_Absolute(HPyContext *ctx, HPy h1);

/** ``~h1``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for an operand that does not support it, or
 * what it raises.
 *
 * CPython: ``PyNumber_Invert``.
 */
HPy_ID(112) HPy_CPYTHON(PyNumber_Invert) HPy_FAILS(NULL)
HPy HPy_Invert(HPyContext *ctx, HPy h1);

/** ``h1 << h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Lshift``.
 */
HPy_ID(113) HPy_CPYTHON(PyNumber_Lshift) HPy_FAILS(NULL)
HPy HPy_Lshift(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 >> h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Rshift``.
 */
HPy_ID(114) HPy_CPYTHON(PyNumber_Rshift) HPy_FAILS(NULL)
HPy HPy_Rshift(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 & h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_And``.
 */
HPy_ID(115) HPy_CPYTHON(PyNumber_And) HPy_FAILS(NULL)
HPy HPy_And(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 ^ h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Xor``.
 */
HPy_ID(116) HPy_CPYTHON(PyNumber_Xor) HPy_FAILS(NULL)
HPy HPy_Xor(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1 | h2``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or
 * what they raise.
 *
 * CPython: ``PyNumber_Or``.
 */
HPy_ID(117) HPy_CPYTHON(PyNumber_Or) HPy_FAILS(NULL)
HPy HPy_Or(HPyContext *ctx, HPy h1, HPy h2);

/** ``h1`` as an ``int`` without loss, as ``operator.index(h1)``.
 *
 * An ``int`` is given back itself, anything else is converted by its ``__index__``. New
 * handle, or ``HPy_NULL`` with ``TypeError`` without ``__index__``, or what it raises.
 *
 * CPython: ``PyNumber_Index``.
 */
HPy_ID(118) HPy_CPYTHON(PyNumber_Index) HPy_FAILS(NULL)
HPy HPy_Index(HPyContext *ctx, HPy h1);

/** ``h1`` converted to an ``int``, as ``int(h1)``.
 *
 * Takes what ``int`` takes: numbers (a ``float`` is cut towards zero), ``str``, ``bytes``.
 * New handle, or ``HPy_NULL`` with ``TypeError`` for other objects, ``ValueError`` for text
 * that is no number, or what the object's methods raise.
 *
 * CPython: ``PyNumber_Long``.
 */
HPy_ID(119) HPy_CPYTHON(PyNumber_Long) HPy_FAILS(NULL)
HPy HPy_Long(HPyContext *ctx, HPy h1);

/** ``h1`` converted to a ``float``, as ``float(h1)``.
 *
 * Takes what ``float`` takes: numbers, ``str``, ``bytes``. New handle, or ``HPy_NULL`` with
 * ``TypeError`` for other objects, ``ValueError`` for text that is no number, or what the
 * object's methods raise.
 *
 * CPython: ``PyNumber_Float``.
 */
HPy_ID(120) HPy_CPYTHON(PyNumber_Float) HPy_FAILS(NULL)
HPy HPy_Float(HPyContext *ctx, HPy h1);

/** Result of ``h1 += h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 + h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceAdd``.
 */
HPy_ID(121) HPy_CPYTHON(PyNumber_InPlaceAdd) HPy_FAILS(NULL)
HPy HPy_InPlaceAdd(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 -= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 - h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceSubtract``.
 */
HPy_ID(122) HPy_CPYTHON(PyNumber_InPlaceSubtract) HPy_FAILS(NULL)
HPy HPy_InPlaceSubtract(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 *= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 * h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceMultiply``.
 */
HPy_ID(123) HPy_CPYTHON(PyNumber_InPlaceMultiply) HPy_FAILS(NULL)
HPy HPy_InPlaceMultiply(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 @= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 @ h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceMatrixMultiply``.
 */
HPy_ID(124) HPy_CPYTHON(PyNumber_InPlaceMatrixMultiply) HPy_FAILS(NULL)
HPy HPy_InPlaceMatrixMultiply(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 //= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 // h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_InPlaceFloorDivide``.
 */
HPy_ID(125) HPy_CPYTHON(PyNumber_InPlaceFloorDivide) HPy_FAILS(NULL)
HPy HPy_InPlaceFloorDivide(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 /= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 / h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_InPlaceTrueDivide``.
 */
HPy_ID(126) HPy_CPYTHON(PyNumber_InPlaceTrueDivide) HPy_FAILS(NULL)
HPy HPy_InPlaceTrueDivide(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 %= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 % h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, ``ZeroDivisionError``, or what else they raise.
 *
 * CPython: ``PyNumber_InPlaceRemainder``.
 */
HPy_ID(127) HPy_CPYTHON(PyNumber_InPlaceRemainder) HPy_FAILS(NULL)
HPy HPy_InPlaceRemainder(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 **= h2``, or of ``pow(h1, h2, h3)`` when ``h3`` is not ``ctx->h_None``.
 *
 * ``h1`` is changed in place if its type can do that, and the modulus ``h3`` is then
 * ignored; ``h3`` must not be ``HPy_NULL``. New handle, maybe to ``h1`` itself, or
 * ``HPy_NULL`` with ``TypeError`` for operands that do not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlacePower``.
 */
HPy_ID(128) HPy_CPYTHON(PyNumber_InPlacePower) HPy_FAILS(NULL)
HPy HPy_InPlacePower(HPyContext *ctx, HPy h1, HPy h2, HPy h3);

/** Result of ``h1 <<= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 << h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceLshift``.
 */
HPy_ID(129) HPy_CPYTHON(PyNumber_InPlaceLshift) HPy_FAILS(NULL)
HPy HPy_InPlaceLshift(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 >>= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 >> h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceRshift``.
 */
HPy_ID(130) HPy_CPYTHON(PyNumber_InPlaceRshift) HPy_FAILS(NULL)
HPy HPy_InPlaceRshift(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 &= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 & h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceAnd``.
 */
HPy_ID(131) HPy_CPYTHON(PyNumber_InPlaceAnd) HPy_FAILS(NULL)
HPy HPy_InPlaceAnd(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 ^= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 ^ h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceXor``.
 */
HPy_ID(132) HPy_CPYTHON(PyNumber_InPlaceXor) HPy_FAILS(NULL)
HPy HPy_InPlaceXor(HPyContext *ctx, HPy h1, HPy h2);

/** Result of ``h1 |= h2``.
 *
 * ``h1`` is changed in place if its type can do that, otherwise this is ``h1 | h2``. New
 * handle, maybe to ``h1`` itself, or ``HPy_NULL`` with ``TypeError`` for operands that do
 * not support it, or what they raise.
 *
 * CPython: ``PyNumber_InPlaceOr``.
 */
HPy_ID(133) HPy_CPYTHON(PyNumber_InPlaceOr) HPy_FAILS(NULL)
HPy HPy_InPlaceOr(HPyContext *ctx, HPy h1, HPy h2);

/* == Calls ================================================================================ */

/** 1 if ``h`` can be called, else 0. Never fails.
 *
 * CPython: ``PyCallable_Check``.
 */
HPy_ID(134) HPy_CPYTHON(PyCallable_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyCallable_Check(HPyContext *ctx, HPy h);

/** Call with a tuple and a dict, as ``callable(*args, **kw)``.
 *
 * ``args`` and ``kw`` may be ``HPy_NULL`` for none. New handle, or ``HPy_NULL`` with
 * ``TypeError`` if ``callable`` cannot be called, ``args`` is no tuple or ``kw`` no dict
 * (``None`` is neither), or what the call raises.
 *
 * CPython: ``PyObject_Call``.
 */
HPy_ID(135) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(args, kw)
HPy HPy_CallTupleDict(HPyContext *ctx, HPy callable, HPy args, HPy kw);

/* == Errors =============================================================================== */

/** End the process with ``message``; does not return.
 *
 * For states that must not be: prints ``Fatal Python error:`` and ``message`` on stderr and
 * aborts, without any clean-up.
 *
 * CPython: ``Py_FatalError``.
 */
HPy_ID(136) HPy_BODY(inline) HPy_HANDWRITTEN HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
HPy_TRACE(uncounted)
void HPy_FatalError(HPyContext *ctx, const char *message);

/** Raise an exception with a text.
 *
 * Sets the pending exception to class ``h_type`` with the UTF-8 text ``utf8_message``, which
 * is copied. Always ``HPy_NULL``, so that a function may end with
 * ``return HPyErr_SetString(...)``. It may be called with an exception pending, as all
 * functions that set one: the new one takes its place.
 *
 * CPython: ``PyErr_SetString``.
 */
HPy_ID(137) HPy_CPYTHON(PyErr_SetString) HPy_VOID_SLOT HPy_FAILS(NEVER) HPy_RAISES
HPy HPyErr_SetString(HPyContext *ctx, HPy h_type, const char *utf8_message);

/** Raise an exception with a value.
 *
 * Sets the pending exception to class ``h_type`` with ``h_value``: the argument of the class
 * (a tuple: its arguments), a ready instance of it, or ``HPy_NULL`` for no argument. Both stay
 * the caller's. One that is pending already is replaced. Always ``HPy_NULL``.
 *
 * CPython: ``PyErr_SetObject``.
 */
HPy_ID(138) HPy_DIRECT HPy_CPYTHON(PyErr_SetObject) HPy_VOID_SLOT HPy_FAILS(NEVER) HPy_RAISES HPy_NULLABLE(h_value)
HPy HPyErr_SetObject(HPyContext *ctx, HPy h_type, HPy h_value);

/** Raise an ``OSError`` for C's ``errno`` and a file name.
 *
 * With ``OSError`` as ``h_type`` its subclass that fits ``errno`` is raised, with the
 * attributes ``errno``, ``strerror`` and ``filename``. ``filename_fsencoded`` is in the file
 * system encoding; ``NULL`` leaves it out. An exception that is pending is replaced. Always
 * ``HPy_NULL``.
 *
 * CPython: ``PyErr_SetFromErrnoWithFilename``.
 */
HPy_ID(139) HPy_DIRECT HPy_BODY(function) HPy_FAILS(NEVER) HPy_RAISES HPy_NULLABLE(filename_fsencoded)
HPy HPyErr_SetFromErrnoWithFilename(HPyContext *ctx, HPy h_type, const char *filename_fsencoded);

/** Raise an ``OSError`` for C's ``errno`` and up to two file names.
 *
 * As ``HPyErr_SetFromErrnoWithFilename``, with the names as objects that become ``filename``
 * and ``filename2`` (of a rename, say); ``HPy_NULL`` leaves one out. Always ``HPy_NULL``.
 *
 * CPython: ``PyErr_SetFromErrnoWithFilenameObjects``.
 */
HPy_ID(140) HPy_BODY(function) HPy_VOID_SLOT HPy_FAILS(NEVER) HPy_RAISES HPy_NULLABLE(filename1, filename2)
HPy HPyErr_SetFromErrnoWithFilenameObjects(HPyContext *ctx, HPy h_type, HPy filename1,
        HPy filename2);

/** 1 if an exception is pending, else 0. Never fails.
 *
 * The way to tell an error from a value where the error value is ambiguous.
 *
 * CPython: ``PyErr_Occurred() != NULL``.
 */
HPy_ID(141) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
int HPyErr_Occurred(HPyContext *ctx);

/** 1 if the pending exception is an instance of ``exc``, else 0.
 *
 * ``exc`` is an exception class or a tuple of classes; subclasses match. 0 with none
 * pending. Never fails, and the exception stays pending.
 *
 * CPython: ``PyErr_ExceptionMatches``.
 */
HPy_ID(142) HPy_CPYTHON(PyErr_ExceptionMatches) HPy_FAILS(NEVER)
int HPyErr_ExceptionMatches(HPyContext *ctx, HPy exc);

/** Raise ``MemoryError``.
 *
 * Always ``HPy_NULL``. API functions raise it themselves: this is for your own allocations.
 *
 * CPython: ``PyErr_NoMemory``.
 */
HPy_ID(143) HPy_CPYTHON(PyErr_NoMemory) HPy_VOID_SLOT HPy_FAILS(NEVER) HPy_RAISES
HPy HPyErr_NoMemory(HPyContext *ctx);

/** Drop the pending exception, if there is one. Never fails.
 *
 * Look with ``HPyErr_ExceptionMatches`` whether it is the one that was expected: any call may
 * end with ``MemoryError`` or ``KeyboardInterrupt``, too.
 *
 * CPython: ``PyErr_Clear``.
 */
HPy_ID(144) HPy_CPYTHON(PyErr_Clear) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyErr_Clear(HPyContext *ctx);

/** New exception class.
 *
 * ``utf8_name`` is ``"module.Name"``. ``base`` is a class or a tuple of classes,
 * ``HPy_NULL`` for ``Exception``; ``dict`` is a dict of further attributes, which gets a
 * ``__module__``, or ``HPy_NULL``. New handle, or ``HPy_NULL`` with ``SystemError`` for a name
 * without a dot, or what making the class raises.
 *
 * CPython: ``PyErr_NewException``.
 */
HPy_ID(145) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(base, dict) HPy_EXPECTS(dict, dict)
HPy HPyErr_NewException(HPyContext *ctx, const char *utf8_name, HPy base, HPy dict);

/** New exception class with a ``__doc__``.
 *
 * As ``HPyErr_NewException``; ``utf8_doc`` is the text, or ``NULL`` for none. New handle, or
 * ``HPy_NULL`` with ``SystemError`` for a name without a dot, or what making the class
 * raises.
 *
 * CPython: ``PyErr_NewExceptionWithDoc``.
 */
HPy_ID(146) HPy_BODY(function) HPy_FAILS(NULL)
HPy_NULLABLE(utf8_doc, base, dict) HPy_EXPECTS(dict, dict)
HPy HPyErr_NewExceptionWithDoc(HPyContext *ctx, const char *utf8_name, const char *utf8_doc,
        HPy base, HPy dict);

/** Issue a warning.
 *
 * ``category`` is a warning class, ``HPy_NULL`` for ``RuntimeWarning``. ``stack_level``
 * tells which frame gets blamed: 1 is the Python code that called. 0, or ``-1`` when the
 * filters turn the warning into an exception.
 *
 * CPython: ``PyErr_WarnEx``.
 */
HPy_ID(147) HPy_DIRECT HPy_CPYTHON(PyErr_WarnEx) HPy_FAILS(-1) HPy_NULLABLE(category)
int HPyErr_WarnEx(HPyContext *ctx, HPy category, const char *utf8_message,
        HPy_ssize_t stack_level);

/** Report the pending exception, which cannot be raised further, and clear it.
 *
 * For destructors and other places without a caller to tell; goes through
 * ``sys.unraisablehook``. ``obj`` names the place in the report and may be ``HPy_NULL``.
 *
 * CPython: ``PyErr_WriteUnraisable``.
 */
HPy_ID(148) HPy_CPYTHON(PyErr_WriteUnraisable) HPy_FAILS(NEVER) HPy_NULLABLE(obj) HPy_DEBUG(by_hand)
void HPyErr_WriteUnraisable(HPyContext *ctx, HPy obj);

/* == Text, comparison, truth, hash ===================================================== */

/** Truth value of ``h``, as ``bool(h)``.
 *
 * 1 or 0; ``-1`` with what ``__bool__`` or ``__len__`` raises.
 *
 * CPython: ``PyObject_IsTrue``.
 */
HPy_ID(149) HPy_CPYTHON(PyObject_IsTrue) HPy_FAILS(-1)
int HPy_IsTrue(HPyContext *ctx, HPy h);

/* == Types and payload ================================================================= */

/** New heap type from a specification.
 *
 * ``spec`` is read during the call only, its name is copied; the ``HPyDef`` records that it
 * points to must stay for good, and may stand in several types. ``params`` (bases, metaclass)
 * ends with kind 0 and may be ``NULL``. What the members of ``spec`` mean is said at
 * ``HPyType_Spec`` (hpy/hpytype.h). New handle, or ``HPy_NULL`` with ``TypeError`` or
 * ``ValueError`` for a specification that contradicts itself or does not fit the bases.
 *
 * The bases take part as in a class statement: their ``__init_subclass__`` is called, then
 * ``__init__`` of the metaclass. Where a base has a metaclass with a ``__new__`` of its own
 * (``abc.ABC``, ``collections.abc.Mapping``), or a base written in Python gives instances a
 * ``__dict__`` or weak references, the metaclass makes the class, over one more type with the
 * payload, which stands among its bases. A metaclass given as a parameter must not have a
 * ``tp_new`` of its own.
 *
 * CPython: ``PyType_FromMetaclass``.
 */
HPy_ID(150) HPy_DIRECT HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(params) HPy_DEBUG(by_hand) HPy_TRACE(notes)
HPy HPyType_FromSpec(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params);

/** New instance of ``type``, ready to be used as ``HPy_tp_new``.
 *
 * The payload is zeroed; ``args``, ``nargs`` and ``kw`` are ignored. New handle, or
 * ``HPy_NULL`` with ``TypeError`` if ``type`` is not a type, or ``MemoryError``.
 *
 * CPython: ``PyType_GenericNew``.
 */
HPy_ID(151) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(args, kw) HPy_DEBUG(by_hand)
HPy HPyType_GenericNew(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw);

/* == Attributes and items ================================================================= */

/** Attribute ``obj.name``, with the name as a ``str``.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if there is none, ``TypeError`` if
 * ``name`` is not a ``str``, or what the look-up raises.
 *
 * CPython: ``PyObject_GetAttr``.
 */
HPy_ID(152) HPy_CPYTHON(PyObject_GetAttr) HPy_FAILS(NULL) HPy_TRACE(finds)
HPy HPy_GetAttr(HPyContext *ctx, HPy obj, HPy name);

/** Attribute ``obj.name``, with the name as UTF-8 text.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if there is none, or what the look-up
 * raises.
 *
 * CPython: ``PyObject_GetAttrString``.
 */
HPy_ID(153) HPy_CPYTHON(PyObject_GetAttrString) HPy_FAILS(NULL) HPy_TRACE(finds)
HPy HPy_GetAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name);

/** 1 if ``obj`` has the attribute ``name``, else 0.
 *
 * Every exception of the look-up, not only ``AttributeError``, is swallowed and counts as 0.
 * To see errors use ``HPy_GetAttr``.
 *
 * CPython: ``PyObject_HasAttr``.
 */
HPy_ID(154) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS
int HPy_HasAttr(HPyContext *ctx, HPy obj, HPy name);

/** 1 if ``obj`` has the attribute with this UTF-8 name, else 0.
 *
 * Every exception of the look-up, not only ``AttributeError``, is swallowed and counts as 0.
 * To see errors use ``HPy_GetAttr_s``.
 *
 * CPython: ``PyObject_HasAttrString``.
 */
HPy_ID(155) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS
int HPy_HasAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name);

/** Set an attribute, ``obj.name = value``, with the name as a ``str``.
 *
 * ``HPy_NULL`` as ``value`` deletes it, as ``HPy_DelAttr`` does. 0, or ``-1`` with
 * ``AttributeError``, ``TypeError`` if ``name`` is not a ``str``, or what the setter raises.
 *
 * CPython: ``PyObject_SetAttr``.
 */
HPy_ID(156) HPy_CPYTHON(PyObject_SetAttr) HPy_FAILS(-1) HPy_NULLABLE(value)
int HPy_SetAttr(HPyContext *ctx, HPy obj, HPy name, HPy value);

/** Set an attribute, ``obj.name = value``, with the name as UTF-8 text.
 *
 * ``HPy_NULL`` as ``value`` deletes it, as ``HPy_DelAttr_s`` does. 0, or ``-1`` with
 * ``AttributeError`` or what the setter raises.
 *
 * CPython: ``PyObject_SetAttrString``.
 */
HPy_ID(157) HPy_CPYTHON(PyObject_SetAttrString) HPy_FAILS(-1) HPy_NULLABLE(value)
int HPy_SetAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name, HPy value);

/** Item ``obj[key]``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``obj`` has no items, ``KeyError``,
 * ``IndexError``, or what the look-up raises.
 *
 * CPython: ``PyObject_GetItem``.
 */
HPy_ID(158) HPy_CPYTHON(PyObject_GetItem) HPy_FAILS(NULL)
HPy HPy_GetItem(HPyContext *ctx, HPy obj, HPy key);

/** Item ``obj[idx]`` with a C index.
 *
 * On a sequence with a length a negative index counts from the end; on a mapping ``idx`` is
 * used as an ``int`` key. New handle, or ``HPy_NULL`` with ``IndexError``, ``KeyError``,
 * ``TypeError`` if ``obj`` has no items, or what the look-up raises.
 *
 * CPython: ``PySequence_GetItem`` for sequences, otherwise ``PyObject_GetItem``.
 */
HPy_ID(159) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPy_GetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx);

/** Item ``obj[utf8_key]`` with the key as UTF-8 text.
 *
 * New handle, or ``HPy_NULL`` with ``KeyError``, ``TypeError`` if ``obj`` takes no ``str``
 * keys (a list, say), or what the look-up raises.
 *
 * CPython: ``PyMapping_GetItemString``, or ``PyObject_GetItem`` with a ``str``.
 */
HPy_ID(160) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPy_GetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key);

/** Whether ``key in container``.
 *
 * 1 or 0; ``-1`` with ``TypeError`` if ``container`` is no container, or what the search
 * raises.
 *
 * CPython: ``PySequence_Contains``.
 */
HPy_ID(161) HPy_CPYTHON(PySequence_Contains) HPy_FAILS(-1)
int HPy_Contains(HPyContext *ctx, HPy container, HPy key);

/** Set an item, ``obj[key] = value``.
 *
 * ``value`` stays the caller's. 0, or ``-1`` with ``TypeError`` if ``obj`` takes no items,
 * ``IndexError``, ``KeyError``, or what the operation raises.
 *
 * CPython: ``PyObject_SetItem``.
 */
HPy_ID(162) HPy_CPYTHON(PyObject_SetItem) HPy_FAILS(-1)
int HPy_SetItem(HPyContext *ctx, HPy obj, HPy key, HPy value);

/** Set an item, ``obj[idx] = value``, with a C index.
 *
 * Also fills the places of a list from ``HPyList_New``. On a mapping ``idx`` is used as an
 * ``int`` key. ``value`` stays the caller's. 0, or ``-1`` with ``IndexError``, ``TypeError``
 * if ``obj`` takes no items, or what the operation raises.
 *
 * CPython: ``PyObject_SetItem`` with an ``int``.
 */
HPy_ID(163) HPy_BODY(function) HPy_FAILS(-1)
int HPy_SetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx, HPy value);

/** Set an item, ``obj[utf8_key] = value``, with the key as UTF-8 text.
 *
 * ``value`` stays the caller's. 0, or ``-1`` with ``TypeError`` if ``obj`` takes no ``str``
 * keys, or what the operation raises.
 *
 * CPython: ``PyMapping_SetItemString``, or ``PyObject_SetItem`` with a ``str``.
 */
HPy_ID(164) HPy_BODY(function) HPy_FAILS(-1)
int HPy_SetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy value);

/* == Types and payload ==================================================================== */

/** Type of ``obj``, as ``type(obj)``.
 *
 * New handle; ``HPy_NULL`` with ``SystemError`` when ``obj`` is ``HPy_NULL``.
 *
 * CPython: ``PyObject_Type``.
 */
HPy_ID(165) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NULL) HPy_NULLABLE(obj) HPy_QUIET
HPy HPy_Type(HPyContext *ctx, HPy obj);

/** 1 if the type of ``obj`` is ``type`` or a subtype of it, else 0.
 *
 * Looks at the real type only, ``__instancecheck__`` is not asked. ``type`` must be a type,
 * anything else is undefined. Never fails.
 *
 * CPython: ``PyObject_TypeCheck``.
 */
HPy_ID(166) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_EXPECTS(type, type) HPy_QUIET
int HPy_TypeCheck(HPyContext *ctx, HPy obj, HPy type);

/** 1 if ``obj is other``, else 0. Never fails.
 *
 * The way to compare objects: two handles to one object need not be equal in C.
 *
 * CPython: ``Py_Is``.
 */
HPy_ID(167) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET
int HPy_Is(HPyContext *ctx, HPy obj, HPy other);

/** Address of the payload of an instance of a type with shape ``Object``.
 *
 * Called by the ``STRUCT_AsStruct`` function that ``HPyType_HELPERS`` defines. Not checked:
 * ``h`` must be an instance of that type. All handles of one object give the same address. It
 * is valid while ``h`` is open; never fails.
 *
 * CPython: the object's address and the size of its header.
 */
HPy_ID(168) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Object(HPyContext *ctx, HPy h);

/** Address of an object whose type has shape ``Legacy``.
 *
 * Called by the ``STRUCT_AsStruct`` function that ``HPyType_LEGACY_HELPERS`` defines; its
 * struct begins with ``PyObject_HEAD``. Not checked: ``h`` must be an instance of that type.
 * Valid while ``h`` is open; never fails.
 *
 * CPython: the object's address.
 */
HPy_ID(169) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Legacy(HPyContext *ctx, HPy h);

/** New instance of ``h_type`` and the address of its payload, which is zeroed.
 *
 * Called by the macro ``HPy_New(ctx, cls, &payload)``; does not call ``__new__`` or
 * ``__init__``. ``*data`` is valid while the new handle is open. New handle, or ``HPy_NULL``
 * with ``TypeError`` if ``h_type`` is not a type, or ``MemoryError``.
 *
 * CPython: ``tp_alloc`` of the type.
 */
HPy_ID(170) HPy_BODY(function) HPy_HANDWRITTEN HPy_FAILS(NULL)
HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data);

/* == Text, comparison, truth, hash ===================================================== */

/** Text for developers, ``repr(obj)``.
 *
 * New handle to a ``str``, or ``HPy_NULL`` with what ``__repr__`` raises.
 *
 * CPython: ``PyObject_Repr``.
 */
HPy_ID(171) HPy_CPYTHON(PyObject_Repr) HPy_FAILS(NULL)
HPy HPy_Repr(HPyContext *ctx, HPy obj);

/** Text for users, ``str(obj)``.
 *
 * New handle to a ``str``, or ``HPy_NULL`` with what ``__str__`` raises.
 *
 * CPython: ``PyObject_Str``.
 */
HPy_ID(172) HPy_CPYTHON(PyObject_Str) HPy_FAILS(NULL)
HPy HPy_Str(HPyContext *ctx, HPy obj);

/** Text for developers in ASCII, ``ascii(obj)``: ``repr`` with the rest escaped.
 *
 * New handle to a ``str``, or ``HPy_NULL`` with what ``__repr__`` raises.
 *
 * CPython: ``PyObject_ASCII``.
 */
HPy_ID(173) HPy_CPYTHON(PyObject_ASCII) HPy_FAILS(NULL)
HPy HPy_ASCII(HPyContext *ctx, HPy obj);

/** ``obj`` converted to ``bytes``.
 *
 * By its ``__bytes__``, else from a buffer or an iterable of numbers; unlike ``bytes(obj)``
 * an ``int`` is refused. New handle, or ``HPy_NULL`` with ``TypeError`` or what the object
 * raises.
 *
 * CPython: ``PyObject_Bytes``.
 */
HPy_ID(174) HPy_CPYTHON(PyObject_Bytes) HPy_FAILS(NULL)
HPy HPy_Bytes(HPyContext *ctx, HPy obj);

/** Result of a comparison, as ``v < w``.
 *
 * ``op`` is an ``HPy_RichCmpOp``: ``HPy_LT``, ``HPy_LE``, ``HPy_EQ``, ``HPy_NE``, ``HPy_GT``
 * or ``HPy_GE``, and nothing else: another number is a mistake, for which CPython's hosts raise
 * ``SystemError``. New handle to whatever the comparison gives, or ``HPy_NULL`` with
 * ``TypeError`` if there is no order, or what it raises.
 *
 * CPython: ``PyObject_RichCompare``.
 */
HPy_ID(175) HPy_BODY(inline) HPy_FAILS(NULL) HPy_RANGE(op, HPy_LT, HPy_GE)
HPy HPy_RichCompare(HPyContext *ctx, HPy v, HPy w, int op);

/** Truth of a comparison, as ``bool(v < w)``.
 *
 * ``op`` as in ``HPy_RichCompare``. One and the same object is equal to itself without being
 * asked. 1 or 0; ``-1`` with ``TypeError`` if there is no order, or what the comparison
 * raises.
 *
 * CPython: ``PyObject_RichCompareBool``.
 */
HPy_ID(176) HPy_BODY(inline) HPy_FAILS(-1) HPy_RANGE(op, HPy_LT, HPy_GE)
int HPy_RichCompareBool(HPyContext *ctx, HPy v, HPy w, int op);

/** Hash value, ``hash(obj)``.
 *
 * ``-1``, which is no hash value, with ``TypeError`` if ``obj`` is unhashable, or what
 * ``__hash__`` raises.
 *
 * CPython: ``PyObject_Hash``.
 */
HPy_ID(177) HPy_CPYTHON(PyObject_Hash) HPy_FAILS(-1)
HPy_hash_t HPy_Hash(HPyContext *ctx, HPy obj);

/* == Bytes ================================================================================ */

/** 1 if ``h`` is a ``bytes`` object or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyBytes_Check``.
 */
HPy_ID(178) HPy_DIRECT HPy_CPYTHON(PyBytes_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyBytes_Check(HPyContext *ctx, HPy h);

/** Number of bytes in the ``bytes`` object ``h``.
 *
 * ``-1`` with ``TypeError`` for any other object.
 *
 * CPython: ``PyBytes_Size``.
 */
HPy_ID(179) HPy_CPYTHON(PyBytes_Size) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPyBytes_Size(HPyContext *ctx, HPy h);

/** Number of bytes in the ``bytes`` object ``h``, without a check.
 *
 * ``h`` must be a ``bytes`` object, anything else is undefined. Never fails.
 *
 * CPython: ``PyBytes_GET_SIZE``.
 */
HPy_ID(180) HPy_CPYTHON(PyBytes_GET_SIZE) HPy_FAILS(NEVER) HPy_EXPECTS(h, bytes) HPy_QUIET
HPy_ssize_t HPyBytes_GET_SIZE(HPyContext *ctx, HPy h);

/** Content of the ``bytes`` object ``h``, with a NUL behind it.
 *
 * May have NULs inside. Valid while ``h`` is open; not to be written to or freed. ``NULL``
 * with ``TypeError`` for any other object.
 *
 * CPython: ``PyBytes_AsString``.
 */
HPy_ID(181) HPy_CPYTHON(PyBytes_AsString) HPy_FAILS(NULL) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
const char *HPyBytes_AsString(HPyContext *ctx, HPy h);

/** Content of the ``bytes`` object ``h``, without a check.
 *
 * As ``HPyBytes_AsString``, but ``h`` must be a ``bytes`` object, anything else is
 * undefined. Never fails.
 *
 * CPython: ``PyBytes_AS_STRING``.
 */
HPy_ID(182) HPy_CPYTHON(PyBytes_AS_STRING) HPy_FAILS(NEVER) HPy_EXPECTS(h, bytes) HPy_BORROWS(h) HPy_QUIET
HPy_DEBUG(by_hand)
const char *HPyBytes_AS_STRING(HPyContext *ctx, HPy h);

/** New ``bytes`` object from NUL-terminated text, which is copied.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyBytes_FromString``.
 */
HPy_ID(183) HPy_CPYTHON(PyBytes_FromString) HPy_FAILS(NULL) HPy_QUIET
HPy HPyBytes_FromString(HPyContext *ctx, const char *bytes);

/** New ``bytes`` object from ``len`` bytes, which are copied.
 *
 * NULs are kept. New handle, or ``HPy_NULL`` with ``ValueError`` if ``bytes`` is ``NULL``
 * (even when ``len`` is 0), ``SystemError`` if ``len`` is negative, or ``MemoryError``.
 *
 * CPython: ``PyBytes_FromStringAndSize``.
 */
HPy_ID(184) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(bytes) HPy_QUIET
HPy HPyBytes_FromStringAndSize(HPyContext *ctx, const char *bytes, HPy_ssize_t len);

/* == Strings ============================================================================== */

/** New ``str`` from NUL-terminated UTF-8 text.
 *
 * New handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for invalid UTF-8, or
 * ``MemoryError``.
 *
 * CPython: ``PyUnicode_FromString``.
 */
HPy_ID(185) HPy_CPYTHON(PyUnicode_FromString) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_FromString(HPyContext *ctx, const char *utf8);

/** 1 if ``h`` is a ``str`` or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyUnicode_Check``.
 */
HPy_ID(186) HPy_DIRECT HPy_CPYTHON(PyUnicode_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyUnicode_Check(HPyContext *ctx, HPy h);

/** The ``str`` ``h`` encoded as ASCII.
 *
 * New handle to a ``bytes`` object, or ``HPy_NULL`` with ``UnicodeEncodeError`` for
 * characters outside ASCII, ``TypeError`` if ``h`` is not a ``str``.
 *
 * CPython: ``PyUnicode_AsASCIIString``.
 */
HPy_ID(187) HPy_CPYTHON(PyUnicode_AsASCIIString) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_AsASCIIString(HPyContext *ctx, HPy h);

/** The ``str`` ``h`` encoded as Latin-1.
 *
 * New handle to a ``bytes`` object, or ``HPy_NULL`` with ``UnicodeEncodeError`` for
 * characters outside Latin-1, ``TypeError`` if ``h`` is not a ``str``.
 *
 * CPython: ``PyUnicode_AsLatin1String``.
 */
HPy_ID(188) HPy_CPYTHON(PyUnicode_AsLatin1String) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_AsLatin1String(HPyContext *ctx, HPy h);

/** The ``str`` ``h`` encoded as UTF-8.
 *
 * New handle to a ``bytes`` object, or ``HPy_NULL`` with ``UnicodeEncodeError`` for lone
 * surrogates, ``TypeError`` if ``h`` is not a ``str``.
 *
 * CPython: ``PyUnicode_AsUTF8String``.
 */
HPy_ID(189) HPy_CPYTHON(PyUnicode_AsUTF8String) HPy_FAILS(NULL) HPy_QUIET
HPy HPyUnicode_AsUTF8String(HPyContext *ctx, HPy h);

/** Content of the ``str`` ``h`` as UTF-8, with a NUL behind it.
 *
 * ``*size`` gets the number of bytes, unless ``size`` is ``NULL``. Valid while ``h`` is
 * open; not to be written to or freed. ``NULL`` with ``UnicodeEncodeError`` for lone
 * surrogates, ``TypeError`` if ``h`` is not a ``str``.
 *
 * CPython: ``PyUnicode_AsUTF8AndSize``.
 */
HPy_ID(190) HPy_CPYTHON(PyUnicode_AsUTF8AndSize) HPy_FAILS(NULL) HPy_NULLABLE(size) HPy_BORROWS(h) HPy_QUIET
HPy_DEBUG(by_hand)
const char *HPyUnicode_AsUTF8AndSize(HPyContext *ctx, HPy h, HPy_ssize_t *size);

/** New ``str`` from ``size`` wide characters.
 *
 * ``-1`` as ``size`` takes everything up to the first NUL; with a size NULs are kept. New
 * handle, or ``HPy_NULL`` with an exception.
 *
 * CPython: ``PyUnicode_FromWideChar``.
 */
HPy_ID(191) HPy_CPYTHON(PyUnicode_FromWideChar) HPy_FAILS(NULL) HPy_QUIET HPy_SIZED(w, size)
HPy HPyUnicode_FromWideChar(HPyContext *ctx, const wchar_t *w, HPy_ssize_t size);

/** New ``str`` from NUL-terminated text in the file system encoding.
 *
 * Bytes that cannot be decoded are kept by the error handler of the file system (usually
 * ``surrogateescape``). New handle, or ``HPy_NULL`` with an exception.
 *
 * CPython: ``PyUnicode_DecodeFSDefault``.
 */
HPy_ID(192) HPy_CPYTHON(PyUnicode_DecodeFSDefault) HPy_FAILS(NULL)
HPy HPyUnicode_DecodeFSDefault(HPyContext *ctx, const char *v);

/** New ``str`` from ``size`` bytes in the file system encoding.
 *
 * Bytes that cannot be decoded are kept by the error handler of the file system (usually
 * ``surrogateescape``). New handle, or ``HPy_NULL`` with an exception.
 *
 * CPython: ``PyUnicode_DecodeFSDefaultAndSize``.
 */
HPy_ID(193) HPy_CPYTHON(PyUnicode_DecodeFSDefaultAndSize) HPy_FAILS(NULL) HPy_SIZED(v, size)
HPy HPyUnicode_DecodeFSDefaultAndSize(HPyContext *ctx, const char *v, HPy_ssize_t size);

/** The ``str`` ``h`` in the file system encoding.
 *
 * Undoes ``HPyUnicode_DecodeFSDefault``. New handle to a ``bytes`` object, or ``HPy_NULL``
 * with ``TypeError`` if ``h`` is not a ``str``, ``UnicodeEncodeError`` if it cannot be
 * encoded.
 *
 * CPython: ``PyUnicode_EncodeFSDefault``.
 */
HPy_ID(194) HPy_CPYTHON(PyUnicode_EncodeFSDefault) HPy_FAILS(NULL)
HPy HPyUnicode_EncodeFSDefault(HPyContext *ctx, HPy h);

/** Code point of the character at ``index`` of the ``str`` ``h``.
 *
 * On error ``(HPy_UCS4)-1``, which is no code point: ``IndexError`` out of range (so for any
 * negative index), ``TypeError`` if ``h`` is not a ``str``.
 *
 * CPython: ``PyUnicode_ReadChar``.
 */
HPy_ID(195) HPy_CPYTHON(PyUnicode_ReadChar) HPy_FAILS(ASK) HPy_QUIET
HPy_UCS4 HPyUnicode_ReadChar(HPyContext *ctx, HPy h, HPy_ssize_t index);

/** New ``str`` from ``size`` bytes of ASCII.
 *
 * ``errors`` names an error handler as in ``bytes.decode``; ``NULL`` is ``"strict"``. New
 * handle, or ``HPy_NULL`` with ``UnicodeDecodeError`` for other bytes, ``LookupError`` for
 * an unknown handler that is needed.
 *
 * CPython: ``PyUnicode_DecodeASCII``.
 */
HPy_ID(196) HPy_CPYTHON(PyUnicode_DecodeASCII) HPy_FAILS(NULL) HPy_NULLABLE(errors) HPy_SIZED(ascii, size)
HPy HPyUnicode_DecodeASCII(HPyContext *ctx, const char *ascii, HPy_ssize_t size,
        const char *errors);

/** New ``str`` from ``size`` bytes of Latin-1.
 *
 * Every byte is a character, so ``errors`` (a name or ``NULL``) never matters. New handle,
 * or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyUnicode_DecodeLatin1``.
 */
HPy_ID(197) HPy_CPYTHON(PyUnicode_DecodeLatin1) HPy_FAILS(NULL) HPy_NULLABLE(errors) HPy_QUIET
HPy_SIZED(latin1, size)
HPy HPyUnicode_DecodeLatin1(HPyContext *ctx, const char *latin1, HPy_ssize_t size,
        const char *errors);

/* == Lists ============================================================================ */

/** 1 if ``h`` is a ``list`` or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyList_Check``.
 */
HPy_ID(198) HPy_DIRECT HPy_CPYTHON(PyList_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyList_Check(HPyContext *ctx, HPy h);

/** New list of ``len`` items, to be set with ``HPy_SetItem_i``.
 *
 * Until then they are ``None`` here; other hosts may leave the places empty, so set all of them.
 * ``HPyListBuilder_New`` is the better way when the items are known. New handle, or
 * ``HPy_NULL`` with ``MemoryError``, ``SystemError`` if ``len`` is negative.
 *
 * CPython: ``PyList_New``.
 */
HPy_ID(199) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyList_New(HPyContext *ctx, HPy_ssize_t len);

/** Append to a list, as ``h_list.append(h_item)``.
 *
 * ``h_item`` stays the caller's. 0, or ``-1`` with ``SystemError`` if ``h_list`` is not a
 * list, or ``MemoryError``.
 *
 * CPython: ``PyList_Append``.
 */
HPy_ID(200) HPy_CPYTHON(PyList_Append) HPy_FAILS(-1) HPy_QUIET
int HPyList_Append(HPyContext *ctx, HPy h_list, HPy h_item);

/* == Dicts ============================================================================ */

/** 1 if ``h`` is a ``dict`` or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyDict_Check``.
 */
HPy_ID(201) HPy_DIRECT HPy_CPYTHON(PyDict_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyDict_Check(HPyContext *ctx, HPy h);

/** New empty dict.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``. Items are read and set by
 * ``HPy_GetItem``, ``HPy_SetItem`` and their kin.
 *
 * CPython: ``PyDict_New``.
 */
HPy_ID(202) HPy_CPYTHON(PyDict_New) HPy_FAILS(NULL) HPy_QUIET
HPy HPyDict_New(HPyContext *ctx);

/* == Tuples =========================================================================== */

/** 1 if ``h`` is a ``tuple`` or of a subclass, else 0. Never fails.
 *
 * CPython: ``PyTuple_Check``.
 */
HPy_ID(203) HPy_DIRECT HPy_CPYTHON(PyTuple_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyTuple_Check(HPyContext *ctx, HPy h);

/** New tuple of the ``n`` objects in ``items``.
 *
 * The handles in the array stay the caller's. ``n`` may be 0, and then ``items`` ``NULL``.
 * New handle, or ``HPy_NULL`` with ``MemoryError``.
 *
 * CPython: ``PyTuple_New`` and ``PyTuple_SET_ITEM``.
 */
HPy_ID(204) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(items) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyTuple_FromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n);

/* == Modules =========================================================================== */

/** Import a module by its UTF-8 name, and give that module.
 *
 * ``"a.b"`` gives ``a.b``, not ``a``. New handle, or ``HPy_NULL`` with ``ImportError``
 * (``ModuleNotFoundError`` if there is none), or what importing raises.
 *
 * CPython: ``PyImport_ImportModule``.
 */
HPy_ID(205) HPy_CPYTHON(PyImport_ImportModule) HPy_FAILS(NULL)
HPy HPyImport_ImportModule(HPyContext *ctx, const char *utf8_name);

/* == CPython's API beside HPy ============================================================= */

/** Handle to an object of the CPython API.
 *
 * ``obj`` stays the caller's reference; ``NULL`` gives ``HPy_NULL``. New handle; never
 * fails. Not in the universal ABI, where calling it is an error of compilation.
 *
 * CPython: ``Py_XNewRef``.
 */
HPy_ID(206) HPy_BODY(inline) HPy_LEGACY HPy_FAILS(NEVER) HPy_NULLABLE(obj) HPy_QUIET
HPy HPy_FromPyObject(HPyContext *ctx, cpy_PyObject *obj);

/** Reference to the object of ``h``, for the CPython API.
 *
 * ``h`` stays open; ``HPy_NULL`` gives ``NULL``. New reference; never fails. Not in the
 * universal ABI, where calling it is an error of compilation.
 *
 * CPython: ``Py_XNewRef``.
 */
HPy_ID(207) HPy_BODY(inline) HPy_LEGACY HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_QUIET
cpy_PyObject *HPy_AsPyObject(HPyContext *ctx, HPy h);

/* == Trampolines ========================================================================== */

/** Call an extension's function with the arguments that CPython gave its trampoline.
 *
 * For trampolines only: ``func`` has signature ``sig``, and ``args`` points to the argument
 * struct of that signature, whose ``result`` is set. A signature that cannot be called this
 * way is a fatal error.
 *
 * CPython: none, the host's own.
 */
HPy_ID(208) HPy_BODY(host) HPy_TABLE_ONLY HPy_FAILS(NEVER) HPy_DEBUG(by_hand) HPy_TRACE(uncounted)
void _HPy_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func,
        void *args);

/* == Builders ============================================================================= */

/** Begin a list of ``size`` items.
 *
 * Set every item once, then ``HPyListBuilder_Build`` or ``HPyListBuilder_Cancel``. Raises
 * nothing: failure (no memory, a negative size) is told by ``HPyListBuilder_Build``, so only
 * the result of that needs a check.
 *
 * CPython: ``PyList_New``.
 */
HPy_ID(209) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_QUIET HPy_DEBUG(by_hand)
HPyListBuilder HPyListBuilder_New(HPyContext *ctx, HPy_ssize_t size);

/** Set item ``index`` of the list being built.
 *
 * Each item is set once; ``index`` must be in range. ``h_item`` stays the caller's;
 * ``HPy_NULL`` leaves the place empty. Does nothing if the builder could not be made.
 *
 * CPython: ``PyList_SET_ITEM``, without taking over the reference.
 */
HPy_ID(210) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h_item) HPy_QUIET HPy_DEBUG(by_hand)
void HPyListBuilder_Set(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy h_item);

/** Finish the list.
 *
 * Ends ``builder``. All items must have been set. New handle, or ``HPy_NULL`` with
 * ``MemoryError`` if ``HPyListBuilder_New`` failed.
 *
 * CPython: none, gives the list made at first.
 */
HPy_ID(211) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyListBuilder_Build(HPyContext *ctx, HPyListBuilder builder);

/** Give up the list being built.
 *
 * Ends ``builder`` and releases the items set so far. Never fails.
 *
 * CPython: ``Py_XDECREF``.
 */
HPy_ID(212) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyListBuilder_Cancel(HPyContext *ctx, HPyListBuilder builder);

/** Begin a tuple of ``size`` items.
 *
 * Set every item once, then ``HPyTupleBuilder_Build`` or ``HPyTupleBuilder_Cancel``. Raises
 * nothing: failure (no memory, a negative size) is told by ``HPyTupleBuilder_Build``, so
 * only the result of that needs a check.
 *
 * CPython: ``PyTuple_New``.
 */
HPy_ID(213) HPy_BODY(function) HPy_FAILS(NEVER) HPy_SWALLOWS HPy_QUIET HPy_DEBUG(by_hand)
HPyTupleBuilder HPyTupleBuilder_New(HPyContext *ctx, HPy_ssize_t size);

/** Set item ``index`` of the tuple being built.
 *
 * Each item is set once; ``index`` must be in range. ``h_item`` stays the caller's;
 * ``HPy_NULL`` leaves the place empty. Does nothing if the builder could not be made.
 *
 * CPython: ``PyTuple_SET_ITEM``, without taking over the reference.
 */
HPy_ID(214) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h_item) HPy_QUIET HPy_DEBUG(by_hand)
void HPyTupleBuilder_Set(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy h_item);

/** Finish the tuple.
 *
 * Ends ``builder``. All items must have been set. New handle, or ``HPy_NULL`` with
 * ``MemoryError`` if ``HPyTupleBuilder_New`` failed.
 *
 * CPython: none, gives the tuple made at first.
 */
HPy_ID(215) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyTupleBuilder_Build(HPyContext *ctx, HPyTupleBuilder builder);

/** Give up the tuple being built.
 *
 * Ends ``builder`` and releases the items set so far. Never fails.
 *
 * CPython: ``Py_XDECREF``.
 */
HPy_ID(216) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyTupleBuilder_Cancel(HPyContext *ctx, HPyTupleBuilder builder);

/* == Trackers ============================================================================= */

/** New tracker: a list of handles to be closed together.
 *
 * ``size`` is the number of handles expected; it may be 0, and more fit in. To be ended by
 * ``HPyTracker_Close``. The null tracker with ``MemoryError`` on failure.
 *
 * CPython: none.
 */
HPy_ID(217) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET HPy_DEBUG(by_hand)
HPyTracker HPyTracker_New(HPyContext *ctx, HPy_ssize_t size);

/** Put ``h`` under the care of the tracker, which will close it.
 *
 * ``HPy_NULL`` is fine. 0, or ``-1`` with ``MemoryError``; even then ``h`` is tracked, so
 * that closing the tracker is all there is to do.
 *
 * CPython: none.
 */
HPy_ID(218) HPy_DIRECT HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(h) HPy_QUIET HPy_DEBUG(by_hand)
int HPyTracker_Add(HPyContext *ctx, HPyTracker ht, HPy h);

/** Drop all handles from the tracker without closing them.
 *
 * They are the caller's again, and the tracker can be used anew. Never fails.
 *
 * CPython: none.
 */
HPy_ID(219) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
void HPyTracker_ForgetAll(HPyContext *ctx, HPyTracker ht);

/** Close all handles in the tracker and free it.
 *
 * The tracker must not be used afterwards. Never fails.
 *
 * CPython: none.
 */
HPy_ID(220) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void HPyTracker_Close(HPyContext *ctx, HPyTracker ht);

/* == Fields, globals, threads ========================================================== */

/** Put an object into a field of an object's payload.
 *
 * ``target_object`` is the one whose payload has ``*target_field``. The old content is
 * released after the new one is in place, which may run finalisers. ``h`` stays the
 * caller's; ``HPy_NULL`` empties the field. The type whose struct has the field declares it
 * (``HPyDef_FIELDS``), or its ``HPy_tp_traverse`` visits it (``api/slots.h`` says what that
 * means for derived types). Never fails.
 *
 * A field may also lie in memory that the payload points to, one of any number in an array.
 * The rule is then:
 *
 * - One object owns the memory with all fields in it, and is the ``target_object`` of each.
 * - The memory is zeroed before the first store, as by ``calloc``: that is the empty field.
 * - ``HPyDef_FIELDS_AT`` declares them, or ``HPy_tp_traverse`` reaches each from the payload.
 *   That may happen during any call of the API, so pointer and length in the payload are
 *   right at each call.
 * - Fields are not copied or moved as bytes, by ``memcpy`` or ``realloc``: ``HPyField_CopyN``
 *   and ``HPyField_MoveN`` do that, or, where minor version 2 is not to be had, a load from the
 *   old place, a store in the new one, and a store of ``HPy_NULL`` in the old one.
 * - Before their memory is freed fields are emptied. In ``HPy_tp_destroy`` they are empty
 *   already, and it only frees the memory.
 *
 * CPython: ``Py_XSETREF`` on a member of the struct.
 */
HPy_ID(221) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_DEBUG(by_hand)
void HPyField_Store(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h);

/** Object in a field of the payload of ``source_object``.
 *
 * The field must not be empty: ask ``HPyField_IsNull`` first. New handle; never fails. With minor version 2 this name
 * is a macro for ``HPyField_LoadAt``.
 *
 * CPython: ``Py_NewRef`` of a member of the struct.
 */
HPy_ID(222) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyField_Load(HPyContext *ctx, HPy source_object, HPyField source_field);

/** Take Python's execution back after ``HPy_LeavePythonExecution``.
 *
 * ``state`` is what that returned, in the same thread. May wait for other threads. Never
 * fails.
 *
 * CPython: ``PyEval_RestoreThread``.
 */
HPy_ID(223) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
void HPy_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state);

/** Let other threads run Python while this one does long work in C.
 *
 * No API may be used until ``HPy_ReenterPythonExecution`` is given the result, in the same
 * thread; the two do not nest. Never fails.
 *
 * CPython: ``PyEval_SaveThread``.
 */
HPy_ID(224) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand) HPy_TRACE(by_hand)
HPyThreadState HPy_LeavePythonExecution(HPyContext *ctx);

/** Put an object into a global of the module.
 *
 * Each interpreter has its own content, from the module's ``HPy_mod_exec`` slots to the end
 * of the interpreter, which releases it. For that the global must be listed in
 * ``HPyModuleDef.globals``; on CPython one that is not has one content for all of the
 * process. The old content is released, which may run finalisers. ``h`` stays the caller's;
 * ``HPy_NULL`` empties the global. Never fails.
 *
 * CPython: ``Py_XSETREF`` on a C variable, as long as one interpreter uses the module.
 */
HPy_ID(225) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NEVER) HPy_NULLABLE(h) HPy_DEBUG(by_hand)
void HPyGlobal_Store(HPyContext *ctx, HPyGlobal *global, HPy h);

/** Object in a global of the module.
 *
 * It must have been stored to in this interpreter and not be empty. When the interpreter has
 * released its globals, finalisers that run still get ``None``. New handle; never fails. With minor version 2 this name
 * is a macro for ``HPyGlobal_LoadAt``.
 *
 * CPython: ``Py_NewRef`` of a C variable, as long as one interpreter uses the module.
 */
HPy_ID(226) HPy_BODY(inline) HPy_FAILS(NEVER) HPy_QUIET HPy_DEBUG(by_hand)
HPy HPyGlobal_Load(HPyContext *ctx, HPyGlobal global);

/* == Debugging ============================================================================ */

/** Write what is known about the object of ``h`` on stderr.
 *
 * For use in a debugger; the text is the host's own. Never fails.
 *
 * CPython: ``_PyObject_Dump``.
 */
HPy_ID(227) HPy_BODY(function) HPy_FAILS(NEVER) HPy_DEBUG(by_hand)
void _HPy_Dump(HPyContext *ctx, HPy h);

/* == Types and payload ================================================================= */

/** Address of the payload of an instance of a type with shape ``Type``, a metaclass.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is a type object. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(228) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Type(HPyContext *ctx, HPy h);

/** Address of the payload of an instance of a type with shape ``Long``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``int``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(229) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Long(HPyContext *ctx, HPy h);

/** Address of the payload of an instance of a type with shape ``Float``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``float``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(230) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Float(HPyContext *ctx, HPy h);

/** Address of the payload of an instance of a type with shape ``Unicode``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``str``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(231) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Unicode(HPyContext *ctx, HPy h);

/** Address of the payload of an instance of a type with shape ``Tuple``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``tuple``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(232) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Tuple(HPyContext *ctx, HPy h);

/** Address of the payload of an instance of a type with shape ``List``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``list``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(233) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_List(HPyContext *ctx, HPy h);

/** Shape that the specification of ``h_type`` gave.
 *
 * For layers that check payload access. ``HPyType_BuiltinShape_Legacy`` for every type that
 * was not made by HPy. ``-2`` with ``TypeError`` if ``h_type`` is not a type.
 *
 * CPython: none.
 */
HPy_ID(234) HPy_BODY(function) HPy_TABLE_ONLY HPy_FAILS(-2) HPy_QUIET
HPyType_BuiltinShape _HPyType_GetBuiltinShape(HPyContext *ctx, HPy h_type);

/* == Attributes and items ============================================================== */

/** Delete an item, ``del obj[key]``.
 *
 * 0, or ``-1`` with ``TypeError`` if items of ``obj`` cannot be deleted, ``KeyError``,
 * ``IndexError``, or what the operation raises.
 *
 * CPython: ``PyObject_DelItem``.
 */
HPy_ID(235) HPy_CPYTHON(PyObject_DelItem) HPy_FAILS(-1)
int HPy_DelItem(HPyContext *ctx, HPy obj, HPy key);

/** Delete an item, ``del obj[idx]``, with a C index.
 *
 * On a mapping ``idx`` is used as an ``int`` key. 0, or ``-1`` with ``IndexError``,
 * ``KeyError``, ``TypeError`` if items of ``obj`` cannot be deleted, or what the operation
 * raises.
 *
 * CPython: ``PyObject_DelItem`` with an ``int``.
 */
HPy_ID(236) HPy_BODY(function) HPy_FAILS(-1)
int HPy_DelItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx);

/** Delete an item, ``del obj[utf8_key]``, with the key as UTF-8 text.
 *
 * 0, or ``-1`` with ``KeyError``, ``TypeError`` if ``obj`` takes no ``str`` keys, or what
 * the operation raises.
 *
 * CPython: ``PyMapping_DelItemString``, or ``PyObject_DelItem`` with a ``str``.
 */
HPy_ID(237) HPy_BODY(function) HPy_FAILS(-1)
int HPy_DelItem_s(HPyContext *ctx, HPy obj, const char *utf8_key);

/* == Built-in types ==================================================================== */

/** The type ``complex``. */
HPy_ID(238) HPy_CPYTHON(&PyComplex_Type) HPy_BUILTIN(complex)
HPy h_ComplexType;

/** The type ``bytes``. */
HPy_ID(239) HPy_CPYTHON(&PyBytes_Type) HPy_BUILTIN(bytes, a bytes object)
HPy h_BytesType;

/** The type ``memoryview``. */
HPy_ID(240) HPy_CPYTHON(&PyMemoryView_Type) HPy_BUILTIN(memoryview)
HPy h_MemoryViewType;

/** The type of capsules, see ``HPyCapsule_New``. */
HPy_ID(241) HPy_CPYTHON(&PyCapsule_Type)
HPy h_CapsuleType;

/** The type ``slice``. */
HPy_ID(242) HPy_CPYTHON(&PySlice_Type) HPy_BUILTIN(slice, a slice) HPy_BY_SYMBOL
HPy h_SliceType;

/* == Singletons ======================================================================== */

/** The dict of the module ``builtins`` (not the module), that of the first interpreter that imports a module of HPy's.
 *
 * Null in modules that declare ``HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED``, since no interpreter may touch an object of
 * another one there: ``HPyEval_GetBuiltins`` gives the current interpreter's own.
 */
HPy_ID(243) HPy_BODY(host)
HPy h_Builtins;

/* == Capsules ============================================================================= */

/** New capsule: an object that carries a C pointer.
 *
 * ``utf8_name`` is kept, not copied, and may be ``NULL``. ``destructor``, if not ``NULL``,
 * is called with name, pointer and context when the capsule dies; its record must stay. New
 * handle, or ``HPy_NULL`` with ``ValueError`` if ``pointer`` is ``NULL`` or the destructor
 * record has a null member.
 *
 * CPython: ``PyCapsule_New``.
 */
HPy_ID(244) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(pointer, utf8_name, destructor) HPy_QUIET
HPy_TRACE(notes)
HPy HPyCapsule_New(HPyContext *ctx, void *pointer, const char *utf8_name,
        HPyCapsule_Destructor *destructor);

/** Pointer, name or context of a capsule, as ``key`` says.
 *
 * Extensions call ``HPyCapsule_GetPointer``, ``HPyCapsule_GetName`` or
 * ``HPyCapsule_GetContext``. ``utf8_name`` must equal the capsule's name when the pointer is
 * asked for. ``NULL`` with ``ValueError`` for another name, for an object that is no
 * capsule, and for key ``Destructor``; name and context may be ``NULL`` without an error.
 *
 * CPython: ``PyCapsule_GetPointer``, ``PyCapsule_GetName``, ``PyCapsule_GetContext``.
 */
HPy_ID(245) HPy_BODY(function) HPy_TABLE_ONLY HPy_FAILS(ASK) HPy_NULLABLE(utf8_name) HPy_QUIET
void *HPyCapsule_Get(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const char *utf8_name);

/** 1 if ``capsule`` is a capsule with this name, else 0.
 *
 * Names are compared as text, and ``NULL`` equals ``NULL`` only. Never fails; after 1
 * ``HPyCapsule_GetPointer`` with this name cannot fail.
 *
 * CPython: ``PyCapsule_IsValid``.
 */
HPy_ID(246) HPy_CPYTHON(PyCapsule_IsValid) HPy_FAILS(NEVER) HPy_NULLABLE(utf8_name) HPy_QUIET
int HPyCapsule_IsValid(HPyContext *ctx, HPy capsule, const char *utf8_name);

/** Set pointer, name, context or destructor of a capsule, as ``key`` says.
 *
 * Extensions call ``HPyCapsule_SetPointer``, ``HPyCapsule_SetName``,
 * ``HPyCapsule_SetContext`` or ``HPyCapsule_SetDestructor``. The name is not copied;
 * ``NULL`` removes a name, context or destructor. 0, or ``-1`` with ``ValueError`` for an
 * object that is no capsule, ``NULL`` as pointer, or a destructor record with a null member.
 *
 * CPython: ``PyCapsule_SetPointer``, ``PyCapsule_SetName`` and so on.
 */
HPy_ID(247) HPy_BODY(function) HPy_TABLE_ONLY HPy_FAILS(-1) HPy_NULLABLE(value) HPy_QUIET HPy_TRACE(notes)
int HPyCapsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, void *value);

/* == Compiling and running ================================================================ */

/** Compile UTF-8 source text to a code object.
 *
 * ``utf8_filename`` is for messages. ``kind`` is ``HPy_SourceKind_Expr`` (one expression),
 * ``HPy_SourceKind_File`` (a whole file) or ``HPy_SourceKind_Single`` (one statement, as
 * typed at the prompt). New handle, or ``HPy_NULL`` with ``SyntaxError`` for bad source,
 * ``SystemError`` for another kind.
 *
 * CPython: ``Py_CompileString``.
 */
HPy_ID(248) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPy_Compile_s(HPyContext *ctx, const char *utf8_source, const char *utf8_filename,
        HPy_SourceKind kind);

/** Run a code object, as ``HPy_Compile_s`` makes.
 *
 * ``code`` must be a code object, ``globals`` a dict; with anything else CPython's hosts raise
 * ``TypeError``. ``locals`` is a mapping, often the same dict. New handle to the value of the
 * expression, or to ``None``; ``HPy_NULL`` with what the code raises.
 *
 * CPython: ``PyEval_EvalCode``.
 */
HPy_ID(249) HPy_BODY(function) HPy_FAILS(NULL) HPy_EXPECTS(code, code) HPy_EXPECTS(globals, dict)
HPy HPy_EvalCode(HPyContext *ctx, HPy code, HPy globals, HPy locals);

/* == Context variables ==================================================================== */

/** New context variable.
 *
 * ``name`` is its UTF-8 name, ``default_value`` what it holds where it was never set, or
 * ``HPy_NULL`` for no default. New handle, or ``HPy_NULL`` with an exception.
 *
 * CPython: ``PyContextVar_New``.
 */
HPy_ID(250) HPy_CPYTHON(PyContextVar_New) HPy_FAILS(NULL) HPy_NULLABLE(default_value) HPy_QUIET
HPy HPyContextVar_New(HPyContext *ctx, const char *name, HPy default_value);

/** Value of a context variable.
 *
 * ``*result`` gets a new handle: to the value, else to ``default_value``, else to the
 * variable's own default, else ``HPy_NULL``, which is no error. ``default_value`` may be
 * ``HPy_NULL``. 0, or ``-1`` with ``TypeError`` if ``context_var`` is no context variable.
 *
 * CPython: ``PyContextVar_Get``.
 */
HPy_ID(251) HPy_BODY(function) HPy_FAILS(-1) HPy_NULLABLE(default_value) HPy_OUT(result)
int32_t HPyContextVar_Get(HPyContext *ctx, HPy context_var, HPy default_value, HPy *result);

/** Set a context variable in the current context.
 *
 * ``value`` stays the caller's. New handle to a token that can bring the former value back,
 * or ``HPy_NULL`` with ``TypeError`` if ``context_var`` is no context variable.
 *
 * CPython: ``PyContextVar_Set``.
 */
HPy_ID(252) HPy_CPYTHON(PyContextVar_Set) HPy_FAILS(NULL) HPy_QUIET
HPy HPyContextVar_Set(HPyContext *ctx, HPy context_var, HPy value);

/* == Types and payload ================================================================= */

/** Name of a type, without its module, as UTF-8 text.
 *
 * Valid while ``type`` is open; not to be written to or freed. ``NULL`` with an exception:
 * ``TypeError`` if ``type`` is no type. The full name is had by ``HPyType_GetFullyQualifiedName``.
 *
 * CPython: ``PyType_GetName``, as UTF-8.
 */
HPy_ID(253) HPy_BODY(function) HPy_FAILS(NULL) HPy_BORROWS(type) HPy_EXPECTS(type, type) HPy_QUIET
HPy_DEBUG(by_hand)
const char *HPyType_GetName(HPyContext *ctx, HPy type);

/** 1 if ``sub`` is ``type`` or derives from it, else 0.
 *
 * Looks at the real bases only, ``__subclasscheck__`` is not asked. Both must be types,
 * anything else is undefined. Never fails.
 *
 * CPython: ``PyType_IsSubtype``.
 */
HPy_ID(254) HPy_BODY(inline) HPy_FAILS(NEVER)
HPy_EXPECTS(sub, type) HPy_EXPECTS(type, type) HPy_QUIET
int HPyType_IsSubtype(HPyContext *ctx, HPy sub, HPy type);

/* == Strings =========================================================================== */

/** New ``str`` from the bytes of any object with a buffer.
 *
 * ``encoding`` ``NULL`` is UTF-8, ``errors`` ``NULL`` is ``"strict"``. New handle, or
 * ``HPy_NULL`` with ``TypeError`` for a ``str`` or an object without a buffer,
 * ``LookupError`` for an unknown encoding, ``UnicodeDecodeError``, ``SystemError`` if
 * ``obj`` is ``HPy_NULL``.
 *
 * CPython: ``PyUnicode_FromEncodedObject``.
 */
HPy_ID(255) HPy_CPYTHON(PyUnicode_FromEncodedObject) HPy_FAILS(NULL)
HPy_NULLABLE(obj, encoding, errors)
HPy HPyUnicode_FromEncodedObject(HPyContext *ctx, HPy obj, const char *encoding,
        const char *errors);

/** Part of a ``str``, from ``start`` up to, but without, ``end``.
 *
 * ``end`` beyond the length means the length; an empty ``str`` if ``start`` is not below it.
 * ``str`` must be a ``str``; with anything else CPython's hosts raise ``TypeError``. New handle,
 * or ``HPy_NULL`` with ``IndexError`` if an index is negative.
 *
 * CPython: ``PyUnicode_Substring``.
 */
HPy_ID(256) HPy_BODY(inline) HPy_FAILS(NULL) HPy_EXPECTS(str, str) HPy_QUIET
HPy HPyUnicode_Substring(HPyContext *ctx, HPy str, HPy_ssize_t start, HPy_ssize_t end);

/* == Dicts ============================================================================ */

/** New list of the keys of a dict.
 *
 * A subclass's own ``keys`` is not called. New handle, or ``HPy_NULL`` with ``SystemError``
 * if ``h`` is ``HPy_NULL`` or no dict, or ``MemoryError``.
 *
 * CPython: ``PyDict_Keys``.
 */
HPy_ID(257) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(h) HPy_QUIET
HPy HPyDict_Keys(HPyContext *ctx, HPy h);

/** New dict with the items of the dict ``h``.
 *
 * New handle, or ``HPy_NULL`` with ``SystemError`` if ``h`` is ``HPy_NULL`` or no dict, or
 * ``MemoryError``.
 *
 * CPython: ``PyDict_Copy``.
 */
HPy_ID(258) HPy_CPYTHON(PyDict_Copy) HPy_FAILS(NULL) HPy_NULLABLE(h) HPy_QUIET
HPy HPyDict_Copy(HPyContext *ctx, HPy h);

/* == Slices and iterators ============================================================== */

/** Bounds and step of a slice as C numbers.
 *
 * ``None`` becomes the default for the direction of the step; numbers that are too large are
 * clipped silently. ``slice`` must be a slice; with anything else CPython's hosts raise
 * ``TypeError``. Follow it with ``HPySlice_AdjustIndices``, once the length is known. 0,
 * or ``-1`` with ``ValueError`` for step 0, ``TypeError`` for a bound without ``__index__``,
 * or what that raises.
 *
 * CPython: ``PySlice_Unpack``.
 */
HPy_ID(259) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(slice, slice)
int HPySlice_Unpack(HPyContext *ctx, HPy slice, HPy_ssize_t *start, HPy_ssize_t *stop,
        HPy_ssize_t *step);

/* == Calls ============================================================================= */

/** Replace what happens when the object ``h`` is called, for this object alone.
 *
 * Its type must have ``HPy_tp_call``. If it can be a base (``HPy_TPFLAGS_BASETYPE``), it must
 * have a struct that its bases do not have, or ``HPy_TPFLAGS_HAVE_VECTORCALL`` in its flags:
 * each instance holds a word for the function then. The record ``*func`` is kept, not copied, and must be static. 0, or ``-1`` with
 * ``TypeError`` if the type does not support it.
 *
 * CPython: sets the ``vectorcallfunc`` of the object.
 */
HPy_ID(260) HPy_BODY(function) HPy_FAILS(-1) HPy_QUIET HPy_TRACE(notes)
int HPy_SetCallFunction(HPyContext *ctx, HPy h, HPyCallFunction *func);

/** Call with arguments in an array.
 *
 * ``args`` has the ``nargs`` positional values, then one value for each name in ``kwnames``,
 * a tuple of ``str`` or ``HPy_NULL``. All stay the caller's. Without any value ``args`` may be
 * ``NULL``. New handle, or ``HPy_NULL`` with ``TypeError`` if ``callable`` cannot be called, or
 * what the call raises.
 *
 * CPython: ``PyObject_Vectorcall``.
 */
HPy_ID(261) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(kwnames) HPy_EXPECTS(kwnames, tuple)
HPy_DEBUG(by_hand) HPy_TRACE(notes)
HPy HPy_Call(HPyContext *ctx, HPy callable, const HPy *args, size_t nargs, HPy kwnames);

/** Call a method with arguments in an array, without making a bound method.
 *
 * ``name`` is a ``str``. ``args[0]`` is the object and counts in ``nargs``, which is at
 * least 1; the rest is as in ``HPy_Call``. New handle, or ``HPy_NULL`` with
 * ``AttributeError`` if there is no such method, or what the call raises.
 *
 * CPython: ``PyObject_VectorcallMethod``.
 */
HPy_ID(262) HPy_BODY(function) HPy_FAILS(NULL) HPy_NULLABLE(kwnames) HPy_EXPECTS(kwnames, tuple)
HPy_EXPECTS(name, str) HPy_DEBUG(by_hand)
HPy HPy_CallMethod(HPyContext *ctx, HPy name, const HPy *args, size_t nargs, HPy kwnames);

/* == Built-in types ==================================================================== */

/** The type ``dict``. */
HPy_ID(263) HPy_SINCE(0, 1) HPy_CPYTHON(&PyDict_Type) HPy_BUILTIN(dict, a dict) HPy_BY_SYMBOL
HPy h_DictType;

/* == Types and payload ================================================================= */

/** Address of the payload of an instance of a type with shape ``Dict``.
 *
 * As ``_HPy_AsStruct_Object``; ``h`` is of a subtype of ``dict``. Not checked; never fails.
 *
 * CPython: ``PyObject_GetTypeData``.
 */
HPy_ID(264) HPy_SINCE(0, 1) HPy_BODY(function) HPy_FAILS(NEVER) HPy_BORROWS(h) HPy_QUIET HPy_DEBUG(by_hand)
void *_HPy_AsStruct_Dict(HPyContext *ctx, HPy h);

/* == Lists ============================================================================ */

/** Insert into a list, as ``h_list.insert(index, h_item)``.
 *
 * A negative index counts from the end, one out of range means the nearest end. ``h_item``
 * stays the caller's. 0, or ``-1`` with ``SystemError`` if ``h_list`` is not a list, or
 * ``MemoryError``.
 *
 * CPython: ``PyList_Insert``.
 */
HPy_ID(265) HPy_SINCE(0, 1) HPy_CPYTHON(PyList_Insert) HPy_FAILS(-1) HPy_QUIET
int HPyList_Insert(HPyContext *ctx, HPy h_list, HPy_ssize_t index, HPy h_item);

/* == Slices and iterators ============================================================== */

/** Slice ``obj[start:end]``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``obj`` cannot be sliced,
 * ``SystemError`` if it is ``HPy_NULL``, or what slicing raises.
 *
 * CPython: ``PySequence_GetSlice``.
 */
HPy_ID(266) HPy_SINCE(0, 1) HPy_CPYTHON(PySequence_GetSlice) HPy_FAILS(NULL) HPy_NULLABLE(obj)
HPy HPy_GetSlice(HPyContext *ctx, HPy obj, HPy_ssize_t start, HPy_ssize_t end);

/** Replace a slice, ``obj[start:end] = value``.
 *
 * ``value`` is any iterable that ``obj`` accepts and stays the caller's. 0, or ``-1`` with
 * ``TypeError`` if ``obj`` does not support it, ``SystemError`` if ``obj`` is ``HPy_NULL``,
 * or what the operation raises.
 *
 * CPython: ``PySequence_SetSlice``.
 */
HPy_ID(267) HPy_SINCE(0, 1) HPy_CPYTHON(PySequence_SetSlice) HPy_FAILS(-1) HPy_NULLABLE(obj)
int HPy_SetSlice(HPyContext *ctx, HPy obj, HPy_ssize_t start, HPy_ssize_t end, HPy value);

/** Delete a slice, ``del obj[start:end]``.
 *
 * 0, or ``-1`` with ``TypeError`` if ``obj`` does not support it, ``SystemError`` if ``obj``
 * is ``HPy_NULL``, or what the operation raises.
 *
 * CPython: ``PySequence_DelSlice``.
 */
HPy_ID(268) HPy_SINCE(0, 1) HPy_CPYTHON(PySequence_DelSlice) HPy_FAILS(-1) HPy_NULLABLE(obj)
int HPy_DelSlice(HPyContext *ctx, HPy obj, HPy_ssize_t start, HPy_ssize_t end);

/** Iterator over ``obj``, as ``iter(obj)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``obj`` cannot be iterated over, or what
 * ``__iter__`` raises.
 *
 * CPython: ``PyObject_GetIter``.
 */
HPy_ID(269) HPy_SINCE(0, 1) HPy_CPYTHON(PyObject_GetIter) HPy_FAILS(NULL)
HPy HPy_GetIter(HPyContext *ctx, HPy obj);

/** Next item of the iterator ``obj``.
 *
 * ``obj`` must be an iterator, see ``HPyIter_Check``; with anything else CPython's hosts raise
 * ``TypeError``. New handle; ``HPy_NULL`` at the end and on error: it is the end if
 * ``HPyErr_Occurred`` says 0.
 *
 * CPython: ``PyIter_Next``.
 */
HPy_ID(270) HPy_SINCE(0, 1) HPy_BODY(inline) HPy_FAILS(ASK) HPy_EXPECTS(obj, iterator)
HPy HPyIter_Next(HPyContext *ctx, HPy obj);

/** 1 if ``obj`` is an iterator, that is, has ``__next__``, else 0. Never fails.
 *
 * CPython: ``PyIter_Check``.
 */
HPy_ID(271) HPy_SINCE(0, 1) HPy_CPYTHON(PyIter_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyIter_Check(HPyContext *ctx, HPy obj);

/** New slice, as ``slice(start, stop, step)``.
 *
 * ``HPy_NULL`` means ``None``. The arguments stay the caller's. New handle, or ``HPy_NULL``
 * with ``MemoryError``.
 *
 * CPython: ``PySlice_New``.
 */
HPy_ID(272) HPy_SINCE(0, 1) HPy_CPYTHON(PySlice_New) HPy_FAILS(NULL)
HPy_NULLABLE(start, stop, step) HPy_QUIET
HPy HPySlice_New(HPyContext *ctx, HPy start, HPy stop, HPy step);

/* == Modules =========================================================================== */

/** State of a module: the ``HPyModuleDef.size`` bytes that each instance of it has.
 *
 * Zeroed before the first ``HPy_mod_exec`` slot runs; it lives as long as the module.
 * ``HPyField`` members must be visited by the slot ``HPy_mod_traverse``, and are stored and
 * loaded with the module as owner. ``NULL`` with ``TypeError`` if ``module`` is no module made
 * by HPy, ``SystemError`` if it has no state (``size`` is 0, or it is not executed yet).
 *
 * CPython: ``PyModule_GetState``.
 */
HPy_ID(273) HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_BORROWS(module) HPy_QUIET
void *HPy_ModuleState(HPyContext *ctx, HPy module);

/** The module that ``type`` was made with (``HPyType_SpecParam_Module``).
 *
 * Subclasses do not inherit it: from an instance, ``HPyType_GetModuleByDef`` is the way. New
 * handle, or ``HPy_NULL`` with ``TypeError`` if ``type`` is no type or has no module.
 *
 * CPython: ``PyType_GetModule``.
 */
HPy_ID(274) HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyType_GetModule(HPyContext *ctx, HPy type);

/** The module with the definition ``def`` that ``type`` or one of its bases was made with.
 *
 * The first one in the order of the bases. So a method finds the module of its own class, by
 * ``HPy_Type`` of any instance. New handle, or ``HPy_NULL`` with ``TypeError`` if there is none.
 *
 * CPython: ``PyType_GetModuleByDef``.
 */
HPy_ID(275) HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL) HPy_QUIET
HPy HPyType_GetModuleByDef(HPyContext *ctx, HPy type, HPyModuleDef *def);

/* Minor version 2, by family. */
#include "exceptions.h"
#include "buffers.h"
#include "text.h"
#include "writers.h"
#include "numbers.h"
#include "containers.h"
#include "bulk.h"
#include "weakrefs.h"
#include "interpreter.h"
#include "memory.h"
#include "datetime.h"
#include "objects.h"
#include "fields.h"
#include "calls.h"
#include "threads.h"
#include "modules.h"
#include "definitions.h"
#include "payload.h"
