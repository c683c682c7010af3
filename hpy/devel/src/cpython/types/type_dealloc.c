/* The life of an instance: HPy_New, and the tp_traverse, tp_clear, tp_finalize and tp_dealloc of types made by HPy.
 *
 * Each of these functions may be called for an instance of a subclass, by the subclass's own. It looks for the first
 * type, from the instance's own along tp_base, that this host takes care of, does the work of that type and of all
 * further ones, and calls the function of the first base that is another's. TYPE_INFO(type)->next_hops leads from
 * one such type to the next: classes written in Python that add no data may stand between them.
 */
#include "type.h"
#include "atomic.h"

/* ---- fields ---- */

static inline void *payload(PyObject *self, const HPyTypeInfo *info)
{
    if (info->shape == HPyType_BuiltinShape_Object)
        return (char *)self + HPY_OBJECT_PAYLOAD_OFFSET;
    return hpy_payload(self, info->shape);
}

static void clear_legacy_members(PyObject *self, const PyTypeObject *type)
{
    const PyMemberDef *member = type->tp_members;

    for (; member != NULL && member->name != NULL; member++) {
        if (member->type == HPyMember_OBJECT_EX && (member->flags & 1) == 0) {
            PyObject **cell = (PyObject **)(void *)((char *)self + member->offset);
            Py_CLEAR(*cell);
        }
    }
}

/* Drop what one type's part of an instance holds. */
static void clear_level(PyObject *self, const PyTypeObject *type, const HPyTypeInfo *info)
{
    if (info->traverse != NULL)
        hpy_clear_fields(info->traverse, payload(self, info));
    if (info->has_dict)
        hpy_clear_dict(self);
    if (info->clears_members)
        clear_legacy_members(self, type);
}

static PyTypeObject *next_type(PyTypeObject *type)
{
    int hops = TYPE_INFO(type)->next_hops;

    while (hops-- > 0)
        type = type->tp_base;
    return type;
}

/* ---- garbage collection ---- */

static int hpy_type_traverse(PyObject *self, visitproc visit, void *arg);

/* The first type whose part of the instance hpy_type_traverse visits. */
static PyTypeObject *first_traversed(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    while (!hpy_type_has_our_dealloc(type) || type->tp_traverse != hpy_type_traverse)
        type = type->tp_base;
    return type;
}

/* Let all levels that hpy_type_traverse visits report their fields. */
static int report_fields(void *object, HPyFunc_visitproc visit, void *arg)
{
    PyObject *self = (PyObject *)object;
    PyTypeObject *type = first_traversed(self);
    const HPyTypeInfo *info;
    int result = 0;

    do {
        info = TYPE_INFO(type);
        if (info->traverse != NULL)
            result = info->traverse(payload(self, info), visit, arg);
        type = next_type(type);
    } while (result == 0 && info->next_kind == NEXT_OURS
             && (type->tp_traverse == NULL || type->tp_traverse == hpy_type_traverse));
    return result;
}

static int visit_levels(PyObject *self, PyTypeObject *type, FieldVisits *visits)
{
    const visitproc visit = visits->visit;
    void *arg = visits->arg;
    int next_kind, result;

    do {
        const HPyTypeInfo *info = TYPE_INFO(type);
        if (info->traverse != NULL) {
            result = info->traverse(payload(self, info), hpy_visit_field, visits);
            if (result != 0)
                return result;
        }
        if (info->has_dict) {
            result = hpy_visit_dict(self, visit, arg);
            if (result != 0)
                return result;
        }
        next_kind = info->next_kind;
        type = next_type(type);
        /* A legacy type with a function of its own, which visits all from there on. */
        if (next_kind == NEXT_OURS && type->tp_traverse != NULL && type->tp_traverse != hpy_type_traverse)
            next_kind = NEXT_HEAP;
    } while (next_kind == NEXT_OURS);
    /* The instance holds its type. Functions of heap types visit it, up to CPython 3.8 those of classes written in
     * Python only. */
#if PY_VERSION_HEX >= 0x03090000
    if (next_kind != NEXT_HEAP || type->tp_traverse == NULL)
        Py_VISIT((PyObject *)Py_TYPE(self));
#else
    if (Py_TYPE(self)->tp_traverse == hpy_type_traverse)
        Py_VISIT((PyObject *)Py_TYPE(self));
#endif
    return type->tp_traverse == NULL ? 0 : type->tp_traverse(self, visit, arg);
}

