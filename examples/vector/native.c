/* The type Vector once more, over Python.h: the same under the name vector_native, to read side by side with vector.c
 * and to measure it against. The numbers stand in the object itself, which with this API can be of any size. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>
#include "kernels.h"

#if PY_VERSION_HEX < 0x030A0000  /* added in 3.10 */
static PyObject *Py_NewRef(PyObject *obj)
{
    Py_INCREF(obj);
    return obj;
}
#endif

#define MAX_SIZE ((PY_SSIZE_T_MAX - (Py_ssize_t)sizeof(Vector)) / (Py_ssize_t)sizeof(double))

typedef struct {
    PyObject_VAR_HEAD
    double items[];
} Vector;

static PyTypeObject *vector_type;

/* The type has no subclasses. */
static int is_vector(PyObject *obj)
{
    return Py_TYPE(obj) == vector_type;
}

static double *items_of(PyObject *self)
{
    return ((Vector *)self)->items;
}

/* ---- Making vectors --------------------------------------------------------------------------------------------- */

/* A new Vector for 'size' numbers, which the caller has yet to write. */
static Vector *new_vector(Py_ssize_t size)
{
    if (size > MAX_SIZE)
        return (Vector *)PyErr_NoMemory();
    return PyObject_NewVar(Vector, vector_type, size);
}

static Vector *new_zeros(PyObject *py_size)
{
    Py_ssize_t size = PyLong_AsSsize_t(py_size);
    Vector *vector;

    if (size == -1 && PyErr_Occurred())
        return NULL;
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "the size of a Vector cannot be negative");
        return NULL;
    }
    vector = new_vector(size);
    if (vector != NULL)
        memset(vector->items, 0, (size_t)size * sizeof(double));
    return vector;
}

static Vector *new_copy(Vector *from)
{
    Vector *vector = new_vector(Py_SIZE(from));

    if (vector != NULL)
        memcpy(vector->items, from->items, (size_t)Py_SIZE(from) * sizeof(double));
    return vector;
}

/* 'fast' is a list or a tuple. Converting a number may run code that changes the list. */
static int read_numbers(double *items, PyObject *fast, Py_ssize_t size)
{
    Py_ssize_t i;
    PyObject *py_number;

    for (i = 0; i < size; i++) {
        if (i >= PySequence_Fast_GET_SIZE(fast)) {
            PyErr_SetString(PyExc_IndexError, "list index out of range");
            return -1;
        }
        py_number = PySequence_Fast_GET_ITEM(fast, i);
        Py_INCREF(py_number);
        items[i] = PyFloat_AsDouble(py_number);
        Py_DECREF(py_number);
        if (items[i] == -1.0 && PyErr_Occurred())
            return -1;
    }
    return 0;
}

/* A new Vector of the numbers in 'source': a copy if it is one itself, else from any iterable. */
static Vector *new_from_iterable(PyObject *source)
{
    PyObject *fast;
    Vector *vector;

    if (is_vector(source))
        return new_copy((Vector *)source);
    fast = PyList_Check(source) || PyTuple_Check(source) ? Py_NewRef(source) : PySequence_List(source);
    if (fast == NULL)
        return NULL;
    vector = new_vector(PySequence_Fast_GET_SIZE(fast));
    if (vector != NULL && read_numbers(vector->items, fast, Py_SIZE(vector)) < 0)
        Py_CLEAR(vector);
    Py_DECREF(fast);
    return vector;
}

static PyObject *Vector_new(PyTypeObject *cls, PyObject *args, PyObject *kw)
{
    PyObject *source;

    (void)cls;
    if (PyTuple_GET_SIZE(args) != 1 || (kw != NULL && PyDict_GET_SIZE(kw) != 0)) {
        PyErr_SetString(PyExc_TypeError, "Vector() takes one positional argument: an iterable or a size");
        return NULL;
    }
    source = PyTuple_GET_ITEM(args, 0);
    return (PyObject *)(PyLong_Check(source) ? new_zeros(source) : new_from_iterable(source));
}

static void Vector_dealloc(PyObject *self)
{
    PyTypeObject *cls = Py_TYPE(self);

    PyObject_Free(self);
    Py_DECREF(cls);
}

/* ---- Operators -------------------------------------------------------------------------------------------------- */

/* 1 with the value of 'obj' in '*operand', 0 if 'obj' is neither a float nor an int, -1 on errors. */
static int as_scalar(PyObject *obj, Operand *operand)
{
    double scalar;

    if (!PyFloat_Check(obj) && !PyLong_Check(obj))
        return 0;
    scalar = PyFloat_AsDouble(obj);
    if (scalar == -1.0 && PyErr_Occurred())
        return -1;
    set_scalar(operand, scalar);
    return 1;
}

