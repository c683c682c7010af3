/* The functions by which instances of a new type begin, live and end: chosen here out of those of type_new.c,
 * type_collect.c, type_finalize.c and type_dealloc.c. */
#include "build.h"

/* ---- bases written in Python ---- */

/* The tp_dealloc of classes that leave it to CPython, as those written in Python do; NULL with an exception set. There
 * is no other way to it than to look at a type that was made without one. */
destructor hpy_type_python_dealloc(TypeBuild *build)
{
    PyType_Slot slots[] = { { 0, NULL } };
    PyType_Spec spec = { "hpy.probe", 0, 0, Py_TPFLAGS_DEFAULT, slots };
    PyObject *probe;

    if (build->of_python != NULL)
        return build->of_python;
    probe = PyType_FromSpecWithBases(&spec, NULL);
    if (probe == NULL)
        return NULL;
    build->of_python = ((PyTypeObject *)probe)->tp_dealloc;
    Py_DECREF(probe);
    return build->of_python;
}

/* Whether a class written in Python adds a dict, weak references or slots. */
int hpy_type_adds_python_data(const PyTypeObject *type)
{
    const PyTypeObject *base = type->tp_base;
    return type->tp_basicsize != base->tp_basicsize || type->tp_dictoffset != base->tp_dictoffset
           || type->tp_weaklistoffset != base->tp_weaklistoffset;
}

/* ---- the next type above ---- */

static int needs_own_life(const HPyTypeInfo *info)
{
    return info->traverse != NULL || info->n_runs > 0 || info->destroy != NULL || info->has_weaklist || info->has_dict;
}

/* Whether instances must come to their end in our functions. */
int hpy_type_has_life(const TypeBuild *build)
{
    return needs_own_life(build->info);
}

/* CPython's function for a class with data of its own looks for that data from the instance's type on, and so cannot
 * be called from ours. It does its work if the new type has the same function. */
static int leave_to_python(TypeBuild *build, const PyTypeObject *python_class)
{
    build->default_life = 1;
    if (build->info->traverse == NULL && build->info->n_runs == 0 && build->info->destroy == NULL
        && !(build->spec->flags & HPy_TPFLAGS_HAVE_GC))
        return 0;
    return hpy_type_wrong(build, "HPy_tp_traverse and HPy_tp_destroy are not possible over '%s', a class with data of "
                          "its own written in Python; give that class __slots__ = ()", python_class->tp_name);
}

/* Whether our own functions can look after what the class adds: 0, or -1 with an exception set. Functions of its own that
 * do so would find ours again. */
static int check_passed(TypeBuild *build, const PyTypeObject *type)
{
    PyTypeObject *probe;
    int is_own;

#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030C0000
    if (PyType_HasFeature((PyTypeObject *)type, Py_TPFLAGS_MANAGED_DICT))
        return hpy_type_wrong(build, "in CPython 3.11 the payload cannot follow the data of '%s', which has slots and a "
                              "__dict__; leave one of the two to another class", type->tp_name);
#endif
    if (type->tp_traverse == NULL)
        return 0;
    probe = (PyTypeObject *)PyObject_CallFunction((PyObject *)&PyType_Type, "s(){}", "probe");
    if (probe == NULL)
        return -1;
    is_own = type->tp_traverse != probe->tp_traverse;
    Py_DECREF(probe);
    if (!is_own)
        return 0;
    return hpy_type_wrong(build, "the payload cannot follow the data that base '%s' adds to its instances, as it has a "
                          "tp_traverse and no tp_dealloc; set basicsize to 0", type->tp_name);
}

/* Our function below that of another binary would find the new type again. */
static int check_foreign(const TypeBuild *build, const PyTypeObject *foreign)
{
    const PyTypeObject *type;

    for (type = foreign; type != NULL; type = type->tp_base) {
        if (hpy_type_has_our_dealloc(type))
            return hpy_type_wrong(build, "cannot derive from '%s' through '%s', a type of another extension",
                                  type->tp_name, foreign->tp_name);
    }
    return 0;
}