/* The same where a single level has fields and nothing else is to be visited. */
static int traverse_simple(PyObject *self, visitproc visit, void *arg)
{
    PyTypeObject *type = Py_TYPE(self);
    FieldVisits visits;
    int result;

    hpy_visits_begin(&visits, report_fields, self, self, visit, arg);
    result = TYPE_INFO(type)->traverse((char *)self + HPY_OBJECT_PAYLOAD_OFFSET, hpy_visit_field, &visits);
    hpy_visits_end(&visits);
    return result != 0 ? result : visit((PyObject *)type, arg);
}

static int hpy_type_traverse(PyObject *self, visitproc visit, void *arg)
{
    PyTypeObject *type = Py_TYPE(self);
    FieldVisits visits;
    int result;

    if (type->tp_dealloc == hpy_type_dealloc_fields && type->tp_traverse == hpy_type_traverse)
        return traverse_simple(self, visit, arg);
    type = first_traversed(self);
    /* Below the first field is a single level's object; of several levels the highest one reports first. */
    hpy_visits_begin(&visits, report_fields, self, TYPE_INFO(type)->next_kind == NEXT_OURS ? NULL : self, visit, arg);
    result = visit_levels(self, type, &visits);
    hpy_visits_end(&visits);
    return result;
}

static int hpy_type_clear(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    int next_kind;

    while (!hpy_type_has_our_dealloc(type) || type->tp_clear != hpy_type_clear)
        type = type->tp_base;
    do {
        clear_level(self, type, TYPE_INFO(type));
        next_kind = TYPE_INFO(type)->next_kind;
        type = next_type(type);
        if (next_kind == NEXT_OURS && type->tp_clear != NULL && type->tp_clear != hpy_type_clear)
            next_kind = NEXT_HEAP;
    } while (next_kind == NEXT_OURS);
    return type->tp_clear == NULL ? 0 : type->tp_clear(self);
}

/* ---- the end ---- */

/* Calls the nearest HPy_tp_finalize. It may come while an exception is pending, which is none of its business; one
 * that it raises has nowhere to go. */
static void hpy_type_finalize(PyObject *self)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    HPyTypeInfo *info = NULL;
    Py_ssize_t i;
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *pending = PyErr_GetRaisedException();
#else
    PyObject *pending, *value, *traceback;
    PyErr_Fetch(&pending, &value, &traceback);
#endif
    for (i = 0; info == NULL || info->finalize == NULL; i++) { /* one of them has this function */
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        info = type->tp_finalize == hpy_type_finalize ? hpy_type_info(type) : NULL;
    }
    info->finalize(self);
    if (PyErr_Occurred())
        PyErr_WriteUnraisable(self);
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(pending);
#else
    PyErr_Restore(pending, value, traceback);
#endif
}

static void free_instance(PyObject *self, PyTypeObject *own_type)
{
    own_type->tp_free(self);
    Py_DECREF(own_type);
}

/* Fields, then payloads, each from the derived type to the base; then what the base does. */
static void end_levels(PyObject *self, PyTypeObject *first)
{
    PyTypeObject *type;
    PyTypeObject *own_type = Py_TYPE(self);
    int next_kind;

    for (type = first, next_kind = NEXT_OURS; next_kind == NEXT_OURS; type = next_type(type)) {
        next_kind = TYPE_INFO(type)->next_kind;
        if (TYPE_INFO(type)->holds_objects)
            clear_level(self, type, TYPE_INFO(type));
    }
    for (type = first, next_kind = NEXT_OURS; next_kind == NEXT_OURS; type = next_type(type)) {
        const HPyTypeInfo *info = TYPE_INFO(type);
        next_kind = info->next_kind;
        if (info->destroy != NULL)
            info->destroy(payload(self, info));
    }
    if (next_kind == NEXT_OBJECT) {
        free_instance(self, own_type);
        return;
    }
    if (PyType_IS_GC(type))
        PyObject_GC_Track(self); /* as the functions of such types expect it */
    type->tp_dealloc(self);
    if (next_kind == NEXT_STATIC)
        Py_DECREF(own_type);
}

