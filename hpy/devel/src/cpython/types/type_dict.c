/* The __dict__ that HPyDef_DICT gives instances, and their __weakref__, which HPyDef_WEAKLIST gives them. ctx_GetDict,
 * ctx_SetDict: the __dict__ of any object. */
#include "info.h"

/* The word with the dict, of which an instance has one, wherever the type of the instance has it. NULL where its place is
 * CPython's business: before the instance since CPython 3.12, until then behind the items of the instance. */
static PyObject **dict_of(PyObject *self)
{
    Py_ssize_t offset = Py_TYPE(self)->tp_dictoffset;
    return offset > 0 ? (PyObject **)(void *)((char *)self + offset) : NULL;
}

int hpy_visit_dict(PyObject *self, visitproc visit, void *arg)
{
    PyObject **dict = dict_of(self);

    if (dict == NULL)
        return PyObject_VisitManagedDict(self, visit, arg);
    Py_VISIT(*dict);
    return 0;
}

void hpy_clear_dict(PyObject *self)
{
    PyObject **dict = dict_of(self);

    if (dict == NULL)
        PyObject_ClearManagedDict(self);
    else
        Py_CLEAR(*dict);
}

/* Unlike PyObject_GenericSetDict, classes written in Python let it be deleted. CPython 3.13.0's goes on to find the
 * attributes that it keeps in the object itself. */
int hpy_set_dict(PyObject *self, PyObject *value, void *closure)
{
    if (value == NULL || (PyDict_Check(value) && Py_TYPE(self)->tp_dictoffset == HPY_MANAGED_DICT))
        hpy_clear_dict(self);
    return value == NULL ? 0 : PyObject_GenericSetDict(self, value, closure);
}

/* The first of the list, which is all that Python shows of it. */
PyObject *hpy_get_weakref(PyObject *self, void *closure)
{
    PyObject *first = *(PyObject **)(void *)((char *)self + Py_TYPE(self)->tp_weaklistoffset);
    (void)closure;

    return Py_NewRef(first != NULL ? first : Py_None);
}

/* ---- of any object ---- */

/* A type would not notice what changes in its dict. 0, or -1 with TypeError set. */
static int refuse_type(PyObject *obj, const char *function)
{
    if (!PyType_Check(obj))
        return 0;
    PyErr_Format(PyExc_TypeError, "%s: attributes of a type ('%.200s') are set with HPy_SetAttr", function,
                 ((PyTypeObject *)obj)->tp_name);
    return -1;
}

HPy ctx_GetDict(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    if (refuse_type(_h2py(obj), "HPy_GetDict") < 0)
        return HPy_NULL;
    return _py2h(PyObject_GenericGetDict(_h2py(obj), NULL));
}

int ctx_SetDict(HPyContext *ctx, HPy obj, HPy dict)
{
    PyObject *self = _h2py(obj);
    (void)ctx;

    if (refuse_type(self, "HPy_SetDict") < 0)
        return -1;
    if (PyModule_Check(self)) { /* its functions rely on it */
        PyErr_SetString(PyExc_TypeError, "HPy_SetDict: a module keeps its __dict__");
        return -1;
    }
    if (Py_TYPE(self)->tp_dictoffset == 0) {
        PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
        return -1;
    }
    return hpy_set_dict(self, _h2py(dict), NULL);
}
