/* The twin of numbers.c over Python.h: the same sums and lists, with the macros that authors use for speed. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define COUNT 1000

/* A fresh array, so that no compiler knows what is in it. */
static int64_t integers[COUNT];
static double reals[COUNT];

static PyObject *sum_ints(PyObject *self, PyObject *list)
{
    long total = 0;

    (void)self;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        long value = PyLong_AsLong(PyList_GET_ITEM(list, i));
        if (value == -1 && PyErr_Occurred())
            return NULL;
        total += value;
    }
    return PyLong_FromLong(total);
}

static PyObject *sum_floats(PyObject *self, PyObject *list)
{
    double total = 0.0;

    (void)self;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        double value = PyFloat_AsDouble(PyList_GET_ITEM(list, i));
        if (value == -1.0 && PyErr_Occurred())
            return NULL;
        total += value;
    }
    return PyFloat_FromDouble(total);
}

/* The memory of an array.array('d'). */
static PyObject *sum_array(PyObject *self, PyObject *array)
{
    Py_buffer buffer;
    double total = 0.0;

    (void)self;
    if (PyObject_GetBuffer(array, &buffer, PyBUF_ND | PyBUF_FORMAT) < 0)
        return NULL;
    if (buffer.ndim == 1 && strcmp(buffer.format, "d") == 0)
        for (Py_ssize_t i = 0; i < buffer.shape[0]; i++)
            total += ((const double *)buffer.buf)[i];
    PyBuffer_Release(&buffer);
    return PyFloat_FromDouble(total);
}

static PyObject *list_of_ints(PyObject *self, PyObject *unused)
{
    PyObject *list = PyList_New(COUNT);

    (void)self;
    (void)unused;
    for (Py_ssize_t i = 0; list != NULL && i < COUNT; i++) {
        PyObject *item = PyLong_FromLongLong(integers[i]);
        if (item == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, item);
    }
    return list;
}

static PyObject *list_of_floats(PyObject *self, PyObject *unused)
{
    PyObject *list = PyList_New(COUNT);

    (void)self;
    (void)unused;
    for (Py_ssize_t i = 0; list != NULL && i < COUNT; i++) {
        PyObject *item = PyFloat_FromDouble(reals[i]);
        if (item == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, item);
    }
    return list;
}

static PyMethodDef numbers_methods[] = {
    {"sum_ints", sum_ints, METH_O, NULL},
    {"sum_floats", sum_floats, METH_O, NULL},
    {"sum_array", sum_array, METH_O, NULL},
    {"list_of_ints", list_of_ints, METH_NOARGS, NULL},
    {"list_of_floats", list_of_floats, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int numbers_exec(PyObject *module)
{
    (void)module;
    for (int i = 0; i < COUNT; i++) {
        integers[i] = (int64_t)i * 1000;
        reals[i] = i + 0.5;
    }
    return 0;
}

static PyModuleDef_Slot numbers_slots[] = {
    {Py_mod_exec, (void *)numbers_exec},
    {0, NULL},
};

static struct PyModuleDef numbers_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "numbers_native",
    .m_doc = "Many numbers, for measuring",
    .m_methods = numbers_methods,
    .m_slots = numbers_slots,
};

#if PY_VERSION_HEX < 0x03090000 && defined(__GNUC__)  /* PyMODINIT_FUNC did not export by itself */
__attribute__((visibility("default")))
#endif
PyMODINIT_FUNC PyInit_numbers_native(void)
{
    return PyModuleDef_Init(&numbers_def);
}