/* All but finalizing. */
static void end_instance(PyObject *self, PyTypeObject *first)
{
    const HPyTypeInfo *info = TYPE_INFO(first);

    if (first->tp_weaklistoffset != 0)
        PyObject_ClearWeakRefs(self);
    if (info->next_kind != NEXT_OBJECT) {
        end_levels(self, first);
        return;
    }
    /* The same for the usual case, a type over object. */
    if (info->holds_objects)
        clear_level(self, first, info);
    if (info->destroy != NULL)
        info->destroy(payload(self, info));
    free_instance(self, Py_TYPE(self));
}

/* Call the finalizer; whether the object is to end nevertheless. For an instance of a subclass CPython's function has
 * done this. */
static int finalize_from_dealloc(PyObject *self, PyTypeObject *type)
{
    int result;

    if (type != Py_TYPE(self) || type->tp_finalize == NULL)
        return 1;
    if (!PyType_IS_GC(type))
        return PyObject_CallFinalizerFromDealloc(self) == 0;
    PyObject_GC_Track(self); /* it may live on */
    result = PyObject_CallFinalizerFromDealloc(self) == 0;
    if (result)
        PyObject_GC_UnTrack(self);
    return result;
}

static PyTypeObject *first_deallocated(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    while (!hpy_type_has_our_dealloc(type))
        type = type->tp_base;
    return type;
}

/* CPython's trashcan, which lets an object wait when deallocations are nested deeply, is for objects that the collector
 * knows. Others that may hold objects wait here: legacy types decide for themselves about the collector. */
#define MOST_NESTED 50

static HPY_THREAD_LOCAL struct {
    int nested;
    size_t n, room;
    PyObject **waiting; /* without a reference left, and still whole */
} deallocations;

/* Whether the object waits. Without memory for that it does not. */
static int wait_for_end(PyObject *self)
{
    if (deallocations.n == deallocations.room) {
        size_t room = 2 * deallocations.room + 16;
        PyObject **waiting = (PyObject **)realloc(deallocations.waiting, room * sizeof(PyObject *));
        if (waiting == NULL)
            return 0;
        deallocations.waiting = waiting;
        deallocations.room = room;
    }
    deallocations.waiting[deallocations.n++] = self;
    return 1;
}

static void end_untracked(PyObject *self)
{
    PyTypeObject *type = first_deallocated(self);

    if (finalize_from_dealloc(self, type))
        end_instance(self, type);
}

static void dealloc_untracked(PyObject *self)
{
    if (deallocations.nested >= MOST_NESTED && wait_for_end(self))
        return;
    deallocations.nested++;
    end_untracked(self);
    while (deallocations.nested == 1 && deallocations.n > 0)
        end_untracked(deallocations.waiting[--deallocations.n]);
    if (--deallocations.nested > 0 || deallocations.waiting == NULL)
        return;
    free(deallocations.waiting);
    deallocations.waiting = NULL;
    deallocations.room = 0;
}

static _HPy_NOINLINE void dealloc_slowly(PyObject *self)
{
    PyTypeObject *type = first_deallocated(self);

    if (!PyType_IS_GC(type)) {
        dealloc_untracked(self);
        return;
    }
    PyObject_GC_UnTrack(self);
#ifdef Py_TRASHCAN_BEGIN
    Py_TRASHCAN_BEGIN(self, type->tp_dealloc)
    if (finalize_from_dealloc(self, type))
        end_instance(self, type);
    Py_TRASHCAN_END
#else
    if (finalize_from_dealloc(self, type))
        end_instance(self, type);
#endif
}

void hpy_type_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    if (type->tp_dealloc == hpy_type_dealloc && TYPE_INFO(type)->quick_end && type->tp_finalize == NULL) {
        TYPE_INFO(type)->destroy((char *)self + HPY_OBJECT_PAYLOAD_OFFSET);
        free_instance(self, type);
        return;
    }
    dealloc_slowly(self);
}

