/* ctx_HasAttr*, ctx_*Item_i, ctx_*Item_s, ctx_GenericAlias, ctx_Dump: operations on any object that are more than one
 * CPython call. */
#include "host.h"

/* Swallows every exception, silently; CPython's own function reports some of them since 3.13. */
static int has(PyObject *attribute)
{
    if (attribute == NULL) {
        PyErr_Clear();
        return 0;
    }
    Py_DECREF(attribute);
    return 1;
}

int ctx_HasAttr(HPyContext *ctx, HPy obj, HPy name)
{
    (void)ctx;
    return has(PyObject_GetAttr(_h2py(obj), _h2py(name)));
}

int ctx_HasAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name)
{
    (void)ctx;
    return has(PyObject_GetAttrString(_h2py(obj), utf8_name));
}

/* The item of an exact list or tuple at an index that is inside it, which is what loops ask for. New reference, or
 * NULL without an exception where another way must be taken. */
static PyObject *quick_item(PyObject *obj, Py_ssize_t i)
{
    if (PyList_CheckExact(obj)) {
#ifdef Py_GIL_DISABLED
        return NULL; /* another thread may shrink the list */
#else
        return i >= 0 && i < PyList_GET_SIZE(obj) ? Py_NewRef(PyList_GET_ITEM(obj, i)) : NULL;
#endif
    }
    if (PyTuple_CheckExact(obj) && i >= 0 && i < PyTuple_GET_SIZE(obj))
        return Py_NewRef(PyTuple_GET_ITEM(obj, i));
    return NULL;
}

HPy ctx_GetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx)
{
    PyObject *key, *result;
    PyObject *py_obj = _h2py(obj);
    (void)ctx;

    result = quick_item(py_obj, idx);
    if (result != NULL)
        return _py2h(result);
    if (PySequence_Check(py_obj))
        return _py2h(PySequence_GetItem(py_obj, idx));
    key = PyLong_FromSsize_t(idx);
    if (key == NULL)
        return HPy_NULL;
    result = PyObject_GetItem(py_obj, key);
    Py_DECREF(key);
    return _py2h(result);
}

HPy ctx_GetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key)
{
    PyObject *result;
    PyObject *key = PyUnicode_FromString(utf8_key);
    (void)ctx;

    if (key == NULL)
        return HPy_NULL;
    result = PyObject_GetItem(_h2py(obj), key);
    Py_DECREF(key);
    return _py2h(result);
}

/* Set (or delete, where value is NULL) the item of a key that is made for it; takes over the key, NULL is an error. */
static int change_item(PyObject *obj, PyObject *key, PyObject *value)
{
    int result;

    if (key == NULL)
        return -1;
    result = value == NULL ? PyObject_DelItem(obj, key) : PyObject_SetItem(obj, key, value);
    Py_DECREF(key);
    return result;
}

int ctx_SetItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx, HPy value)
{
    (void)ctx;
    return change_item(_h2py(obj), PyLong_FromSsize_t(idx), _h2py(value));
}

int ctx_SetItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy value)
{
    (void)ctx;
    return change_item(_h2py(obj), PyUnicode_FromString(utf8_key), _h2py(value));
}

int ctx_DelItem_i(HPyContext *ctx, HPy obj, HPy_ssize_t idx)
{
    (void)ctx;
    return change_item(_h2py(obj), PyLong_FromSsize_t(idx), NULL);
}

int ctx_DelItem_s(HPyContext *ctx, HPy obj, const char *utf8_key)
{
    (void)ctx;
    return change_item(_h2py(obj), PyUnicode_FromString(utf8_key), NULL);
}

HPy ctx_GenericAlias(HPyContext *ctx, HPy origin, HPy args)
{
    (void)ctx;
    return _py2h(Py_GenericAlias(_h2py(origin), _h2py(args)));
}

/* For a debugger's prompt: must work with an exception pending and change nothing. */
void ctx_Dump(HPyContext *ctx, HPy h)
{
    PyObject *type, *value, *traceback;
    PyObject *obj = _h2py(h);
    (void)ctx;

    if (obj == NULL) {
        fprintf(stderr, "<HPy_NULL>\n");
        return;
    }
    PyErr_Fetch(&type, &value, &traceback);
    fprintf(stderr, "object at %p: refcount %ld, type %s, repr ", (void *)obj, (long)Py_REFCNT(obj), Py_TYPE(obj)->tp_name);
    if (PyObject_Print(obj, stderr, 0) < 0) {
        PyErr_Clear();
        fprintf(stderr, "(failed)");
    }
    fprintf(stderr, "\n");
    fflush(stderr);
    PyErr_Restore(type, value, traceback);
}
