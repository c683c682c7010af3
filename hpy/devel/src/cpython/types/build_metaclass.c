/* The last step of making a type: PyType_Spec and bases to type object. CPython makes types with a metaclass from
 * version 3.12 on; for the older ones, which will not change any more, the type object is put together here. Called by
 * build_spec.c. */
#include "build.h"

#if PY_VERSION_HEX >= 0x030C0000

PyObject *hpy_type_create(TypeBuild *build, PyType_Spec *py_spec)
{
    if (build->metaclass == NULL)
        return PyType_FromModuleAndSpec(build->module, py_spec, build->bases);
    return PyType_FromMetaclass(build->metaclass, build->module, py_spec, build->bases);
}

#else

/* Where each slot number of a PyType_Slot belongs, as offset in PyHeapTypeObject; 0 for those that are handled by
 * name below. */
#define BUFFER(name) offsetof(PyHeapTypeObject, as_buffer) + offsetof(PyBufferProcs, name)
#define MAPPING(name) offsetof(PyHeapTypeObject, as_mapping) + offsetof(PyMappingMethods, name)
#define NUMBER(name) offsetof(PyHeapTypeObject, as_number) + offsetof(PyNumberMethods, name)
#define SEQUENCE(name) offsetof(PyHeapTypeObject, as_sequence) + offsetof(PySequenceMethods, name)
#define ASYNC(name) offsetof(PyHeapTypeObject, as_async) + offsetof(PyAsyncMethods, name)
#define TYPE(name) offsetof(PyTypeObject, name)
static const uint16_t slot_offsets[] = {
    [1] = BUFFER(bf_getbuffer), [2] = BUFFER(bf_releasebuffer),
    [Py_mp_ass_subscript] = MAPPING(mp_ass_subscript), [Py_mp_length] = MAPPING(mp_length),
    [Py_mp_subscript] = MAPPING(mp_subscript),
    [Py_nb_absolute] = NUMBER(nb_absolute), [Py_nb_add] = NUMBER(nb_add), [Py_nb_and] = NUMBER(nb_and),
    [Py_nb_bool] = NUMBER(nb_bool), [Py_nb_divmod] = NUMBER(nb_divmod), [Py_nb_float] = NUMBER(nb_float),
    [Py_nb_floor_divide] = NUMBER(nb_floor_divide), [Py_nb_index] = NUMBER(nb_index),
    [Py_nb_inplace_add] = NUMBER(nb_inplace_add), [Py_nb_inplace_and] = NUMBER(nb_inplace_and),
    [Py_nb_inplace_floor_divide] = NUMBER(nb_inplace_floor_divide),
    [Py_nb_inplace_lshift] = NUMBER(nb_inplace_lshift), [Py_nb_inplace_multiply] = NUMBER(nb_inplace_multiply),
    [Py_nb_inplace_or] = NUMBER(nb_inplace_or), [Py_nb_inplace_power] = NUMBER(nb_inplace_power),
    [Py_nb_inplace_remainder] = NUMBER(nb_inplace_remainder), [Py_nb_inplace_rshift] = NUMBER(nb_inplace_rshift),
    [Py_nb_inplace_subtract] = NUMBER(nb_inplace_subtract),
    [Py_nb_inplace_true_divide] = NUMBER(nb_inplace_true_divide), [Py_nb_inplace_xor] = NUMBER(nb_inplace_xor),
    [Py_nb_int] = NUMBER(nb_int), [Py_nb_invert] = NUMBER(nb_invert), [Py_nb_lshift] = NUMBER(nb_lshift),
    [Py_nb_multiply] = NUMBER(nb_multiply), [Py_nb_negative] = NUMBER(nb_negative), [Py_nb_or] = NUMBER(nb_or),
    [Py_nb_positive] = NUMBER(nb_positive), [Py_nb_power] = NUMBER(nb_power),
    [Py_nb_remainder] = NUMBER(nb_remainder), [Py_nb_rshift] = NUMBER(nb_rshift),
    [Py_nb_subtract] = NUMBER(nb_subtract), [Py_nb_true_divide] = NUMBER(nb_true_divide),
    [Py_nb_xor] = NUMBER(nb_xor), [Py_nb_matrix_multiply] = NUMBER(nb_matrix_multiply),
    [Py_nb_inplace_matrix_multiply] = NUMBER(nb_inplace_matrix_multiply),
    [Py_sq_ass_item] = SEQUENCE(sq_ass_item), [Py_sq_concat] = SEQUENCE(sq_concat),
    [Py_sq_contains] = SEQUENCE(sq_contains), [Py_sq_inplace_concat] = SEQUENCE(sq_inplace_concat),
    [Py_sq_inplace_repeat] = SEQUENCE(sq_inplace_repeat), [Py_sq_item] = SEQUENCE(sq_item),
    [Py_sq_length] = SEQUENCE(sq_length), [Py_sq_repeat] = SEQUENCE(sq_repeat),
    [Py_am_await] = ASYNC(am_await), [Py_am_aiter] = ASYNC(am_aiter), [Py_am_anext] = ASYNC(am_anext),
#if PY_VERSION_HEX >= 0x030A0000 /* the slot's first version */
    [Py_am_send] = ASYNC(am_send),
#endif
    [Py_tp_alloc] = TYPE(tp_alloc), [Py_tp_call] = TYPE(tp_call), [Py_tp_clear] = TYPE(tp_clear),
    [Py_tp_dealloc] = TYPE(tp_dealloc), [Py_tp_del] = TYPE(tp_del), [Py_tp_descr_get] = TYPE(tp_descr_get),
    [Py_tp_descr_set] = TYPE(tp_descr_set), [Py_tp_getattr] = TYPE(tp_getattr),
    [Py_tp_getattro] = TYPE(tp_getattro), [Py_tp_hash] = TYPE(tp_hash), [Py_tp_init] = TYPE(tp_init),
    [Py_tp_is_gc] = TYPE(tp_is_gc), [Py_tp_iter] = TYPE(tp_iter), [Py_tp_iternext] = TYPE(tp_iternext),
    [Py_tp_methods] = TYPE(tp_methods), [Py_tp_new] = TYPE(tp_new), [Py_tp_repr] = TYPE(tp_repr),
    [Py_tp_richcompare] = TYPE(tp_richcompare), [Py_tp_setattr] = TYPE(tp_setattr),
    [Py_tp_setattro] = TYPE(tp_setattro), [Py_tp_str] = TYPE(tp_str), [Py_tp_traverse] = TYPE(tp_traverse),
    [Py_tp_getset] = TYPE(tp_getset), [Py_tp_free] = TYPE(tp_free), [Py_tp_finalize] = TYPE(tp_finalize)
};
#undef BUFFER
#undef MAPPING
#undef NUMBER
#undef SEQUENCE
#undef ASYNC
#undef TYPE

