/* The quickstart once more, over Python.h: the same module under the name quickstart_native, to read side by side
 * with quickstart.c and to measure it against. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t start;
    Py_ssize_t stop;  /* never less than start */
    PyObject *label;  /* any object, or NULL */
} Span;

static PyObject *span_type;
static PyObject *disjoint_error;

/* A new Span of type 'cls'. 'label' may be NULL, and is still the caller's. */
static PyObject *make_span(PyTypeObject *cls, Py_ssize_t start, Py_ssize_t stop, PyObject *label)
{
    Span *span = (Span *)cls->tp_alloc(cls, 0);

    if (span == NULL)
        return NULL;
    span->start = start;
    span->stop = stop;
    Py_XINCREF(label);
    span->label = label;
    return (PyObject *)span;
}

/* 'obj' itself, or NULL with TypeError set when it is no Span. */
static Span *as_span(PyObject *obj)
{
    if (!PyObject_TypeCheck(obj, (PyTypeObject *)span_type)) {
        PyErr_SetString(PyExc_TypeError, "a Span is required");
        return NULL;
    }
    return (Span *)obj;
}

/* ---- The type --------------------------------------------------------------------------------------------------- */

static PyObject *Span_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    static char *names[] = {"start", "stop", "label", NULL};
    Py_ssize_t start, stop;
    PyObject *label = NULL;

    if (!PyArg_ParseTupleAndKeywords(args, kw, "nn|O:Span", names, &start, &stop, &label))
        return NULL;
    if (stop < start) {
        PyErr_SetString(PyExc_ValueError, "stop is before start");
        return NULL;
    }
    return make_span(cls, start, stop, label);
}

static int Span_traverse(PyObject *self, visitproc visit, void *arg)
{
#if PY_VERSION_HEX >= 0x03090000  /* before 3.9 objects of heap types do not visit their type */
    Py_VISIT(Py_TYPE(self));
#endif
    Py_VISIT(((Span *)self)->label);
    return 0;
}

static int Span_clear(PyObject *self)
{
    Py_CLEAR(((Span *)self)->label);
    return 0;
}

static void Span_dealloc(PyObject *self)
{
    PyTypeObject *cls = Py_TYPE(self);

    PyObject_GC_UnTrack(self);
    Span_clear(self);
    cls->tp_free(self);
    Py_DECREF(cls);
}

static PyObject *Span_repr(PyObject *self)
{
    Span *span = (Span *)self;

    if (span->label == NULL)
        return PyUnicode_FromFormat("Span(%zd, %zd)", span->start, span->stop);
    return PyUnicode_FromFormat("Span(%zd, %zd, %R)", span->start, span->stop, span->label);
}

static Py_ssize_t Span_len(PyObject *self)
{
    Span *span = (Span *)self;

    return span->stop - span->start;
}

static int Span_contains(PyObject *self, PyObject *item)
{
    Span *span = (Span *)self;
    Py_ssize_t i = PyLong_AsSsize_t(item);

    if (i == -1 && PyErr_Occurred())
        return -1;
    return span->start <= i && i < span->stop;
}

static PyObject *Span_middle_get(PyObject *self, void *closure)
{
    Span *span = (Span *)self;

    (void)closure;
    return PyLong_FromSsize_t(span->start + (span->stop - span->start) / 2);
}

static int Span_middle_set(PyObject *self, PyObject *value, void *closure)
{
    Span *span = (Span *)self;
    Py_ssize_t half = (span->stop - span->start) / 2, rest = span->stop - span->start - half;
    Py_ssize_t middle;

    (void)closure;
    if (value == NULL) {  /* del span.middle */
        PyErr_SetString(PyExc_AttributeError, "middle cannot be deleted");
        return -1;
    }
    middle = PyLong_AsSsize_t(value);
    if (middle == -1 && PyErr_Occurred())
        return -1;
    if (middle < PY_SSIZE_T_MIN + half || middle > PY_SSIZE_T_MAX - rest) {
        PyErr_SetString(PyExc_OverflowError, "the span would leave the range of its integers");
        return -1;
    }
    span->start = middle - half;
    span->stop = middle + rest;
    return 0;
}

static PyMemberDef Span_members[] = {
    {"start", T_PYSSIZET, offsetof(Span, start), READONLY, NULL},
    {"stop", T_PYSSIZET, offsetof(Span, stop), READONLY, NULL},
    {"label", T_OBJECT, offsetof(Span, label), 0, "Whatever you like; None at first."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef Span_getset[] = {
    {"middle", Span_middle_get, Span_middle_set, "Setting it moves the span.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot Span_slots[] = {
    {Py_tp_doc, "Span(start, stop, label=None)\n--\n\nThe integers from start up to, not including, stop."},
    {Py_tp_new, (void *)Span_new},
    {Py_tp_traverse, (void *)Span_traverse},
    {Py_tp_clear, (void *)Span_clear},
    {Py_tp_dealloc, (void *)Span_dealloc},
    {Py_tp_repr, (void *)Span_repr},
    {Py_sq_length, (void *)Span_len},
    {Py_sq_contains, (void *)Span_contains},
    {Py_tp_members, Span_members},
    {Py_tp_getset, Span_getset},
    {0, NULL},
};

static PyType_Spec Span_spec = {
    .name = "quickstart_native.Span",
    .basicsize = sizeof(Span),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = Span_slots,
};

/* ---- The function ----------------------------------------------------------------------------------------------- */

static PyObject *overlap(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *names[] = {"a", "b", "label", NULL};
    PyObject *py_a, *py_b, *label = NULL;
    Span *a, *b;
    Py_ssize_t start, stop;

    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "OO|$O:overlap", names, &py_a, &py_b, &label))
        return NULL;
    a = as_span(py_a);
    b = a == NULL ? NULL : as_span(py_b);
    if (b == NULL)
        return NULL;
    start = a->start > b->start ? a->start : b->start;
    stop = a->stop < b->stop ? a->stop : b->stop;
    if (start < stop)
        return make_span((PyTypeObject *)span_type, start, stop, label);
    return PyErr_Format(disjoint_error, "%R and %R have nothing in common", py_a, py_b);
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

/* Gives the module the attribute 'name' and keeps the object in '*global' as well; takes over the reference. */
static int publish(PyObject *module, const char *name, PyObject **global, PyObject *obj)
{
    PyObject *old = *global;

    if (obj == NULL || PyObject_SetAttrString(module, name, obj) < 0) {
        Py_XDECREF(obj);
        return -1;
    }
    *global = obj;
    Py_XDECREF(old);
    return 0;
}

static int quickstart_exec(PyObject *module)
{
    if (publish(module, "Span", &span_type, PyType_FromSpec(&Span_spec)) < 0)
        return -1;
    return publish(module, "DisjointError", &disjoint_error,
                   PyErr_NewException("quickstart_native.DisjointError", PyExc_ValueError, NULL));
}

static PyMethodDef quickstart_methods[] = {
    {"overlap", (PyCFunction)(void (*)(void))overlap, METH_VARARGS | METH_KEYWORDS,
     "overlap(a, b, *, label=None)\n--\n\nThe Span that a and b share, or DisjointError."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot quickstart_slots[] = {
    {Py_mod_exec, (void *)quickstart_exec},
    {0, NULL},
};

static struct PyModuleDef quickstart_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "quickstart_native",
    .m_doc = "Ranges of integers with a label: a first extension, over Python.h.",
    .m_methods = quickstart_methods,
    .m_slots = quickstart_slots,
};

PyMODINIT_FUNC PyInit_quickstart_native(void)
{
    return PyModuleDef_Init(&quickstart_def);
}
