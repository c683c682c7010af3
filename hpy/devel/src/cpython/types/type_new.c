/* The beginning of an instance: HPy_New, HPyType_GenericNew. build_life.c chooses the function for a type. */
#include "info.h"

/* Only the builtin's own tp_new knows how to make a valid empty one. */
static PyObject *new_builtin(PyTypeObject *type, int shape)
{
    PyObject *self;
    PyObject *none = PyTuple_New(0);

    if (none == NULL)
        return NULL;
    self = hpy_shape_type(shape)->tp_new(type, none, NULL);
    Py_DECREF(none);
    return self;
}

static PyObject *new_instance(PyTypeObject *type, int shape)
{
    PyObject *self;

    if (shape == HPyType_BuiltinShape_Type) {
        PyErr_Format(PyExc_TypeError, "cannot make an instance of metaclass '%s': call it, or use HPyType_FromSpec",
                     type->tp_name);
        return NULL;
    }
    if (shape > HPyType_BuiltinShape_Object)
        self = new_builtin(type, shape);
    else
        self = type->tp_alloc(type, 0);
    if (self != NULL)
        hpy_fill_call(self);
    return self;
}

_HPy_NOINLINE HPy hpy_new_slowly(PyTypeObject *type, void **data)
{
    PyObject *self;
    int shape;

    if (hpy_check_type((PyObject *)type, "HPy_New") < 0)
        return HPy_NULL;
    shape = hpy_type_shape(type);
    self = new_instance(type, shape);
    if (self != NULL)
        *data = hpy_payload(self, shape);
    return _py2h(self);
}

/* The new object, or NULL, of a type without anything between head and payload. */
static inline HPy made(PyObject *self, void **data)
{
    if (self != NULL)
        *data = (char *)self + HPY_OBJECT_PAYLOAD_OFFSET;
    return _py2h(self);
}

/* Where tp_alloc does all. */
HPy hpy_new_by_alloc(PyTypeObject *type, void **data)
{
    return made(type->tp_alloc(type, 0), data);
}

/* Not inlined: a call of memset in the functions below would make them save registers for every object. */
static _HPy_NOINLINE HPy clear_large(PyObject *self, char *start, size_t size, void **data)
{
    memset(start, 0, size);
    return made(self, data);
}

/* 'size' zeros at 'start', where n <= size <= 2 * n and n is a constant, so that compilers need no loop and no call.
 * Two pieces of n, one at each end, which overlap in the middle:
 *
 *     n = 16, size = 24    | first 16 |
 *                              | last 16  |
 */
#define CLEAR_ENDS(start, size, n) (memset(start, 0, n), memset((start) + (size) - (n), 0, n))

/* The new object of 'total' bytes, or NULL, with zeros behind its head. */
static inline HPy made_cleared(PyObject *self, size_t head, Py_ssize_t total, void **data)
{
    const size_t word = sizeof(void *);
    char *start = (char *)self + head;
    size_t size = (size_t)total - head;

    if (self == NULL)
        return HPy_NULL;
    if (size < 2 * word) {
        if (size >= word)
            CLEAR_ENDS(start, size, word);
    } else if (size <= 4 * word)
        CLEAR_ENDS(start, size, 2 * word);
    else if (size <= 8 * word)
        CLEAR_ENDS(start, size, 4 * word);
    else if (size <= 16 * word)
        CLEAR_ENDS(start, size, 8 * word);
    else
        return clear_large(self, start, size, data);
    return made(self, data);
}

/* What PyType_GenericAlloc does, in less time. */
HPy hpy_new_by_size(PyTypeObject *type, void **data)
{
    return made_cleared(PyObject_New(PyObject, type), sizeof(PyObject), type->tp_basicsize, data);
}

/* The same for types that the collector knows. */
HPy hpy_new_tracked(PyTypeObject *type, void **data)
{
    HPy self = made_cleared(PyObject_GC_New(PyObject, type), sizeof(PyObject), type->tp_basicsize, data);

    if (!HPy_IsNull(self))
        PyObject_GC_Track(_h2py(self));
    return self;
}

/* The same, and fill the call word. */
HPy hpy_new_with_call(PyTypeObject *type, void **data)
{
    HPy self = hpy_new_by_size(type, data);

    if (!HPy_IsNull(self)) {
        const HPyTypeInfo *info = TYPE_INFO(Py_TYPE(_h2py(self)));
        *(cpy_vectorcallfunc *)(void *)((char *)_h2py(self) + info->call_offset) = info->vector;
    }
    return self;
}

