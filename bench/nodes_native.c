/* The twin of nodes.c over Python.h. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

#include "hide.h"

#define N 8 /* fields of a Row */

typedef struct {
    PyObject_HEAD
    PyObject *item;
} Leaf;

typedef struct {
    PyObject_HEAD
    PyObject *items[N];
} Row;

typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[];
} Node;

/* ---- types ---- */

static void Leaf_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    Py_XDECREF(((Leaf *)self)->item);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot Leaf_slots[] = {{Py_tp_dealloc, (void *)Leaf_dealloc}, {0, NULL}};

static PyType_Spec Leaf_spec = {
    .name = "nodes_native.Leaf", .basicsize = sizeof(Leaf), .flags = Py_TPFLAGS_DEFAULT, .slots = Leaf_slots,
};

/* Defines the functions of a type whose struct has 'items', COUNT of them. */
#define TYPE(STRUCT, COUNT) \
    static int STRUCT##_traverse(PyObject *self, visitproc visit, void *arg) \
    { \
        for (Py_ssize_t i = 0; i < (COUNT); i++) \
            Py_VISIT(((STRUCT *)self)->items[i]); \
        Py_VISIT(Py_TYPE(self)); \
        return 0; \
    } \
    \
    static int STRUCT##_clear(PyObject *self) \
    { \
        for (Py_ssize_t i = 0; i < (COUNT); i++) \
            Py_CLEAR(((STRUCT *)self)->items[i]); \
        return 0; \
    } \
    \
    static void STRUCT##_dealloc(PyObject *self) \
    { \
        PyTypeObject *type = Py_TYPE(self); \
        \
        for (Py_ssize_t i = 0; i < (COUNT); i++) \
            Py_XDECREF(((STRUCT *)self)->items[i]); \
        type->tp_free(self); \
        Py_DECREF(type); \
    } \
    \
    static void STRUCT##GC_dealloc(PyObject *self) \
    { \
        PyTypeObject *type = Py_TYPE(self); \
        \
        PyObject_GC_UnTrack(self); \
        Py_TRASHCAN_BEGIN(self, STRUCT##GC_dealloc) \
        for (Py_ssize_t i = 0; i < (COUNT); i++) \
            Py_XDECREF(((STRUCT *)self)->items[i]); \
        type->tp_free(self); \
        Py_DECREF(type); \
        Py_TRASHCAN_END \
    } \
    \
    static PyType_Slot STRUCT##_slots[] = {{Py_tp_dealloc, (void *)STRUCT##_dealloc}, {0, NULL}}; \
    static PyType_Slot STRUCT##GC_slots[] = { \
        {Py_tp_dealloc, (void *)STRUCT##GC_dealloc}, \
        {Py_tp_traverse, (void *)STRUCT##_traverse}, \
        {Py_tp_clear, (void *)STRUCT##_clear}, \
        {0, NULL}, \
    };

TYPE(Row, N)
TYPE(Node, Py_SIZE(self))

static PyType_Spec Row_spec = {
    .name = "nodes_native.Row", .basicsize = sizeof(Row), .flags = Py_TPFLAGS_DEFAULT, .slots = Row_slots,
};
static PyType_Spec RowGC_spec = {
    .name = "nodes_native.RowGC", .basicsize = sizeof(Row), .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = RowGC_slots,
};
static PyType_Spec Node_spec = {
    .name = "nodes_native.Node", .basicsize = offsetof(Node, items), .itemsize = sizeof(PyObject *),
    .flags = Py_TPFLAGS_DEFAULT, .slots = Node_slots,
};
static PyType_Spec NodeGC_spec = {
    .name = "nodes_native.NodeGC", .basicsize = offsetof(Node, items), .itemsize = sizeof(PyObject *),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, .slots = NodeGC_slots,
};

/* ---- making ---- */

/* By the type's own function, as its tp_new does. */
static inline PyObject *new_fixed(PyTypeObject *type)
{
    return type->tp_alloc(type, 0);
}

static inline PyObject *new_var(PyTypeObject *type, Py_ssize_t n)
{
    return type->tp_alloc(type, n);
}

static inline void copy(PyObject **target, PyObject *const *source, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_XINCREF(source[i]);
        target[i] = source[i];
    }
}

/* ---- loops ---- */

/* The method NAME(n, type, b): the block, n times; it says "goto error" when it fails. */
#define LOOP(NAME, ...) \
    static PyObject *NAME(PyObject *module, PyObject *const *args, Py_ssize_t nargs) \
    { \
        PyTypeObject *type; \
        PyObject *b; \
        long n = nargs == 3 ? PyLong_AsLong(args[0]) : -1; \
        \
        (void)module; \
        if (n < 0) \
            goto error; \
        type = (PyTypeObject *)args[1]; \
        b = args[2]; \
        (void)type; \
        (void)b; \
        for (long i = 0; i < n; i++) \
            __VA_ARGS__ \
        Py_RETURN_NONE; \
    error: \
        return NULL; \
    }

LOOP(make_leaf, {
    PyObject *obj = new_fixed(type);

    if (obj == NULL)
        goto error;
    Py_INCREF(b);
    ((Leaf *)obj)->item = b;
    Py_DECREF(obj);
})

LOOP(make_row, {
    PyObject *obj = new_fixed(type);

    if (obj == NULL)
        goto error;
    for (int k = 0; k < N; k++) {
        Py_INCREF(args[k % 3]);
        ((Row *)obj)->items[k] = args[k % 3];
    }
    Py_DECREF(obj);
})

LOOP(copy_row, {
    PyObject *obj = new_fixed(type);

    if (obj == NULL)
        goto error;
    copy(((Row *)obj)->items, ((Row *)b)->items, N);
    Py_DECREF(obj);
})

LOOP(copy_node, {
    PyObject *obj = new_var(type, Py_SIZE(b));

    if (obj == NULL)
        goto error;
    copy(((Node *)obj)->items, ((Node *)b)->items, Py_SIZE(b));
    Py_DECREF(obj);
})

LOOP(overwrite, {
    Row *target = (Row *)b;

    HIDE(target);
    for (int k = 0; k < N / 2; k++) {
        PyObject *old = target->items[k];
        Py_XINCREF(target->items[k + N / 2]);
        target->items[k] = target->items[k + N / 2];
        Py_XDECREF(old);
    }
})

/* Put a number of its own into each field. */
static PyObject *filled(PyObject *obj, PyObject **fields, Py_ssize_t n)
{
    for (Py_ssize_t k = 0; k < n; k++)
        fields[k] = PyLong_FromSsize_t(5000 + k);
    return obj;
}

static PyObject *row(PyObject *module, PyObject *type)
{
    PyObject *obj = new_fixed((PyTypeObject *)type);

    (void)module;
    return obj == NULL ? NULL : filled(obj, ((Row *)obj)->items, N);
}

static PyObject *node(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    Py_ssize_t size = nargs == 2 ? PyLong_AsSsize_t(args[1]) : -1;
    PyObject *obj = size < 0 ? NULL : new_var((PyTypeObject *)args[0], size);

    (void)module;
    return obj == NULL ? NULL : filled(obj, ((Node *)obj)->items, size);
}

/* ---- the module ---- */

static int add_type(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpec(spec);
    int result = type == NULL ? -1 : PyObject_SetAttrString(module, name, type);

    Py_XDECREF(type);
    return result;
}

static int nodes_exec(PyObject *module)
{
    return add_type(module, "Leaf", &Leaf_spec) < 0 || add_type(module, "Row", &Row_spec) < 0
           || add_type(module, "RowGC", &RowGC_spec) < 0 || add_type(module, "Node", &Node_spec) < 0
           || add_type(module, "NodeGC", &NodeGC_spec) < 0 ? -1 : 0;
}

#define METHOD(NAME) {#NAME, (PyCFunction)(void (*)(void))NAME, METH_FASTCALL, NULL}

static PyMethodDef nodes_methods[] = {
    METHOD(make_leaf), METHOD(make_row), METHOD(copy_row), METHOD(copy_node), METHOD(overwrite),
    {"row", row, METH_O, NULL}, METHOD(node), {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot nodes_slots[] = {{Py_mod_exec, (void *)nodes_exec}, {0, NULL}};

static PyModuleDef nodes_def = {
    PyModuleDef_HEAD_INIT, "nodes_native", "Objects with fields, for measuring", 0, nodes_methods, nodes_slots, NULL, NULL,
    NULL,
};

PyMODINIT_FUNC PyInit_nodes_native(void)
{
    return PyModuleDef_Init(&nodes_def);
}
