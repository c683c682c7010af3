/* Newer CPython API under its own name for older versions, as compat.h: what bodies in src/cpython/interpreter.c alone
 * call. */
#ifndef HPY_CPYTHON_COMPAT_INTERPRETER_H
#define HPY_CPYTHON_COMPAT_INTERPRETER_H

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

#endif /* HPY_CPYTHON_COMPAT_INTERPRETER_H */
