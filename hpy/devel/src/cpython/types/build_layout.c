/* Where things lie in the instances of a new type: first the base from which it follows, then shape and payload. The
 * words behind them are build_words.c's.
 *
 * The struct of a derived type begins with its base's, as in C, so that both find the payload at the same place. The
 * items of int and tuple begin where CPython puts them; what basicsize is larger than the builtin's is room behind
 * them, and the payload's place follows from their number. Items that HPy_NewVar makes lie behind the author's struct,
 * whose first word is CPython's number of items: a derived type with a larger struct moves them.
 *
 * With the shape Any nothing is shared: the payload lies behind all that the base has, whatever that is.
 */
#include "build.h"

/* ---- which base decides ---- */

/* Whether instances hold more than those of the base. CPython up to 3.11 looks past a dict and weak references, if
 * these come last in this order; later it does not, and they have no place among the rest. */
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

/* Set build->base to the base that CPython will take as tp_base. Where bases conflict any will do: CPython refuses
 * them, and should it choose another one nevertheless, build_spec.c does. */
void hpy_type_choose_base(TypeBuild *build)
{
    PyTypeObject *best = NULL, *best_solid = NULL;
    Py_ssize_t i;

    for (i = 0; i < PyTuple_GET_SIZE(build->bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(build->bases, i);
        PyTypeObject *solid = hpy_type_solid_base(base);
        if (best == NULL || (solid != best_solid && PyType_IsSubtype(solid, best_solid))) {
            best = base;
            best_solid = solid;
        }
    }
    build->base = best;
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
        if (hpy_builtin_shape(base) != HPyType_BuiltinShape_Legacy)
            return base;
        base = base->tp_base;
    }
}

/* ---- the layout of a new type ---- */

static const char *shape_name(int shape)
{
    static const char names[][8] = { /* no pointers, which the loader of the binary would have to adjust */
        "Legacy", "Object", "Type", "Long", "Float", "Unicode", "Tuple", "List", "Dict",
        "Any"
    };
    return names[shape + 1];
}

/* Room to reserve behind the items for a payload: its alignment, and what large_digits may be too large. */
static Py_ssize_t room_behind_items(const PyTypeObject *builtin, Py_ssize_t payload_size)
{
    return ALIGN_WORD(payload_size + 15 + 2 * builtin->tp_itemsize);
}

static int too_small(const TypeBuild *build, Py_ssize_t least, const PyTypeObject *base)
{
    return hpy_type_wrong(build, "basicsize %d is less than the %zd of base '%s'; begin the struct with that of the "
                          "base, or with PyObject_HEAD", build->spec->basicsize, least, base->tp_name);
}

static int check_owner(TypeBuild *build, PyTypeObject *owner)
{
    const HPyType_Spec *spec = build->spec;
    HPyTypeInfo *info = hpy_type_info(owner);
    int shape = info != NULL ? info->shape : hpy_builtin_shape(owner);

    if (shape == HPyType_BuiltinShape_Legacy)
        return hpy_type_wrong(build, "the payload cannot follow the data that base '%s' adds to its instances; use "
                              "HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Any), or set basicsize to 0", owner->tp_name);
    if (shape != (int)spec->builtin_shape)
        return hpy_type_wrong(build, "base '%s' does not have the shape %s; set "
                              ".builtin_shape=HPyType_BuiltinShape_%s", build->base->tp_name,
                              shape_name((int)spec->builtin_shape), shape_name(shape));
    if (info != NULL && spec->basicsize < info->payload_size)
        return too_small(build, info->payload_size, owner);
    return 0;
}

