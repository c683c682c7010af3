/* The defines and legacy slots of a spec become CPython's arrays of slots, methods and get/sets. A slot's function is
 * the trampoline in its record, except for those that the host implements itself: HPy_tp_traverse, HPy_tp_destroy,
 * HPy_tp_finalize (build_life.c) and HPy_tp_call (build_call.c). Called by build_spec.c. */
#include "build.h"

/* Slots that the host adds beyond one for each define and each legacy slot. */
#define EXTRA_SLOTS 16

#include "../generated/slot_names.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A number that has a name is an index of one of these. */
_Static_assert(LENGTH(((TypeBuild *)0)->defined) == N_CPYTHON_SLOTS, "one for each of CPython's slot numbers");
_Static_assert(LENGTH(((TypeBuild *)0)->own_defined) == N_OWN_SLOTS, "one for each of HPy's own slots");
_Static_assert(HPy_tp_destroy == FIRST_OWN_SLOT, "HPy's own slots are counted from their first number");

/* Name of a slot that a type may define, without HPy_, or NULL. */
static const char *slot_name(int slot)
{
    const char *name = slot >= FIRST_OWN_SLOT ? names_of_hpy : names_of_cpython;
    int first = slot >= FIRST_OWN_SLOT ? FIRST_OWN_SLOT : 0;
    int n = slot >= FIRST_OWN_SLOT ? N_OWN_SLOTS : N_CPYTHON_SLOTS;

    if (slot < first || slot - first >= n)
        return NULL;
    while (slot-- > first)
        name += strlen(name) + 1;
    return *name != '\0' ? name : NULL;
}

static void add_function(TypeBuild *build, int slot, cpy_PyCFunction function)
{
    hpy_type_add_slot(build, slot, (void *)(uintptr_t)function);
}

/* ---- first look: how many of each kind, and is each record usable at all? ---- */

typedef struct {
    Py_ssize_t methods, members, getsets, slots, fields;
} Counts;

static int no_name(const TypeBuild *build, const char *kind)
{
    PyErr_Format(PyExc_TypeError, "type '%s': a %s has no name", build->spec->name, kind);
    return -1;
}

static int count_define(TypeBuild *build, const HPyDef *define, Counts *counts)
{
    switch ((int)define->kind) {
    case HPyDef_Kind_Slot:
        counts->slots++;
        if (define->slot.slot == HPy_tp_call) {
            build->has_call = 1;
            build->caller = hpy_caller_find((cpy_vectorcallfunc)(void (*)(void))define->slot.cpy_trampoline);
            counts->methods += build->caller < 0;
        } else if (define->slot.slot == HPy_tp_weaklist || define->slot.slot == HPy_tp_dict)
            counts->getsets++;
        else if (define->slot.slot == HPy_am_send)
            counts->methods++;
        return 0;
    case HPyDef_Kind_Meth:
    case HPyDef_Kind_ClassMeth:
    case HPyDef_Kind_StaticMeth:
    case HPyDef_Kind_CoexistMeth:
        counts->methods++;
        return define->meth.name == NULL ? no_name(build, hpy_kind_name(define)) : 0;
    case HPyDef_Kind_Member:
        counts->members++;
        if (hpy_shape_moves((int)build->spec->builtin_shape) || hpy_member_is_shared((int)define->member.type)
            || build->spec->builtin_shape == HPyType_BuiltinShape_Any)
            counts->getsets++; /* what such a member becomes, or may become */
        return define->member.name == NULL ? no_name(build, "member") : 0;
    case HPyDef_Kind_GetSet:
        counts->getsets++;
        return define->getset.name == NULL ? no_name(build, "get/set") : 0;
    case HPyDef_Kind_Fields:
        counts->fields++;
        return 0;
    default:
        PyErr_Format(PyExc_TypeError, "type '%s': the defines contain a record of unknown kind %d; make records "
                     "with the HPyDef_ macros", build->spec->name, (int)define->kind);
        return -1;
    }
}

