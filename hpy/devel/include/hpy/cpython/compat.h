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
#endif

#if PY_VERSION_HEX < 0x030C0000 /* added in CPython 3.12 */

HPyAPI_FUNC PyObject *PyType_GetDict(PyTypeObject *type)
{
    return Py_XNewRef(type->tp_dict);
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

#endif /* _HPY_IN_HOST */

#endif /* HPY_CPYTHON_COMPAT_H */
