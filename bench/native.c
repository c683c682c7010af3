/* The twin of micro.c over Python.h, which all ratios of the benchmark refer to: the same functions, each written as
 * it is usual for speed with that API (fast calling conventions, heap types, exact list and dict functions).
 * Long because it has function for function what micro.c has, as one module. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include "hide.h"

#if PY_VERSION_HEX < 0x03090000  /* its name since 3.9 */
#define PyObject_Vectorcall _PyObject_Vectorcall
#endif

/* ---- Functions: one for each calling convention ----------------------------------------------------------------- */

static PyObject *noargs(PyObject *self, PyObject *unused)
{
    (void)self;
    (void)unused;
    Py_RETURN_NONE;
}

static PyObject *one(PyObject *self, PyObject *arg)
{
    (void)self;
    Py_INCREF(arg);
    return arg;
}

static PyObject *varargs(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    (void)self;
    if (nargs < 1) {
        PyErr_SetString(PyExc_TypeError, "varargs() wants an argument");
        return NULL;
    }
    Py_INCREF(args[nargs - 1]);
    return args[nargs - 1];
}

static PyObject *keywords(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    (void)self;
    if (nargs < 1 || kwnames == NULL) {
        PyErr_SetString(PyExc_TypeError, "keywords() wants an argument and a keyword");
        return NULL;
    }
    Py_INCREF(args[nargs]);
    return args[nargs];  /* the value of the first keyword */
}

static PyObject *parse(PyObject *self, PyObject *args)
{
    long a, b;

    (void)self;
    if (!PyArg_ParseTuple(args, "ll:parse", &a, &b))
        return NULL;
    return PyLong_FromLong(a - b);
}

static PyObject *parse_keywords(PyObject *self, PyObject *args, PyObject *kw)
{
    static char *names[] = {"a", "b", "c", NULL};
    long a, b, c = 0;

    (void)self;
    if (!PyArg_ParseTupleAndKeywords(args, kw, "ll|l:parse_keywords", names, &a, &b, &c))
        return NULL;
    return PyLong_FromLong(a - b + c);
}

/* ---- Cell: a type with many slots and no references ------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    long value;
} Cell;

static PyObject *Cell_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    Cell *cell = (Cell *)cls->tp_alloc(cls, 0);

    (void)args;
    (void)kw;
    if (cell != NULL)
        cell->value = 10;
    return (PyObject *)cell;
}

/* For types without references. */
static void plain_dealloc(PyObject *self)
{
    PyTypeObject *cls = Py_TYPE(self);

    cls->tp_free(self);
    Py_DECREF(cls);
}

static PyObject *Cell_method_noargs(PyObject *self, PyObject *unused)
{
    (void)unused;
    return PyLong_FromLong(((Cell *)self)->value);
}

static PyObject *Cell_method_one(PyObject *self, PyObject *arg)
{
    long other = PyLong_AsLong(arg);

    if (other == -1 && PyErr_Occurred())
        return NULL;
    return PyLong_FromLong(((Cell *)self)->value - other);
}

static PyObject *Cell_value_get(PyObject *self, void *closure)
{
    (void)closure;
    return PyLong_FromLong(((Cell *)self)->value);
}

static int Cell_value_set(PyObject *self, PyObject *value, void *closure)
{
    long v;

    (void)closure;
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "value cannot be deleted");
        return -1;
    }
    v = PyLong_AsLong(value);
    if (v == -1 && PyErr_Occurred())
        return -1;
    ((Cell *)self)->value = v;
    return 0;
}

static Py_ssize_t Cell_length(PyObject *self)
{
    return ((Cell *)self)->value;
}

static PyObject *Cell_item(PyObject *self, Py_ssize_t index)
{
    if (index < 0 || index >= ((Cell *)self)->value) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return NULL;
    }
    return PyLong_FromSsize_t(index);
}

static int Cell_contains(PyObject *self, PyObject *item)
{
    long i = PyLong_AsLong(item);

    if (i == -1 && PyErr_Occurred())
        return -1;
    return i >= 0 && i < ((Cell *)self)->value;
}

static PyObject *Cell_add(PyObject *left, PyObject *right)
{
    (void)right;
    Py_INCREF(left);
    return left;
}

