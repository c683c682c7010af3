/* A handle on CPython is the object's pointer, a null handle is NULL. Only this file knows; the conversions neither
 * take nor drop a reference. A global that several interpreters share holds the address of its cell, made odd. */
#ifndef HPY_CPYTHON_HANDLE_H
#define HPY_CPYTHON_HANDLE_H

HPyAPI_FUNC PyObject *_h2py(HPy h)
{
    return _HPY_BITS(PyObject *, h._i);
}

HPyAPI_FUNC HPy _py2h(PyObject *py)
{
    return _hconv(_HPY_BITS(intptr_t, py));
}

/* An array of handles is an array of object pointers. */
HPyAPI_FUNC PyObject *const *_h2py_array(const HPy *items)
{
    return _HPY_BITS(PyObject *const *, _HPY_BITS(const void *, items));
}

HPyAPI_FUNC const HPy *_py2h_array(PyObject *const *items)
{
    return _HPY_BITS(const HPy *, _HPY_BITS(const void *, items));
}

HPyAPI_FUNC PyObject *_f2py(HPyField f)
{
    return _HPY_BITS(PyObject *, f._i);
}

HPyAPI_FUNC PyObject *_g2py(HPyGlobal g)
{
    return _HPY_BITS(PyObject *, g._i);
}

HPyAPI_FUNC int _g_is_shared(HPyGlobal g)
{
    return (g._i & 1) != 0;
}

HPyAPI_FUNC void *_g2cell(HPyGlobal g)
{
    return _HPY_BITS(void *, g._i - 1);
}

HPyAPI_FUNC HPyGlobal _cell2g(void *cell)
{
    return _hgconv(_HPY_BITS(intptr_t, cell) + 1);
}

#endif /* HPY_CPYTHON_HANDLE_H */
