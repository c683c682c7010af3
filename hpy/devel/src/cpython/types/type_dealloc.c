/* tp_dealloc of types made by HPy: the end of an instance.
 *
 * It may be called for an instance of a subclass, by the subclass's own. It looks for the first type, from the
 * instance's own along tp_base, that this host takes care of, does the work of that type and of all further ones, and
 * calls the function of the first base that is another's. An instance of P ends like this:
 *
 *     class P(B)   written in Python   CPython's function calls the one of B
 *     B(A)         from a spec         hpy_type_dealloc: the fields of B, the fields of A,
 *     A(dict)      from a spec                           HPy_tp_destroy of B, HPy_tp_destroy of A
 *     dict         another's           dict's tp_dealloc, which frees the memory too
 *
 * The usual kinds of types, over object itself, have shorter functions.
 */
#include "info.h"
#include "../fields.h"
#include "../threads.h"

/* The place of the list may lie before the object. */
static inline int has_weakrefs(const PyObject *self, const PyTypeObject *type)
{
    return type->tp_weaklistoffset != 0
           && *(PyObject *const *)(const void *)((const char *)self + type->tp_weaklistoffset) != NULL;
}

static void free_instance(PyObject *self, PyTypeObject *own_type)
{
    own_type->tp_free(self);
    Py_DECREF(own_type);
}

/* Make payloads what those of a new instance are, of which HPy_tp_destroy has freed what they point to: a traversal of the
 * instance that is yet to end finds nothing. A debug build of CPython begins one whenever it tracks an object. */
static void forget_payloads(PyObject *self, PyTypeObject *first, const PyTypeObject *base)
{
    PyTypeObject *type = first;
    int next_kind = NEXT_OURS;

    for (; next_kind == NEXT_OURS; type = hpy_next_type(type)) {
        const HPyTypeInfo *info = TYPE_INFO(type);
        Py_ssize_t start = info->shape == HPyType_BuiltinShape_Legacy ? base->tp_basicsize : 0; /* the head is in it */
        next_kind = info->next_kind;
        if (info->destroy != NULL && start < info->payload_size)
            memset((char *)hpy_level_payload(self, info) + start, 0, (size_t)(info->payload_size - start));
    }
}

/* Fields, then payloads, each from the derived type to the base; then what the base does. */
static void end_levels(PyObject *self, PyTypeObject *first)
{
    PyTypeObject *type;
    PyTypeObject *own_type = Py_TYPE(self);
    int next_kind;

    for (type = first, next_kind = NEXT_OURS; next_kind == NEXT_OURS; type = hpy_next_type(type)) {
        next_kind = TYPE_INFO(type)->next_kind;
        if (TYPE_INFO(type)->holds_objects)
            hpy_clear_level(self, type, TYPE_INFO(type));
    }
    for (type = first, next_kind = NEXT_OURS; next_kind == NEXT_OURS; type = hpy_next_type(type)) {
        const HPyTypeInfo *info = TYPE_INFO(type);
        next_kind = info->next_kind;
        if (info->destroy != NULL)
            info->destroy(hpy_level_payload(self, info));
    }
    if (next_kind == NEXT_OBJECT) {
        free_instance(self, own_type);
        return;
    }
    if (PyType_IS_GC(type)) {
        forget_payloads(self, first, type);
        PyObject_GC_Track(self); /* as the functions of such types expect it */
    }
    type->tp_dealloc(self);
    if (next_kind == NEXT_STATIC)
        Py_DECREF(own_type);
}

/* All but finalizing. */
static void end_instance(PyObject *self, PyTypeObject *first)
{
    const HPyTypeInfo *info = TYPE_INFO(first);

    if (has_weakrefs(self, first))
        PyObject_ClearWeakRefs(self);
    if (info->next_kind != NEXT_OBJECT) {
        end_levels(self, first);
        return;
    }
    /* The same for the usual case, a type over object. */
    if (info->holds_objects)
        hpy_clear_level(self, first, info);
    if (info->destroy != NULL)
        info->destroy(hpy_level_payload(self, info));
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
    size_t n, capacity;
    PyObject **waiting; /* without a reference left, and still whole */
} deallocations;