/* The same for a Vector as well. */
static inline int as_operand(PyObject *obj, Operand *operand)
{
    if (!is_vector(obj))
        return as_scalar(obj, operand);
    set_vector(operand, items_of(obj), Py_SIZE(obj));
    return 1;
}

static int check_fit(const Operand *left, const Operand *right)
{
    if (fit(left, right))
        return 0;
    PyErr_Format(PyExc_ValueError, "a Vector of %zd and one of %zd numbers do not fit together", left->size,
                 right->size);
    return -1;
}

/* Python calls it when one of the two is a Vector, either of them. */
static PyObject *binary(Operation operation, PyObject *py_left, PyObject *py_right)
{
    Operand left, right;
    Vector *result;
    int known = as_operand(py_left, &left);

    if (known > 0)
        known = as_operand(py_right, &right);
    if (known == 0)
        Py_RETURN_NOTIMPLEMENTED;
    if (known < 0 || check_fit(&left, &right) < 0)
        return NULL;
    result = new_vector(result_size(&left, &right));
    if (result != NULL)
        combine(operation, result->items, Py_SIZE(result), &left, &right);
    return (PyObject *)result;
}

static PyObject *in_place(Operation operation, PyObject *self, PyObject *other)
{
    Vector *vector = (Vector *)self;
    Operand left, right;
    int known = as_operand(other, &right);

    if (known == 0)
        Py_RETURN_NOTIMPLEMENTED;
    set_vector(&left, vector->items, Py_SIZE(vector));
    if (known < 0 || check_fit(&left, &right) < 0)
        return NULL;
    combine(operation, vector->items, Py_SIZE(vector), &left, &right);
    return Py_NewRef(self);
}

static PyObject *Vector_add(PyObject *left, PyObject *right)
{
    return binary(ADD, left, right);
}

static PyObject *Vector_subtract(PyObject *left, PyObject *right)
{
    return binary(SUBTRACT, left, right);
}

static PyObject *Vector_multiply(PyObject *left, PyObject *right)
{
    return binary(MULTIPLY, left, right);
}

static PyObject *Vector_divide(PyObject *left, PyObject *right)
{
    return binary(DIVIDE, left, right);
}

static PyObject *Vector_iadd(PyObject *self, PyObject *other)
{
    return in_place(ADD, self, other);
}

static PyObject *Vector_isubtract(PyObject *self, PyObject *other)
{
    return in_place(SUBTRACT, self, other);
}

static PyObject *Vector_imultiply(PyObject *self, PyObject *other)
{
    return in_place(MULTIPLY, self, other);
}

static PyObject *Vector_idivide(PyObject *self, PyObject *other)
{
    return in_place(DIVIDE, self, other);
}

static PyObject *Vector_negative(PyObject *self)
{
    Vector *result = new_vector(Py_SIZE(self));

    if (result != NULL)
        negate(result->items, items_of(self), Py_SIZE(self));
    return (PyObject *)result;
}

/* Vectors are equal or not as a whole; without tp_hash they cannot be keys of a dict. */
static PyObject *Vector_compare(PyObject *self, PyObject *other, int op)
{
    int same;

    if (!is_vector(other) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    same = Py_SIZE(self) == Py_SIZE(other)
           && equal(items_of(self), items_of(other), Py_SIZE(self));
    return PyBool_FromLong(same == (op == Py_EQ));
}

/* ---- Items and slices ------------------------------------------------------------------------------------------- */

static Py_ssize_t Vector_length(PyObject *self)
{
    return Py_SIZE(self);
}

/* Behind iteration; negative indices have been taken care of. */
static PyObject *Vector_item(PyObject *self, Py_ssize_t i)
{
    if (i < 0 || i >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "Vector index out of range");
        return NULL;
    }
    return PyFloat_FromDouble(items_of(self)[i]);
}

/* The number that 'key' is the index of; NULL with an exception set. */
static double *find(Vector *vector, PyObject *key)
{
    Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);

    if (i < 0) {
        if (i == -1 && PyErr_Occurred())
            return NULL;
        i += Py_SIZE(vector);
    }
    if (i < 0 || i >= Py_SIZE(vector)) {
        PyErr_SetString(PyExc_IndexError, "Vector index out of range");
        return NULL;
    }
    return &vector->items[i];
}