/* Items behind the author's struct, its own or those of the base. */
static int lay_out_items(TypeBuild *build, const HPyTypeInfo *owner)
{
    const HPyType_Spec *spec = build->spec;
    HPyTypeInfo *info = build->info;

    if (info->shape != HPyType_BuiltinShape_Object || build->has_vectorcall_member)
        return 0;
    info->itemsize = owner != NULL && owner->items != 0 ? owner->itemsize : spec->itemsize;
    if (info->itemsize == 0)
        return 0;
    if (spec->basicsize == 0 && owner != NULL)
        info->items = owner->items;
    else
        info->items = (Py_ssize_t)HPY_OBJECT_PAYLOAD_OFFSET + spec->basicsize;
    if (info->payload_size < (Py_ssize_t)sizeof(HPy_ssize_t))
        return hpy_type_wrong(build, "itemsize is %d, but there is no struct that begins with HPy_VAR_HEAD; give its "
                              "basicsize, or set itemsize to 0", spec->itemsize);
    if (owner != NULL && owner->payload_size > 0 && owner->items == 0)
        return hpy_type_wrong(build, "itemsize is %d, but the struct of base '%s' does not begin with HPy_VAR_HEAD; set "
                              "it to 0", spec->itemsize, build->base->tp_name);
    return 0;
}

/* ---- the shape Any ---- */

/* Fill info->base_items. What items another type has, and where they end, is its own business. */
static int find_items(TypeBuild *build)
{
    int items;

    build->info->base_items = ITEMS_NONE;
    if (build->base->tp_itemsize == 0 || PyType_IsSubtype(build->base, &PyType_Type))
        return 0;
    for (items = ITEMS_LONG; items <= ITEMS_BYTES; items++) {
        if (PyType_IsSubtype(build->base, hpy_items_type(items))) {
            build->info->base_items = items;
            return 0;
        }
    }
    return hpy_type_wrong(build, "instances of base '%s' have items, and where these end is not known; set basicsize to 0",
                          build->base->tp_name);
}

/* Fill info->new_hops. Our own types have no part in HPy_New, and a __new__ written in Python would look for that of the
 * new type. */
static int find_maker(TypeBuild *build)
{
    PyTypeObject *type = build->base;
    int hops = 1, skipped;

    while ((skipped = hpy_type_info(type) != NULL ? 1 : hpy_has_python_new(type)) == 1) {
        type = type->tp_base;
        hops++;
    }
    build->info->new_hops = type->tp_new == PyBaseObject_Type.tp_new ? 0 : hops;
    return skipped;
}

/* What HPyType_HELPERS defines is to be there where it is needed, and there only, and once in a line of bases. */
static int find_record(TypeBuild *build)
{
    const HPyDef *define = hpy_own_define(build, HPy_tp_payload);
    const HPyType_Spec *spec = build->spec;
    const HPyPayload *record;
    PyTypeObject *type;

    if (define == NULL)
        return hpy_type_wrong(build, "the shape Any needs the record of the struct among the defines; add &STRUCT_payload");
    record = ((HPyPayload *(*)(void))(void (*)(void))define->slot.cpy_trampoline)();
    if ((size_t)spec->basicsize < record->size)
        return hpy_type_wrong(build, "basicsize %d is less than the size of the struct %s; set it to sizeof(%s)",
                              spec->basicsize, record->name, record->name);
    for (type = build->base; type != NULL; type = type->tp_base) {
        const HPyTypeInfo *info = hpy_type_info(type);
        if (info != NULL && info->payload == record)
            return hpy_type_wrong(build, "base '%s' has the struct %s already; leave it out and set basicsize to 0, or "
                                  "use another struct", type->tp_name, record->name);
    }
    build->info->payload = record;
    return 0;
}

static int misplaced_record(const TypeBuild *build)
{
    return hpy_type_wrong(build, "the record of a struct among the defines needs .builtin_shape=SHAPE(STRUCT) and "
                          ".basicsize=sizeof(STRUCT)");
}

static int lay_out_any(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    const PyTypeObject *builtin;

    if (find_items(build) < 0 || find_maker(build) < 0 || find_record(build) < 0)
        return -1;
    info->shape = HPyType_BuiltinShape_Any;
    info->payload_size = build->spec->basicsize;
    builtin = hpy_items_type(info->base_items);
    if (builtin == NULL) {
        info->payload_start = build->payload_start = ALIGN_PAYLOAD(build->base->tp_basicsize);
        build->basicsize = info->payload_start + info->payload_size;
    } else {
        info->payload_start = build->base->tp_basicsize - builtin->tp_basicsize;
        build->basicsize = build->base->tp_basicsize + room_behind_items(builtin, info->payload_size);
    }
    return 0;
}