/* A copy that the type frees with its own memory function. */
static int set_doc(PyTypeObject *type, const char *doc)
{
    size_t size = strlen(doc) + 1;
    char *copy = (char *)PyObject_Malloc(size);

    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(copy, doc, size);
    type->tp_doc = copy;
    return 0;
}

static int set_slots(PyHeapTypeObject *heap_type, const PyType_Slot *slot)
{
    const int n = (int)(sizeof(slot_offsets) / sizeof(slot_offsets[0]));

    for (; slot->slot != 0; slot++) {
        if (slot->slot == Py_tp_doc) {
            if (set_doc(&heap_type->ht_type, (const char *)slot->pfunc) < 0)
                return -1;
        } else if (slot->slot > 0 && slot->slot < n && slot_offsets[slot->slot] != 0) {
            *(void **)(void *)((char *)heap_type + slot_offsets[slot->slot]) = slot->pfunc;
        } else if (slot->slot != Py_tp_members) {
            PyErr_Format(PyExc_TypeError, "type '%s': invalid slot %d", heap_type->ht_type.tp_name, slot->slot);
            return -1;
        }
    }
    return 0;
}

static int set_names(PyHeapTypeObject *heap_type, const char *name)
{
    const char *dot = strrchr(name, '.');

    heap_type->ht_type.tp_name = name;
    heap_type->ht_name = PyUnicode_FromString(dot != NULL ? dot + 1 : name);
    if (heap_type->ht_name == NULL)
        return -1;
    heap_type->ht_qualname = Py_NewRef(heap_type->ht_name);
    return 0;
}