static void count_legacy(const TypeBuild *build, Counts *counts)
{
    const PyType_Slot *slot = build->legacy;
    const PyMethodDef *method = (const PyMethodDef *)hpy_type_legacy_slot(build, Py_tp_methods);
    const PyMemberDef *member = (const PyMemberDef *)hpy_type_legacy_slot(build, Py_tp_members);
    const PyGetSetDef *getset = (const PyGetSetDef *)hpy_type_legacy_slot(build, Py_tp_getset);

    for (; slot->slot != 0; slot++)
        counts->slots++;
    for (; method != NULL && method->ml_name != NULL; method++)
        counts->methods++;
    for (; member != NULL && member->name != NULL; member++)
        counts->members++;
    for (; getset != NULL && getset->name != NULL; getset++)
        counts->getsets++;
}

/* The block and arrays with room for all that was counted, zeroed: blocks are compared byte for byte. */
static int allocate(TypeBuild *build, const Counts *counts)
{
    size_t getset = offsetof(HPyTypeInfo, methods) + ((size_t)counts->methods + 1) * sizeof(PyMethodDef);
    size_t runs = getset + (counts->getsets == 0 ? 0 : (size_t)counts->getsets + 1) * sizeof(PyGetSetDef);
    size_t name = runs + (size_t)counts->fields * sizeof(FieldRun);
    size_t size = name;
#if PY_VERSION_HEX < 0x030B0000 /* whose types point to the name of the spec */
    size += strlen(build->spec->name) + 1;
#endif
    build->info = (HPyTypeInfo *)calloc(1, size);
    build->members = (PyMemberDef *)calloc((size_t)counts->members + 4, sizeof(PyMemberDef));
    build->slots = (PyType_Slot *)calloc((size_t)counts->slots + EXTRA_SLOTS, sizeof(PyType_Slot));
    if (build->info == NULL || build->members == NULL || build->slots == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    build->info->size = size;
    if (counts->getsets > 0)
        build->info->getset = getset;
    if (counts->fields > 0)
        build->info->runs = runs;
#if PY_VERSION_HEX < 0x030B0000 /* likewise */
    build->info->name = name;
    strcpy((char *)build->info + name, build->spec->name);
#endif
    build->getsets = (PyGetSetDef *)(void *)((char *)build->info + getset);
    return 0;
}

/* ---- second look: methods, get/sets, slots ---- */

static void add_send(TypeBuild *build)
{
    HPyDef **define = build->spec->defines;
    PyMethodDef *methods = build->info->methods;
    Py_ssize_t i;

    while (define != NULL && *define != NULL
           && ((*define)->kind != HPyDef_Kind_Slot || (*define)->slot.slot != HPy_am_send))
        define++;
    if (define == NULL || *define == NULL)
        return;
    for (i = 0; i < build->n_methods; i++)
        if (strcmp(methods[i].ml_name, "send") == 0)
            return;
    methods[build->n_methods].ml_name = "send";
    methods[build->n_methods].ml_meth = hpy_send_by_slot;
    methods[build->n_methods++].ml_flags = METH_O;
}

static int add_methods(TypeBuild *build)
{
    const PyMethodDef *legacy = (const PyMethodDef *)hpy_type_legacy_slot(build, Py_tp_methods);
    HPyDef **define = build->spec->defines;
    PyMethodDef *methods = build->info->methods;

    for (; define != NULL && *define != NULL; define++)
        if (hpy_is_method(*define) && hpy_method_def(*define, 1, &methods[build->n_methods++]) < 0)
            return -1;
    for (; legacy != NULL && legacy->ml_name != NULL; legacy++) {
        PyMethodDef *method = &methods[build->n_methods++];
        method->ml_name = legacy->ml_name;
        method->ml_meth = legacy->ml_meth;
        method->ml_flags = legacy->ml_flags;
        method->ml_doc = legacy->ml_doc;
    }
    add_send(build);
    return 0;
}

static int check_members(TypeBuild *build)
{
    HPyDef **define = build->spec->defines;

    for (; define != NULL && *define != NULL; define++)
        if ((*define)->kind == HPyDef_Kind_Member && hpy_type_check_member(build, &(*define)->member) < 0)
            return -1;
    return 0;
}

static int add_getset(TypeBuild *build, const HPyGetSet *getset)
{
    PyGetSetDef *result = &build->getsets[build->n_getsets++];

    if (getset->getter_cpy_trampoline == NULL && getset->setter_cpy_trampoline == NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s': get/set '%s' has neither a getter nor a setter",
                     build->spec->name, getset->name);
        return -1;
    }
    result->name = getset->name;
    result->get = getset->getter_cpy_trampoline;
    result->set = getset->setter_cpy_trampoline;
    result->doc = getset->doc;
    result->closure = getset->closure;
    return 0;
}

