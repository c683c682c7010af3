/* ctx_ListBuilder_*, ctx_TupleBuilder_* (those that set an item are inline), ctx_List_New, ctx_List_FromArray,
 * ctx_Tuple_FromArray, ctx_Dict_Keys, ctx_Bytes_FromStringAndSize: making containers.
 *
 * A builder is the list or tuple that is being built. Failing to make it is reported by Build only, so that callers
 * check once. The exception of the failure is dropped: between New and Build the caller may use other functions.
 */
#include "host.h"

/* PyList_New. Free-threaded CPython 3.13 frees a block twice when it finds the length to be more than any memory has. */
PyObject *hpy_new_list(Py_ssize_t size)
{
#ifdef Py_GIL_DISABLED
    if (size >= PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(PyObject *))
        return PyErr_NoMemory();
#endif
    return PyList_New(size);
}

static PyObject *started(PyObject *container)
{
    if (container == NULL)
        PyErr_Clear();
    return container;
}

/* The container, or null with an exception: MemoryError when New had failed, the pending one (or SystemError) when
 * an item is missing because its making had failed. An object with holes would crash whoever reads it. */
static HPy finished(PyObject *container, PyObject **items, Py_ssize_t size, const char *whole)
{
    Py_ssize_t i;

    for (i = 0; i < size; i++) {
        if (items[i] == NULL) {
            if (!PyErr_Occurred())
                PyErr_Format(PyExc_SystemError, "item %zd of %s was not set, or set to HPy_NULL", i, whole);
            Py_DECREF(container);
            return HPy_NULL;
        }
    }
    return _py2h(container);
}

HPyListBuilder ctx_ListBuilder_New(HPyContext *ctx, HPy_ssize_t size)
{
    HPyListBuilder builder;
    (void)ctx;
    builder._lst = (intptr_t)started(hpy_new_list(size));
    return builder;
}

/* Places of a new container, which are empty. */
static void set_items(PyObject **places, const HPyField *fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    for (i = 0; i < n; i++)
        places[i] = _hpy_content_take(&fields[i]._i);
}

void ctx_ListBuilder_SetFields(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy source_object,
                               const HPyField *source_fields, HPy_ssize_t n)
{
    PyObject *list = (PyObject *)builder._lst;
    (void)ctx;
    (void)source_object;
    if (list != NULL && n > 0)
        set_items(&PyList_GET_ITEM(list, index), source_fields, n);
}

HPy ctx_ListBuilder_Build(HPyContext *ctx, HPyListBuilder builder)
{
    PyObject *list = (PyObject *)builder._lst;
    (void)ctx;
    if (list == NULL)
        return _py2h(PyErr_NoMemory());
    return finished(list, &PyList_GET_ITEM(list, 0), PyList_GET_SIZE(list), "a builder");
}

void ctx_ListBuilder_Cancel(HPyContext *ctx, HPyListBuilder builder)
{
    (void)ctx;
    Py_XDECREF((PyObject *)builder._lst);
}

HPyTupleBuilder ctx_TupleBuilder_New(HPyContext *ctx, HPy_ssize_t size)
{
    HPyTupleBuilder builder;
    (void)ctx;
    builder._tup = (intptr_t)started(PyTuple_New(size));
    return builder;
}

void ctx_TupleBuilder_SetFields(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy source_object,
                                const HPyField *source_fields, HPy_ssize_t n)
{
    PyObject *tuple = (PyObject *)builder._tup;
    (void)ctx;
    (void)source_object;
    if (tuple != NULL && n > 0)
        set_items(&PyTuple_GET_ITEM(tuple, index), source_fields, n);
}

HPy ctx_TupleBuilder_Build(HPyContext *ctx, HPyTupleBuilder builder)
{
    PyObject *tuple = (PyObject *)builder._tup;
    (void)ctx;
    if (tuple == NULL)
        return _py2h(PyErr_NoMemory());
    return finished(tuple, &PyTuple_GET_ITEM(tuple, 0), PyTuple_GET_SIZE(tuple), "a builder");
}

void ctx_TupleBuilder_Cancel(HPyContext *ctx, HPyTupleBuilder builder)
{
    (void)ctx;
    Py_XDECREF((PyObject *)builder._tup);
}

/* CPython's list has holes at first, which only PyList_SetItem can fill; here any way of setting an item works, and
 * reading one too early does no harm. */
HPy ctx_List_New(HPyContext *ctx, HPy_ssize_t len)
{
    HPy_ssize_t i;
    PyObject *list = hpy_new_list(len);
    (void)ctx;

    if (list == NULL)
        return HPy_NULL;
    for (i = 0; i < len; i++)
        PyList_SET_ITEM(list, i, Py_NewRef(Py_None));
    return _py2h(list);
}

HPy ctx_List_FromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n)
{
    HPy_ssize_t i;
    PyObject *list = hpy_new_list(n);
    (void)ctx;

    if (list == NULL)
        return HPy_NULL;
    for (i = 0; i < n; i++)
        PyList_SET_ITEM(list, i, Py_XNewRef(_h2py(items[i])));
    return finished(list, &PyList_GET_ITEM(list, 0), n, "an array");
}

HPy ctx_Tuple_FromArray(HPyContext *ctx, const HPy *items, HPy_ssize_t n)
{
    HPy_ssize_t i;
    PyObject *tuple = PyTuple_New(n);
    (void)ctx;

    if (tuple == NULL)
        return HPy_NULL;
    for (i = 0; i < n; i++)
        PyTuple_SET_ITEM(tuple, i, Py_XNewRef(_h2py(items[i])));
    return _py2h(tuple);
}

/* Free-threaded CPython 3.13 takes it that there is an object, which others check. */
HPy ctx_Dict_Keys(HPyContext *ctx, HPy h)
{
    (void)ctx;
    if (HPy_IsNull(h)) {
        PyErr_BadInternalCall();
        return HPy_NULL;
    }
    return _py2h(PyDict_Keys(_h2py(h)));
}

HPy ctx_Bytes_FromStringAndSize(HPyContext *ctx, const char *bytes, HPy_ssize_t len)
{
    (void)ctx;
    if (bytes == NULL) {
        /* CPython would hand out a bytes object to be filled in, which HPy does not have. */
        PyErr_SetString(PyExc_ValueError, "NULL char * passed to HPyBytes_FromStringAndSize");
        return HPy_NULL;
    }
    return _py2h(PyBytes_FromStringAndSize(bytes, len));
}
