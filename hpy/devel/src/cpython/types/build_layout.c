/* Where things lie in an instance: shapes and payloads. The words behind them are type_words.c's.
 *
 *   fixed size   | builtin struct | pad to 16 | payload | words |
 *   int, tuple   | builtin struct | items ... | pad to 16 | payload | words |
 *   Legacy       | the author's whole struct  | words |
 *
 * The struct of a derived type begins with its base's, as in C, so that both find the payload at the same place. The
 * items of int and tuple begin where CPython puts them; what basicsize is larger than the builtin's is room behind them,
 * and the payload's place follows from their number.
 */
#include "type.h"

/* The strictest alignment of a C type; the memory of every object has it. */
#define ALIGN_PAYLOAD(n) (((n) + 15) & ~(Py_ssize_t)15)

/* ---- types made by HPy ---- */

/* What is known about a type made by HPy, by this or another copy of the host; else NULL. */
HPyTypeInfo *hpy_type_info(PyTypeObject *type)
{
    const PyMethodDef *method = type->tp_methods;

    if (hpy_type_has_our_dealloc(type))
        return TYPE_INFO(type);
    if (method == NULL)
        return NULL;
    while (method->ml_name != NULL)
        method++;
    return method->ml_flags == HPY_INFO_MARK ? TYPE_INFO(type) : NULL;
}

/* The same for the nearest type made by HPy, beginning with the type itself. */
HPyTypeInfo *hpy_type_find_info(PyTypeObject *type)
{
    HPyTypeInfo *info = NULL;

    for (; type != NULL && info == NULL; type = type->tp_base)
        info = hpy_type_info(type);
    return info;
}

/* ---- shapes ---- */

/* The builtin type of a shape; NULL for Legacy. */
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
    case SHAPE_DICT: return &PyDict_Type;
    default: return NULL;
    }
}

static const char *shape_name(int shape)
{
    static const char names[][8] = { /* no pointers, which the loader of the binary would have to adjust */
        "Legacy", "Object", "Type", "Long", "Float", "Unicode", "Tuple", "List", "Dict"
    };
    return names[shape + 1];
}

/* The shape whose builtin type this is; Legacy when there is none. */
static int builtin_shape(PyTypeObject *type)
{
    int shape;

    for (shape = HPyType_BuiltinShape_Object; shape <= SHAPE_LAST; shape++)
        if (hpy_shape_type(shape) == type)
            return shape;
    return HPyType_BuiltinShape_Legacy;
}

/* The shape of the instances of any type. */
int hpy_type_shape(PyTypeObject *type)
{
    for (; type != NULL; type = type->tp_base) {
        HPyTypeInfo *info = hpy_type_info(type);
        int shape = builtin_shape(type);
        if (info != NULL)
            return info->shape;
        if (shape > HPyType_BuiltinShape_Object)
            return shape;
    }
    return HPyType_BuiltinShape_Legacy;
}

/* The shape of the spec, or that of the base whose struct it inherits. */
static HPyType_BuiltinShape declared_shape(PyTypeObject *type)
{
    const HPyTypeInfo *info = hpy_type_find_info(type);

    if (info == NULL)
        return HPyType_BuiltinShape_Legacy;
    return (HPyType_BuiltinShape)(info->payload_size > 0 ? info->shape : info->spec_shape);
}

HPyType_BuiltinShape ctx_Type_GetBuiltinShape(HPyContext *ctx, HPy h_type)
{
    PyObject *type = _h2py(h_type);
    (void)ctx;

    if (type == NULL || !PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "the builtin shape is a property of a type");
        return (HPyType_BuiltinShape)-2;
    }
    return declared_shape((PyTypeObject *)type);
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

#if PY_VERSION_HEX >= 0x030D0000
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

