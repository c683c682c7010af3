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

#ifdef _HPY_IN_HOST /* what HPy's own sources need besides: others may bring functions of these names */

#if PY_VERSION_HEX < 0x03090000 /* added in CPython 3.9; a type has no place for its module before */

HPyAPI_FUNC PyObject *PyType_GetModule(PyTypeObject *type)
{
    PyErr_Format(PyExc_TypeError, "PyType_GetModule: Type '%s' has no associated module", type->tp_name);
    return NULL;
}
#endif

#if PY_VERSION_HEX < 0x030B0000 /* added in CPython 3.11 */

/* By the descriptor of type itself, since a metaclass may have another __name__. */
HPyAPI_FUNC PyObject *PyType_GetName(PyTypeObject *type)
{
    PyObject *name = PyDict_GetItemString(PyType_Type.tp_dict, "__name__");
    return name == NULL ? NULL : Py_TYPE(name)->tp_descr_get(name, (PyObject *)type, (PyObject *)Py_TYPE(type));
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

HPyAPI_FUNC PyObject *PyType_GetDict(PyTypeObject *type)
{
    return Py_XNewRef(type->tp_dict);
}

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

#endif /* _HPY_IN_HOST */

#endif /* HPY_CPYTHON_COMPAT_H */
