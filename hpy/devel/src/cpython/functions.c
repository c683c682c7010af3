/* ctx_Function_New, and the class that a function is a method of. */
#include "host.h"

/* The record of a function at run time must be one. 0, or -1 with TypeError set. */
static int check_define(const HPyDef *define)
{
    if (define == NULL) {
        PyErr_SetString(PyExc_TypeError, "HPyFunction_New needs a record made by HPyDef_METH, not NULL");
        return -1;
    }
    if ((int)define->kind != HPyDef_Kind_Meth) {
        PyErr_Format(PyExc_TypeError, "HPyFunction_New needs a record made by HPyDef_METH, not a %s",
                     hpy_kind_name(define));
        return -1;
    }
    if (define->meth.name == NULL) {
        PyErr_SetString(PyExc_TypeError, "HPyFunction_New: the method has no name");
        return -1;
    }
    return 0;
}

/* What a function made for a module has as its __module__: new reference, or NULL with an exception set. */
static PyObject *name_of(PyObject *module)
{
    if (PyModule_Check(module))
        return PyModule_GetNameObject(module);
    if (PyUnicode_Check(module))
        return Py_NewRef(module);
    PyErr_Format(PyExc_TypeError, "HPyFunction_New needs a module, its name, or HPy_NULL, not %R", module);
    return NULL;
}

HPy ctx_Function_New(HPyContext *ctx, HPyDef *def, HPy self, HPy module)
{
    PyObject *function, *name = NULL;
    PyMethodDef *method;
    (void)ctx;

    if (check_define(def) < 0)
        return HPy_NULL;
    method = hpy_keep_method(def, 0);
    if (method == NULL)
        return HPy_NULL;
    if (!HPy_IsNull(module) && (name = name_of(_h2py(module))) == NULL)
        return HPy_NULL;
    function = PyCFunction_NewEx(method, _h2py(self), name);
    Py_XDECREF(name);
    return _py2h(function);
}

/* ---- the class of a method with HPyFunc_METHOD ---- */

#if PY_VERSION_HEX < 0x03090000 /* newer ones pass it */

/* Whether this attribute of a class is the record's descriptor. */
static int is_descriptor_of(PyObject *attribute, const HPyDef *def)
{
    PyTypeObject *type = Py_TYPE(attribute);
    PyCFunction function = (PyCFunction)(void (*)(void))def->meth.cpy_function;

    return (type == &PyMethodDescr_Type || type == &PyClassMethodDescr_Type)
           && ((PyMethodDescrObject *)attribute)->d_method->ml_meth == function;
}

/* The class of 'type' and its bases whose attribute the record is; under another name than its own if 'renamed'. */
static PyObject *search(PyTypeObject *type, const HPyDef *def, int renamed)
{
    Py_ssize_t i, position;
    PyObject *key, *attribute;

    for (i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i);
        attribute = renamed ? NULL : PyDict_GetItemString(base->tp_dict, def->meth.name);
        if (attribute != NULL && is_descriptor_of(attribute, def))
            return (PyObject *)((PyDescrObject *)attribute)->d_type;
        for (position = 0; renamed && PyDict_Next(base->tp_dict, &position, &key, &attribute);)
            if (is_descriptor_of(attribute, def))
                return (PyObject *)((PyDescrObject *)attribute)->d_type;
    }
    return NULL;
}

PyObject *hpy_method_class(PyObject *self, const HPyDef *def)
{
    PyObject *found = NULL;
    int renamed;

    for (renamed = 0; self != NULL && found == NULL && renamed <= 1; renamed++) {
        if (PyType_Check(self)) /* of a class method */
            found = search((PyTypeObject *)self, def, renamed);
        if (found == NULL)
            found = search(Py_TYPE(self), def, renamed);
    }
    return found;
}

#else

PyObject *hpy_method_class(PyObject *self, const HPyDef *def)
{
    (void)self;
    (void)def;
    return NULL;
}

#endif
