/* The twin of walks.c over Python.h: the same with the macros and borrowed references that authors use for speed. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define LIMIT 500.0
#define TIMES 1000 /* as LOOPS in rows.py */

static inline int add(PyObject *item, size_t *above)
{
    double value = PyFloat_AsDouble(item);

    if (value == -1.0 && PyErr_Occurred())
        return -1;
    *above += value > LIMIT;
    return 0;
}

#define WALK(NAME, ...) \
    static PyObject *NAME(PyObject *self, PyObject *arg) \
    { \
        size_t above = 0; \
        \
        (void)self; \
        __VA_ARGS__ \
        return PyLong_FromSize_t(above); \
    error: \
        return NULL; \
    }

WALK(dict_walk, {
    PyObject *key, *value;
    Py_ssize_t pos = 0, size;

    while (PyDict_Next(arg, &pos, &key, &value)) {
        if (PyUnicode_AsUTF8AndSize(key, &size) == NULL || add(value, &above) < 0)
            goto error;
    }
})

/* arg: a list or tuple */
WALK(sequence_walk, {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(arg); i++) {
        if (add(PySequence_Fast_GET_ITEM(arg, i), &above) < 0)
            goto error;
    }
})

WALK(list_walk, {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(arg); i++) {
        if (add(PyList_GET_ITEM(arg, i), &above) < 0)
            goto error;
    }
})

/* arg: a pair of floats, which is taken apart TIMES times */
WALK(unpack, {
    for (int i = 0; i < TIMES; i++) {
        PyObject *pair = PySequence_Fast(arg, "a pair is a sequence");
        int failed = 1;

        if (pair == NULL)
            goto error;
        if (PySequence_Fast_GET_SIZE(pair) == 2)
            failed = add(PySequence_Fast_GET_ITEM(pair, 0), &above) < 0
                     || add(PySequence_Fast_GET_ITEM(pair, 1), &above) < 0;
        else
            PyErr_Format(PyExc_ValueError, "a pair has 2 items, not %zd", PySequence_Fast_GET_SIZE(pair));
        Py_DECREF(pair);
        if (failed)
            goto error;
    }
})

WALK(iterate, {
    PyObject *item;
    PyObject *iterator = PyObject_GetIter(arg);
    int failed = 0;

    if (iterator == NULL)
        goto error;
    while (!failed && (item = PyIter_Next(iterator)) != NULL) {
        failed = add(item, &above) < 0;
        Py_DECREF(item);
    }
    Py_DECREF(iterator);
    if (failed || PyErr_Occurred())
        goto error;
})

static PyMethodDef walks_methods[] = {
    {"dict_block", dict_walk, METH_O, NULL},
    {"dict_single", dict_walk, METH_O, NULL},
    {"sequence_block", sequence_walk, METH_O, NULL},
    {"list_single", list_walk, METH_O, NULL},
    {"unpack", unpack, METH_O, NULL},
    {"iterate", iterate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef walks_def = {
    PyModuleDef_HEAD_INIT, "walks_native", "Walks, for measuring", 0, walks_methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_walks_native(void)
{
    return PyModuleDef_Init(&walks_def);
}