/* ---- the other shapes ---- */

/* As the base is laid out. Where that is nobody's shape, HPy_New must still know how an instance is made. */
static int inherit_layout(TypeBuild *build, PyTypeObject *owner)
{
    HPyTypeInfo *info = build->info;
    const HPyTypeInfo *owner_info = hpy_type_info(owner);

    info->shape = owner_info != NULL ? owner_info->shape : hpy_builtin_shape(owner);
    info->payload_size = owner_info != NULL ? owner_info->payload_size : 0;
    if (owner_info != NULL) {
        info->payload_start = owner_info->payload_start;
        info->base_items = owner_info->base_items;
    }
    if (owner_info == NULL && info->shape == HPyType_BuiltinShape_Legacy) {
        info->shape = HPyType_BuiltinShape_Any;
        info->payload_start = ALIGN_PAYLOAD(build->base->tp_basicsize);
    }
    return info->shape == HPyType_BuiltinShape_Any ? find_maker(build) : lay_out_items(build, owner_info);
}

static int lay_out_pure(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    PyTypeObject *owner = layout_owner(build->base);
    PyTypeObject *builtin;

    if (build->spec->basicsize != 0 && build->spec->builtin_shape == HPyType_BuiltinShape_Any)
        return lay_out_any(build);
    if (hpy_own_define(build, HPy_tp_payload) != NULL)
        return misplaced_record(build);
    if (build->spec->basicsize == 0)
        return inherit_layout(build, owner);
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
    return lay_out_items(build, hpy_type_info(owner));
}

/* Instances with items have their number behind the object's head, in the author's struct or that of a base with items.
 * A base of others has something else there. */
static int check_legacy_items(const TypeBuild *build, const HPyTypeInfo *base_info)
{
    Py_ssize_t base_size = build->base->tp_basicsize;
    Py_ssize_t size = build->spec->basicsize != 0 ? build->spec->basicsize : base_size;

    if (size < (Py_ssize_t)sizeof(PyVarObject))
        return hpy_type_wrong(build, "itemsize is %d, but there is no struct that begins with PyObject_VAR_HEAD; give its "
                              "basicsize, or set itemsize to 0", build->spec->itemsize);
    if (base_info == NULL && build->base->tp_itemsize == 0 && base_size > (Py_ssize_t)sizeof(PyObject))
        return hpy_type_wrong(build, "itemsize is %d, but instances of base '%s' have no items; set it to 0",
                              build->spec->itemsize, build->base->tp_name);
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
    if (hpy_own_define(build, HPy_tp_payload) != NULL)
        return misplaced_record(build);
    if (build->spec->basicsize != 0 && build->spec->basicsize < least)
        return too_small(build, least, build->base);
    build->info->shape = HPyType_BuiltinShape_Legacy;
    build->info->payload_size = build->spec->basicsize;
    if (build->spec->basicsize == 0 && base_info != NULL)
        build->info->payload_size = base_info->payload_size;
    build->basicsize = build->spec->basicsize;
    if (build->spec->itemsize != 0) {
        if (check_legacy_items(build, base_info) < 0)
            return -1;
        build->info->itemsize = build->spec->itemsize;
        build->info->items = build->spec->basicsize != 0 ? build->spec->basicsize : build->base->tp_basicsize;
    } else if (base_info != NULL && base_info->items != 0) {
        build->info->itemsize = base_info->itemsize;
        build->info->items = build->spec->basicsize != 0 ? build->spec->basicsize : base_info->items;
    }
    return 0;
}

/* The items of a base stay what they are: those of a builtin, and those that HPy_NewVar makes. */
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

    if (build->info->payload != NULL)
        return 1;
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
    build->covers = build->grows && build->info->payload == NULL;
    build->basicsize = ALIGN_WORD(build->basicsize);
    if (hpy_type_place_words(build) < 0)
        return -1;
    if (build->basicsize > INT_MAX) /* what a PyType_Spec can say */
        return hpy_type_wrong(build, "basicsize %d is too large", build->spec->basicsize);
    return 0;
}
