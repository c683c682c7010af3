/* The twin of attributes.c over Python.h, with what CPython documents. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stddef.h>
#include "hide.h"

#define TIMES 1000 /* as LOOPS in rows.py */

/* ---- a type whose attributes go through slots of its own ---- */

typedef struct {
    PyObject_HEAD
    PyObject *dict;
    long count;
} Watched;

static PyObject *watched_getattro(PyObject *self, PyObject *name)
{
    ((Watched *)self)->count++;
    return PyObject_GenericGetAttr(self, name);
}

static int watched_setattro(PyObject *self, PyObject *name, PyObject *value)
{
    ((Watched *)self)->count++;
    return PyObject_GenericSetAttr(self, name, value);
}

static int watched_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Watched *)self)->dict);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int watched_clear(PyObject *self)
{
    Py_CLEAR(((Watched *)self)->dict);
    return 0;
}

static void watched_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    PyObject_GC_UnTrack(self);
    watched_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMemberDef watched_members[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Watched, dict), READONLY, NULL},
    {"count", T_LONG, offsetof(Watched, count), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot watched_slots[] = {
    {Py_tp_getattro, watched_getattro}, {Py_tp_setattro, watched_setattro}, {Py_tp_traverse, watched_traverse},
    {Py_tp_clear, watched_clear},       {Py_tp_dealloc, watched_dealloc},   {Py_tp_members, watched_members},
    {0, NULL},
};

static PyType_Spec watched_spec = {
    "attributes_native.Watched", sizeof(Watched), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, watched_slots,
};

/* ---- loops ---- */

#define LOOP(NAME, EXPRESSION) \
    static PyObject *NAME(PyObject *self, PyObject *const *args, Py_ssize_t nargs) \
    { \
        long total = 0; \
        PyObject *a, *b; \
        \
        (void)self; \
        if (nargs != 2) { \
            PyErr_SetString(PyExc_TypeError, "2 arguments"); \
            return NULL; \
        } \
        a = args[0]; \
        b = args[1]; \
        for (int i = 0; i < TIMES; i++) { \
            int n; \
            HIDE(a); \
            HIDE(b); \
            n = EXPRESSION; \
            if (n < 0) \
                return NULL; \
            total += n; \
        } \
        return PyLong_FromLong(total); \
    }

/* What the class or one of its bases has; the reference is kept while it is used. */
static inline int look_up(PyObject *type, PyObject *name)
{
    PyObject *mro = ((PyTypeObject *)type)->tp_mro, *found = NULL;

    for (Py_ssize_t i = 0; found == NULL && i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
#if PY_VERSION_HEX >= 0x030C0000
        PyObject *dict = PyType_GetDict(base);
        found = PyDict_GetItemWithError(dict, name);
        Py_DECREF(dict);
#else
        found = PyDict_GetItemWithError(base->tp_dict, name);
#endif
        if (found == NULL && PyErr_Occurred())
            return -1;
        Py_XINCREF(found);
    }
    Py_XDECREF(found);
    return found != NULL;
}

static inline int bind(PyObject *descr, PyObject *obj)
{
    descrgetfunc get = Py_TYPE(descr)->tp_descr_get;
    PyObject *bound;

    if (get == NULL)
        return 0;
    bound = get(descr, obj, (PyObject *)Py_TYPE(obj));
    Py_XDECREF(bound);
    return bound == NULL ? -1 : 1;
}

static inline int has_dict(PyObject *obj)
{
    PyObject *dict = PyObject_GenericGetDict(obj, NULL);

    Py_XDECREF(dict);
    return dict == NULL ? -1 : 1;
}

static inline int guarded(void)
{
    if (Py_EnterRecursiveCall(" in the benchmark"))
        return -1;
    Py_LeaveRecursiveCall();
    return 1;
}

static inline int shown(PyObject *obj)
{
    int n = Py_ReprEnter(obj);

    if (n == 0)
        Py_ReprLeave(obj);
    return n;
}

LOOP(is_instance, PyObject_IsInstance(a, b))
LOOP(is_list, PyList_Check(a))
LOOP(is_int, PyLong_Check(a))
LOOP(is_module, PyModule_Check(a))
LOOP(is_exact_dict, PyDict_CheckExact(a))
LOOP(lookup, look_up(a, b))
LOOP(descr_get, bind(a, b))
LOOP(get_dict, has_dict(a))
LOOP(recursion, guarded())
LOOP(repr_guard, shown(a))

#define METHOD(NAME) {#NAME, (PyCFunction)(void (*)(void))NAME, METH_FASTCALL, NULL}

static PyMethodDef attributes_methods[] = {
    METHOD(is_instance), METHOD(is_list),   METHOD(is_int),    METHOD(is_module), METHOD(is_exact_dict), METHOD(lookup),
    METHOD(descr_get),   METHOD(get_dict),  METHOD(recursion), METHOD(repr_guard), {NULL, NULL, 0, NULL},
};

static int attributes_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&watched_spec);
    int result = type == NULL ? -1 : PyObject_SetAttrString(module, "Watched", type);

    Py_XDECREF(type);
    return result;
}

static PyModuleDef_Slot attributes_slots[] = {
    {Py_mod_exec, attributes_exec},
    {0, NULL},
};

static PyModuleDef attributes_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "attributes_native",
    .m_doc = "Attributes and checks, over Python.h",
    .m_methods = attributes_methods,
    .m_slots = attributes_slots,
};

PyMODINIT_FUNC PyInit_attributes_native(void)
{
    return PyModuleDef_Init(&attributes_def);
}