/* Room to reserve behind the items for a payload: its alignment, and what large_digits may be too large. */
static Py_ssize_t room_behind_items(PyTypeObject *builtin, Py_ssize_t payload_size)
{
    return ALIGN_WORD(payload_size + 15 + 2 * builtin->tp_itemsize);
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

#ifdef HPY_HOST_CPYTHON

HPyType_BuiltinShape hpy_object_shape(PyObject *self)
{
    return declared_shape(Py_TYPE(self));
}

int hpy_object_contains(PyObject *self, const void *address)
{
    PyTypeObject *type;

    for (type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        const char *start = info != NULL ? (const char *)hpy_payload(self, info->shape) : NULL;
        if (start != NULL && (const char *)address >= start && (const char *)address < start + info->payload_size)
            return 1;
    }
    return 0;
}

#endif

/* ---- which base decides ---- */

/* Whether instances hold more than those of the base. CPython up to 3.11 looks past a dict and weak references, if these
 * come last in this order; later it does not, and they have no place among the rest. */
static int adds_data(const PyTypeObject *type, const PyTypeObject *base)
{
    Py_ssize_t size = type->tp_basicsize;

    if (type->tp_itemsize != 0 || base->tp_itemsize != 0)
        return size != base->tp_basicsize || type->tp_itemsize != base->tp_itemsize;
    if (type->tp_weaklistoffset > 0 && base->tp_weaklistoffset == 0
        && type->tp_weaklistoffset + (Py_ssize_t)sizeof(void *) == size)
        size -= (Py_ssize_t)sizeof(void *);
    if (type->tp_dictoffset > 0 && base->tp_dictoffset == 0
        && type->tp_dictoffset + (Py_ssize_t)sizeof(void *) == size)
        size -= (Py_ssize_t)sizeof(void *);
    return size != base->tp_basicsize;
}

/* The type whose layout CPython takes the type's instances to have. */
PyTypeObject *hpy_type_solid_base(PyTypeObject *type)
{
    PyTypeObject *base;

    if (type->tp_base == NULL)
        return type;
    base = hpy_type_solid_base(type->tp_base);
    return adds_data(type, base) ? type : base;
}

/* The base that CPython will take as tp_base. Where bases conflict any will do: CPython refuses them, and should
 * it choose another one nevertheless, type_spec.c does. */
PyTypeObject *hpy_type_layout_base(PyObject *bases)
{
    PyTypeObject *best = NULL, *best_solid = NULL;
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        PyTypeObject *solid = hpy_type_solid_base(base);
        if (best == NULL || (solid != best_solid && PyType_IsSubtype(solid, best_solid))) {
            best = base;
            best_solid = solid;
        }
    }
    return best;
}

/* The type from which the layout of the new type's instances follows: a builtin of a shape, a type made by HPy with
 * a payload, or any other type with data of its own. */
static PyTypeObject *layout_owner(PyTypeObject *base)
{
    for (;;) {
        HPyTypeInfo *info = hpy_type_info(base);
        if (base->tp_base == NULL)
            return base;
        if (info != NULL ? info->payload_size > 0 : base->tp_basicsize != base->tp_base->tp_basicsize)
            return base;
        if (builtin_shape(base) != HPyType_BuiltinShape_Legacy)
            return base;
        base = base->tp_base;
    }
}

/* ---- the layout of a new type ---- */

static int too_small(const TypeBuild *build, Py_ssize_t least, const PyTypeObject *base)
{
    return hpy_type_wrong(build, "basicsize %d is less than the %zd of base '%s'; begin the struct with that of the "
                          "base, or with PyObject_HEAD", build->spec->basicsize, least, base->tp_name);
}

static int check_owner(TypeBuild *build, PyTypeObject *owner)
{
    const HPyType_Spec *spec = build->spec;
    HPyTypeInfo *info = hpy_type_info(owner);
    int shape = info != NULL ? info->shape : builtin_shape(owner);

    if (shape == HPyType_BuiltinShape_Legacy)
        return hpy_type_wrong(build, "the payload cannot follow the data that base '%s' adds to its instances; set "
                              "basicsize to 0, or give that class __slots__ = ()", owner->tp_name);
    if (shape != (int)spec->builtin_shape)
        return hpy_type_wrong(build, "base '%s' does not have the shape %s; set "
                              ".builtin_shape=HPyType_BuiltinShape_%s", build->base->tp_name,
                              shape_name((int)spec->builtin_shape), shape_name(shape));
    if (info != NULL && spec->basicsize < info->payload_size)
        return too_small(build, info->payload_size, owner);
    return 0;
}

