/* ctx_Type_GetModule*: from a type to the module that it was made with.
 *
 * CPython keeps the module in a field of heap types since version 3.9. For 3.8 it stands in the type's dict, and so it
 * does in a class that Python made over the type (build_class.c).
 */
#include "info.h"

/* The module in the type's dict: borrowed, or NULL without an exception. */
static PyObject *in_dict(PyTypeObject *type)
{
    PyObject *dict = PyType_GetDict(type);
    PyObject *module = PyDict_GetItemString(dict, HPY_MODULE_KEY);

    Py_DECREF(dict); /* the type holds it */
    return module;
}

/* The module of this very type, likewise. */
static PyObject *module_of(PyTypeObject *type)
{
    PyObject *module;

    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE))
        return NULL;
    module = PyType_GetModule(type);
    if (module != NULL)
        return module;
    PyErr_Clear();
    return in_dict(type);
}

HPy ctx_Type_GetModule(HPyContext *ctx, HPy h_type)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    PyObject *module;
    (void)ctx;

    if (hpy_check_type((PyObject *)type, "HPyType_GetModule") < 0)
        return HPy_NULL;
    module = module_of(type);
    if (module == NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s' has no module; make it with HPyType_SpecParam_Module", type->tp_name);
        return HPy_NULL;
    }
    return _py2h(Py_NewRef(module));
}

HPy ctx_Type_GetModuleByDef(HPyContext *ctx, HPy h_type, HPyModuleDef *def)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    Py_ssize_t i;
    (void)ctx;

    if (hpy_check_type((PyObject *)type, "HPyType_GetModuleByDef") < 0)
        return HPy_NULL;
    for (i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        PyObject *module = module_of((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i));
        if (module != NULL && hpy_module_source(module) == def)
            return _py2h(Py_NewRef(module));
    }
    PyErr_Format(PyExc_TypeError, "neither type '%s' nor a base of it was made with a module of this definition "
                 "(HPyType_SpecParam_Module)", type->tp_name);
    return HPy_NULL;
}