static PyObject *get_slice(Vector *vector, PyObject *slice)
{
    Py_ssize_t start, stop, step, size;
    Vector *result;

    if (PySlice_Unpack(slice, &start, &stop, &step) < 0)
        return NULL;
    size = PySlice_AdjustIndices(Py_SIZE(vector), &start, &stop, step);
    result = new_vector(size);
    if (result != NULL)
        take(result->items, vector->items, start, step, size);
    return (PyObject *)result;
}

static int set_slice(Vector *vector, PyObject *slice, PyObject *value)
{
    Py_ssize_t start, stop, step, size;
    Vector *from;
    int result = -1;

    if (PySlice_Unpack(slice, &start, &stop, &step) < 0)
        return -1;
    size = PySlice_AdjustIndices(Py_SIZE(vector), &start, &stop, step);
    if (is_vector(value) && value != (PyObject *)vector)
        from = (Vector *)Py_NewRef(value);
    else
        from = new_from_iterable(value);
    if (from == NULL)
        return -1;
    if (Py_SIZE(from) == size) {
        put(vector->items, start, step, from->items, size);
        result = 0;
    } else {
        PyErr_Format(PyExc_ValueError, "cannot assign %zd numbers to a slice of %zd", Py_SIZE(from), size);
    }
    Py_DECREF(from);
    return result;
}

static PyObject *Vector_subscript(PyObject *self, PyObject *key)
{
    double *item;

    if (PySlice_Check(key))
        return get_slice((Vector *)self, key);
    item = find((Vector *)self, key);
    return item == NULL ? NULL : PyFloat_FromDouble(*item);
}

static int Vector_assign(PyObject *self, PyObject *key, PyObject *value)
{
    double *item, number;

    if (value == NULL) {  /* del v[key] */
        PyErr_SetString(PyExc_TypeError, "the size of a Vector is fixed: nothing can be deleted");
        return -1;
    }
    if (PySlice_Check(key))
        return set_slice((Vector *)self, key, value);
    item = find((Vector *)self, key);
    if (item == NULL)
        return -1;
    number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred())
        return -1;
    *item = number;
    return 0;
}

/* ---- The buffer protocol ---------------------------------------------------------------------------------------- */

static int Vector_getbuffer(PyObject *self, Py_buffer *buffer, int flags)
{
    static char format[] = "d";
    static Py_ssize_t stride = sizeof(double);

    buffer->buf = items_of(self);
    buffer->obj = Py_NewRef(self);
    buffer->itemsize = stride;
    buffer->len = Py_SIZE(self) * stride;
    buffer->readonly = 0;
    buffer->ndim = 1;
    buffer->format = flags & PyBUF_FORMAT ? format : NULL;
    buffer->shape = flags & PyBUF_ND ? &((PyVarObject *)self)->ob_size : NULL;
    buffer->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &stride : NULL;
    buffer->suboffsets = NULL;
    buffer->internal = NULL;
    return 0;
}

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

static PyObject *Vector_sum(PyObject *self, PyObject *unused)
{
    (void)unused;
    return PyFloat_FromDouble(total(items_of(self), Py_SIZE(self)));
}

static PyObject *extreme(PyObject *self, double (*choose)(const double *items, ptrdiff_t size))
{
    if (Py_SIZE(self) == 0) {
        PyErr_SetString(PyExc_ValueError, "an empty Vector has no smallest or largest number");
        return NULL;
    }
    return PyFloat_FromDouble(choose(items_of(self), Py_SIZE(self)));
}

static PyObject *Vector_min(PyObject *self, PyObject *unused)
{
    (void)unused;
    return extreme(self, smallest);
}

static PyObject *Vector_max(PyObject *self, PyObject *unused)
{
    (void)unused;
    return extreme(self, largest);
}

static PyObject *Vector_dot(PyObject *self, PyObject *other)
{
    Operand left, right;

    if (!is_vector(other)) {
        PyErr_SetString(PyExc_TypeError, "dot() wants a Vector");
        return NULL;
    }
    set_vector(&left, items_of(self), Py_SIZE(self));
    set_vector(&right, items_of(other), Py_SIZE(other));
    if (check_fit(&left, &right) < 0)
        return NULL;
    return PyFloat_FromDouble(dot_product(left.items, right.items, left.size));
}

static PyObject *Vector_norm(PyObject *self, PyObject *unused)
{
    (void)unused;
    return PyFloat_FromDouble(length_of(items_of(self), Py_SIZE(self)));
}

static PyObject *Vector_tolist(PyObject *self, PyObject *unused)
{
    PyObject *list = PyList_New(Py_SIZE(self)), *number;
    Py_ssize_t i;

    (void)unused;
    for (i = 0; list != NULL && i < Py_SIZE(self); i++) {
        number = PyFloat_FromDouble(items_of(self)[i]);
        if (number == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, number);
    }
    return list;
}