static int add_getsets(TypeBuild *build)
{
    const PyGetSetDef *legacy = (const PyGetSetDef *)hpy_type_legacy_slot(build, Py_tp_getset);
    HPyDef **define = build->spec->defines;

    for (; define != NULL && *define != NULL; define++)
        if ((*define)->kind == HPyDef_Kind_GetSet && add_getset(build, &(*define)->getset) < 0)
            return -1;
    for (; legacy != NULL && legacy->name != NULL; legacy++)
        build->getsets[build->n_getsets++] = *legacy;
    return 0;
}

static int check_slot(TypeBuild *build, const HPyDef *define)
{
    int number = (int)define->slot.slot;
    const char *name = slot_name(number);
    const HPyDef **seen;
    int calls_impl, calls_trampoline;

    if (number >= HPy_mod_create && number <= HPy_mod_destroy) {
        PyErr_Format(PyExc_TypeError, "type '%s': slot %d belongs to a module; move it to HPyModuleDef.defines",
                     build->spec->name, number);
        return -1;
    }
    if (name == NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s': this version of hpy does not know slot %d; use an HPySlot_Slot, or "
                     "upgrade hpy", build->spec->name, number);
        return -1;
    }
    seen = number >= FIRST_OWN_SLOT ? &build->own_defined[number - FIRST_OWN_SLOT] : &build->defined[number];
    if (*seen != NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s': slot HPy_%s is defined twice; remove one", build->spec->name, name);
        return -1;
    }
    *seen = define;
    calls_impl = number == HPy_tp_traverse || number == HPy_tp_destroy;
    calls_trampoline = number != HPy_tp_weaklist && number != HPy_tp_dict;
    if ((calls_trampoline && define->slot.cpy_trampoline == NULL) || (calls_impl && define->slot.impl == NULL)) {
        PyErr_Format(PyExc_TypeError, "type '%s': slot HPy_%s has no implementation; make it with HPyDef_SLOT",
                     build->spec->name, name);
        return -1;
    }
    return 0;
}

static void add_slot(TypeBuild *build, const HPySlot *slot)
{
    HPyTypeInfo *info = build->info;

    switch ((int)slot->slot) {
    case HPy_tp_traverse:
        info->traverse = (HPyFunc_traverseproc)(void (*)(void))slot->impl;
        return;
    case HPy_tp_destroy:
        info->destroy = (HPyFunc_destroyfunc)(void (*)(void))slot->impl;
        return;
    case HPy_tp_finalize:
        info->finalize = (destructor)(void (*)(void))slot->cpy_trampoline;
        return;
    case HPy_tp_call:
        info->call = (cpy_vectorcallfunc)(void (*)(void))slot->cpy_trampoline;
        return; /* build_call.c */
    case HPy_tp_doc:
        hpy_type_add_slot(build, Py_tp_doc, ((const char *(*)(void))(void (*)(void))slot->cpy_trampoline)());
        return;
    case HPy_tp_vectorcall: /* build_object.c, as the next */
    case HPy_tp_qualname:
    case HPy_tp_weaklist: /* build_words.c */
    case HPy_tp_dict:
    case HPy_tp_payload: /* build_layout.c */
        return;
    case HPy_am_send:
        info->send = slot->cpy_trampoline;
#if PY_VERSION_HEX >= 0x030A0000 /* before there is the method alone */
        add_function(build, Py_am_send, slot->cpy_trampoline);
#endif
        return;
#if PY_VERSION_HEX < 0x03090000 /* buffer slots of a PyType_Spec: CPython 3.9 */
    case HPy_bf_getbuffer:
    case HPy_bf_releasebuffer:
        return;
#endif
    default:
        add_function(build, (int)slot->slot, slot->cpy_trampoline);
    }
}

