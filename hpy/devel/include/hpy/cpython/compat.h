/* Newer CPython API under its own name for the older versions that lack it. */
#ifndef HPY_CPYTHON_COMPAT_H
#define HPY_CPYTHON_COMPAT_H

#if PY_VERSION_HEX < 0x03080000
#  error "HPy needs CPython 3.8 or newer"
#endif

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9 */

HPyAPI_FUNC PyInterpreterState *PyInterpreterState_Get(void)
{
    return PyThreadState_Get()->interp;
}

/* Documented under this name in 3.8. */
#  define PyObject_Vectorcall _PyObject_Vectorcall

HPyAPI_FUNC PyObject *PyObject_CallNoArgs(PyObject *callable)
{
    return PyObject_CallObject(callable, NULL);
}

HPyAPI_FUNC PyObject *PyObject_CallOneArg(PyObject *callable, PyObject *arg)
{
    return PyObject_CallFunctionObjArgs(callable, arg, NULL);
}

HPyAPI_FUNC PyObject *PyObject_VectorcallMethod(PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PyObject *result;
    PyObject *method = PyObject_GetAttr(args[0], name);
    if (method == NULL)
        return NULL;
    result = PyObject_Vectorcall(method, args + 1, (nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET) - 1, kwnames);
    Py_DECREF(method);
    return result;
}
#endif

#if PY_VERSION_HEX < 0x030A0000 /* added in CPython 3.10 */

HPyAPI_FUNC PyObject *Py_NewRef(PyObject *o)
{
    Py_INCREF(o);
    return o;
}

HPyAPI_FUNC PyObject *Py_XNewRef(PyObject *o)
{
    Py_XINCREF(o);
    return o;
}

HPyAPI_FUNC int PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value)
{
    return PyObject_SetAttrString(module, name, value);
}
#endif

/* Before CPython 3.12 a str may not be in its final form yet. */
#if PY_VERSION_HEX < 0x030C0000
#  define _HPY_STR_READY(str) PyUnicode_READY(str)
#else
#  define _HPY_STR_READY(str) 0
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */

HPyAPI_FUNC int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result)
{
    *result = PyDict_GetItemWithError(dict, key);
    if (*result == NULL)
        return PyErr_Occurred() == NULL ? 0 : -1;
    Py_INCREF(*result);
    return 1;
}

HPyAPI_FUNC PyObject *PyList_GetItemRef(PyObject *list, Py_ssize_t index)
{
    if (!PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "expected a list");
        return NULL;
    }
    return Py_XNewRef(PyList_GetItem(list, index));
}

/* What a look-up has found, NULL where it was to raise 'absent' and did so: as the functions below return it. */
HPyAPI_FUNC int _hpy_compat_found(PyObject *found, PyObject *absent, PyObject **result)
{
    *result = found;
    if (found != NULL)
        return 1;
    if (!PyErr_ExceptionMatches(absent))
        return -1;
    PyErr_Clear();
    return 0;
}

HPyAPI_FUNC int PyWeakref_GetRef(PyObject *ref, PyObject **result)
{
    PyObject *object;

    *result = NULL;
    if (!PyWeakref_Check(ref)) {
        PyErr_SetString(PyExc_TypeError, "expected a weakref");
        return -1;
    }
    object = PyWeakref_GET_OBJECT(ref);
    if (object == Py_None)
        return 0;
    *result = Py_NewRef(object);
    return 1;
}

/* The same function, which was private. */
HPyAPI_FUNC int Py_IsFinalizing(void)
{
    return _Py_IsFinalizing();
}

HPyAPI_FUNC int PyObject_GetOptionalAttr(PyObject *o, PyObject *name, PyObject **result)
{
    return _hpy_compat_found(PyObject_GetAttr(o, name), PyExc_AttributeError, result);
}

HPyAPI_FUNC int PyMapping_GetOptionalItem(PyObject *o, PyObject *key, PyObject **result)
{
    if (PyDict_CheckExact(o))
        return PyDict_GetItemRef(o, key, result);
    return _hpy_compat_found(PyObject_GetItem(o, key), PyExc_KeyError, result);
}
#endif

