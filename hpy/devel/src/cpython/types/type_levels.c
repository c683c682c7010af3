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
    PyObject *object = _f2py(*field);
    (void)arg;
    *field = HPyField_NULL;
    Py_XDECREF(object);
    return 0;
}

/* Drop what one type's part of an instance holds. */
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
}
