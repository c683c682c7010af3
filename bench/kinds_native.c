/* The twin of kinds.c over Python.h. Before CPython 3.9 there is no METH_METHOD, nor a use of tp_vectorcall. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long x, y;
} Point;

static PyObject *take_one(PyObject *self, PyObject *arg)
{
    (void)self;
    Py_INCREF(arg);
    return arg;
}

#if PY_VERSION_HEX >= 0x03090000
static PyObject *told(PyObject *self, PyTypeObject *cls, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *result = nargs == 1 ? args[0] : (PyObject *)cls;

    (void)self;
    (void)kwnames;
    Py_INCREF(result);
    return result;
}
#  define TOLD METH_METHOD | METH_FASTCALL | METH_KEYWORDS
#else
static PyObject *told(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    (void)nargs;
    (void)kwnames;
    return take_one(self, args[0]);
}
#  define TOLD METH_FASTCALL | METH_KEYWORDS
#endif

static PyMethodDef Slow_methods[] = {
    {"of_class", take_one, METH_O | METH_CLASS, NULL},
    {"of_none", take_one, METH_O | METH_STATIC, NULL},
    {"told", (PyCFunction)(void (*)(void))told, TOLD, NULL},
    {NULL, NULL, 0, NULL},
};

static int Slow_init(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *names[] = {"x", "y", NULL};
    Point *point = (Point *)self;

    return PyArg_ParseTupleAndKeywords(args, kw, "ll:Slow", names, &point->x, &point->y) ? 0 : -1;
}

static void Point_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot Slow_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, Slow_init},
    {Py_tp_methods, Slow_methods},
    {Py_tp_dealloc, Point_dealloc},
    {0, NULL},
};

static PyType_Spec Slow_spec = {
    "kinds_native.Slow", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, Slow_slots,
};

static PyObject *new_fast(PyObject *type, PyObject *const *args, Py_ssize_t nargs)
{
    long x, y;
    Point *point;

    if (nargs != 2) {
        PyErr_SetString(PyExc_TypeError, "Fast() takes 2 arguments");
        return NULL;
    }
    x = PyLong_AsLong(args[0]);
    y = x == -1 && PyErr_Occurred() ? -1 : PyLong_AsLong(args[1]);
    if (y == -1 && PyErr_Occurred())
        return NULL;
    point = (Point *)((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (point != NULL) {
        point->x = x;
        point->y = y;
    }
    return (PyObject *)point;
}

static PyObject *Fast_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    return new_fast(type, args, kwnames == NULL ? PyVectorcall_NARGS(nargsf) : -1);
}

static PyObject *Fast_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    return new_fast((PyObject *)type, &PyTuple_GET_ITEM(args, 0), kw == NULL ? PyTuple_GET_SIZE(args) : -1);
}

static PyType_Slot Fast_slots[] = {
    {Py_tp_new, Fast_new},
    {Py_tp_dealloc, Point_dealloc},
    {0, NULL},
};

static PyType_Spec Fast_spec = {"kinds_native.Fast", sizeof(Point), 0, Py_TPFLAGS_DEFAULT, Fast_slots};

static PyObject *made(PyObject *self, PyObject *arg)
{
    (void)arg;
    Py_INCREF(self);
    return self;
}

static PyObject *new_function(PyObject *self, PyObject *arg)
{
    static PyMethodDef method = {"made", made, METH_O, NULL};

    (void)self;
    return PyCFunction_NewEx(&method, arg, NULL);
}

static PyMethodDef kinds_methods[] = {
    {"new_function", new_function, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, const char *name, PyType_Spec *spec, vectorcallfunc vectorcall)
{
    PyObject *type = PyType_FromSpec(spec);
    int result;

    if (type == NULL)
        return -1;
    ((PyTypeObject *)type)->tp_vectorcall = vectorcall;
    result = PyObject_SetAttrString(module, name, type);
    Py_DECREF(type);
    return result;
}

static int execute(PyObject *module)
{
    return add_type(module, "Slow", &Slow_spec, NULL) == 0
           && add_type(module, "Fast", &Fast_spec, Fast_vectorcall) == 0 ? 0 : -1;
}

static PyModuleDef_Slot kinds_slots[] = {
    {Py_mod_exec, execute},
    {0, NULL},
};

static PyModuleDef kinds_def = {
    PyModuleDef_HEAD_INIT, "kinds_native", "Kinds of methods, for measuring", 0, kinds_methods, kinds_slots, NULL, NULL,
    NULL,
};

PyMODINIT_FUNC PyInit_kinds_native(void)
{
    return PyModuleDef_Init(&kinds_def);
}
