/* The twin of calls.c over Python.h. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* ---- Arguments ---- */

static PyObject *longs(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *names[] = {"a", "b", "c", NULL};
    long a, b, c = 0;

    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "ll|l:longs", names, &a, &b, &c))
        return NULL;
    return PyLong_FromLong(a - b + c);
}

static PyObject *name_a, *name_b, *name_c; /* interned */

/* The place of a keyword: callers have interned their names, nearly always. */
static int place_of(PyObject *name)
{
    if (name == name_a)
        return 0;
    if (name == name_b)
        return 1;
    if (name == name_c)
        return 2;
    if (PyUnicode_Compare(name, name_a) == 0)
        return 0;
    if (PyUnicode_Compare(name, name_b) == 0)
        return 1;
    if (PyUnicode_Compare(name, name_c) == 0)
        return 2;
    return -1;
}

static PyObject *longs_by_hand(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *values[3] = {NULL, NULL, NULL};
    long numbers[3] = {0, 0, 0};
    Py_ssize_t i, count = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);

    (void)self;
    if (nargs > 3)
        return PyErr_Format(PyExc_TypeError, "longs() takes at most 3 arguments (%zd given)", nargs);
    for (i = 0; i < nargs; i++)
        values[i] = args[i];
    for (i = 0; i < count; i++) {
        int place = place_of(PyTuple_GET_ITEM(kwnames, i));

        if (place < 0 || values[place] != NULL)
            return PyErr_Format(PyExc_TypeError, "longs() got an unexpected keyword argument '%U'",
                                PyTuple_GET_ITEM(kwnames, i));
        values[place] = args[nargs + i];
    }
    if (values[0] == NULL || values[1] == NULL)
        return PyErr_Format(PyExc_TypeError, "longs() misses a required argument");
    for (i = 0; i < 3; i++) {
        if (values[i] == NULL)
            continue;
        numbers[i] = PyLong_AsLong(values[i]);
        if (numbers[i] == -1 && PyErr_Occurred())
            return NULL;
    }
    return PyLong_FromLong(numbers[0] - numbers[1] + numbers[2]);
}

static PyObject *objects(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h", NULL};
    PyObject *a, *b = Py_None, *c = b, *d = b, *e = b, *f = b, *g = b, *h = b;

    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "O|OOOO$OOO:objects", names, &a, &b, &c, &d, &e, &f, &g, &h))
        return NULL;
    Py_INCREF(h);
    return h;
}

static PyObject *unpack(PyObject *self, PyObject *args)
{
    PyObject *a, *b, *c = Py_None;

    (void)self;
    if (!PyArg_UnpackTuple(args, "unpack", 2, 3, &a, &b, &c))
        return NULL;
    Py_INCREF(b);
    return b;
}

/* ---- Calls ---- */

#define LOOP(NAME, ...) \
    static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs) \
    { \
        PyObject *a = args[1]; \
        long i, n = PyLong_AsLong(args[0]); \
        \
        (void)self; \
        (void)nargs; \
        for (i = 0; i < n; i++) { \
            PyObject *result = __VA_ARGS__; \
            \
            if (result == NULL) \
                return NULL; \
            Py_DECREF(result); \
        } \
        Py_RETURN_NONE; \
    }

#if PY_VERSION_HEX < 0x03090000
#  define PyObject_CallNoArgs(f) _PyObject_CallNoArg(f)
#  define PyObject_CallOneArg(f, arg) PyObject_CallFunctionObjArgs(f, arg, NULL)
#  define PyObject_CallMethodNoArgs(o, name) PyObject_CallMethodObjArgs(o, name, NULL)
#endif

static PyObject *name_upper;

LOOP(no_args, PyObject_CallNoArgs(a))
LOOP(one_arg, PyObject_CallOneArg(a, Py_None))
LOOP(method_text, PyObject_CallMethod(a, "upper", NULL))
LOOP(method_name, PyObject_CallMethodNoArgs(a, name_upper))
LOOP(with_format, PyObject_CallFunction(a, "ii", 300, 400))

#define FASTCALL(f) (PyCFunction)(void (*)(void))f, METH_FASTCALL

static PyMethodDef calls_methods[] = {
    {"longs", (PyCFunction)(void (*)(void))longs, METH_VARARGS | METH_KEYWORDS, NULL},
    {"longs_by_hand", FASTCALL(longs_by_hand) | METH_KEYWORDS, NULL},
    {"objects", (PyCFunction)(void (*)(void))objects, METH_VARARGS | METH_KEYWORDS, NULL},
    {"unpack", unpack, METH_VARARGS, NULL},
    {"no_args", FASTCALL(no_args), NULL},
    {"one_arg", FASTCALL(one_arg), NULL},
    {"method_text", FASTCALL(method_text), NULL},
    {"method_name", FASTCALL(method_name), NULL},
    {"with_format", FASTCALL(with_format), NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef calls_def = {
    PyModuleDef_HEAD_INIT, "calls_native", NULL, -1, calls_methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC PyInit_calls_native(void)
{
    name_a = PyUnicode_InternFromString("a");
    name_b = PyUnicode_InternFromString("b");
    name_c = PyUnicode_InternFromString("c");
    name_upper = PyUnicode_InternFromString("upper");
    if (name_a == NULL || name_b == NULL || name_c == NULL || name_upper == NULL)
        return NULL;
    return PyModule_Create(&calls_def);
}
