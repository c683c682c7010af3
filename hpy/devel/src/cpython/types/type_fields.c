/* Fields that a type declares (HPyDef_FIELDS and its like), and the items of objects that HPy_NewVar makes. */
#include "info.h"

/* ---- items ---- */

/* Where the items of an instance begin: behind the struct of its own type. */
static char *items_of(PyObject *self)
{
    return (char *)self + hpy_type_find_info(Py_TYPE(self))->items;
}

/* What is known about the object's type, if its instances have items of ours; else NULL with TypeError set. */
static const HPyTypeInfo *info_with_items(HPy h, const char *function)
{
    PyTypeObject *type = Py_TYPE(_h2py(h));
    const HPyTypeInfo *info = hpy_type_find_info(type);

    if (info != NULL && info->items != 0)
        return info;
    PyErr_Format(PyExc_TypeError, "%s: instances of '%s' have no items of HPy_NewVar's", function, type->tp_name);
    return NULL;
}

HPy_ssize_t ctx_VarSize(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return info_with_items(h, "HPy_VarSize") == NULL ? -1 : Py_SIZE(_h2py(h));
}

void *ctx_VarItems(HPyContext *ctx, HPy h, HPy_ssize_t *nitems)
{
    const HPyTypeInfo *info = info_with_items(h, "HPy_VarItems");
    (void)ctx;

    if (nitems != NULL)
        *nitems = info == NULL ? 0 : Py_SIZE(_h2py(h));
    return info == NULL ? NULL : (char *)_h2py(h) + info->items;
}

/* ---- visiting declared fields ---- */

static int visit_neighbours(HPyField *field, Py_ssize_t n, HPyFunc_visitproc visit, void *arg)
{
    HPyField *end = field + n;
    int result = 0;

    for (; field < end && result == 0; field++)
        if (_HPY_READ_CONTENT(&field->_i) != 0) /* debug mode looks while other threads store */
            result = visit(field, arg);
    return result;
}

static int visit_items(PyObject *self, const FieldRun *run, const HPyTypeInfo *info, HPyFunc_visitproc visit, void *arg)
{
    char *item = items_of(self);
    Py_ssize_t i, n = Py_SIZE(self);
    int result = 0;

    if (run->where == RUN_ALL_ITEMS)
        return visit_neighbours((HPyField *)(void *)item, n * run->count, visit, arg);
    for (i = 0; i < n && result == 0; i++, item += info->itemsize)
        result = visit_neighbours((HPyField *)(void *)(item + run->offset), run->count, visit, arg);
    return result;
}

/* Pointer and number are read for each field anew: what is visited may be cleared, and code that runs then may give the
 * fields another place. */
static int visit_at_pointer(const char *start, const FieldRun *run, HPyFunc_visitproc visit, void *arg)
{
    HPyField *const *fields = (HPyField *const *)(const void *)(start + run->offset);
    const HPy_ssize_t *n = (const HPy_ssize_t *)(const void *)(start + run->count);
    HPy_ssize_t i;
    int result = 0;

    for (i = 0; result == 0 && *fields != NULL && i < *n; i++)
        result = visit_neighbours(*fields + i, 1, visit, arg);
    return result;
}

int hpy_visit_declared(PyObject *self, const HPyTypeInfo *info, HPyFunc_visitproc visit, void *arg)
{
    char *start = hpy_payload_moves(info) ? (char *)hpy_level_payload(self, info) : (char *)self;
    const FieldRun *run = hpy_runs(info), *end = run + info->n_runs;
    int result = 0;

    for (; run < end && result == 0; run++) {
        if (run->where == RUN_IN_STRUCT)
            result = visit_neighbours((HPyField *)(void *)(start + run->offset), run->count, visit, arg);
        else if (run->where == RUN_AT_POINTER)
            result = visit_at_pointer(start, run, visit, arg);
        else
            result = visit_items(self, run, info, visit, arg);
    }
    return result;
}

/* Let 'visit' see all fields that one type's part of an instance has. */
int hpy_report_level(PyObject *self, const HPyTypeInfo *info, HPyFunc_visitproc visit, void *arg)
{
    int result = info->n_runs == 0 ? 0 : hpy_visit_declared(self, info, visit, arg);

    if (result == 0 && info->traverse != NULL)
        result = info->traverse(hpy_level_payload(self, info), visit, arg);
    return result;
}