#if PY_VERSION_HEX < 0x030E0000 /* added in CPython 3.14 */

/* What came instead of an item: the end, an exception, or that it is no iterator at all. */
_HPy_UNUSED static _HPy_COLD int _hpy_compat_no_item(PyObject *iterator)
{
    if (!PyIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "expected an iterator, got '%.200s'", Py_TYPE(iterator)->tp_name);
        return -1;
    }
    if (PyErr_Occurred() == NULL)
        return 0;
    if (!PyErr_ExceptionMatches(PyExc_StopIteration))
        return -1;
    PyErr_Clear();
    return 0;
}

/* Any tp_iternext may be called: those that do not iterate raise TypeError, which is replaced then. */
HPyAPI_FUNC int PyIter_NextItem(PyObject *iterator, PyObject **item)
{
    iternextfunc next = Py_TYPE(iterator)->tp_iternext;

    *item = next == NULL ? NULL : next(iterator);
    return _HPy_LIKELY(*item != NULL) ? 1 : _hpy_compat_no_item(iterator);
}
#endif

#ifdef _HPY_IN_HOST /* what HPy's own sources need besides: others may bring functions of these names */

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9; the class itself is what classes return there before */

HPyAPI_FUNC PyObject *Py_GenericAlias(PyObject *origin, PyObject *args)
{
    (void)args;
    return Py_NewRef(origin);
}
#endif

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9; a type has no place for its module before */

HPyAPI_FUNC PyObject *PyType_GetModule(PyTypeObject *type)
{
    PyErr_Format(PyExc_TypeError, "PyType_GetModule: Type '%s' has no associated module", type->tp_name);
    return NULL;
}

HPyAPI_FUNC PyInterpreterState *PyThreadState_GetInterpreter(PyThreadState *state)
{
    return state->interp;
}
#endif

#if PY_VERSION_HEX < 0x030A0000 /* added in CPython 3.10 */

HPyAPI_FUNC int PyAIter_Check(PyObject *o)
{
    PyAsyncMethods *methods = Py_TYPE(o)->tp_as_async;
    return methods != NULL && methods->am_anext != NULL;
}

HPyAPI_FUNC PyObject *PyObject_GetAIter(PyObject *o)
{
    PyAsyncMethods *methods = Py_TYPE(o)->tp_as_async;
    PyObject *iterator;

    if (methods == NULL || methods->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not an async iterable", Py_TYPE(o)->tp_name);
        return NULL;
    }
    iterator = methods->am_aiter(o);
    if (iterator != NULL && !PyAIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "aiter() returned not an async iterator of type '%.100s'",
                     Py_TYPE(iterator)->tp_name);
        Py_DECREF(iterator);
        return NULL;
    }
    return iterator;
}

typedef enum {
    PYGEN_RETURN = 0,
    PYGEN_ERROR = -1,
    PYGEN_NEXT = 1
} PySendResult;

/* The value of the StopIteration that is pending, or None where nothing is; NULL with another exception. */
HPyAPI_FUNC PyObject *_hpy_compat_returned(void)
{
    PyObject *type, *exception, *traceback, *value;

    if (PyErr_Occurred() == NULL)
        return Py_NewRef(Py_None);
    if (!PyErr_ExceptionMatches(PyExc_StopIteration))
        return NULL;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    value = PyObject_GetAttrString(exception, "value");
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(traceback);
    return value;
}

HPyAPI_FUNC PySendResult PyIter_Send(PyObject *iter, PyObject *value, PyObject **result)
{
    if (value == Py_None && PyIter_Check(iter))
        *result = Py_TYPE(iter)->tp_iternext(iter);
    else
        *result = PyObject_CallMethod(iter, "send", "(O)", value);
    if (*result != NULL)
        return PYGEN_NEXT;
    *result = _hpy_compat_returned();
    return *result == NULL ? PYGEN_ERROR : PYGEN_RETURN;
}
#endif

#if PY_VERSION_HEX < 0x030C0000 /* added in CPython 3.12 */