static PyObject *Vector_copy(PyObject *self, PyObject *unused)
{
    (void)unused;
    return (PyObject *)new_copy((Vector *)self);
}

/* For pickle: the call that makes an equal object. */
static PyObject *Vector_reduce(PyObject *self, PyObject *unused)
{
    PyObject *list = Vector_tolist(self, unused);

    return list == NULL ? NULL : Py_BuildValue("O(N)", vector_type, list);
}

static PyObject *Vector_repr(PyObject *self)
{
    PyObject *list = Vector_tolist(self, NULL), *text;

    if (list == NULL)
        return NULL;
    text = PyUnicode_FromFormat("Vector(%R)", list);
    Py_DECREF(list);
    return text;
}

/* ---- The type and its module ------------------------------------------------------------------------------------ */

static PyMethodDef Vector_methods[] = {
    {"sum", Vector_sum, METH_NOARGS, "The sum of all numbers."},
    {"min", Vector_min, METH_NOARGS, "The smallest number."},
    {"max", Vector_max, METH_NOARGS, "The largest number."},
    {"dot", Vector_dot, METH_O, "dot(other): the scalar product with another Vector."},
    {"norm", Vector_norm, METH_NOARGS, "The square root of the sum of all squares."},
    {"tolist", Vector_tolist, METH_NOARGS, "The numbers as a list of float."},
    {"copy", Vector_copy, METH_NOARGS, "A new Vector of the same numbers."},
    {"__copy__", Vector_copy, METH_NOARGS, NULL},
    {"__reduce__", Vector_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Vector_slots[] = {
    {Py_tp_doc, "Vector(iterable) or Vector(size): a fixed number of floats, in the latter case zeros."},
    {Py_tp_new, (void *)Vector_new},
    {Py_tp_dealloc, (void *)Vector_dealloc},
    {Py_tp_repr, (void *)Vector_repr},
    {Py_tp_richcompare, (void *)Vector_compare},
    {Py_tp_methods, Vector_methods},
    {Py_nb_add, (void *)Vector_add},
    {Py_nb_subtract, (void *)Vector_subtract},
    {Py_nb_multiply, (void *)Vector_multiply},
    {Py_nb_true_divide, (void *)Vector_divide},
    {Py_nb_negative, (void *)Vector_negative},
    {Py_nb_inplace_add, (void *)Vector_iadd},
    {Py_nb_inplace_subtract, (void *)Vector_isubtract},
    {Py_nb_inplace_multiply, (void *)Vector_imultiply},
    {Py_nb_inplace_true_divide, (void *)Vector_idivide},
    {Py_sq_length, (void *)Vector_length},
    {Py_sq_item, (void *)Vector_item},
    {Py_mp_subscript, (void *)Vector_subscript},
    {Py_mp_ass_subscript, (void *)Vector_assign},
#if PY_VERSION_HEX >= 0x03090000
    {Py_bf_getbuffer, (void *)Vector_getbuffer},
#endif
    {0, NULL},
};

static PyType_Spec Vector_spec = {
    .name = "vector_native.Vector",
    .basicsize = sizeof(Vector),
    .itemsize = sizeof(double),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = Vector_slots,
};

static int vector_exec(PyObject *module)
{
    PyObject *cls = PyType_FromSpec(&Vector_spec), *old = (PyObject *)vector_type;

    if (cls == NULL)
        return -1;
#if PY_VERSION_HEX < 0x03090000  /* there is no slot for it */
    ((PyTypeObject *)cls)->tp_as_buffer->bf_getbuffer = Vector_getbuffer;
#endif
    if (PyObject_SetAttrString(module, "Vector", cls) < 0) {
        Py_DECREF(cls);
        return -1;
    }
    vector_type = (PyTypeObject *)cls;
    Py_XDECREF(old);
    return 0;
}

static PyModuleDef_Slot vector_slots[] = {
    {Py_mod_exec, (void *)vector_exec},
    {0, NULL},
};

static struct PyModuleDef vector_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "vector_native",
    .m_doc = "Vectors of floats, over Python.h.",
    .m_slots = vector_slots,
};

#if PY_VERSION_HEX < 0x03090000 && defined(__GNUC__)  /* PyMODINIT_FUNC did not export by itself */
__attribute__((visibility("default")))
#endif
PyMODINIT_FUNC PyInit_vector_native(void)
{
    return PyModuleDef_Init(&vector_def);
}