/* The same for types with nothing to look after, over bases of the same sort. */
void hpy_type_dealloc_plain(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);

    /* A __del__ that was set on the type later. */
    if (type->tp_finalize != NULL && type->tp_dealloc == hpy_type_dealloc_plain
        && PyObject_CallFinalizerFromDealloc(self) < 0)
        return;
    free_instance(self, type);
}

/* Whether the field may hold the last reference. */
static inline int may_be_last(const PyObject *object)
{
#if defined(Py_GIL_DISABLED)
    (void)object; /* of the count, other threads may hold a part */
    return 1;
#else
    return Py_REFCNT(object) == 1;
#endif
}

/* Releases the last reference to an object that holds no others. Any other object may hold objects, and these others,
 * and so on without end: then the field is left, and that noted in *arg, so that the depth is looked at. Since CPython
 * 3.14 it does so itself for objects that the collector knows. */
static _HPy_NOINLINE int release_last(HPyField *field, PyObject *object, int *left)
{
    PyTypeObject *type = Py_TYPE(object);

    if ((PY_VERSION_HEX < 0x030E0000 || !PyType_IS_GC(type)) && type != &PyLong_Type && type != &PyUnicode_Type
        && type != &PyFloat_Type && type != &PyBytes_Type)
        return *left = 1;
    *field = HPyField_NULL;
    Py_DECREF(object);
    return 0;
}

static int release_field(HPyField *field, void *arg)
{
    PyObject *object = _f2py(*field);

    if (object == NULL)
        return 0;
    if (may_be_last(object))
        return release_last(field, object, (int *)arg);
    *field = HPyField_NULL;
    Py_DECREF(object);
    return 0;
}

/* The same for types over object with fields and maybe a payload to look after. */
void hpy_type_dealloc_fields(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    int left = 0;

    if (type->tp_dealloc != hpy_type_dealloc_fields || type->tp_finalize != NULL) {
        dealloc_slowly(self);
        return;
    }
    if (PyType_IS_GC(type))
        PyObject_GC_UnTrack(self);
    (void)TYPE_INFO(type)->traverse((char *)self + HPY_OBJECT_PAYLOAD_OFFSET, release_field, &left);
    if (_HPy_LIKELY(!left)) {
        if (TYPE_INFO(type)->destroy != NULL)
            TYPE_INFO(type)->destroy((char *)self + HPY_OBJECT_PAYLOAD_OFFSET);
        free_instance(self, type);
    } else
        dealloc_slowly(self);
}

/* ---- the beginning ---- */

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

static PyObject *new_instance(PyTypeObject *type, int shape)
{
    PyObject *self;

    if (shape == HPyType_BuiltinShape_Type) {
        PyErr_Format(PyExc_TypeError, "cannot make an instance of metaclass '%s': call it, or use HPyType_FromSpec",
                     type->tp_name);
        return NULL;
    }
    if (shape > HPyType_BuiltinShape_Object)
        self = new_builtin(type, shape);
    else
        self = type->tp_alloc(type, 0);
    if (self != NULL)
        hpy_fill_call(self);
    return self;
}