/* In the items of the type object, as for any class; their offsets say what CPython's fields want. */
static void set_members(TypeBuild *build, PyTypeObject *type)
{
    PyMemberDef *members = (PyMemberDef *)(void *)((char *)type + Py_TYPE(type)->tp_basicsize);

    if (build->n_members > 0) {
        memcpy(members, build->members, (size_t)build->n_members * sizeof(PyMemberDef));
        type->tp_members = members;
    }
    type->tp_weaklistoffset = build->weaklist_offset;
    type->tp_dictoffset = build->dict_offset;
    type->tp_vectorcall_offset = build->vectorcall_offset;
    type->tp_flags |= build->flags & HPy_TPFLAGS_HAVE_VECTORCALL;
}

static int set_module(PyTypeObject *type, const char *name)
{
    const char *dot = strrchr(name, '.');
    PyObject *module;
    int result;

    if (dot == NULL)
        return 0; /* the type has no __module__ then */
    module = PyUnicode_FromStringAndSize(name, dot - name);
    if (module == NULL)
        return -1;
    result = PyDict_SetItemString(type->tp_dict, "__module__", module); /* it may be immutable, and nobody knows it */
    Py_DECREF(module);
    return result;
}

/* CPython hands classes with inline values a table of their attribute names, by private means. */
static int check_base(const TypeBuild *build, PyTypeObject *metaclass)
{
#if PY_VERSION_HEX >= 0x030B0000 /* here: 3.11 alone */
    if (build->base->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return hpy_type_wrong(build, "with metaclass '%s', CPython 3.11 cannot derive it from '%s', whose instances "
                              "have a __dict__", metaclass->tp_name, build->base->tp_name);
    }
#else
    (void)build;
    (void)metaclass;
#endif
    return 0;
}

/* Let the type know its module, for HPyType_GetModule. */
static int set_type_module(PyTypeObject *type, PyObject *module)
{
#if PY_VERSION_HEX >= 0x03090000 /* which has a field for it */
    ((PyHeapTypeObject *)type)->ht_module = Py_NewRef(module);
    return 0;
#else
    return PyDict_SetItemString(type->tp_dict, HPY_MODULE_KEY, module);
#endif
}

static int fill_type(TypeBuild *build, PyHeapTypeObject *heap_type, PyType_Spec *py_spec)
{
    PyTypeObject *type = &heap_type->ht_type;

    type->tp_flags = py_spec->flags | Py_TPFLAGS_HEAPTYPE;
    type->tp_as_async = &heap_type->as_async;
    type->tp_as_number = &heap_type->as_number;
    type->tp_as_sequence = &heap_type->as_sequence;
    type->tp_as_mapping = &heap_type->as_mapping;
    type->tp_as_buffer = &heap_type->as_buffer;
    type->tp_base = (PyTypeObject *)Py_NewRef((PyObject *)build->base);
    type->tp_bases = Py_NewRef(build->bases);
    type->tp_basicsize = py_spec->basicsize != 0 ? py_spec->basicsize : build->base->tp_basicsize;
    type->tp_itemsize = py_spec->itemsize;
    if (set_names(heap_type, py_spec->name) < 0 || set_slots(heap_type, py_spec->slots) < 0)
        return -1;
    set_members(build, type);
    if (type->tp_dealloc == NULL) {
        return hpy_type_wrong(build, "with a metaclass, this base needs CPython 3.12 or newer");
    }
    if (PyType_Ready(type) < 0)
        return -1;
    return set_module(type, py_spec->name);
}

PyObject *hpy_type_create(TypeBuild *build, PyType_Spec *py_spec)
{
    PyHeapTypeObject *heap_type;
    PyTypeObject *metaclass = hpy_type_choose_metaclass(build);

    if (metaclass == NULL)
        return NULL;
    if (metaclass == &PyType_Type) {
        heap_type = (PyHeapTypeObject *)PyType_FromSpecWithBases(py_spec, build->bases);
    } else {
        if (check_base(build, metaclass) < 0)
            return NULL;
        heap_type = (PyHeapTypeObject *)metaclass->tp_alloc(metaclass, build->n_members);
        if (heap_type != NULL && fill_type(build, heap_type, py_spec) < 0)
            Py_CLEAR(heap_type);
    }
    if (heap_type != NULL && build->module != NULL && set_type_module(&heap_type->ht_type, build->module) < 0)
        Py_CLEAR(heap_type);
    return (PyObject *)heap_type;
}

#endif
