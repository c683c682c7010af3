/* The CPython bodies of attributes, descriptors and guards that are worth inlining into every caller: HPy_BODY(inline)
 * in api/objects.h. */
#ifndef HPY_CPYTHON_INLINE_OBJECTS_H
#define HPY_CPYTHON_INLINE_OBJECTS_H

#ifdef __cplusplus
extern "C" {
#endif

/* src/cpython/err.c. __get__ of a descriptor for neither an object nor a class: -1. */
_HPy_HIDDEN _HPy_COLD int hpy_refuse_descr_get(void);

#ifdef __cplusplus
}
#endif

HPyAPI_FUNC PyTypeObject *_h2py_type(HPy type)
{
    return _HPY_BITS(PyTypeObject *, _h2py(type));
}

/* ---- attributes ---- */

/* A type keeps a cache of what its attributes are, which CPython's functions for any object know nothing of. */
HPyAPI_FUNC HPy ctx_GenericGetAttr(HPyContext *ctx, HPy obj, HPy name)
{
    (void)ctx;
    if (PyType_Check(_h2py(obj)))
        return _py2h(PyType_Type.tp_getattro(_h2py(obj), _h2py(name)));
    return _py2h(PyObject_GenericGetAttr(_h2py(obj), _h2py(name)));
}

HPyAPI_FUNC int ctx_GenericSetAttr(HPyContext *ctx, HPy obj, HPy name, HPy value)
{
    (void)ctx;
    if (PyType_Check(_h2py(obj)))
        return PyType_Type.tp_setattro(_h2py(obj), _h2py(name), _h2py(value));
    return PyObject_GenericSetAttr(_h2py(obj), _h2py(name), _h2py(value));
}

/* ---- descriptors ---- */

/* Functions written in C need not expect that the type is missing. */
HPyAPI_FUNC int ctx_Descr_Get(HPyContext *ctx, HPy descr, HPy obj, HPy type, HPy *result)
{
    descrgetfunc get = Py_TYPE(_h2py(descr))->tp_descr_get;
    PyObject *py_type = _h2py(type);
    (void)ctx;

    *result = HPy_NULL;
    if (get == NULL)
        return 0;
    if (py_type == NULL) {
        if (HPy_IsNull(obj))
            return hpy_refuse_descr_get();
        py_type = _HPY_BITS(PyObject *, Py_TYPE(_h2py(obj)));
    }
    *result = _py2h(get(_h2py(descr), _h2py(obj), py_type));
    return HPy_IsNull(*result) ? -1 : 1;
}

HPyAPI_FUNC int ctx_Descr_Set(HPyContext *ctx, HPy descr, HPy obj, HPy value)
{
    descrsetfunc set = Py_TYPE(_h2py(descr))->tp_descr_set;
    (void)ctx;

    if (set == NULL)
        return 0;
    return set(_h2py(descr), _h2py(obj), _h2py(value)) < 0 ? -1 : 1;
}

HPyAPI_FUNC int ctx_Descr_IsData(HPyContext *ctx, HPy descr)
{
    (void)ctx;
    return PyDescr_IsData(_h2py(descr)) != 0;
}

/* ---- types ---- */

HPyAPI_FUNC unsigned long ctx_Type_GetFlags(HPyContext *ctx, HPy type)
{
    (void)ctx;
    return PyType_Check(_h2py(type)) ? PyType_GetFlags(_h2py_type(type)) : 0;
}

/* ---- guards ---- */

HPyAPI_FUNC int ctx_EnterRecursiveCall(HPyContext *ctx, const char *where)
{
    (void)ctx;
    return Py_EnterRecursiveCall(where) ? -1 : 0;
}

HPyAPI_FUNC void ctx_LeaveRecursiveCall(HPyContext *ctx)
{
    (void)ctx;
    Py_LeaveRecursiveCall();
}

#endif /* HPY_CPYTHON_INLINE_OBJECTS_H */