HPyAPI_FUNC PyObject *PyType_GetDict(PyTypeObject *type)
{
    return Py_XNewRef(type->tp_dict);
}
#endif

#if PY_VERSION_HEX < 0x030D0000

/* An attribute of a class by the descriptor of type itself, since a metaclass may have another one of that name. */
HPyAPI_FUNC PyObject *_hpy_compat_of_type(PyTypeObject *type, const char *name)
{
    PyObject *dict = PyType_GetDict(&PyType_Type);
    PyObject *descr = dict == NULL ? NULL : PyDict_GetItemString(dict, name);
    Py_XDECREF(dict);
    return descr == NULL ? NULL : Py_TYPE(descr)->tp_descr_get(descr, (PyObject *)type, (PyObject *)Py_TYPE(type));
}

HPyAPI_FUNC PyObject *PyType_GetModuleName(PyTypeObject *type) /* added in CPython 3.13 */
{
    return _hpy_compat_of_type(type, "__module__");
}
#endif

#if PY_VERSION_HEX < 0x030B0000 /* added in CPython 3.11 */

HPyAPI_FUNC PyObject *PyType_GetName(PyTypeObject *type)
{
    return _hpy_compat_of_type(type, "__name__");
}

HPyAPI_FUNC PyObject *PyType_GetQualName(PyTypeObject *type)
{
    return _hpy_compat_of_type(type, "__qualname__");
}

HPyAPI_FUNC PyObject *PyErr_GetHandledException(void)
{
    PyObject *type, *exc, *traceback;
    PyErr_GetExcInfo(&type, &exc, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    if (exc == Py_None)
        Py_CLEAR(exc);
    return exc;
}

HPyAPI_FUNC void PyErr_SetHandledException(PyObject *exc)
{
    if (exc == NULL)
        PyErr_SetExcInfo(NULL, NULL, NULL);
    else
        PyErr_SetExcInfo(Py_NewRef((PyObject *)Py_TYPE(exc)), Py_NewRef(exc), PyException_GetTraceback(exc));
}
#endif

#if PY_VERSION_HEX < 0x030C0000 /* added in CPython 3.12 */

HPyAPI_FUNC PyObject *PyErr_GetRaisedException(void)
{
    PyObject *type, *exc, *traceback;
    PyErr_Fetch(&type, &exc, &traceback);
    if (type == NULL)
        return NULL;
    PyErr_NormalizeException(&type, &exc, &traceback);
    if (traceback != NULL)
        PyException_SetTraceback(exc, traceback);
    Py_XDECREF(traceback);
    Py_DECREF(type);
    return exc;
}

HPyAPI_FUNC void PyErr_SetRaisedException(PyObject *exc)
{
    if (exc == NULL)
        PyErr_Clear();
    else
        PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exc)), exc, PyException_GetTraceback(exc));
}

HPyAPI_FUNC void PyErr_DisplayException(PyObject *exc)
{
    PyObject *traceback = PyExceptionInstance_Check(exc) ? PyException_GetTraceback(exc) : NULL;
    PyErr_Display((PyObject *)Py_TYPE(exc), exc, traceback);
    Py_XDECREF(traceback);
}

/* By the descriptor of BaseException itself, since a class may have another attribute of that name. */
HPyAPI_FUNC PyObject *PyException_GetArgs(PyObject *exc)
{
    PyObject *args = PyDict_GetItemString(((PyTypeObject *)PyExc_BaseException)->tp_dict, "args");
    return args == NULL ? NULL : Py_TYPE(args)->tp_descr_get(args, exc, (PyObject *)Py_TYPE(exc));
}

HPyAPI_FUNC void PyException_SetArgs(PyObject *exc, PyObject *value)
{
    PyObject *args = PyDict_GetItemString(((PyTypeObject *)PyExc_BaseException)->tp_dict, "args");
    if (args != NULL)
        Py_TYPE(args)->tp_descr_set(args, exc, value);
}
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */

/* What sys.unraisablehook gets for the exception, with that text. CPython alone makes the object, so
 * that a list stands in for the hook, for the time of one call, to have it. NULL with an exception set. */
