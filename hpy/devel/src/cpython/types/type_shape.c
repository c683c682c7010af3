/* Shapes: the builtin type with whose struct an instance begins, and where the payload lies behind it. The words behind
 * the payload are placed by build_words.c.
 *
 *   fixed size   | builtin struct | pad to 16 | payload | words |
 *   int, tuple   | builtin struct | items ... | pad to 16 | payload | words |
 *   Any          | the base's instance, with its payload and words | pad to 16 | payload | words |
 *     over items | builtin struct | items ... | the same | pad to 16 | payload | words |
 *   Legacy       | the author's whole struct  | words |
 */
#include "info.h"

/* The builtin type of a shape; NULL for Legacy and Any. */
PyTypeObject *hpy_shape_type(int shape)
{
    switch (shape) {
    case HPyType_BuiltinShape_Object: return &PyBaseObject_Type;
    case HPyType_BuiltinShape_Type: return &PyType_Type;
    case HPyType_BuiltinShape_Long: return &PyLong_Type;
    case HPyType_BuiltinShape_Float: return &PyFloat_Type;
    case HPyType_BuiltinShape_Unicode: return &PyUnicode_Type;
    case HPyType_BuiltinShape_Tuple: return &PyTuple_Type;
    case HPyType_BuiltinShape_List: return &PyList_Type;
    case HPyType_BuiltinShape_Dict: return &PyDict_Type;
    default: return NULL;
    }
}

/* The shape whose builtin type this is; Legacy when there is none. */
int hpy_builtin_shape(PyTypeObject *type)
{
    int shape;

    for (shape = HPyType_BuiltinShape_Object; shape <= SHAPE_LAST; shape++)
        if (hpy_shape_type(shape) == type)
            return shape;
    return HPyType_BuiltinShape_Legacy;
}

/* ---- payloads ---- */

uint32_t hpy_payload_offset(HPyType_BuiltinShape shape)
{
    PyTypeObject *builtin = hpy_shape_type((int)shape);

    if (builtin == NULL || hpy_shape_moves((int)shape))
        return 0;
    if (shape == HPyType_BuiltinShape_Object)
        return (uint32_t)HPY_OBJECT_PAYLOAD_OFFSET;
    return (uint32_t)ALIGN_PAYLOAD(builtin->tp_basicsize);
}

#if PY_VERSION_HEX >= 0x030D0000 /* three ways to the size of an int; none is public in all versions */
static Py_ssize_t count_bits(PyObject *self)
{
    return 8 * PyLong_AsNativeBytes(self, NULL, 0, -1);
}
#elif PY_VERSION_HEX >= 0x030C0000
static Py_ssize_t count_bits(PyObject *self)
{
    int overflow;
    Py_ssize_t bits, references;
    PyObject *length, *pending;

    (void)PyLong_AsLongLongAndOverflow(self, &overflow);
    if (overflow == 0)
        return 8 * (Py_ssize_t)sizeof(long long);
    /* No function of CPython 3.12 counts them, but a method does. It is asked also while the int is deallocated, and
     * must not find that it holds the last reference. */
    pending = PyErr_GetRaisedException();
    references = Py_REFCNT(self);
    Py_SET_REFCNT(self, references + 1);
    length = PyObject_CallMethod((PyObject *)&PyLong_Type, "bit_length", "O", self);
    Py_SET_REFCNT(self, references);
    if (length == NULL)
        Py_FatalError("HPy: no memory to find the payload of an int");
    bits = PyLong_AsSsize_t(length);
    Py_DECREF(length);
    PyErr_SetRaisedException(pending);
    return bits;
}
#endif

#if PY_VERSION_HEX >= 0x030C0000
/* Bytes that the digits of a large int occupy, or one digit more: its digits are not counted in public. Depends on
 * the value alone. */
static Py_ssize_t large_digits(PyObject *self)
{
    Py_ssize_t digit_bits = PyLong_Type.tp_itemsize == 4 ? 30 : 15;
    return (count_bits(self) + digit_bits - 1) / digit_bits * PyLong_Type.tp_itemsize;
}
#endif

static Py_ssize_t long_items_size(PyObject *self)
{
#if PY_VERSION_HEX >= 0x030C0000
    if (PyUnstable_Long_IsCompact((PyLongObject *)self))
        return PyLong_Type.tp_itemsize;
    return large_digits(self);
#else
    Py_ssize_t n = Py_SIZE(self); /* negative for a negative int */
    return (n == 0 ? 1 : n < 0 ? -n : n) * PyLong_Type.tp_itemsize;
#endif
}

void *ctx_AsStruct_Long(HPyContext *ctx, HPy h)
{
    PyObject *self = _h2py(h);
    (void)ctx;
    return (char *)self + ALIGN_PAYLOAD(PyLong_Type.tp_basicsize + long_items_size(self));
}

void *ctx_AsStruct_Tuple(HPyContext *ctx, HPy h)
{
    PyObject *self = _h2py(h);
    (void)ctx;
    return (char *)self + ALIGN_PAYLOAD(PyTuple_Type.tp_basicsize + Py_SIZE(self) * PyTuple_Type.tp_itemsize);
}

static inline void *behind(HPy h, const PyTypeObject *builtin)
{
    return (char *)_h2py(h) + ALIGN_PAYLOAD(builtin->tp_basicsize);
}

void *ctx_AsStruct_Type(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return behind(h, &PyType_Type);
}

void *ctx_AsStruct_Float(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return behind(h, &PyFloat_Type);
}

void *ctx_AsStruct_Unicode(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return behind(h, &PyUnicode_Type);
}

void *ctx_AsStruct_List(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return behind(h, &PyList_Type);
}

void *ctx_AsStruct_Dict(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return behind(h, &PyDict_Type);
}

/* ---- the shape Any ---- */

/* The builtin type whose items they are; NULL where there are none. */
PyTypeObject *hpy_items_type(int items)
{
    switch (items) {
    case ITEMS_LONG: return &PyLong_Type;
    case ITEMS_TUPLE: return &PyTuple_Type;
    case ITEMS_BYTES: return &PyBytes_Type;
    default: return NULL;
    }
}

/* Where the items end, from the object. */
static Py_ssize_t end_of_items(PyObject *self, int items)
{
    const PyTypeObject *builtin = hpy_items_type(items);

    if (builtin == NULL)
        return 0;
    if (items == ITEMS_LONG)
        return builtin->tp_basicsize + long_items_size(self);
    return builtin->tp_basicsize + Py_SIZE(self) * builtin->tp_itemsize;
}

void *hpy_any_payload(PyObject *self, const HPyTypeInfo *info)
{
    return (char *)self + ALIGN_PAYLOAD(end_of_items(self, info->base_items) + info->payload_start);
}

/* ---- all shapes ---- */

/* The payload of an instance of a type with this shape. */
void *hpy_payload(PyObject *self, int shape)
{
    switch (shape) {
    case HPyType_BuiltinShape_Legacy: return self;
    case HPyType_BuiltinShape_Object: return (char *)self + HPY_OBJECT_PAYLOAD_OFFSET;
    case HPyType_BuiltinShape_Long: return ctx_AsStruct_Long(NULL, _py2h(self));
    case HPyType_BuiltinShape_Tuple: return ctx_AsStruct_Tuple(NULL, _py2h(self));
    default: return behind(_py2h(self), hpy_shape_type(shape));
    }
}
