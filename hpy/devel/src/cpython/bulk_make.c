/* ctx_List_From…Array, ctx_Tuple_From…Array: lists and tuples of the numbers in a C array. */
#include "host.h"

static inline PyObject *int_at(const void *items, Py_ssize_t i)
{
    return PyLong_FromLongLong(((const int64_t *)items)[i]);
}

static inline PyObject *float_at(const void *items, Py_ssize_t i)
{
    return PyFloat_FromDouble(((const double *)items)[i]);
}

/* The container with its places filled, or null with an exception, and the container gone. */
static inline HPy filled(PyObject *container, PyObject **places, const void *items, Py_ssize_t n,
                         PyObject *(*make)(const void *items, Py_ssize_t i))
{
    Py_ssize_t i;

    for (i = 0; i < n; i++) {
        places[i] = make(items, i);
        if (places[i] == NULL) {
            Py_DECREF(container);
            return HPy_NULL;
        }
    }
    return _py2h(container);
}

HPy ctx_List_FromInt64Array(HPyContext *ctx, const int64_t *items, HPy_ssize_t n)
{
    PyObject *list = hpy_new_list(n);
    (void)ctx;
    return list == NULL ? HPy_NULL : filled(list, &PyList_GET_ITEM(list, 0), items, n, int_at);
}

HPy ctx_List_FromDoubleArray(HPyContext *ctx, const double *items, HPy_ssize_t n)
{
    PyObject *list = hpy_new_list(n);
    (void)ctx;
    return list == NULL ? HPy_NULL : filled(list, &PyList_GET_ITEM(list, 0), items, n, float_at);
}

HPy ctx_Tuple_FromInt64Array(HPyContext *ctx, const int64_t *items, HPy_ssize_t n)
{
    PyObject *tuple = PyTuple_New(n);
    (void)ctx;
    return tuple == NULL ? HPy_NULL : filled(tuple, &PyTuple_GET_ITEM(tuple, 0), items, n, int_at);
}

HPy ctx_Tuple_FromDoubleArray(HPyContext *ctx, const double *items, HPy_ssize_t n)
{
    PyObject *tuple = PyTuple_New(n);
    (void)ctx;
    return tuple == NULL ? HPy_NULL : filled(tuple, &PyTuple_GET_ITEM(tuple, 0), items, n, float_at);
}
