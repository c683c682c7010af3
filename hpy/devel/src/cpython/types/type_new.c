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

/* ---- the __new__ of any base ---- */

/* Whether calling the type's __new__ ends in a function written in Python, which tp_new looks for by name, beginning
 * with the type of the new object: 1, 0, or -1 with an exception set. */
int hpy_has_python_new(PyTypeObject *type)
{
    PyObject *function, *owner;
    int result;

    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) || type->tp_new == NULL)
        return 0;
    function = PyObject_GetAttrString((PyObject *)type, "__new__");
    if (function == NULL)
        return -1;
    owner = PyCFunction_Check(function) ? PyCFunction_GET_SELF(function) : NULL;
    result = owner == NULL || !PyType_Check(owner) || ((PyTypeObject *)owner)->tp_new != type->tp_new;
    Py_DECREF(function);
    return result;
}

static PyObject *as_tuple(const HPy *args, HPy_ssize_t nargs)
{
    PyObject *tuple = PyTuple_New(nargs);
    HPy_ssize_t i;

    for (i = 0; tuple != NULL && i < nargs; i++)
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(_h2py(args[i])));
    return tuple;
}

/* Call a function written in Python, or a descriptor, with an object before the arguments. */
static PyObject *call_by_name(PyTypeObject *base, const char *name, PyObject *first, PyObject *args, PyObject *kw)
{
    PyObject *function = PyObject_GetAttrString((PyObject *)base, name);
    Py_ssize_t i, n = PyTuple_GET_SIZE(args);
    PyObject *all = function == NULL ? NULL : PyTuple_New(n + 1);
    PyObject *result = NULL;

    if (all != NULL) {
        PyTuple_SET_ITEM(all, 0, Py_NewRef(first));
        for (i = 0; i < n; i++)
            PyTuple_SET_ITEM(all, i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
        result = PyObject_Call(function, all, kw);
    }
    Py_XDECREF(function);
    Py_XDECREF(all);
    return result;
}

/* base.__new__(type, *args, **kw), whatever __new__ the type has. New reference, or NULL with an exception set. */
static PyObject *call_new(PyTypeObject *base, PyTypeObject *type, PyObject *args, PyObject *kw)
{
    PyObject *self;
    int is_python = hpy_has_python_new(base);

    if (is_python < 0)
        return NULL;
    if (base->tp_new == NULL) {
        PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", base->tp_name);
        return NULL;
    }
    self = is_python ? call_by_name(base, "__new__", (PyObject *)type, args, kw) : base->tp_new(type, args, kw);
    if (self == NULL || PyObject_TypeCheck(self, type))
        return self;
    PyErr_Format(PyExc_TypeError, "__new__ of '%s' made %R instead of a '%s'", base->tp_name, self, type->tp_name);
    Py_DECREF(self);
    return NULL;
}

/* The nearest base, or the type itself, whose tp_new has something to do for HPy_New; object where there is none. NULL
 * with an exception set. */
static PyTypeObject *find_maker(PyTypeObject *type)
{
    PyTypeObject *maker = type;
    const HPyTypeInfo *info = NULL;
    int hops, is_python;

    while (maker != NULL && (info = hpy_type_info(maker)) == NULL)
        maker = maker->tp_base;
    if (info != NULL) {
        for (hops = info->new_hops; hops > 0; hops--)
            maker = maker->tp_base;
        return info->new_hops == 0 ? &PyBaseObject_Type : maker;
    }
    maker = type; /* a type that is not ours, nor derives from one */
    while ((is_python = hpy_has_python_new(maker)) == 1)
        maker = maker->tp_base;
    return is_python < 0 ? NULL : maker;
}

/* An instance of a type that has no struct of ours, or has it behind another's. */
static PyObject *new_over_base(PyTypeObject *type)
{
    PyTypeObject *maker = find_maker(type);
    PyObject *none, *self;

    if (maker == NULL)
        return NULL;
    if (maker->tp_new == PyBaseObject_Type.tp_new)
        return type->tp_alloc(type, 0);
    none = PyTuple_New(0);
    self = none == NULL ? NULL : call_new(maker, type, none, NULL);
    Py_XDECREF(none);
    return self;
}

/* ---- HPy_New ---- */

static PyObject *new_instance(PyTypeObject *type, int shape)
{
    PyObject *self;

    if (shape == HPyType_BuiltinShape_Type
        || (shape == HPyType_BuiltinShape_Any && PyType_IsSubtype(type, &PyType_Type))) {
        PyErr_Format(PyExc_TypeError, "cannot make an instance of metaclass '%s': call it, or use HPyType_FromSpec",
                     type->tp_name);
        return NULL;
    }
    if (shape == HPyType_BuiltinShape_Any
        || (shape == HPyType_BuiltinShape_Legacy && hpy_type_find_info(type) == NULL))
        self = new_over_base(type);
    else if (shape > HPyType_BuiltinShape_Object)
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
        *data = shape == HPyType_BuiltinShape_Any ? hpy_any_payload(self, hpy_type_find_info(type))
                : hpy_payload(self, shape);
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
static _HPy_NOINLINE HPy clear_large(PyObject *self, size_t size, void **data)
{
    memset(self + 1, 0, size);
    return made(self, data);
}

/* 'size' zeros at 'start', where n <= size <= 2 * n and n is a constant, so that compilers need no loop and no call.
 * Two pieces of n, one at each end, which overlap in the middle:
 *
 *     n = 16, size = 24    | first 16 |
 *                              | last 16  |
 */
#define CLEAR_ENDS(start, size, n) (memset(start, 0, n), memset((start) + (size) - (n), 0, n))

/* The new object, or NULL, with zeros behind its head. */
static inline HPy made_cleared(PyObject *self, const PyTypeObject *type, void **data)
{
    const size_t word = sizeof(void *);
    const size_t size = (size_t)type->tp_basicsize - sizeof(PyObject);
    char *start = (char *)self + sizeof(PyObject);

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
        return clear_large(self, size, data);
    return made(self, data);
}

/* What PyType_GenericAlloc does, in less time. */
HPy hpy_new_by_size(PyTypeObject *type, void **data)
{
    return made_cleared(PyObject_New(PyObject, type), type, data);
}

/* The same for types that the collector knows. */
HPy hpy_new_tracked(PyTypeObject *type, void **data)
{
    HPy self = made_cleared(PyObject_GC_New(PyObject, type), type, data);

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
    PyTypeObject *base = type;

    do {
        const HPyTypeInfo *info = base->tp_new == hpy_new_by_vectorcall ? hpy_type_info(base) : NULL;
        if (info != NULL && info->construct != NULL)
            return hpy_call_with_tuple((PyObject *)type, info->construct, args, kw);
        base = base->tp_base;
    } while (base != NULL);
    PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", type->tp_name);
    return NULL;
}

/* For a type of the shape Any that is no metaclass. */
HPy hpy_new_own(PyTypeObject *type, void **data)
{
    const HPyTypeInfo *info = TYPE_INFO(type);
    PyObject *self = info->new_hops == 0 ? type->tp_alloc(type, 0) : new_over_base(type);

    if (self == NULL)
        return HPy_NULL;
    if (info->call_offset != 0)
        hpy_fill_call(self);
    *data = hpy_any_payload(self, info);
    return _py2h(self);
}

HPy ctx_New(HPyContext *ctx, HPy h_type, void **data)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    (void)ctx;

    if (type == NULL || !PyType_Check(type))
        return hpy_new_slowly(type, data);
    if (type->tp_dealloc == hpy_type_dealloc_declared) { /* else compilers compare all of them before they jump */
        const int quick = TYPE_INFO(type)->quick_new;
        if (_HPy_LIKELY(quick == NEW_BY_SIZE))
            return hpy_new_by_size(type, data);
        return quick == NEW_TRACKED ? hpy_new_tracked(type, data) : TYPE_INFO(type)->make(type, data);
    }
    if (type->tp_dealloc == hpy_type_dealloc_fields)
        return TYPE_INFO(type)->make(type, data);
    if (hpy_type_has_our_dealloc(type))
        return TYPE_INFO(type)->make(type, data);
    return hpy_new_slowly(type, data);
}

/* ---- items ---- */

/* Whether so many items are possible; 0 with an exception set. CPython does not look. */
static int check_items(PyTypeObject *type, Py_ssize_t n)
{
    const Py_ssize_t rest = PY_SSIZE_T_MAX - type->tp_basicsize - 64; /* of CPython's own, before and behind */

    if (n < 0) {
        PyErr_Format(PyExc_SystemError, "HPy_NewVar: a negative number of items, %zd", n);
        return 0;
    }
    if (n <= rest / type->tp_itemsize)
        return 1;
    PyErr_NoMemory();
    return 0;
}

static _HPy_NOINLINE HPy new_var_slowly(PyTypeObject *type, Py_ssize_t n, void **data)
{
    const HPyTypeInfo *info;
    PyObject *self;

    if (hpy_check_type((PyObject *)type, "HPy_NewVar") < 0)
        return HPy_NULL;
    info = hpy_type_find_info(type);
    if (info == NULL || info->items == 0) {
        PyErr_Format(PyExc_TypeError, "HPy_NewVar: instances of '%s' have no items; set the itemsize of its spec",
                     type->tp_name);
        return HPy_NULL;
    }
    if (!check_items(type, n))
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

HPy ctx_NewVar(HPyContext *ctx, HPy h_type, HPy_ssize_t n, void **data)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    PyObject *self;
    (void)ctx;

    if (type == NULL || !PyType_Check(type) || type->tp_dealloc != hpy_type_dealloc_declared
        || (size_t)n >= (size_t)TYPE_INFO(type)->quick_items) /* also where it is negative */
        return new_var_slowly(type, n, data);
    self = PyType_GenericAlloc(type, n); /* a head, zeros, the collector: there is nothing to save */
    if (self != NULL)
        hpy_note_items(self, n);
    return made(self, data);
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

/* What both functions below ask of their arguments. */
static int check_base(PyObject *base, PyObject *kw, HPy_ssize_t nargs, const char *function)
{
    if (hpy_check_type(base, function) < 0)
        return -1;
    if (nargs < 0 || (kw != NULL && !PyDict_Check(kw))) {
        PyErr_Format(PyExc_TypeError, "%s needs 0 or more arguments, and a dict or HPy_NULL", function);
        return -1;
    }
    return 0;
}

HPy ctx_Type_CallNew(HPyContext *ctx, HPy h_base, HPy h_type, const HPy *args, HPy_ssize_t nargs, HPy h_kw)
{
    PyTypeObject *base = (PyTypeObject *)_h2py(h_base), *type = (PyTypeObject *)_h2py(h_type);
    PyObject *tuple, *self;
    (void)ctx;

    if (check_base((PyObject *)base, _h2py(h_kw), nargs, "HPyType_CallNew") < 0
        || hpy_check_type((PyObject *)type, "HPyType_CallNew") < 0)
        return HPy_NULL;
    if (!PyType_IsSubtype(type, base)) {
        PyErr_Format(PyExc_TypeError, "HPyType_CallNew: '%s' does not derive from '%s'", type->tp_name, base->tp_name);
        return HPy_NULL;
    }
    tuple = as_tuple(args, nargs);
    self = tuple == NULL ? NULL : call_new(base, type, tuple, _h2py(h_kw));
    Py_XDECREF(tuple);
    if (self != NULL)
        hpy_fill_call(self);
    return _py2h(self);
}

int ctx_Type_CallInit(HPyContext *ctx, HPy h_base, HPy h_obj, const HPy *args, HPy_ssize_t nargs, HPy h_kw)
{
    PyTypeObject *base = (PyTypeObject *)_h2py(h_base);
    PyObject *self = _h2py(h_obj), *tuple, *none;
    int result = -1;
    (void)ctx;

    if (check_base((PyObject *)base, _h2py(h_kw), nargs, "HPyType_CallInit") < 0)
        return -1;
    if (self == NULL || !PyObject_TypeCheck(self, base)) {
        PyErr_Format(PyExc_TypeError, "HPyType_CallInit: a '%s' is no instance of '%s'",
                     self == NULL ? "NULL" : Py_TYPE(self)->tp_name, base->tp_name);
        return -1;
    }
    tuple = as_tuple(args, nargs);
    if (tuple != NULL && !PyType_HasFeature(base, Py_TPFLAGS_HEAPTYPE)) {
        result = base->tp_init(self, tuple, _h2py(h_kw));
    } else if (tuple != NULL) { /* one written in Python is looked for by name, beginning with the object's type */
        none = call_by_name(base, "__init__", self, tuple, _h2py(h_kw));
        result = none == NULL ? -1 : 0;
        Py_XDECREF(none);
    }
    Py_XDECREF(tuple);
    return result;
}