/* Fill next_kind and next_hops. */
static int find_next(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    PyTypeObject *type = build->base;

    for (info->next_hops = 1;; info->next_hops++, type = type->tp_base) {
        if (hpy_type_has_our_dealloc(type))
            info->next_kind = NEXT_OURS;
        else if (type == &PyBaseObject_Type)
            info->next_kind = NEXT_OBJECT;
        else if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE))
            info->next_kind = NEXT_STATIC;
        else
            info->next_kind = NEXT_HEAP;
        if (info->next_kind != NEXT_HEAP)
            return 0;
        if (hpy_type_python_dealloc(build) == NULL)
            return -1;
        if (type->tp_dealloc != build->of_python)
            return check_foreign(build, type);
        if (!hpy_type_adds_python_data(type))
            continue;
        if (info->payload == NULL)
            return leave_to_python(build, type);
        if (check_passed(build, type) < 0)
            return -1;
        info->passes_data = 1;
    }
}

/* ---- which functions ---- */

/* Whether the type leaves making and freeing of memory to CPython. */
static int has_usual_memory(const TypeBuild *build)
{
    return build->base->tp_alloc == PyType_GenericAlloc && hpy_type_legacy_slot(build, Py_tp_alloc) == NULL;
}

/* Whether instances are nothing but head and payload, and maybe a list of weak references, which is empty as a rule. */
static int is_simple(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    return info->next_kind == NEXT_OBJECT && info->shape == HPyType_BuiltinShape_Object && !info->has_dict
           && !info->clears_members && !info->passes_data;
}

static NewFunction choose_make(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    if (info->shape == HPyType_BuiltinShape_Any && !PyType_IsSubtype(build->base, &PyType_Type))
        return hpy_new_own;
    if (info->shape != HPyType_BuiltinShape_Object || (info->call_offset != 0 && info->vector == NULL))
        return hpy_new_slowly;
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) && has_usual_memory(build) && is_simple(build) && info->call_offset == 0)
        return hpy_new_tracked;
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) || !has_usual_memory(build))
        return info->call_offset == 0 ? hpy_new_by_alloc : hpy_new_slowly;
    return info->call_offset == 0 ? hpy_new_by_size : hpy_new_with_call;
}

static int is_plain(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    if (needs_own_life(info) || info->passes_data || info->finalize != NULL || info->clears_members || (build->flags & HPy_TPFLAGS_HAVE_GC))
        return 0;
    if (info->next_kind == NEXT_OBJECT)
        return 1;
    return info->next_kind == NEXT_OURS && info->next_hops == 1 && build->base->tp_dealloc == hpy_type_dealloc_plain;
}

/* Whether all fields are declared, in places that are found without a look at the bases or a call. */
static int has_quick_fields(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;
    int i;

    if (!is_simple(build) || info->traverse != NULL || info->n_runs == 0)
        return 0;
    for (i = 0; i < info->n_runs; i++)
        if (hpy_runs(info)[i].where == RUN_IN_ITEMS)
            return 0;
    return 1;
}

static QuickNew choose_quick_new(const TypeBuild *build)
{
    if (!is_simple(build) || build->info->call_offset != 0 || !has_usual_memory(build))
        return NEW_SLOWLY;
    return (build->flags & HPy_TPFLAGS_HAVE_GC) ? NEW_TRACKED : NEW_BY_SIZE;
}

/* With so few items nothing overflows. Only for types that end by hpy_type_dealloc_declared. */
static Py_ssize_t choose_quick_items(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    if (info->quick_new == NEW_SLOWLY || info->items == 0 || !has_quick_fields(build))
        return 0;
    return (PY_SSIZE_T_MAX - build->basicsize) / info->itemsize / 2;
}

