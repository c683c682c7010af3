/* Attributes and methods for which a type made by HPy needs functions of its own. */
#include "info.h"

/* ---- members ---- */

size_t hpy_member_size(int type)
{
    switch (type) {
    case HPyMember_SHORT: return sizeof(short);
    case HPyMember_INT: return sizeof(int);
    case HPyMember_LONG: return sizeof(long);
    case HPyMember_FLOAT: return sizeof(float);
    case HPyMember_DOUBLE: return sizeof(double);
    case HPyMember_STRING: return sizeof(char *);
    case HPyMember_OBJECT: return sizeof(HPyField);
    case HPyMember_CHAR: return sizeof(char);
    case HPyMember_BYTE: return sizeof(char);
    case HPyMember_UBYTE: return sizeof(char);
    case HPyMember_USHORT: return sizeof(short);
    case HPyMember_UINT: return sizeof(int);
    case HPyMember_ULONG: return sizeof(long);
    case HPyMember_STRING_INPLACE: return sizeof(char);
    case HPyMember_BOOL: return sizeof(char);
    case HPyMember_OBJECT_EX: return sizeof(HPyField);
    case HPyMember_LONGLONG: return sizeof(long long);
    case HPyMember_ULONGLONG: return sizeof(long long);
    case HPyMember_HPYSSIZET: return sizeof(HPy_ssize_t);
    default: return 0;
    }
}

/* Whether it is a field that several threads may load and store at a time, for which CPython's functions are no good. */
int hpy_member_is_shared(int type)
{
#ifdef Py_GIL_DISABLED
    return type == HPyMember_OBJECT || type == HPyMember_OBJECT_EX;
#else
    (void)type;
    return 0;
#endif
}

static PyObject *get_object(PyObject *self, const PyMemberDef *member)
{
    PyObject *object = _hpy_content_take((const intptr_t *)(void *)((char *)self + member->offset));

    if (object == NULL && member->type == HPyMember_OBJECT)
        return Py_NewRef(Py_None);
    if (object == NULL)
        PyErr_Format(PyExc_AttributeError, "'%.200s' object has no attribute '%s'", Py_TYPE(self)->tp_name,
                     member->name);
    return object;
}

static int set_object(PyObject *self, const PyMemberDef *member, PyObject *value)
{
    PyObject *old = _hpy_content_replace((intptr_t *)(void *)((char *)self + member->offset), Py_XNewRef(value));

    if (old == NULL && value == NULL && member->type == HPyMember_OBJECT_EX) {
        PyErr_SetString(PyExc_AttributeError, member->name);
        return -1;
    }
    Py_XDECREF(old);
    return 0;
}

static PyObject *get_member(PyObject *self, PyMemberDef *member)
{
    return hpy_member_is_shared(member->type) ? get_object(self, member)
                                              : PyMember_GetOne((const char *)self, member);
}

static int set_member(PyObject *self, PyMemberDef *member, PyObject *value)
{
    return hpy_member_is_shared(member->type) && !member->flags ? set_object(self, member, value)
                                                                : PyMember_SetOne((char *)self, member, value);
}

/* ---- members for which the type has get/sets, as CPython knows too little of them ---- */

/* What is known about the nearest type that has the member. */
static const HPyTypeInfo *find_level(PyObject *self, const HPyMember *member)
{
    PyTypeObject *type;

    for (type = Py_TYPE(self);; type = type->tp_base) { /* one of them has it */
        const HPyTypeInfo *info = hpy_type_info(type);
        const PyGetSetDef *getset = info == NULL || info->getset == 0 ? NULL
                                    : (const PyGetSetDef *)(const void *)((const char *)info + info->getset);
        for (; getset != NULL && getset->name != NULL; getset++)
            if (getset->closure == (const void *)member)
                return info;
    }
}

/* CPython takes the address that it is given for the object's: the offset, too, must count from there. */
static PyMemberDef as_member_def(PyObject *self, const HPyMember *member, const HPyTypeInfo *level)
{
    const char *payload = (const char *)hpy_level_payload(self, level);
    PyMemberDef result;

    memset(&result, 0, sizeof(result));
    result.name = member->name;
    result.type = (int)member->type;
    result.offset = (payload - (const char *)self) + member->offset;
    result.flags = member->readonly != 0;
    return result;
}

PyObject *hpy_get_own_member(PyObject *self, void *closure)
{
    PyMemberDef member = as_member_def(self, (const HPyMember *)closure, find_level(self, (const HPyMember *)closure));
    return get_member(self, &member);
}

int hpy_set_own_member(PyObject *self, PyObject *value, void *closure)
{
    PyMemberDef member = as_member_def(self, (const HPyMember *)closure, find_level(self, (const HPyMember *)closure));
    return set_member(self, &member, value);
}

/* The same of a descriptor that HPyDescr_New made, which knows the type it is for. */
PyObject *hpy_get_made_member(PyObject *self, void *closure)
{
    const MadeMember *made = (const MadeMember *)closure;
    PyMemberDef member = as_member_def(self, &made->member, made->level);
    return get_member(self, &member);
}

int hpy_set_made_member(PyObject *self, PyObject *value, void *closure)
{
    const MadeMember *made = (const MadeMember *)closure;
    PyMemberDef member = as_member_def(self, &made->member, made->level);
    return set_member(self, &member, value);
}

/* ---- send() ---- */

/* CPython has the slot am_send since 3.10, and subclasses do not inherit it: without the slot, __next__ is called for
 * None and this method for all else. */
PyObject *hpy_send_by_slot(PyObject *self, PyObject *value)
{
    typedef HPy_SendResult (*Send)(PyObject *, PyObject *, PyObject **);
    PyObject *mro = Py_TYPE(self)->tp_mro, *exception, *result = NULL;
    HPyTypeInfo *info = NULL;
    HPy_SendResult status;
    Py_ssize_t i;

    for (i = 0; info == NULL || info->send == NULL; i++) /* one of them has this method */
        info = hpy_type_info((PyTypeObject *)PyTuple_GET_ITEM(mro, i));
    status = ((Send)(void (*)(void))info->send)(self, value, &result);
    if (status != HPy_SEND_RETURN)
        return result;
    exception = PyObject_CallOneArg(PyExc_StopIteration, result);
    Py_DECREF(result);
    if (exception != NULL)
        PyErr_SetObject(PyExc_StopIteration, exception);
    Py_XDECREF(exception);
    return NULL;
}