/* Whether the object waits, 1 or 0. Without memory for that it does not. */
static int wait_for_end(PyObject *self)
{
    if (deallocations.n == deallocations.capacity) {
        size_t capacity = 2 * deallocations.capacity + 16;
        PyObject **waiting = (PyObject **)realloc(deallocations.waiting, capacity * sizeof(PyObject *));
        if (waiting == NULL)
            return 0;
        deallocations.waiting = waiting;
        deallocations.capacity = capacity;
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
    deallocations.capacity = 0;
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

    if (type->tp_dealloc == hpy_type_dealloc && TYPE_INFO(type)->quick_end && type->tp_finalize == NULL
        && !has_weakrefs(self, type)) {
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

/* Last references that are being released by release_last, one within the other. */
static HPY_THREAD_LOCAL int last_nested;

/* Releases the last reference to an object. One that may hold objects, which hold others, and so on without end, is left
 * where deallocations are nested deeply, and that noted in *arg, so that objects wait. Since CPython 3.14 it looks at the
 * depth itself for objects that the collector knows. */
static _HPy_NOINLINE int release_last(HPyField *field, PyObject *object, int *left)
{
    PyTypeObject *type = Py_TYPE(object);
    int may_nest = (PY_VERSION_HEX < 0x030E0000 || !PyType_IS_GC(type)) && type != &PyLong_Type
                   && type != &PyUnicode_Type && type != &PyFloat_Type && type != &PyBytes_Type;
    int *nested = &last_nested;

    _HPY_UNSEEN(nested); /* or the compiler asks again each time, by a call */
    if (may_nest && *nested >= MOST_NESTED)
        return *left = 1;
    *nested += may_nest;
    *field = HPyField_NULL;
    Py_DECREF(object);
    *nested -= may_nest;
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

/* What ends the instance when its fields are empty, or some are left. */
static inline void end_simple(PyObject *self, PyTypeObject *type, const HPyTypeInfo *info, int left)
{
    if (!_HPy_LIKELY(!left)) {
        dealloc_slowly(self);
        return;
    }
    if (info->destroy != NULL)
        info->destroy((char *)self + HPY_OBJECT_PAYLOAD_OFFSET);
    free_instance(self, type);
}

/* The same for types over object with fields and maybe a payload to look after. */
void hpy_type_dealloc_fields(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    int left = 0;

    if (type->tp_dealloc != hpy_type_dealloc_fields || type->tp_finalize != NULL || has_weakrefs(self, type)) {
        dealloc_slowly(self);
        return;
    }
    if (PyType_IS_GC(type))
        PyObject_GC_UnTrack(self);
    (void)hpy_report_level(self, TYPE_INFO(type), release_field, &left);
    end_simple(self, type, TYPE_INFO(type), left);
}

static inline void release_fields(HPyField *field, Py_ssize_t n, int *left)
{
    HPyField *end = field + n;

    for (; field < end; field++)
        (void)release_field(field, left);
}

/* All runs of a type without fields in parts of items. */
static void release_runs(PyObject *self, const HPyTypeInfo *info, int *left)
{
    const FieldRun *run = hpy_runs(info), *end = run + info->n_runs;

    for (; run < end; run++) {
        HPyField *at = (HPyField *)(void *)((char *)self + run->offset);
        if (run->where == RUN_IN_STRUCT)
            release_fields(at, run->count, left);
        else if (run->where == RUN_ALL_ITEMS)
            release_fields((HPyField *)(void *)((char *)self + info->items), run->count * Py_SIZE(self), left);
        else if (*(HPyField **)(void *)at != NULL)
            release_fields(*(HPyField **)(void *)at, *(HPy_ssize_t *)(void *)((char *)self + run->count), left);
    }
}

/* The places of fields whose references are gone; those from 'stop' on, if it is one of them, are not. */
static void forget(HPyField *field, Py_ssize_t n, const HPyField *stop)
{
    HPyField *end = field + n;

    for (; field < end && field != stop; field++)
        *field = HPyField_NULL;
}

static inline HPyField *first_run(PyObject *self, const HPyTypeInfo *info)
{
    return (HPyField *)(void *)((char *)self + info->first_field);
}

static inline HPyField *item_run(PyObject *self, const HPyTypeInfo *info)
{
    return (HPyField *)(void *)((char *)self + info->items);
}

/* Where the quick way below meets what it cannot do: a last reference at 'stop', a payload to look after, or a rare run.
 * It goes on from there; the places of what is gone are emptied for who looks at all of them again. */
static _HPy_NOINLINE void end_declared(PyObject *self, HPyField *stop)
{
    PyTypeObject *type = Py_TYPE(self);
    const HPyTypeInfo *info = TYPE_INFO(type);
    HPyField *first = first_run(self, info), *first_end = first + info->n_first;
    HPyField *items = item_run(self, info), *items_end = items;
    int in_first = stop >= first && stop < first_end, left = 0;

    if (info->n_in_item > 0)
        items_end += info->n_in_item * Py_SIZE(self);
    if (in_first) {
        release_fields(stop, first_end - stop, &left);
        release_fields(items, items_end - items, &left);
    } else if (stop != NULL) {
        release_fields(stop, items_end - stop, &left);
    }
    if (info->has_more || left) {
        forget(first, info->n_first, stop);
        if (!in_first)
            forget(items, items_end - items, stop);
    }
    if (info->has_more)
        release_runs(self, info, &left);
    end_simple(self, type, info, left);
}

/* Release neighbours up to the first that may hold a last reference, and return that, or NULL. No code runs, and no
 * function is called, so that hpy_type_dealloc_declared needs few registers; nobody looks at the fields any more. */
static inline HPyField *release_shared(HPyField *field, Py_ssize_t n)
{
    HPyField *end = field + n;

    for (; field < end; field++) {
        PyObject *object = _f2py(*field);
        if (object == NULL)
            continue;
        if (may_be_last(object))
            return field;
        Py_DECREF(object);
    }
    return NULL;
}

/* The same where all of the fields are declared. */
void hpy_type_dealloc_declared(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    const HPyTypeInfo *info;
    HPyField *stop;

    if (type->tp_dealloc != hpy_type_dealloc_declared || type->tp_finalize != NULL || has_weakrefs(self, type)) {
        dealloc_slowly(self);
        return;
    }
    if (PyType_IS_GC(type))
        PyObject_GC_UnTrack(self);
    info = TYPE_INFO(type);
    stop = release_shared(first_run(self, info), info->n_first);
    if (stop == NULL && info->n_in_item > 0)
        stop = release_shared(item_run(self, info), info->n_in_item * Py_SIZE(self));
    if (stop == NULL && !info->has_more)
        free_instance(self, type);
    else
        end_declared(self, stop);
}