static int lay_out_pure(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    PyTypeObject *owner = layout_owner(build->base);
    HPyTypeInfo *owner_info = hpy_type_info(owner);
    PyTypeObject *builtin;

    if (build->spec->basicsize == 0) {
        info->shape = owner_info != NULL ? owner_info->shape : builtin_shape(owner);
        info->payload_size = owner_info != NULL ? owner_info->payload_size : 0;
        return 0;
    }
    if (check_owner(build, owner) < 0)
        return -1;
    info->shape = info->spec_shape;
    info->payload_size = build->spec->basicsize;
    builtin = hpy_shape_type(info->shape);
    build->payload_start = (Py_ssize_t)hpy_payload_offset(build->spec->builtin_shape);
    if (build->payload_start != 0)
        build->basicsize = build->payload_start + info->payload_size;
    else
        build->basicsize = builtin->tp_basicsize + room_behind_items(builtin, info->payload_size);
    return 0;
}

static int lay_out_legacy(TypeBuild *build)
{
    HPyTypeInfo *base_info = hpy_type_find_info(build->base);
    HPyTypeInfo *own = hpy_type_info(build->base);
    Py_ssize_t least = own != NULL && own->payload_size > 0 ? own->payload_size : build->base->tp_basicsize;

    if (base_info != NULL && base_info->spec_shape != HPyType_BuiltinShape_Legacy) {
        /* These words are part of HPy's interface. */
        PyErr_SetString(PyExc_TypeError, "A legacy type should not inherit its memory layout from a pure type");
        return -1;
    }
    if (build->spec->basicsize != 0 && build->spec->basicsize < least)
        return too_small(build, least, build->base);
    build->info->shape = HPyType_BuiltinShape_Legacy;
    build->info->payload_size = build->spec->basicsize;
    if (build->spec->basicsize == 0 && base_info != NULL)
        build->info->payload_size = base_info->payload_size;
    build->basicsize = build->spec->basicsize;
    return 0;
}

/* HPy_New makes no items, and the word for their number would lie in the payload: only the Legacy shape has items of
 * its own, the others keep those of the builtin. */
static int check_itemsize(const TypeBuild *build)
{
    Py_ssize_t base_itemsize = build->base->tp_itemsize;

    if (build->spec->itemsize == 0 || base_itemsize == 0 || build->spec->itemsize == base_itemsize)
        return 0;
    return hpy_type_wrong(build, "itemsize %d differs from the %zd of base '%s'; set it to 0", build->spec->itemsize,
                          base_itemsize, build->base->tp_name);
}

/* Whether the type adds to what the base's payload takes of the instance. */
static int grows(const TypeBuild *build)
{
    const HPyTypeInfo *base_info = hpy_type_find_info(build->base);
    Py_ssize_t least = base_info != NULL ? base_info->payload_size : 0;

    if (build->info->shape == HPyType_BuiltinShape_Legacy && hpy_type_info(build->base) == NULL)
        least = build->base->tp_basicsize; /* another's struct, at which the author's begins */
    return build->spec->basicsize != 0 && build->info->payload_size > least;
}

/* Fill basicsize, payload_start and the layout in the block. */
int hpy_type_lay_out(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;

    info->spec_shape = (int)build->spec->builtin_shape;
    if ((info->spec_shape == HPyType_BuiltinShape_Legacy ? lay_out_legacy(build) : lay_out_pure(build)) < 0)
        return -1;
    if (check_itemsize(build) < 0)
        return -1;
    build->grows = grows(build);
    build->basicsize = ALIGN_WORD(build->basicsize);
    return hpy_type_place_words(build);
}