static PyObject *Cell_negative(PyObject *self)
{
    return PyLong_FromLong(-((Cell *)self)->value);
}

static int Cell_bool(PyObject *self)
{
    return ((Cell *)self)->value != 0;
}

static Py_hash_t Cell_hash(PyObject *self)
{
    return ((Cell *)self)->value;
}

static PyObject *Cell_repr(PyObject *self)
{
    (void)self;
    return PyUnicode_FromString("<Cell>");
}

static PyObject *Cell_richcompare(PyObject *self, PyObject *other, int op)
{
    int same = self == other;

    if (op != Py_EQ && op != Py_NE)
        Py_RETURN_NOTIMPLEMENTED;
    if (same == (op == Py_EQ))
        Py_RETURN_TRUE;
    Py_RETURN_FALSE;
}

static PyMethodDef Cell_methods[] = {
    {"method_noargs", Cell_method_noargs, METH_NOARGS, NULL},
    {"method_one", Cell_method_one, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef Cell_getset[] = {
    {"value", Cell_value_get, Cell_value_set, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef Cell_members[] = {
    {"member", T_LONG, offsetof(Cell, value), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot Cell_slots[] = {
    {Py_tp_new, (void *)Cell_new},
    {Py_tp_dealloc, (void *)plain_dealloc},
    {Py_tp_methods, Cell_methods},
    {Py_tp_getset, Cell_getset},
    {Py_tp_members, Cell_members},
    {Py_sq_length, (void *)Cell_length},
    {Py_sq_item, (void *)Cell_item},
    {Py_sq_contains, (void *)Cell_contains},
    {Py_nb_add, (void *)Cell_add},
    {Py_nb_negative, (void *)Cell_negative},
    {Py_nb_bool, (void *)Cell_bool},
    {Py_tp_hash, (void *)Cell_hash},
    {Py_tp_repr, (void *)Cell_repr},
    {Py_tp_richcompare, (void *)Cell_richcompare},
    {0, NULL},
};

static PyType_Spec Cell_spec = {
    .name = "native.Cell",
    .basicsize = sizeof(Cell),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = Cell_slots,
};

/* ---- Caller: a type that can be called -------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
} Caller;

static PyObject *Caller_call(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    (void)self;
    (void)kwnames;
    if (PyVectorcall_NARGS(nargsf) < 1) {
        PyErr_SetString(PyExc_TypeError, "an argument is wanted");
        return NULL;
    }
    Py_INCREF(args[0]);
    return args[0];
}

static PyObject *Caller_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    Caller *caller = (Caller *)cls->tp_alloc(cls, 0);

    (void)args;
    (void)kw;
    if (caller != NULL)
        caller->vectorcall = Caller_call;
    return (PyObject *)caller;
}

static PyMemberDef Caller_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Caller, vectorcall), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot Caller_slots[] = {
    {Py_tp_new, (void *)Caller_new},
    {Py_tp_dealloc, (void *)plain_dealloc},
    {Py_tp_members, Caller_members},
    {Py_tp_call, (void *)PyVectorcall_Call},
    {0, NULL},
};

#if PY_VERSION_HEX >= 0x03090000
#define CALLER_FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL)
#else  /* the flag is private, and the member "__vectorcalloffset__" unknown */
#define CALLER_FLAGS (Py_TPFLAGS_DEFAULT | _Py_TPFLAGS_HAVE_VECTORCALL)
#endif

static PyType_Spec Caller_spec = {
    .name = "native.Caller",
    .basicsize = sizeof(Caller),
    .flags = CALLER_FLAGS,
    .slots = Caller_slots,
};

/* ---- Box: a type that keeps an object --------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *item;
} Box;

static PyObject *Box_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    Box *box = (Box *)cls->tp_alloc(cls, 0);

    (void)kw;
    if (box != NULL && PyTuple_GET_SIZE(args) > 0) {
        box->item = PyTuple_GET_ITEM(args, 0);
        Py_INCREF(box->item);
    }
    return (PyObject *)box;
}

static int Box_traverse(PyObject *self, visitproc visit, void *arg)
{
#if PY_VERSION_HEX >= 0x03090000  /* before 3.9 objects of heap types do not visit their type */
    Py_VISIT(Py_TYPE(self));
#endif
    Py_VISIT(((Box *)self)->item);
    return 0;
}

static int Box_clear(PyObject *self)
{
    Py_CLEAR(((Box *)self)->item);
    return 0;
}

/* A box may hold a box, and so on: without the trashcan a long chain of them would overflow the stack. */
static void Box_dealloc(PyObject *self)
{
    PyTypeObject *cls = Py_TYPE(self);

    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, Box_dealloc)
    Box_clear(self);
    cls->tp_free(self);
    Py_DECREF(cls);
    Py_TRASHCAN_END
}

static PyObject *Box_load(PyObject *self, PyObject *arg)
{
    long n = PyLong_AsLong(arg);
    Box *box = (Box *)self;

    if (n == -1 && PyErr_Occurred())
        return NULL;
    for (long i = 0; i < n; i++) {
        PyObject *item;

        HIDE(box);
        item = box->item;
        Py_XINCREF(item);
        Py_XDECREF(item);
    }
    Py_RETURN_NONE;
}

static PyObject *Box_store(PyObject *self, PyObject *arg)
{
    long n = PyLong_AsLong(arg);
    Box *box = (Box *)self;

    if (n == -1 && PyErr_Occurred())
        return NULL;
    for (long i = 0; i < n; i++) {
        PyObject *old;

        HIDE(box);
        old = box->item;
        Py_INCREF(arg);
        box->item = arg;
        Py_XDECREF(old);
    }
    Py_RETURN_NONE;
}

static PyObject *Box_item_get(PyObject *self, void *closure)
{
    PyObject *item = ((Box *)self)->item;

    (void)closure;
    if (item == NULL) {
        PyErr_SetString(PyExc_AttributeError, "the box is empty");
        return NULL;
    }
    Py_INCREF(item);
    return item;
}

static int Box_item_set(PyObject *self, PyObject *value, void *closure)
{
    (void)closure;
    Py_XINCREF(value);
    Py_XSETREF(((Box *)self)->item, value);  /* deleting empties the box */
    return 0;
}

static PyGetSetDef Box_getset[] = {
    {"item", Box_item_get, Box_item_set, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef Box_methods[] = {
    {"load", Box_load, METH_O, "Read the item n times."},
    {"store", Box_store, METH_O, "Store n in the box, n times."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Box_slots[] = {
    {Py_tp_new, (void *)Box_new},
    {Py_tp_traverse, (void *)Box_traverse},
    {Py_tp_clear, (void *)Box_clear},
    {Py_tp_dealloc, (void *)Box_dealloc},
    {Py_tp_methods, Box_methods},
    {Py_tp_getset, Box_getset},
    {0, NULL},
};

static PyType_Spec Box_spec = {
    .name = "native.Box",
    .basicsize = sizeof(Box),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = Box_slots,
};

/* ---- Bag: the same as a Box, unknown to the collector ------------------------------------------------------------ */

static void Bag_dealloc(PyObject *self)
{
    PyTypeObject *cls = Py_TYPE(self);

    Py_CLEAR(((Box *)self)->item);
    cls->tp_free(self);
    Py_DECREF(cls);
}

static PyType_Slot Bag_slots[] = {
    {Py_tp_new, (void *)Box_new},
    {Py_tp_dealloc, (void *)Bag_dealloc},
    {0, NULL},
};

static PyType_Spec Bag_spec = {
    .name = "native.Bag",
    .basicsize = sizeof(Box),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = Bag_slots,
};

/* ---- Loops over the API: f(n, a, b) repeats one thing n times --------------------------------------------------- */

/* The arguments of a loop: how often, and up to two objects. */
static int loop_args(PyObject *const *args, Py_ssize_t nargs, long *n)
{
    if (nargs != 3) {
        PyErr_SetString(PyExc_TypeError, "3 arguments wanted: n, a, b");
        return -1;
    }
    *n = PyLong_AsLong(args[0]);
    return *n == -1 && PyErr_Occurred() ? -1 : 0;
}

/* Defines the function NAME, which runs the block n times with 'a' and 'b'; the block says "goto error" when it
 * fails. */
#define LOOP(NAME, ...)                                                                         \
    static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs)              \
    {                                                                                           \
        long n;                                                                                 \
        PyObject *a, *b;                                                                        \
                                                                                                \
        (void)self;                                                                             \
        if (loop_args(args, nargs, &n) < 0)                                                     \
            return NULL;                                                                        \
        a = args[1];                                                                            \
        b = args[2];                                                                            \
        (void)a;                                                                                \
        (void)b;                                                                                \
        for (long i = 0; i < n; i++)                                                            \
            __VA_ARGS__                                                                         \
        Py_RETURN_NONE;                                                                         \
    error:                                                                                      \
        return NULL;                                                                            \
    }

LOOP(loop_long, {
    PyObject *obj = PyLong_FromLong(i + 1000);
    long back = obj == NULL ? -1 : PyLong_AsLong(obj);

    Py_XDECREF(obj);
    if (back != i + 1000)
        goto error;
})

LOOP(loop_float, {
    PyObject *obj = PyFloat_FromDouble((double)i);
    double back = obj == NULL ? -1.0 : PyFloat_AsDouble(obj);

    Py_XDECREF(obj);
    if (back != (double)i)
        goto error;
})

LOOP(loop_dup_close, {
    HIDE(a);
    if (a == NULL)
        goto error;
    Py_INCREF(a);
    Py_DECREF(a);
})

static PyObject *kept; /* the module */

LOOP(loop_global_load, {
    PyObject *o;

    o = kept;
    HIDE(o);
    if (o == NULL)
        goto error;
    Py_INCREF(o);
    Py_DECREF(o);
})

LOOP(loop_global_store, {
    PyObject *old = kept;

    HIDE(a);
    Py_INCREF(a);
    kept = a;
    Py_XDECREF(old);
})

LOOP(loop_type_check, {
    HIDE(a);
    if (!PyObject_TypeCheck(a, (PyTypeObject *)b))
        goto error;
})

LOOP(loop_as_struct, {
    HIDE(a);
    if (((Cell *)a)->value != 10)
        goto error;
})

LOOP(loop_new, {
    PyObject *obj = ((PyTypeObject *)a)->tp_alloc((PyTypeObject *)a, 0);

    if (obj == NULL)
        goto error;
    Py_DECREF(obj);
})

/* a: Box or Bag */
LOOP(loop_new_keeping, {
    PyObject *obj = ((PyTypeObject *)a)->tp_alloc((PyTypeObject *)a, 0);

    if (obj == NULL)
        goto error;
    Py_INCREF(b);
    ((Box *)obj)->item = b;
    Py_DECREF(obj);
})

LOOP(loop_utf8, {
    Py_ssize_t size;
    const char *s = PyUnicode_AsUTF8AndSize(a, &size);

    if (s == NULL)
        goto error;
})

LOOP(loop_text_kind, {
    Py_ssize_t length, k;
    Py_UCS4 hash = 0;
    const void *data;
    int kind;

    HIDE(a); /* another text each time */
    if (!PyUnicode_Check(a)) {
        PyErr_SetString(PyExc_TypeError, "a str is wanted");
        goto error;
    }
    kind = PyUnicode_KIND(a);
    data = PyUnicode_DATA(a);
    length = PyUnicode_GET_LENGTH(a);
    for (k = 0; k < length; k++)
        hash = hash * 31 + PyUnicode_READ(kind, data, k);
    HIDE(hash);
})

LOOP(loop_buffer, {
    Py_buffer view;

    if (PyObject_GetBuffer(a, &view, PyBUF_SIMPLE) < 0)
        goto error;
    HIDE(view.buf);
    PyBuffer_Release(&view);
})

LOOP(loop_list_append, {
    if (PyList_Append(a, b) < 0)
        goto error;
})

LOOP(loop_list_get, {
    PyObject *obj = PyList_GetItem(a, i);

    if (obj == NULL)
        goto error;
    Py_INCREF(obj);
    Py_DECREF(obj);
})

LOOP(loop_tuple, {
    PyObject *obj = PyTuple_Pack(2, a, b);

    if (obj == NULL)
        goto error;
    Py_DECREF(obj);
})

LOOP(loop_dict_set, {
    if (PyDict_SetItem(a, b, b) < 0)
        goto error;
})

LOOP(loop_dict_get, {
    PyObject *obj = PyDict_GetItemWithError(a, b);

    if (obj == NULL)
        goto error;
    Py_INCREF(obj);
    Py_DECREF(obj);
})

LOOP(loop_attr_get, {
    PyObject *obj = PyObject_GetAttr(a, b);

    if (obj == NULL)
        goto error;
    Py_DECREF(obj);
})

LOOP(loop_attr_set, {
    if (PyObject_SetAttr(a, b, b) < 0)
        goto error;
})

LOOP(loop_call, {
    PyObject *obj = PyObject_Vectorcall(a, &b, 1, NULL);

    if (obj == NULL)
        goto error;
    Py_DECREF(obj);
})

/* ---- The module ------------------------------------------------------------------------------------------------- */

#define FASTCALL(f) (PyCFunction)(void (*)(void))f, METH_FASTCALL

static PyMethodDef native_methods[] = {
    {"noargs", noargs, METH_NOARGS, NULL},
    {"one", one, METH_O, NULL},
    {"varargs", FASTCALL(varargs), NULL},
    {"keywords", FASTCALL(keywords) | METH_KEYWORDS, NULL},
    {"parse", parse, METH_VARARGS, NULL},
    {"parse_keywords", (PyCFunction)(void (*)(void))parse_keywords, METH_VARARGS | METH_KEYWORDS, NULL},
    {"loop_long", FASTCALL(loop_long), NULL},
    {"loop_float", FASTCALL(loop_float), NULL},
    {"loop_dup_close", FASTCALL(loop_dup_close), NULL},
    {"loop_type_check", FASTCALL(loop_type_check), NULL},
    {"loop_as_struct", FASTCALL(loop_as_struct), NULL},
    {"loop_new", FASTCALL(loop_new), NULL},
    {"loop_new_keeping", FASTCALL(loop_new_keeping), NULL},
    {"loop_utf8", FASTCALL(loop_utf8), NULL},
    {"loop_text_kind", FASTCALL(loop_text_kind), NULL},
    {"loop_buffer", FASTCALL(loop_buffer), NULL},
    {"loop_list_append", FASTCALL(loop_list_append), NULL},
    {"loop_list_get", FASTCALL(loop_list_get), NULL},
    {"loop_tuple", FASTCALL(loop_tuple), NULL},
    {"loop_dict_set", FASTCALL(loop_dict_set), NULL},
    {"loop_dict_get", FASTCALL(loop_dict_get), NULL},
    {"loop_attr_get", FASTCALL(loop_attr_get), NULL},
    {"loop_attr_set", FASTCALL(loop_attr_set), NULL},
    {"loop_call", FASTCALL(loop_call), NULL},
    {"loop_global_load", FASTCALL(loop_global_load), NULL},
    {"loop_global_store", FASTCALL(loop_global_store), NULL},
    {NULL, NULL, 0, NULL},
};

/* Makes the type and sets it as attribute 'name' of the module. */
static int add_type(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpec(spec);
    int failed;

    if (type == NULL)
        return -1;
#if PY_VERSION_HEX < 0x03090000
    if (spec == &Caller_spec)
        ((PyTypeObject *)type)->tp_vectorcall_offset = offsetof(Caller, vectorcall);
#endif
    failed = PyObject_SetAttrString(module, name, type);
    Py_DECREF(type);
    return failed;
}

static int native_exec(PyObject *module)
{
    if (add_type(module, "Cell", &Cell_spec) < 0 || add_type(module, "Caller", &Caller_spec) < 0
        || add_type(module, "Box", &Box_spec) < 0 || add_type(module, "Bag", &Bag_spec) < 0)
        return -1;
    Py_INCREF(module);
    kept = module;
    return 0;
}

static PyModuleDef_Slot native_slots[] = {
    {Py_mod_exec, (void *)native_exec},
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef native_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "native",
    .m_doc = "Small functions, for measuring",
    .m_methods = native_methods,
    .m_slots = native_slots,
};

#if PY_VERSION_HEX < 0x03090000 && defined(__GNUC__)  /* PyMODINIT_FUNC did not export by itself */
__attribute__((visibility("default")))
#endif
PyMODINIT_FUNC PyInit_native(void)
{
    return PyModuleDef_Init(&native_def);
}