static destructor choose_dealloc(const TypeBuild *build)
{
    if (is_plain(build))
        return hpy_type_dealloc_plain;
    if (has_quick_fields(build))
        return hpy_type_dealloc_declared;
    if (is_simple(build) && (build->info->traverse != NULL || build->info->n_runs > 0))
        return hpy_type_dealloc_fields;
    return hpy_type_dealloc;
}

static void add_unless_legacy(TypeBuild *build, int slot, const void *value)
{
    if (hpy_type_legacy_slot(build, slot) == NULL)
        hpy_type_add_slot(build, slot, value);
}

/* What CPython keeps before an object needs its own functions for the memory, as classes written in Python have them
 * over any base, and the collector. Whether that is so. */
static int add_managed_memory(TypeBuild *build)
{
#if PY_VERSION_HEX >= 0x030C0000 /* before, nothing of HPy's is kept there */
    if (!(build->flags & (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)))
        return 0;
    build->flags |= HPy_TPFLAGS_HAVE_GC;
    hpy_type_add_slot(build, Py_tp_alloc, (void *)(uintptr_t)PyType_GenericAlloc);
    hpy_type_add_slot(build, Py_tp_free, (void *)(uintptr_t)PyObject_GC_Del);
    return 1;
#else
    (void)build;
    return 0;
#endif
}

/* Instances that are larger than the base's are not made by a function of the base's that knows their size, as datetime
 * has one: classes written in Python do the same. */
static void add_usual_memory(TypeBuild *build)
{
    if (build->info->shape != HPyType_BuiltinShape_Any || build->basicsize <= build->base->tp_basicsize)
        return;
    hpy_type_add_slot(build, Py_tp_alloc, (void *)(uintptr_t)PyType_GenericAlloc);
    hpy_type_add_slot(build, Py_tp_free,
                      (void *)(uintptr_t)((build->flags & HPy_TPFLAGS_HAVE_GC) ? PyObject_GC_Del : PyObject_Free));
}

/* Choose the functions. All else is known. */
int hpy_type_set_life(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    destructor base_finalize = build->base->tp_finalize;

    /* Over a class with a __del__ the ambiguity of "nearest" would be an endless loop: no detour there. */
    if (info->finalize != NULL && (base_finalize == NULL || base_finalize == hpy_type_finalize))
        hpy_type_add_slot(build, Py_tp_finalize, (void *)(uintptr_t)hpy_type_finalize);
    else if (info->finalize != NULL)
        hpy_type_add_slot(build, Py_tp_finalize, (void *)(uintptr_t)info->finalize);
    if (hpy_type_legacy_slot(build, Py_tp_dealloc) != NULL || hpy_type_legacy_slot(build, Py_tp_del) != NULL)
        build->default_life = 1;
    else if (find_next(build) < 0)
        return -1;
    info->holds_objects = info->traverse != NULL || info->n_runs > 0 || info->has_dict || info->clears_members
                          || info->passes_data;
    if (build->default_life)
        return 0;
    if (PyType_IS_GC(build->base) || info->dict_word != 0)
        build->flags |= HPy_TPFLAGS_HAVE_GC;
    if (!add_managed_memory(build))
        add_usual_memory(build);
    /* Where only a subclass has the flag, as those written in Python often do, its objects are found through these. */
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) || info->traverse != NULL || info->n_runs > 0) {
        add_unless_legacy(build, Py_tp_traverse, (void *)(uintptr_t)hpy_type_traverse);
        add_unless_legacy(build, Py_tp_clear, (void *)(uintptr_t)hpy_type_clear);
    }
    info->quick_end = is_simple(build) && info->destroy != NULL && info->traverse == NULL && info->n_runs == 0
                      && !(build->flags & HPy_TPFLAGS_HAVE_GC);
    info->make = choose_make(build);
    info->quick_new = choose_quick_new(build);
    info->quick_items = choose_quick_items(build);
    hpy_type_add_slot(build, Py_tp_dealloc, (void *)(uintptr_t)choose_dealloc(build));
    return 0;
}
