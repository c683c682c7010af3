/* HPyType_FromSpec: the steps that make a type, in their order (build.h), and the list of blocks. */
#include "build.h"
#include "../threads.h"

/* All blocks of this copy of the host, newest first. Blocks are only ever added, so that readers need no lock. */
static HPyTypeInfo *all_infos;

static int same_content(const HPyTypeInfo *a, const HPyTypeInfo *b)
{
    const size_t begin = offsetof(HPyTypeInfo, size);
    return a->size == b->size && memcmp((const char *)a + begin, (const char *)b + begin, a->size - begin) == 0;
}

/* Replace the finished block by one of the same content, or keep it for good. Two threads may add equal ones. */
static void share_info(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    HPyTypeInfo *first = HPY_ATOMIC_LOAD(&all_infos);
    HPyTypeInfo *other;
    size_t i;

    for (other = first; other != NULL; other = other->next) {
        if (same_content(info, other)) {
            /* The slots point into the block. */
            for (i = 0; i < (size_t)build->n_slots; i++) {
                char *value = (char *)build->slots[i].pfunc;
                if (value >= (char *)info && value < (char *)info + info->size)
                    build->slots[i].pfunc = (char *)other + (value - (char *)info);
            }
            free(info);
            build->info = other;
            return;
        }
    }
    do {
        first = HPY_ATOMIC_LOAD(&all_infos);
        info->next = first;
    } while (!HPY_ATOMIC_SWAP(&all_infos, first, info));
}

/* Everything up to the point from which CPython can do the rest. */
static int prepare(TypeBuild *build, const HPyType_SpecParam *params)
{
    PyObject *metaclass = NULL;
    Py_ssize_t n_metaclasses = 0;

    if (hpy_type_read_params(build, params, &metaclass, &n_metaclasses) < 0
        || hpy_type_check_spec(build) < 0
        || hpy_type_collect(build) < 0
        || hpy_type_check_metaclass(build, metaclass, n_metaclasses) < 0
        || hpy_type_check_bases(build) < 0)
        return -1;
    hpy_type_choose_base(build);
    if (hpy_type_check_base(build) < 0
        || hpy_type_choose_way(build) < 0
        || hpy_type_lay_out(build) < 0
        || hpy_type_add_members(build) < 0
        || hpy_type_add_fields(build) < 0
        || hpy_type_set_call(build) < 0
        || hpy_type_set_life(build) < 0)
        return -1;
    hpy_type_set_construction(build);
    hpy_type_add_slot(build, Py_tp_methods, build->info->methods);
    return 0;
}

/* Let STRUCT_AsStruct find the struct without a look at the object, as long as it has one place in all types. No
 * instance is there yet. */
static void note_place(const HPyTypeInfo *info)
{
    intptr_t place = info->base_items == ITEMS_NONE ? (intptr_t)info->payload_start : -1;
    intptr_t *noted = info->payload == NULL ? NULL : (intptr_t *)&info->payload->offset;

    if (noted != NULL && !HPY_ATOMIC_SWAP(noted, 0, place) && HPY_ATOMIC_LOAD(noted) != place)
        (void)HPY_ATOMIC_EXCHANGE(noted, (intptr_t)-1);
}

static PyObject *create(TypeBuild *build)
{
    PyType_Spec py_spec;
    PyTypeObject *type;

    share_info(build);
    note_place(build->info);
    py_spec.name = build->info->name != 0 ? (const char *)build->info + build->info->name : build->spec->name;
    py_spec.basicsize = (int)build->basicsize;
    py_spec.itemsize = build->info->spec_shape == HPyType_BuiltinShape_Legacy || build->info->items != 0
                       ? build->spec->itemsize : 0;
    py_spec.flags = (unsigned int)hpy_type_first_flags(build);
#if PY_VERSION_HEX < 0x03090000
    py_spec.flags &= ~(unsigned int)HPy_TPFLAGS_HAVE_VECTORCALL; /* set with the offset, by hpy_type_set_late_slots */
#endif
    py_spec.slots = build->slots;
    type = (PyTypeObject *)hpy_type_create(build, &py_spec);
    if (type == NULL)
        return NULL;
#if PY_VERSION_HEX < 0x03090000 /* what its PyType_Spec cannot say */
    hpy_type_set_late_slots(build, type);
#endif
    if (type->tp_base != build->base) {
        hpy_type_wrong(build, "these bases cannot be combined by HPy; name '%s' first", type->tp_base->tp_name);
        Py_DECREF(type);
        return NULL;
    }
    if (hpy_type_finish_object(build, type) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    hpy_type_finish_call(build, type);
    hpy_fill_call((PyObject *)type); /* its metaclass may be callable in HPy's way */
    return (PyObject *)type;
}

/* The type of the spec, or the class over it, known to all who take part. New reference, or NULL. */
static PyObject *finish(const TypeBuild *build, PyObject *type)
{
    PyObject *class = NULL;

    if (type == NULL)
        return NULL;
    if (build->class_bases != NULL)
        class = hpy_type_make_class(build, type);
    else if (hpy_type_tell(type) == 0)
        return type;
    Py_DECREF(type);
    return class;
}

HPy ctx_Type_FromSpec(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params)
{
    static const PyType_Slot no_slots[] = { { 0, NULL } };
    TypeBuild build;
    PyObject *result = NULL;
    int shared = 0;
    (void)ctx;

    if (spec == NULL || spec->name == NULL) {
        PyErr_SetString(PyExc_TypeError, "HPyType_FromSpec needs a spec with a name, \"module.Name\"");
        return HPy_NULL;
    }
    memset(&build, 0, sizeof(build));
    build.spec = spec;
    build.flags = spec->flags;
    build.legacy = spec->legacy_slots != NULL ? (const PyType_Slot *)spec->legacy_slots : no_slots;
    if (prepare(&build, params) == 0) {
        shared = 1;
        result = finish(&build, create(&build));
    }
    if (result == NULL && !PyErr_Occurred())
        PyErr_NoMemory(); /* CPython 3.11 passes on some failed allocations of PyType_FromSpec without an exception */
    Py_XDECREF(build.bases);
    Py_XDECREF(build.class_bases);
    free(build.members);
    free(build.slots);
    if (!shared)
        free(build.info);
    return _py2h(result);
}
