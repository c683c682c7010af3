/* What descriptors of attributes know and do not show: the type of a member, whether it can be read and set. Called for
 * hpy.stubs, by universal_module.c. */
#include "attributes.h"

#include "../../hpy/devel/src/cpython/types/info.h"

static PyObject *described(PyObject *type, int readable, int writable)
{
    if (type == NULL)
        return NULL;
    return Py_BuildValue("(NOO)", type, readable ? Py_True : Py_False, writable ? Py_True : Py_False);
}

static PyObject *describe_member(int type, int readonly)
{
    return described(PyLong_FromLong(type), 1, !readonly);
}

/* Members of payloads that move are get/sets of the host's. */
static PyObject *describe_getset(const PyGetSetDef *getset)
{
    const HPyMember *member = NULL;

    if (getset->get == hpy_get_own_member)
        member = (const HPyMember *)getset->closure;
    else if (getset->get == hpy_get_made_member)
        member = &((const MadeMember *)getset->closure)->member;
    if (member != NULL)
        return describe_member((int)member->type, member->readonly);
    return described(Py_NewRef(Py_None), getset->get != NULL, getset->set != NULL);
}

PyObject *hpy_describe_attribute(PyObject *descriptor)
{
    if (Py_TYPE(descriptor) == &PyMemberDescr_Type) {
        const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
        return describe_member(member->type, member->flags & 1);
    }
    if (Py_TYPE(descriptor) == &PyGetSetDescr_Type)
        return describe_getset(((PyGetSetDescrObject *)descriptor)->d_getset);
    PyErr_Format(PyExc_TypeError, "'%s' is no descriptor of an attribute", Py_TYPE(descriptor)->tp_name);
    return NULL;
}
