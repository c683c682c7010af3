/* HPyMember records become CPython's: offsets count from the object instead of the payload. Called by build_slots.c. */
#include "build.h"

static int wrong_member(const TypeBuild *build, const HPyMember *member, const char *what)
{
    return hpy_type_wrong(build, "member '%s' %s", member->name, what);
}

/* The offset that a member of a special name stands for, or NULL: these say where CPython finds something in each
 * instance, not where a value for Python is. */
static Py_ssize_t *special_offset(TypeBuild *build, const char *name)
{
    if (strcmp(name, "__weaklistoffset__") == 0)
        return &build->weaklist_offset;
    if (strcmp(name, "__dictoffset__") == 0)
        return &build->dict_offset;
    if (strcmp(name, "__vectorcalloffset__") == 0)
        return &build->vectorcall_offset;
    return NULL;
}

int hpy_type_check_member(TypeBuild *build, const HPyMember *member)
{
    const HPyType_Spec *spec = build->spec;
    size_t size;

    if (spec->basicsize == 0)
        return wrong_member(build, member, "needs a payload; set basicsize to the struct's");
    size = hpy_member_size((int)member->type);
    if (size == 0 && member->type != HPyMember_NONE)
        return wrong_member(build, member, "is of unknown type; use an HPyMember_FieldType");
    if (member->offset < 0 || (size_t)member->offset + size > (size_t)spec->basicsize)
        return wrong_member(build, member, "lies outside basicsize; give its offsetof");
    if (special_offset(build, member->name) != NULL
        && (member->offset % (Py_ssize_t)sizeof(void *) != 0
            || (size_t)member->offset + sizeof(void *) > (size_t)spec->basicsize))
        return wrong_member(build, member, "is no place of a pointer in the struct; give the offsetof of one");
    if (strcmp(member->name, "__vectorcalloffset__") == 0) {
        if (build->has_call)
            return wrong_member(build, member, "excludes HPy_tp_call; define one of the two");
        build->has_vectorcall_member = 1;
    }
    return 0;
}

static void add_member(TypeBuild *build, const char *name, int type, Py_ssize_t offset, int flags, const char *doc)
{
    PyMemberDef *member;
    Py_ssize_t *special = special_offset(build, name);

    if (special != NULL) {
        *special = offset;
        return;
    }
    member = &build->members[build->n_members++];
    member->name = name;
    member->type = type; /* the numbers of both are the same */
    member->offset = offset;
    member->flags = flags;
    member->doc = doc;
}

/* ---- members of which CPython knows too little: behind items they have no constant offset; fields are shared ---- */

/* In front of the author's get/sets, as members are: of two attributes with one name the type has the first. */
static int add_own_member(TypeBuild *build, const HPyMember *member)
{
    PyGetSetDef *getset = &build->getsets[build->n_own_members];

    if (special_offset(build, member->name) != NULL)
        return wrong_member(build, member, "is not possible with this shape");
    memmove(getset + 1, getset, (size_t)(build->n_getsets - build->n_own_members) * sizeof(*getset));
    build->n_getsets++;
    build->n_own_members++;
    getset->name = member->name;
    getset->get = hpy_get_own_member;
    getset->set = hpy_set_own_member;
    getset->doc = member->doc;
    getset->closure = (void *)member;
    return 0;
}

/* Members of the legacy slots count from the object already; those that hold objects are the host's to clear. */
static void add_legacy_members(TypeBuild *build)
{
    const PyMemberDef *member = (const PyMemberDef *)hpy_type_legacy_slot(build, Py_tp_members);

    for (; member != NULL && member->name != NULL; member++) {
        add_member(build, member->name, member->type, member->offset, member->flags, member->doc);
        if (member->type == HPyMember_OBJECT_EX && (member->flags & 1) == 0)
            build->info->clears_members = 1;
    }
}