/* The function is that of the nearest type whose own __new__ this is. */
PyObject *hpy_new_by_vectorcall(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    const PyTypeObject *base;

    for (base = type; base != NULL; base = base->tp_base) {
        const HPyTypeInfo *info = base->tp_new == hpy_new_by_vectorcall ? hpy_type_info((PyTypeObject *)base) : NULL;
        if (info != NULL && info->construct != NULL)
            return hpy_call_with_tuple((PyObject *)type, info->construct, args, kw);
    }
    PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", type->tp_name);
    return NULL;
}

HPy ctx_New(HPyContext *ctx, HPy h_type, void **data)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    (void)ctx;

    if (type == NULL || !PyType_Check(type))
        return hpy_new_slowly(type, data);
    if (type->tp_dealloc == hpy_type_dealloc_declared) /* else compilers compare all of them before they jump */
        return TYPE_INFO(type)->make(type, data);
    if (type->tp_dealloc == hpy_type_dealloc_fields)
        return TYPE_INFO(type)->make(type, data);
    if (hpy_type_has_our_dealloc(type))
        return TYPE_INFO(type)->make(type, data);
    return hpy_new_slowly(type, data);
}

/* ---- items ---- */

/* Whether so many items are possible; 0 with an exception set. */
static inline int check_items(PyTypeObject *type, Py_ssize_t n, Py_ssize_t *size)
{
    size_t item = (size_t)type->tp_itemsize;
    size_t rest = (size_t)PY_SSIZE_T_MAX - (size_t)type->tp_basicsize - 64; /* of CPython's own, before and behind */

    if (n < 0) {
        PyErr_Format(PyExc_SystemError, "HPy_NewVar: a negative number of items, %zd", n);
        return 0;
    }
    if (_HPy_LIKELY((size_t)n < (size_t)1 << 24 && item < (size_t)1 << 31 && sizeof(size_t) == 8)
        || (size_t)n <= rest / item) {
        *size = ALIGN_WORD(type->tp_basicsize + n * (Py_ssize_t)item);
        return 1;
    }
    PyErr_NoMemory();
    return 0;
}

static _HPy_NOINLINE HPy new_var_slowly(PyTypeObject *type, Py_ssize_t n, void **data)
{
    const HPyTypeInfo *info;
    PyObject *self;
    Py_ssize_t size;

    if (hpy_check_type((PyObject *)type, "HPy_NewVar") < 0)
        return HPy_NULL;
    info = hpy_type_find_info(type);
    if (info == NULL || info->items == 0) {
        PyErr_Format(PyExc_TypeError, "HPy_NewVar: instances of '%s' have no items; set the itemsize of its spec",
                     type->tp_name);
        return HPy_NULL;
    }
    if (!check_items(type, n, &size))
        return HPy_NULL;
    self = type->tp_alloc(type, n);
    if (self == NULL)
        return HPy_NULL;
    if (info->shape == HPyType_BuiltinShape_Object)
        hpy_note_items(self, n);
    hpy_fill_call(self);
    *data = hpy_payload(self, info->shape);
    return _py2h(self);
}

/* What PyType_GenericAlloc does, in less time. */
HPy ctx_NewVar(HPyContext *ctx, HPy h_type, HPy_ssize_t n, void **data)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    Py_ssize_t size;
    int quick;
    HPy h;
    (void)ctx;

    if (type == NULL || !PyType_Check(type) || !hpy_type_has_our_dealloc(type))
        return new_var_slowly(type, n, data);
    quick = TYPE_INFO(type)->quick_var;
    if (quick == VAR_SLOWLY)
        return new_var_slowly(type, n, data);
    if (!check_items(type, n, &size))
        return HPy_NULL;
    if (quick == VAR_BY_SIZE)
        h = made_cleared((PyObject *)PyObject_NewVar(PyVarObject, type, n), sizeof(PyVarObject), size, data);
    else
        h = made_cleared((PyObject *)PyObject_GC_NewVar(PyVarObject, type, n), sizeof(PyVarObject), size, data);
    if (HPy_IsNull(h))
        return h;
    hpy_note_items(_h2py(h), n);
    if (quick == VAR_TRACKED)
        PyObject_GC_Track(_h2py(h));
    return h;
}

HPy ctx_Type_GenericNew(HPyContext *ctx, HPy h_type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    (void)ctx;
    (void)args;
    (void)nargs;
    (void)kw;

    if (hpy_check_type((PyObject *)type, "HPy_New") < 0)
        return HPy_NULL;
    return _py2h(new_instance(type, hpy_type_shape(type)));
}
