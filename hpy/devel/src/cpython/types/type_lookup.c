/* ctx_Type_Lookup: what a class and its bases have under a name. ctx_Type_GetQualName, ctx_Type_GetModuleName: what it
 * says about itself. */
#include "info.h"

/* The order of a type and its bases. New reference, or NULL for a type that is not ready, perhaps with an exception
 * set. Where threads run in parallel, the type's own member reads it, as __bases__ may be set meanwhile. */
static PyObject *mro_of(PyTypeObject *type)
{
#ifdef Py_GIL_DISABLED
    PyObject *dict = PyType_GetDict(&PyType_Type);
    PyObject *member = dict == NULL ? NULL : PyDict_GetItemString(dict, "__mro__"); /* there for ever */
    Py_XDECREF(dict);
    return member == NULL ? NULL : Py_TYPE(member)->tp_descr_get(member, (PyObject *)type, (PyObject *)Py_TYPE(type));
#else
    return Py_XNewRef(type->tp_mro);
#endif
}

static int look_up_in(PyTypeObject *type, PyObject *name, PyObject **result)
{
    PyObject *dict = PyType_GetDict(type);
    int found = dict == NULL ? 0 : PyDict_GetItemRef(dict, name, result);

    Py_XDECREF(dict);
    return found;
}

int ctx_Type_Lookup(HPyContext *ctx, HPy type, HPy name, HPy *result)
{
    PyObject *mro, *py_name = _h2py(name);
    Py_ssize_t i;
    int found = 0;
    (void)ctx;

    *result = HPy_NULL;
    if (hpy_check_type(_h2py(type), "HPyType_Lookup") < 0)
        return -1;
    if (py_name == NULL || !PyUnicode_Check(py_name)) {
        PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%.200s'",
                     py_name == NULL ? "HPy_NULL" : Py_TYPE(py_name)->tp_name);
        return -1;
    }
    mro = mro_of((PyTypeObject *)_h2py(type)); /* kept: comparing keys may run code that changes it */
    if (mro == NULL || !PyTuple_Check(mro))
        found = PyErr_Occurred() == NULL ? 0 : -1;
    else
        for (i = 0; found == 0 && i < PyTuple_GET_SIZE(mro); i++)
            found = look_up_in((PyTypeObject *)PyTuple_GET_ITEM(mro, i), py_name, _h2py_result(result));
    Py_XDECREF(mro);
    return found;
}

HPy ctx_Type_GetQualName(HPyContext *ctx, HPy type)
{
    (void)ctx;
    if (hpy_check_type(_h2py(type), "HPyType_GetQualName") < 0)
        return HPy_NULL;
    return _py2h(PyType_GetQualName((PyTypeObject *)_h2py(type)));
}

HPy ctx_Type_GetModuleName(HPyContext *ctx, HPy type)
{
    (void)ctx;
    if (hpy_check_type(_h2py(type), "HPyType_GetModuleName") < 0)
        return HPy_NULL;
    return _py2h(PyType_GetModuleName((PyTypeObject *)_h2py(type)));
}
