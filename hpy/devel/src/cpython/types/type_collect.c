/* tp_traverse and tp_clear of types made by HPy.
 *
 * Either may be called for an instance of a subclass, by the subclass's own. It looks for the first type, from the
 * instance's own along tp_base, that has it, does the work of that type and of all further ones, and calls the function
 * of the first base that is another's. Classes written in Python that add no data may stand between them.
 */
#include "info.h"
#include "../fields.h"

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
        result = hpy_report_level(self, info, visit, arg);
        type = hpy_next_type(type);
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
        result = hpy_report_level(self, info, hpy_visit_field, visits);
        if (result != 0)
            return result;
        if (info->has_dict) {
            result = hpy_visit_dict(self, visit, arg);
            if (result != 0)
                return result;
        }
        if (info->passes_data) {
            result = hpy_visit_passed(self, type, info->next_hops, visit, arg);
            if (result != 0)
                return result;
        }
        next_kind = info->next_kind;
        type = hpy_next_type(type);
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
    result = hpy_report_level(self, TYPE_INFO(type), hpy_visit_field, &visits);
    hpy_visits_end(&visits);
    return result != 0 ? result : visit((PyObject *)type, arg);
}

typedef struct {
    visitproc visit;
    void *arg;
} Visitor;

static int visit_object(HPyField *field, void *arg)
{
    const Visitor *visitor = (const Visitor *)arg;
    return visitor->visit(_f2py(*field), visitor->arg);
}

/* Whether all fields are declared, each once: memory that is reached by a pointer may be what another record declares. */
static int has_known_fields(const PyTypeObject *type)
{
    const HPyTypeInfo *info;

    if (type->tp_dealloc != hpy_type_dealloc_declared || type->tp_traverse != hpy_type_traverse)
        return 0;
    info = TYPE_INFO(type);
    return hpy_runs(info)[info->n_runs - 1].where != RUN_AT_POINTER;
}

static int traverse_declared(PyObject *self, visitproc visit, void *arg)
{
    PyTypeObject *type = Py_TYPE(self);
    Visitor visitor = { visit, arg };
    int result = hpy_visit_declared(self, TYPE_INFO(type), visit_object, &visitor);

    return result != 0 ? result : visit((PyObject *)type, arg);
}

int hpy_type_traverse(PyObject *self, visitproc visit, void *arg)
{
    PyTypeObject *type = Py_TYPE(self);
    FieldVisits visits;
    int result;

    if (has_known_fields(type))
        return traverse_declared(self, visit, arg);
    if (type->tp_dealloc == hpy_type_dealloc_fields && type->tp_traverse == hpy_type_traverse)
        return traverse_simple(self, visit, arg);
    type = first_traversed(self);
    /* Below the first field is a single level's object; of several levels the highest one reports first. */
    hpy_visits_begin(&visits, report_fields, self, TYPE_INFO(type)->next_kind == NEXT_OURS ? NULL : self, visit, arg);
    result = visit_levels(self, type, &visits);
    hpy_visits_end(&visits);
    return result;
}

int hpy_type_clear(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    int next_kind;

    while (!hpy_type_has_our_dealloc(type) || type->tp_clear != hpy_type_clear)
        type = type->tp_base;
    do {
        hpy_clear_level(self, type, TYPE_INFO(type));
        next_kind = TYPE_INFO(type)->next_kind;
        type = hpy_next_type(type);
        if (next_kind == NEXT_OURS && type->tp_clear != NULL && type->tp_clear != hpy_type_clear)
            next_kind = NEXT_HEAP;
    } while (next_kind == NEXT_OURS);
    return type->tp_clear == NULL ? 0 : type->tp_clear(self);
}