static _HPy_NOINLINE HPy new_slowly(PyTypeObject *type, void **data)
{
    PyObject *self;
    int shape;

    if (hpy_check_type((PyObject *)type, "HPy_New") < 0)
        return HPy_NULL;
    shape = hpy_type_shape(type);
    self = new_instance(type, shape);
    if (self != NULL)
        *data = hpy_payload(self, shape);
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
static HPy new_by_alloc(PyTypeObject *type, void **data)
{
    return made(type->tp_alloc(type, 0), data);
}

/* A function of its own, so that new_by_size need not save anything for it. */
static _HPy_NOINLINE HPy clear_large(PyObject *self, size_t size, void **data)
{
    memset(self + 1, 0, size);
    return made(self, data);
}

/* Zeros at 'start', 'size' of them: from n, a constant, to 2 * n. Both ends, which may overlap, without a call. */
#define CLEAR_ENDS(start, size, n) (memset(start, 0, n), memset((start) + (size) - (n), 0, n))

/* The new object, or NULL, with zeros behind its head. */
static inline HPy made_cleared(PyObject *self, void **data)
{
    const size_t word = sizeof(void *);
    char *start = (char *)self + sizeof(PyObject);
    size_t size;

    if (self == NULL)
        return HPy_NULL;
    size = (size_t)Py_TYPE(self)->tp_basicsize - sizeof(PyObject);
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
static HPy new_by_size(PyTypeObject *type, void **data)
{
    return made_cleared(PyObject_New(PyObject, type), data);
}

/* The same for types that the collector knows. */
static HPy new_tracked(PyTypeObject *type, void **data)
{
    HPy self = made_cleared(PyObject_GC_New(PyObject, type), data);

    if (!HPy_IsNull(self))
        PyObject_GC_Track(_h2py(self));
    return self;
}

/* The same, and fill the call word. */
HPy hpy_type_new_with_call(PyTypeObject *type, void **data)
{
    HPy self = new_by_size(type, data);

    if (!HPy_IsNull(self)) {
        const HPyTypeInfo *info = TYPE_INFO(Py_TYPE(_h2py(self)));
        *(cpy_vectorcallfunc *)(void *)((char *)_h2py(self) + info->call_offset) = info->vector;
    }
    return self;
}

/* Whether the type leaves making and freeing of memory to CPython. */
static int has_usual_memory(const TypeBuild *build)
{
    return build->base->tp_alloc == PyType_GenericAlloc && hpy_type_legacy_slot(build, Py_tp_alloc) == NULL;
}

/* Whether instances are nothing but head and payload. */
static int is_simple(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    return info->next_kind == NEXT_OBJECT && info->shape == HPyType_BuiltinShape_Object && !info->has_weaklist
           && !info->has_dict && !info->clears_members;
}

static NewFunction choose_make(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    if (info->shape != HPyType_BuiltinShape_Object || (info->call_offset != 0 && info->vector == NULL))
        return new_slowly;
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) && has_usual_memory(build) && is_simple(build) && info->call_offset == 0)
        return new_tracked;
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) || !has_usual_memory(build))
        return info->call_offset == 0 ? new_by_alloc : new_slowly;
    return info->call_offset == 0 ? new_by_size : hpy_type_new_with_call;
}

HPy ctx_New(HPyContext *ctx, HPy h_type, void **data)
{
    PyTypeObject *type = (PyTypeObject *)_h2py(h_type);
    (void)ctx;

    if (type == NULL || !PyType_Check(type))
        return new_slowly(type, data);
    if (type->tp_dealloc == hpy_type_dealloc_fields) /* else compilers compare all three before they jump */
        return TYPE_INFO(type)->make(type, data);
    if (hpy_type_has_our_dealloc(type))
        return TYPE_INFO(type)->make(type, data);
    return new_slowly(type, data);
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

/* ---- choosing the functions for a new type ---- */

/* The tp_dealloc of classes that leave it to CPython, as those written in Python do; NULL with an exception set. */
destructor hpy_type_python_dealloc(void)
{
    destructor result;
    PyType_Slot slots[] = { { 0, NULL } };
    PyType_Spec spec = { "hpy.probe", 0, 0, Py_TPFLAGS_DEFAULT, slots };
    PyObject *probe = PyType_FromSpecWithBases(&spec, NULL);

    if (probe == NULL)
        return NULL;
    result = ((PyTypeObject *)probe)->tp_dealloc;
    Py_DECREF(probe);
    return result;
}

static int needs_own_life(const HPyTypeInfo *info)
{
    return info->traverse != NULL || info->destroy != NULL || info->has_weaklist || info->has_dict;
}

/* Whether instances must come to their end in our functions. */
int hpy_type_has_life(const TypeBuild *build)
{
    return needs_own_life(build->info);
}

/* Whether a class written in Python adds a dict, weak references or slots. */
int hpy_type_adds_python_data(const PyTypeObject *type)
{
    const PyTypeObject *base = type->tp_base;
    return type->tp_basicsize != base->tp_basicsize || type->tp_dictoffset != base->tp_dictoffset
           || type->tp_weaklistoffset != base->tp_weaklistoffset;
}

/* CPython's function for a class with data of its own looks for that data from the instance's type on, and so cannot
 * be called from ours. It does its work if the new type has the same function. */
static int leave_to_python(TypeBuild *build, const PyTypeObject *python_class)
{
    build->default_life = 1;
    if (build->info->traverse == NULL && build->info->destroy == NULL && !(build->spec->flags & HPy_TPFLAGS_HAVE_GC))
        return 0;
    return hpy_type_wrong(build, "HPy_tp_traverse and HPy_tp_destroy are not possible over '%s', a class with data of "
                          "its own written in Python; give that class __slots__ = ()", python_class->tp_name);
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
    destructor left_to_python = NULL;

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
        if (left_to_python == NULL && (left_to_python = hpy_type_python_dealloc()) == NULL)
            return -1;
        if (type->tp_dealloc != left_to_python)
            return check_foreign(build, type);
        if (hpy_type_adds_python_data(type))
            return leave_to_python(build, type);
    }
}

