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

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9; a type has no place for its module before */

HPyAPI_FUNC PyObject *PyType_GetModule(PyTypeObject *type)
{
    PyErr_Format(PyExc_TypeError, "PyType_GetModule: Type '%s' has no associated module", type->tp_name);
    return NULL;
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

#if PY_VERSION_HEX < 0x030B0000 /* added in CPython 3.11 */

/* By the descriptor of type itself, since a metaclass may have another __name__. */
HPyAPI_FUNC PyObject *PyType_GetName(PyTypeObject *type)
{
    PyObject *name = PyDict_GetItemString(PyType_Type.tp_dict, "__name__");
    return name == NULL ? NULL : Py_TYPE(name)->tp_descr_get(name, (PyObject *)type, (PyObject *)Py_TYPE(type));
}
#endif

#if PY_VERSION_HEX < 0x030C0000 /* added in CPython 3.12 */

HPyAPI_FUNC PyObject *PyType_GetDict(PyTypeObject *type)
{
    return Py_XNewRef(type->tp_dict);
}
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

#endif /* _HPY_IN_HOST */

#endif /* HPY_CPYTHON_COMPAT_H */
