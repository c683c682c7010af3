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
#endif

#if PY_VERSION_HEX < 0x030E0000 /* added in CPython 3.14 */

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

#endif /* _HPY_IN_HOST */

#endif /* HPY_CPYTHON_COMPAT_H */
