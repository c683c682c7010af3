/* ctx_Descr_New: methods and attributes of types that are made at run time, from the records that types are made from. */
#include "info.h"

/* ---- methods ---- */

static PyObject *new_method(PyTypeObject *type, const HPyDef *def)
{
    PyMethodDef *method = hpy_keep_method(def, 1);
    PyObject *function, *result;

    if (method == NULL)
        return NULL;
    if ((int)def->kind == HPyDef_Kind_ClassMeth)
        return PyDescr_NewClassMethod(type, method);
    if ((int)def->kind != HPyDef_Kind_StaticMeth)
        return PyDescr_NewMethod(type, method);
    function = PyCFunction_NewEx(method, (PyObject *)type, NULL);
    result = function == NULL ? NULL : PyStaticMethod_New(function);
    Py_XDECREF(function);
    return result;
}

/* ---- attributes ---- */

/* Replace a text by one that stays. */
static int keep_text(const char **text)
{
    if (*text != NULL)
        *text = hpy_keep_text(*text);
    return *text == NULL && PyErr_Occurred() ? -1 : 0;
}

static PyObject *new_accessor(PyTypeObject *type, const char *name, getter get, setter set, const char *doc,
                              void *closure)
{
    PyGetSetDef accessor;
    PyGetSetDef *kept;

    memset(&accessor, 0, sizeof(accessor)); /* padding is compared, too */
    accessor.name = name;
    accessor.get = get;
    accessor.set = set;
    accessor.doc = doc;
    accessor.closure = closure;
    if (keep_text(&accessor.name) < 0 || keep_text(&accessor.doc) < 0)
        return NULL;
    kept = (PyGetSetDef *)(uintptr_t)hpy_keep(&accessor, sizeof(accessor));
    return kept == NULL ? NULL : PyDescr_NewGetSet(type, kept);
}

static PyObject *new_getset(PyTypeObject *type, const HPyGetSet *getset)
{
    if (getset->getter_cpy_trampoline == NULL && getset->setter_cpy_trampoline == NULL) {
        PyErr_Format(PyExc_TypeError, "HPyDescr_New: get/set '%s' has neither a getter nor a setter", getset->name);
        return NULL;
    }
    return new_accessor(type, getset->name, getset->getter_cpy_trampoline, getset->setter_cpy_trampoline,
                        getset->doc, getset->closure);
}

/* The type's struct must have the member. 0, or -1 with TypeError set. */
static int check_member(PyTypeObject *type, const HPyTypeInfo *info, const HPyMember *member)
{
    size_t size = hpy_member_size((int)member->type);
    size_t all = info == NULL ? 0 : (size_t)info->payload_size;

    if (size == 0 && member->type != HPyMember_NONE) {
        PyErr_Format(PyExc_TypeError, "HPyDescr_New: member '%s' is of unknown type; use an HPyMember_FieldType",
                     member->name);
        return -1;
    }
    if (strcmp(member->name, "__dictoffset__") == 0 || strcmp(member->name, "__weaklistoffset__") == 0
        || strcmp(member->name, "__vectorcalloffset__") == 0) {
        PyErr_Format(PyExc_TypeError, "HPyDescr_New: member '%s' is for HPyType_FromSpec alone", member->name);
        return -1;
    }
    if (info != NULL && info->shape == HPyType_BuiltinShape_Legacy)
        all = (size_t)type->tp_basicsize;
    if (info != NULL && member->offset >= 0 && (size_t)member->offset + size <= all)
        return 0;
    PyErr_Format(PyExc_TypeError, "HPyDescr_New: member '%s' lies outside the struct of type '%s', which has %zu bytes",
                 member->name, type->tp_name, all);
    return -1;
}

static PyObject *new_member(PyTypeObject *type, const HPyMember *member)
{
    const HPyTypeInfo *info = hpy_type_find_info(type);
    const MadeMember *kept_member;
    PyMemberDef result, *kept;

    if (check_member(type, info, member) < 0)
        return NULL;
    if (hpy_payload_moves(info) || hpy_member_is_shared((int)member->type)) {
        MadeMember made;
        memset(&made, 0, sizeof(made));
        made.member = *member;
        made.level = info;
        if (keep_text(&made.member.name) < 0 || keep_text(&made.member.doc) < 0
            || (kept_member = (const MadeMember *)hpy_keep(&made, sizeof(made))) == NULL)
            return NULL;
        return new_accessor(type, made.member.name, hpy_get_made_member, hpy_set_made_member, made.member.doc,
                            (void *)(uintptr_t)kept_member);
    }
    memset(&result, 0, sizeof(result));
    result.name = member->name;
    result.type = (int)member->type;
    result.offset = member->offset + (info->shape == HPyType_BuiltinShape_Any ? info->payload_start
                                      : (Py_ssize_t)hpy_payload_offset((HPyType_BuiltinShape)info->shape));
    result.flags = member->readonly != 0;
    result.doc = member->doc;
    if (keep_text((const char **)&result.name) < 0 || keep_text((const char **)&result.doc) < 0)
        return NULL;
    kept = (PyMemberDef *)(uintptr_t)hpy_keep(&result, sizeof(result));
    return kept == NULL ? NULL : PyDescr_NewMember(type, kept);
}

/* ---- any ---- */

static const char *name_of(const HPyDef *def)
{
    switch ((int)def->kind) {
    case HPyDef_Kind_Member: return def->member.name;
    case HPyDef_Kind_GetSet: return def->getset.name;
    default: return def->meth.name;
    }
}

static PyObject *new_descriptor(PyTypeObject *type, const HPyDef *def)
{
    int is_attribute = def != NULL && ((int)def->kind == HPyDef_Kind_Member || (int)def->kind == HPyDef_Kind_GetSet);

    if (def == NULL || !(is_attribute || hpy_is_method(def))) {
        PyErr_Format(PyExc_TypeError, "HPyDescr_New needs a record of a method, get/set or member, not %s%s",
                     def == NULL ? "" : "a ", def == NULL ? "NULL" : hpy_kind_name(def));
        return NULL;
    }
    if (name_of(def) == NULL) {
        PyErr_Format(PyExc_TypeError, "HPyDescr_New: the %s has no name", hpy_kind_name(def));
        return NULL;
    }
    if (!is_attribute)
        return new_method(type, def);
    return (int)def->kind == HPyDef_Kind_Member ? new_member(type, &def->member) : new_getset(type, &def->getset);
}

HPy ctx_Descr_New(HPyContext *ctx, HPy h_type, HPyDef *def)
{
    PyObject *type = _h2py(h_type);
    (void)ctx;

    if (hpy_check_type(type, "HPyDescr_New") < 0)
        return HPy_NULL;
    return _py2h(new_descriptor((PyTypeObject *)type, def));
}
