/* One type's part of an instance. An instance has as many as there are types made by HPy along tp_base from its own
 * type on, which are called levels: that of the type itself, then those of its bases. */
#include "info.h"
#include "../fields.h"

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

/* Empty first: releasing may run code that looks at the field. */
static int clear_field(HPyField *field, void *arg)
{
    (void)arg;
    Py_XDECREF(_hpy_content_replace(&field->_i, NULL));
    return 0;
}

/* ---- what lies between two levels ---- */

/* Classes with slots or a __dict__, most of them written in Python. CPython's own functions for these look for the data
 * from the instance's type on, and would find ours there again. */

static int adds_dict(const PyTypeObject *type)
{
    return type->tp_dictoffset != type->tp_base->tp_dictoffset;
}

int hpy_visit_passed(PyObject *self, const PyTypeObject *type, int hops, visitproc visit, void *arg)
{
    int result;

    while (--hops > 0) {
        const PyMemberDef *member;
        type = type->tp_base;
        for (member = type->tp_members; member != NULL && member->name != NULL; member++)
            if (member->type == HPyMember_OBJECT_EX)
                Py_VISIT(*(PyObject **)(void *)((char *)self + member->offset));
        result = adds_dict(type) ? hpy_visit_dict(self, visit, arg) : 0;
        if (result != 0)
            return result;
    }
    return 0;
}

static void clear_passed(PyObject *self, const PyTypeObject *type, int hops)
{
    while (--hops > 0) {
        type = type->tp_base;
        clear_legacy_members(self, type);
        if (adds_dict(type))
            hpy_clear_dict(self);
    }
}

/* ---- a level ---- */

/* Drop what one type's part of an instance holds, and what lies between it and the next level. */
void hpy_clear_level(PyObject *self, const PyTypeObject *type, const HPyTypeInfo *info)
{
    if (info->n_runs > 0)
        (void)hpy_visit_declared(self, info, clear_field, NULL);
    if (info->traverse != NULL)
        hpy_clear_fields(info->traverse, hpy_level_payload(self, info));
    if (info->has_dict)
        hpy_clear_dict(self);
    if (info->clears_members)
        clear_legacy_members(self, type);
    if (info->passes_data)
        clear_passed(self, type, info->next_hops);
}