/* Those that the host merges with its own are left out. */
static int add_legacy_slot(TypeBuild *build, const PyType_Slot *legacy)
{
    switch (legacy->slot) {
    case Py_tp_base:
    case Py_tp_bases:
    case Py_tp_methods:
    case Py_tp_members:
    case Py_tp_getset:
        return 0;
    case Py_tp_doc:
        if (build->spec->doc != NULL)
            return 0;
    }
    if (legacy->slot > 0 && legacy->slot < N_CPYTHON_SLOTS && build->defined[legacy->slot] != NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s': slot HPy_%s is also defined as a legacy slot; remove one",
                     build->spec->name, slot_name(legacy->slot));
        return -1;
    }
    hpy_type_add_slot(build, legacy->slot, legacy->pfunc);
    return 0;
}

static int add_slots(TypeBuild *build)
{
    HPyDef **define = build->spec->defines;
    const PyType_Slot *legacy;

    for (; define != NULL && *define != NULL; define++) {
        if ((*define)->kind != HPyDef_Kind_Slot)
            continue;
        if (check_slot(build, *define) < 0)
            return -1;
        add_slot(build, &(*define)->slot);
    }
    for (legacy = build->legacy; legacy->slot != 0; legacy++)
        if (add_legacy_slot(build, legacy) < 0)
            return -1;
    return 0;
}

/* Fill the block and the slots with all that does not depend on the bases. */
int hpy_type_collect(TypeBuild *build)
{
    Counts counts = { 0, 0, 0, 0, 0 };
    HPyDef **define = build->spec->defines;

    for (; define != NULL && *define != NULL; define++)
        if (count_define(build, *define, &counts) < 0)
            return -1;
    count_legacy(build, &counts);
    if (allocate(build, &counts) < 0 || add_methods(build) < 0 || check_members(build) < 0
        || add_slots(build) < 0 || add_getsets(build) < 0)
        return -1;
    if (build->has_call && build->caller < 0)
        hpy_type_add_call_method(build, &build->info->methods[build->n_methods++]);
    build->info->methods[build->n_methods].ml_flags = HPY_INFO_MARK;
    if (build->spec->doc != NULL && build->defined[HPy_tp_doc] != NULL) {
        PyErr_Format(PyExc_TypeError, "type '%s' has both .doc and HPyDef_DOC; remove one", build->spec->name);
        return -1;
    }
    if (build->spec->doc != NULL)
        hpy_type_add_slot(build, Py_tp_doc, build->spec->doc);
    return 0;
}

#if PY_VERSION_HEX < 0x03090000
/* What a PyType_Spec cannot say to CPython 3.8, in documented fields of the new type, before anyone has seen it. */
void hpy_type_set_late_slots(TypeBuild *build, PyTypeObject *type)
{
    const HPyDef *get = build->defined[HPy_bf_getbuffer];
    const HPyDef *release = build->defined[HPy_bf_releasebuffer];

    if (get != NULL)
        type->tp_as_buffer->bf_getbuffer = (getbufferproc)(void (*)(void))get->slot.cpy_trampoline;
    if (release != NULL)
        type->tp_as_buffer->bf_releasebuffer = (releasebufferproc)(void (*)(void))release->slot.cpy_trampoline;
    if (build->weaklist_offset != 0)
        type->tp_weaklistoffset = build->weaklist_offset;
    if (build->dict_offset != 0)
        type->tp_dictoffset = build->dict_offset;
    if (build->vectorcall_offset != 0) {
        type->tp_vectorcall_offset = build->vectorcall_offset;
        type->tp_flags |= build->flags & HPy_TPFLAGS_HAVE_VECTORCALL;
    }
}
#endif
