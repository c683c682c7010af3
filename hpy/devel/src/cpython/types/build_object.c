/* What a spec says of the type object itself: how it is called, its signature, its qualified name, its flags. Called by
 * build_spec.c, before the type object is made and behind that, when nobody has seen it yet. */
#include "build.h"

static vectorcallfunc vectorcall_of(const TypeBuild *build)
{
    const HPyDef *define = build->defined[HPy_tp_vectorcall];
    return define == NULL ? NULL : (vectorcallfunc)(void (*)(void))define->slot.cpy_trampoline;
}

/* Whether the type has, or inherits, what makes and fills an instance; the vectorcall function of a base is replaced. */
static int is_constructed(const TypeBuild *build)
{
    return build->defined[HPy_tp_new] != NULL || build->defined[HPy_tp_init] != NULL
           || hpy_type_legacy_slot(build, Py_tp_new) != NULL || hpy_type_legacy_slot(build, Py_tp_init) != NULL
           || (build->base->tp_new != PyBaseObject_Type.tp_new && build->base->tp_new != hpy_new_by_vectorcall)
           || build->base->tp_init != PyBaseObject_Type.tp_init;
}

/* A type with nothing but HPy_tp_vectorcall needs a __new__ for its subclasses. */
void hpy_type_set_construction(TypeBuild *build)
{
    if (vectorcall_of(build) == NULL || is_constructed(build))
        return;
    build->info->construct = vectorcall_of(build);
    hpy_type_add_slot(build, Py_tp_new, (void *)(uintptr_t)hpy_new_by_vectorcall);
}

/* The flags with which the type is made: it cannot be changed once it is immutable. */
unsigned long hpy_type_first_flags(const TypeBuild *build)
{
    return build->flags & ~(hpy_own_define(build, HPy_tp_qualname) != NULL ? HPy_TPFLAGS_IMMUTABLETYPE : 0UL);
}

/* Not by the metaclass, which may have other ideas of what attributes are. */
static int set_qualname(PyTypeObject *type, const HPySlot *slot)
{
    const char *text = ((const char *(*)(void))(void (*)(void))slot->cpy_trampoline)();
    PyObject *key = PyUnicode_InternFromString("__qualname__");
    PyObject *value = key == NULL ? NULL : PyUnicode_FromString(text);
    int result = value == NULL ? -1 : PyType_Type.tp_setattro((PyObject *)type, key, value);

    Py_XDECREF(key);
    Py_XDECREF(value);
    return result;
}

/* Without tp_new a call of the type is refused, also of one that derives from it; the base's is inherited otherwise. */
static void forbid_instances(PyTypeObject *type)
{
#if PY_VERSION_HEX < 0x030A0000 /* newer ones know the flag */
    type->tp_new = NULL;
#else
    (void)type;
#endif
}

#if PY_VERSION_HEX < 0x030A0000 /* newer ones leave the signature in front of the text, where __text_signature__ looks */
static int keep_signature(const TypeBuild *build, PyTypeObject *type)
{
    const PyType_Slot *slot = build->slots;
    char *copy;
    size_t size;

    for (; slot->slot != 0 && slot->slot != Py_tp_doc; slot++)
        ;
    if (slot->slot == 0 || slot->pfunc == NULL || type->tp_doc == NULL)
        return 0;
    size = strlen((const char *)slot->pfunc) + 1;
    copy = (char *)PyObject_Malloc(size); /* the type frees it so */
    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(copy, slot->pfunc, size);
    PyObject_Free((void *)(uintptr_t)type->tp_doc);
    type->tp_doc = copy;
    return 0;
}
#else
static int keep_signature(const TypeBuild *build, PyTypeObject *type)
{
    (void)build;
    (void)type;
    return 0;
}
#endif

int hpy_type_finish_object(const TypeBuild *build, PyTypeObject *type)
{
    const HPyDef *qualname = hpy_own_define(build, HPy_tp_qualname);

    if (keep_signature(build, type) < 0 || (qualname != NULL && set_qualname(type, &qualname->slot) < 0))
        return -1;
    if (build->flags & HPy_TPFLAGS_DISALLOW_INSTANTIATION)
        forbid_instances(type);
    if (vectorcall_of(build) != NULL)
        type->tp_vectorcall = vectorcall_of(build);
    if (qualname != NULL)
        type->tp_flags |= build->flags & HPy_TPFLAGS_IMMUTABLETYPE;
    return 0;
}