#if PY_VERSION_HEX >= 0x03090000 /* before, a PyType_Spec has no such members */
static void add_offset_member(TypeBuild *build, const char *name, Py_ssize_t offset)
{
    PyMemberDef *member = &build->members[build->n_members];

    if (offset == 0)
        return;
    build->n_members++;
    member->name = name;
    member->type = HPyMember_HPYSSIZET;
    member->offset = offset;
    member->flags = 1; /* read only */
}
#endif

/* How much of a legacy struct is the interpreter's. */
Py_ssize_t hpy_type_head(const TypeBuild *build)
{
    Py_ssize_t head = build->base->tp_itemsize != 0 || build->spec->itemsize != 0 ? (Py_ssize_t)sizeof(PyVarObject)
                                                                                   : (Py_ssize_t)sizeof(PyObject);
    int shape;

    for (shape = HPyType_BuiltinShape_Object + 1; shape <= SHAPE_LAST; shape++)
        if (PyType_IsSubtype(build->base, hpy_shape_type(shape)))
            head = hpy_shape_type(shape)->tp_basicsize;
    return head;
}

/* A member may lie in the struct of a base, but not where the interpreter keeps what it needs. The number of items may be
 * read. */
static int check_head(TypeBuild *build, const HPyMember *member)
{
    if (member->type == HPyMember_NONE && special_offset(build, member->name) == NULL)
        return 0;
    if (build->info->spec_shape == HPyType_BuiltinShape_Legacy && member->offset < hpy_type_head(build))
        return wrong_member(build, member, "lies in the head of the object; give its offsetof");
    if (build->info->spec_shape == HPyType_BuiltinShape_Object && build->info->items != 0
        && member->offset < (Py_ssize_t)sizeof(HPy_ssize_t)
        && !(member->readonly && member->type == HPyMember_HPYSSIZET && special_offset(build, member->name) == NULL))
        return wrong_member(build, member, "lies where the number of items is; begin the struct with HPy_VAR_HEAD");
    return 0;
}

/* Fill build->members and what is left of build->getsets, which have room for all. The layout is known. */
int hpy_type_add_members(TypeBuild *build)
{
    HPyDef **define = build->spec->defines;

    for (; define != NULL && *define != NULL; define++) {
        const HPyMember *member = &(*define)->member;
        if ((*define)->kind != HPyDef_Kind_Member)
            continue;
        if (check_head(build, member) < 0)
            return -1;
        if (hpy_payload_moves(build->info) || hpy_member_is_shared((int)member->type)) {
            if (add_own_member(build, member) < 0)
                return -1;
        } else {
            add_member(build, member->name, (int)member->type, build->payload_start + member->offset,
                       member->readonly != 0, member->doc);
        }
    }
    add_legacy_members(build);
    if (build->vectorcall_offset != 0)
        build->info->call_offset = build->vectorcall_offset;
    else if (build->info->call_offset != build->base->tp_vectorcall_offset)
        build->vectorcall_offset = build->info->call_offset;
    hpy_type_add_word_getsets(build);
    build->info->has_dict = build->dict_offset != 0 && build->base->tp_dictoffset == 0;
    build->info->has_weaklist = build->weaklist_offset != 0;
#if PY_VERSION_HEX >= 0x03090000 /* CPython 3.8 is told by hpy_type_set_late_slots */
    if (build->weaklist_offset != HPY_MANAGED_WEAKLIST)
        add_offset_member(build, "__weaklistoffset__", build->weaklist_offset);
    if (build->dict_offset != HPY_MANAGED_DICT)
        add_offset_member(build, "__dictoffset__", build->dict_offset);
    add_offset_member(build, "__vectorcalloffset__", build->vectorcall_offset);
#endif
    if (build->n_members > 0)
        hpy_type_add_slot(build, Py_tp_members, build->members);
    if (build->n_getsets > 0)
        hpy_type_add_slot(build, Py_tp_getset, build->getsets);
    return 0;
}
