/* HPyDef_DICT and HPyDef_WEAKLIST: instances get a __dict__, and can be referenced weakly, without any of it in the
 * author's struct. The words stand behind all else of an instance; CPython is told their offsets, as it is of those
 * that classes written in Python have. A subclass with a larger struct has them behind that. */
#include "type.h"

#define WORD ((Py_ssize_t)sizeof(void *))

/* ---- attributes ---- */

/* The word with the dict, of which an instance has one, wherever the type of the instance has it. */
static PyObject **dict_of(PyObject *self)
{
    Py_ssize_t offset = Py_TYPE(self)->tp_dictoffset;

    if (offset > 0)
        return (PyObject **)(void *)((char *)self + offset);
    return _PyObject_GetDictPtr(self);
}

int hpy_visit_dict(PyObject *self, visitproc visit, void *arg)
{
#if PY_VERSION_HEX >= 0x030D0000
    if (Py_TYPE(self)->tp_dictoffset == HPY_MANAGED_DICT)
        return PyObject_VisitManagedDict(self, visit, arg);
#elif PY_VERSION_HEX >= 0x030C0000
    if (Py_TYPE(self)->tp_dictoffset == HPY_MANAGED_DICT)
        return _PyObject_VisitManagedDict(self, visit, arg);
#endif
    Py_VISIT(*dict_of(self));
    return 0;
}

void hpy_clear_dict(PyObject *self)
{
    PyObject **dict;

#if PY_VERSION_HEX >= 0x030D0000
    if (Py_TYPE(self)->tp_dictoffset == HPY_MANAGED_DICT) {
        PyObject_ClearManagedDict(self);
        return;
    }
#elif PY_VERSION_HEX >= 0x030C0000
    if (Py_TYPE(self)->tp_dictoffset == HPY_MANAGED_DICT) {
        _PyObject_ClearManagedDict(self);
        return;
    }
#endif
    dict = dict_of(self);
    Py_CLEAR(*dict);
}

/* Unlike PyObject_GenericSetDict, classes written in Python let it be deleted. */
static int set_dict(PyObject *self, PyObject *value, void *closure)
{
    if (value != NULL)
        return PyObject_GenericSetDict(self, value, closure);
    hpy_clear_dict(self);
    return 0;
}

/* The first of the list, which is all that Python shows of it. */
static PyObject *get_weakref(PyObject *self, void *closure)
{
    PyObject *first = *(PyObject **)(void *)((char *)self + Py_TYPE(self)->tp_weaklistoffset);
    (void)closure;

    return Py_NewRef(first != NULL ? first : Py_None);
}

static void add_getset(TypeBuild *build, const char *name, getter get, setter set, const char *doc)
{
    PyGetSetDef *getset = &build->getsets[build->n_getsets++];

    getset->name = name;
    getset->get = get;
    getset->set = set;
    getset->doc = doc;
}

static const HPyDef *own_define(const TypeBuild *build, int slot)
{
    return build->own_defined[slot - HPy_tp_destroy];
}

/* Only where the type adds what its base has not. */
void hpy_type_add_word_getsets(TypeBuild *build)
{
    if (own_define(build, HPy_tp_dict) != NULL && build->base->tp_dictoffset == 0)
        add_getset(build, "__dict__", PyObject_GenericGetDict, set_dict, "dictionary for instance variables");
    if (own_define(build, HPy_tp_weaklist) != NULL && build->base->tp_weaklistoffset == 0)
        add_getset(build, "__weakref__", get_weakref, NULL, "list of weak references to the object");
}

/* ---- layout ---- */

/* A legacy function that would have to know of the words. */
static int check_legacy(const TypeBuild *build)
{
    static const int slots[] = { Py_tp_dealloc, Py_tp_del, Py_tp_traverse, Py_tp_clear };
    int has_dict = own_define(build, HPy_tp_dict) != NULL;
    size_t n = has_dict ? 4 : own_define(build, HPy_tp_weaklist) != NULL ? 2 : 0;

    while (n > 0) {
        if (hpy_type_legacy_slot(build, slots[--n]) != NULL) {
            PyErr_Format(PyExc_TypeError, "type '%s': %s excludes the legacy slots tp_dealloc and tp_del%s; use "
                         "HPy_tp_destroy%s", build->spec->name, has_dict ? "HPyDef_DICT" : "HPyDef_WEAKLIST",
                         has_dict ? ", tp_traverse and tp_clear" : "", has_dict ? " and HPy_tp_traverse" : "");
            return -1;
        }
    }
    return 0;
}

/* Whether the instances' size differs. */
static int has_items(const TypeBuild *build)
{
    return build->base->tp_itemsize != 0
           || (build->info->spec_shape == HPyType_BuiltinShape_Legacy && build->spec->itemsize != 0);
}

/* The new word is the last one of the instance. Behind items only a dict can be: since CPython 3.12 it is not found
 * there, as the number of an int's digits is kept in another way. */
static Py_ssize_t append_word(TypeBuild *build, int items)
{
#if PY_VERSION_HEX >= 0x030C0000
    if (items) {
        build->flags |= Py_TPFLAGS_MANAGED_DICT;
        return HPY_MANAGED_DICT;
    }
#endif
    Py_ssize_t offset = build->basicsize != 0 ? build->basicsize : build->base->tp_basicsize;

    build->basicsize = offset + WORD;
    return items ? -WORD : offset;
}

/* Add the word of 'slot' where the type asks for it and the base (whose offset is 'inherited') has none, or where the
 * payload has taken the place of the base's (at 'base_word'). The place of the word, and in *added the offset that CPython
 * is to be told. */
static Py_ssize_t place_word(TypeBuild *build, int slot, Py_ssize_t inherited, Py_ssize_t base_word, Py_ssize_t *added)
{
    Py_ssize_t payload_end = build->payload_start + build->info->payload_size;

    if (inherited == 0 && own_define(build, slot) != NULL)
        return *added = append_word(build, has_items(build));
    if (base_word > 0 && build->spec->basicsize != 0 && base_word < payload_end)
        return *added = append_word(build, 0);
    /* One at the end stays there, with all of the base's size before it. */
    if (inherited < HPY_MANAGED_DICT && has_items(build) && build->spec->basicsize != 0)
        (void)append_word(build, 1);
    return base_word;
}

/* Called when all else has its place. */
int hpy_type_place_words(TypeBuild *build)
{
    HPyTypeInfo *base_info = hpy_type_find_info(build->base);

    if (check_legacy(build) < 0)
        return -1;
    if (own_define(build, HPy_tp_weaklist) != NULL && build->base->tp_weaklistoffset == 0 && has_items(build)) {
        PyErr_Format(PyExc_TypeError, "type '%s': HPyDef_WEAKLIST is not possible where instances have items, as in "
                     "CPython; leave it out", build->spec->name);
        return -1;
    }
    build->info->dict_word = place_word(build, HPy_tp_dict, build->base->tp_dictoffset,
                                        base_info != NULL ? base_info->dict_word : 0, &build->dict_offset);
    build->info->weaklist_word = place_word(build, HPy_tp_weaklist, build->base->tp_weaklistoffset,
                                            base_info != NULL ? base_info->weaklist_word : 0, &build->weaklist_offset);
    return 0;
}