static int is_plain(const TypeBuild *build)
{
    const HPyTypeInfo *info = build->info;

    if (needs_own_life(info) || info->finalize != NULL || info->clears_members || (build->flags & HPy_TPFLAGS_HAVE_GC))
        return 0;
    if (info->next_kind == NEXT_OBJECT)
        return 1;
    return info->next_kind == NEXT_OURS && info->next_hops == 1 && build->base->tp_dealloc == hpy_type_dealloc_plain;
}

static destructor choose_dealloc(const TypeBuild *build)
{
    if (is_plain(build))
        return hpy_type_dealloc_plain;
    if (is_simple(build) && build->info->traverse != NULL)
        return hpy_type_dealloc_fields;
    return hpy_type_dealloc;
}

static void add_unless_legacy(TypeBuild *build, int slot, const void *value)
{
    if (hpy_type_legacy_slot(build, slot) == NULL)
        hpy_type_add_slot(build, slot, value);
}

/* What CPython keeps before an object needs its own functions for the memory, as classes written in Python have them
 * over any base, and the collector. */
static void add_managed_memory(TypeBuild *build)
{
#if PY_VERSION_HEX >= 0x030C0000
    if (!(build->flags & (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)))
        return;
    build->flags |= HPy_TPFLAGS_HAVE_GC;
    hpy_type_add_slot(build, Py_tp_alloc, (void *)(uintptr_t)PyType_GenericAlloc);
    hpy_type_add_slot(build, Py_tp_free, (void *)(uintptr_t)PyObject_GC_Del);
#else
    (void)build;
#endif
}

/* Choose the functions. All else is known. */
int hpy_type_set_life(TypeBuild *build)
{
    HPyTypeInfo *info = build->info;
    destructor base_finalize = build->base->tp_finalize;

    info->holds_objects = info->traverse != NULL || info->has_dict || info->clears_members;
    /* Over a class with a __del__ the ambiguity of "nearest" would be an endless loop: no detour there. */
    if (info->finalize != NULL && (base_finalize == NULL || base_finalize == hpy_type_finalize))
        hpy_type_add_slot(build, Py_tp_finalize, (void *)(uintptr_t)hpy_type_finalize);
    else if (info->finalize != NULL)
        hpy_type_add_slot(build, Py_tp_finalize, (void *)(uintptr_t)info->finalize);
    if (hpy_type_legacy_slot(build, Py_tp_dealloc) != NULL || hpy_type_legacy_slot(build, Py_tp_del) != NULL)
        build->default_life = 1;
    else if (find_next(build) < 0)
        return -1;
    if (build->default_life)
        return 0;
    if (PyType_IS_GC(build->base) || info->dict_word != 0)
        build->flags |= HPy_TPFLAGS_HAVE_GC;
    add_managed_memory(build);
    /* Where only a subclass has the flag, as those written in Python often do, its objects are found through these. */
    if ((build->flags & HPy_TPFLAGS_HAVE_GC) || info->traverse != NULL) {
        add_unless_legacy(build, Py_tp_traverse, (void *)(uintptr_t)hpy_type_traverse);
        add_unless_legacy(build, Py_tp_clear, (void *)(uintptr_t)hpy_type_clear);
    }
    info->quick_end = is_simple(build) && info->destroy != NULL && info->traverse == NULL
                      && !(build->flags & HPy_TPFLAGS_HAVE_GC);
    info->make = choose_make(build);
    hpy_type_add_slot(build, Py_tp_dealloc, (void *)(uintptr_t)choose_dealloc(build));
    return 0;
}