HPyAPI_FUNC PyObject *_HPy_UnraisableHookArgs(PyObject *hook, PyObject *exc, PyObject *message)
{
    PyObject *taken = PyList_New(0), *append = NULL, *fields = NULL, *result = NULL;

    if (taken != NULL)
        append = PyObject_GetAttrString(taken, "append");
    if (append != NULL && PySys_SetObject("unraisablehook", append) == 0) {
        PyErr_SetRaisedException(Py_NewRef(exc));
        PyErr_WriteUnraisable(NULL);
        if (PySys_SetObject("unraisablehook", hook) == 0 && PyList_GET_SIZE(taken) == 1)
            fields = PySequence_List(PyList_GET_ITEM(taken, 0));
    }
    if (fields != NULL && PyList_SetItem(fields, 3, Py_NewRef(message)) == 0)
        result = PyObject_CallFunctionObjArgs((PyObject *)Py_TYPE(PyList_GET_ITEM(taken, 0)), fields, NULL);
    Py_XDECREF(fields);
    Py_XDECREF(append);
    Py_XDECREF(taken);
    return result;
}

_HPy_UNUSED static inline void PyErr_FormatUnraisable(const char *format, ...)
{
    PyObject *exc = PyErr_GetRaisedException();
    PyObject *hook = PySys_GetObject("unraisablehook");
    PyObject *message, *args = NULL, *result = NULL;
    va_list values;

    va_start(values, format);
    message = PyUnicode_FromFormatV(format, values);
    va_end(values);
    Py_XINCREF(hook);
    if (message != NULL && hook != NULL)
        args = _HPy_UnraisableHookArgs(hook, exc, message);
    if (args != NULL)
        result = PyObject_CallFunctionObjArgs(hook, args, NULL);
    if (args != NULL && result == NULL) {
        PyErr_WriteUnraisable(hook);
    } else if (result == NULL) { /* without a text of its own rather than not at all */
        PyErr_SetRaisedException(Py_NewRef(exc));
        PyErr_WriteUnraisable(message);
    }
    Py_XDECREF(result);
    Py_XDECREF(args);
    Py_XDECREF(message);
    Py_XDECREF(hook);
    Py_DECREF(exc);
}
#endif

#if PY_VERSION_HEX < 0x030C0000 /* added in CPython 3.12: no int is known to be small */
#  define PyUnstable_Long_IsCompact(py_long) 0
#  define PyUnstable_Long_CompactValue(py_long) 0
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */
/* src/cpython/long_bytes.c */
_HPy_HIDDEN Py_ssize_t hpy_long_as_native_bytes(PyObject *py_long, void *buffer, Py_ssize_t n_bytes, int flags);
_HPy_HIDDEN PyObject *hpy_long_from_native_bytes(const void *buffer, size_t n_bytes, int flags);
_HPy_HIDDEN PyObject *hpy_long_from_unsigned_native_bytes(const void *buffer, size_t n_bytes, int flags);
#  define PyLong_AsNativeBytes hpy_long_as_native_bytes
#  define PyLong_FromNativeBytes hpy_long_from_native_bytes
#  define PyLong_FromUnsignedNativeBytes hpy_long_from_unsigned_native_bytes

/* There is one thread at a time. */
#  define Py_BEGIN_CRITICAL_SECTION(object) {
#  define Py_END_CRITICAL_SECTION() }
#endif

/* The dict of an object whose type keeps it where CPython alone knows, public since CPython 3.13. In 3.12 the same
 * functions are private; before, a private function finds it, which has been the same in every version. */
#if PY_VERSION_HEX < 0x030C0000

HPyAPI_FUNC int PyObject_VisitManagedDict(PyObject *self, visitproc visit, void *arg)
{
    PyObject **dict = _PyObject_GetDictPtr(self);
    if (dict != NULL)
        Py_VISIT(*dict);
    return 0;
}

HPyAPI_FUNC void PyObject_ClearManagedDict(PyObject *self)
{
    PyObject **dict = _PyObject_GetDictPtr(self);
    if (dict != NULL)
        Py_CLEAR(*dict);
}
#elif PY_VERSION_HEX < 0x030D0000
#  define PyObject_VisitManagedDict _PyObject_VisitManagedDict
#  define PyObject_ClearManagedDict _PyObject_ClearManagedDict
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */

/* The bytes that a character has in UTF-8; 0: a surrogate, which has none. */
HPyAPI_FUNC Py_ssize_t _hpy_utf8_of(Py_UCS4 c, char bytes[4])
{
    Py_ssize_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    Py_ssize_t i;

    if (c >= 0xD800 && c < 0xE000)
        return 0;
    for (i = more; i > 0; i--, c >>= 6)
        bytes[i] = _HPY_CAST(char, 0x80 | (c & 0x3F));
    bytes[0] = _HPY_CAST(char, more == 0 ? c : (0x780u >> more & 0xFF) | c);
    return more + 1;
}

HPyAPI_FUNC int PyUnicode_EqualToUTF8AndSize(PyObject *str, const char *utf8, Py_ssize_t size)
{
    const char *end = utf8 + size;
    Py_ssize_t i, n, length;
    char bytes[4];

    if (_HPY_STR_READY(str) < 0)
        return 0;
    length = PyUnicode_GET_LENGTH(str);
    if (PyUnicode_IS_ASCII(str))
        return length == size && (size == 0 || memcmp(PyUnicode_1BYTE_DATA(str), utf8, _HPY_CAST(size_t, size)) == 0);
    for (i = 0; i < length; i++, utf8 += n) {
        n = _hpy_utf8_of(PyUnicode_READ_CHAR(str, i), bytes);
        if (n == 0 || end - utf8 < n || memcmp(bytes, utf8, _HPY_CAST(size_t, n)) != 0)
            return 0;
    }
    return utf8 == end;
}

HPyAPI_FUNC int PyDict_SetDefaultRef(PyObject *dict, PyObject *key, PyObject *default_value, PyObject **result)
{
    Py_ssize_t size = PyDict_Size(dict);
    PyObject *value = size < 0 ? NULL : PyDict_SetDefault(dict, key, default_value);

    if (result != NULL)
        *result = Py_XNewRef(value);
    if (value == NULL)
        return -1;
    return PyDict_Size(dict) == size;
}

/* Where comparing keys takes the key out, the value that was found is the result, as if it had been taken out first. */
HPyAPI_FUNC int PyDict_Pop(PyObject *dict, PyObject *key, PyObject **result)
{
    PyObject *value;
    int found = PyDict_GetItemRef(dict, key, &value);

    if (found > 0 && PyDict_DelItem(dict, key) < 0) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
        } else {
            Py_CLEAR(value);
            found = -1;
        }
    }
    if (result != NULL)
        *result = value;
    else
        Py_XDECREF(value);
    return found;
}

/* The list's own method, which keeps what it has got when the iteration fails. */
HPyAPI_FUNC int PyList_Extend(PyObject *list, PyObject *iterable)
{
    PyObject *none;

    if (!PyList_Check(list)) {
        PyErr_BadInternalCall();
        return -1;
    }
    none = PyObject_CallMethod((PyObject *)&PyList_Type, "extend", "OO", list, iterable);
    Py_XDECREF(none);
    return none == NULL ? -1 : 0;
}

HPyAPI_FUNC int PyList_Clear(PyObject *list)
{
    if (!PyList_Check(list)) {
        PyErr_BadInternalCall();
        return -1;
    }
    return PyList_SetSlice(list, 0, PY_SSIZE_T_MAX, NULL);
}
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */

HPyAPI_FUNC PyThreadState *PyThreadState_GetUnchecked(void)
{
    return _PyThreadState_UncheckedGet();
}
#endif

#if PY_VERSION_HEX < 0x030E0000 /* added in CPython 3.14 */

/* That of an object with the bytes. From 1024 on a view of the memory is cheaper than a copy. */
HPyAPI_FUNC Py_hash_t Py_HashBuffer(const void *data, Py_ssize_t size)
{
    PyObject *object = size < 1024 ? PyBytes_FromStringAndSize((const char *)data, size)
                                   : PyMemoryView_FromMemory((char *)(uintptr_t)data, size, PyBUF_READ);
    Py_hash_t hash = object == NULL ? -1 : PyObject_Hash(object);

    Py_XDECREF(object);
    return hash;
}

HPyAPI_FUNC int PyUnicode_Equal(PyObject *a, PyObject *b)
{
    PyObject *equal;
    int result;

    if (!PyUnicode_Check(a) || !PyUnicode_Check(b)) {
        PyErr_Format(PyExc_TypeError, "%s argument must be str, not %.200s", PyUnicode_Check(a) ? "second" : "first",
                     Py_TYPE(PyUnicode_Check(a) ? b : a)->tp_name);
        return -1;
    }
    equal = PyUnicode_RichCompare(a, b, Py_EQ);
    if (equal == NULL)
        return -1;
    result = equal == Py_True;
    Py_DECREF(equal);
    return result;
}
#endif

#if PY_VERSION_HEX < 0x030A0000 /* added in CPython 3.10: what the functions of the module gc do */

HPyAPI_FUNC int _hpy_compat_gc(const char *function, PyObject *argument)
{
    PyObject *pending = PyErr_GetRaisedException();
    PyObject *gc = PyImport_ImportModule("gc"), *answer = NULL;
    int result;

    if (gc != NULL)
        answer = PyObject_CallMethod(gc, function, argument == NULL ? NULL : "(O)", argument);
    result = answer == Py_True;
    Py_XDECREF(answer);
    Py_XDECREF(gc);
    PyErr_SetRaisedException(pending);
    return result;
}

HPyAPI_FUNC int PyGC_IsEnabled(void)
{
    return _hpy_compat_gc("isenabled", NULL);
}

HPyAPI_FUNC int PyGC_Enable(void)
{
    int before = PyGC_IsEnabled();
    (void)_hpy_compat_gc("enable", NULL);
    return before;
}

HPyAPI_FUNC int PyGC_Disable(void)
{
    int before = PyGC_IsEnabled();
    (void)_hpy_compat_gc("disable", NULL);
    return before;
}
#endif

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9 */

HPyAPI_FUNC int PyObject_GC_IsTracked(PyObject *o)
{
    return _hpy_compat_gc("is_tracked", o);
}
#endif

#if PY_VERSION_HEX < 0x030D0000 /* added in CPython 3.13 */

HPyAPI_FUNC int PySys_AuditTuple(const char *event, PyObject *args)
{
    if (args == NULL)
        return PySys_Audit(event, NULL);
    if (!PyTuple_Check(args)) {
        PyErr_Format(PyExc_TypeError, "args must be tuple, got %.200s", Py_TYPE(args)->tp_name);
        return -1;
    }
    return PySys_Audit(event, "O", args);
}

/* There it gives the variables of a function, which are no dict but have places of their own, as a new dict. */
HPyAPI_FUNC PyObject *PyEval_GetFrameLocals(void)
{
    PyObject *locals = PyEval_GetLocals(); /* borrowed */
    PyObject *code = NULL, *flags = NULL, *result = NULL;

    if (locals != NULL)
        code = PyObject_GetAttrString((PyObject *)PyEval_GetFrame(), "f_code");
    if (code != NULL)
        flags = PyObject_GetAttrString(code, "co_flags");
    if (flags != NULL)
        result = PyLong_AsLong(flags) & CO_OPTIMIZED ? PyDict_Copy(locals) : Py_NewRef(locals);
    Py_XDECREF(flags);
    Py_XDECREF(code);
    return result;
}
#endif

#if PY_VERSION_HEX < 0x030F0000 /* added in CPython 3.15 */

HPyAPI_FUNC int PySys_GetOptionalAttrString(const char *name, PyObject **value)
{
    PyObject *key = PyUnicode_FromString(name); /* what is no UTF-8 would be reported, and not found */

    *value = key == NULL ? NULL : Py_XNewRef(PySys_GetObject(name));
    Py_XDECREF(key);
    return *value != NULL ? 1 : key == NULL ? -1 : 0;
}
#endif

#endif /* _HPY_IN_HOST */

#endif /* HPY_CPYTHON_COMPAT_H */
