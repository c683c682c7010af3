/* The hidden words of an instance: the vectorcall function, the __dict__ of HPyDef_DICT, the list of weak references of
 * HPyDef_WEAKLIST. None of them is in the author's struct.
 *
 *   the payload is the base's    | payload      | base's words | new words |
 *   it is larger                 | base's payload, and more    | all words anew |
 *   the type has its own (Any)   | base's payload | base's words | payload | new words |
 *
 * A type that adds nothing to the payload leaves the base as it is. A larger payload covers the place of the base's
 * words, so all of them get new places. That changes nothing for the base's functions: CPython, and we, find each word
 * by the offset in the type of the instance. What CPython keeps before the object, as it does since 3.12 for a
 * __dict__, takes no place at all, and conflicts with no other base.
 *
 * A word for the call makes instances larger, which conflicts with other bases. So a type has it whose payload grows,
 * that is no base (HPy_TPFLAGS_BASETYPE), or that asks for it with HPy_TPFLAGS_HAVE_VECTORCALL.
 */
#include "build.h"

#define WORD ((Py_ssize_t)sizeof(void *))

/* ---- attributes ---- */

static void add_getset(TypeBuild *build, const char *name, getter get, setter set, const char *doc)
{
    PyGetSetDef *getset = &build->getsets[build->n_getsets++];

    getset->name = name;
    getset->get = get;
    getset->set = set;
    getset->doc = doc;
}

/* Only where the type adds what its base has not. */
void hpy_type_add_word_getsets(TypeBuild *build)
{
    if (hpy_own_define(build, HPy_tp_dict) != NULL && build->base->tp_dictoffset == 0)
        add_getset(build, "__dict__", PyObject_GenericGetDict, hpy_set_dict, "dictionary for instance variables");
    if (hpy_own_define(build, HPy_tp_weaklist) != NULL && build->base->tp_weaklistoffset == 0)
        add_getset(build, "__weakref__", hpy_get_weakref, NULL, "list of weak references to the object");
}

/* ---- layout ---- */

/* A legacy function that would have to know of the words. */
static int check_legacy(const TypeBuild *build)
{
    static const int slots[] = { Py_tp_dealloc, Py_tp_del, Py_tp_alloc, Py_tp_free, Py_tp_traverse, Py_tp_clear };
    int has_dict = hpy_own_define(build, HPy_tp_dict) != NULL;
    size_t n = has_dict ? 6 : hpy_own_define(build, HPy_tp_weaklist) != NULL ? 4 : 0;

    while (n > 0) {
        if (hpy_type_legacy_slot(build, slots[--n]) != NULL)
            return hpy_type_wrong(build, "%s excludes the legacy slots tp_dealloc, tp_del, tp_alloc and tp_free%s; use "
                                  "HPy_tp_destroy%s", has_dict ? "HPyDef_DICT" : "HPyDef_WEAKLIST",
                                  has_dict ? ", tp_traverse and tp_clear" : "", has_dict ? " and HPy_tp_traverse" : "");
    }
    return 0;
}

/* Whether the instances' size differs. */
static int has_items(const TypeBuild *build)
{
    return (build->base->tp_itemsize != 0 && !PyType_IsSubtype(build->base, &PyType_Type)) || build->info->items != 0
           || (build->info->spec_shape == HPyType_BuiltinShape_Legacy && build->spec->itemsize != 0);
}

/* One more word at the end of the instance: its offset. */
static Py_ssize_t append_word(TypeBuild *build)
{
    Py_ssize_t offset = build->basicsize != 0 ? build->basicsize : ALIGN_WORD(build->base->tp_basicsize);

    build->basicsize = offset + WORD;
    return offset;
}

/* Whether a larger instance can be in nobody's way, or is asked for. */
static int is_worth_a_word(const TypeBuild *build)
{
    return build->grows || !(build->flags & HPy_TPFLAGS_BASETYPE) || (build->flags & HPy_TPFLAGS_HAVE_VECTORCALL);
}

static int place_call(TypeBuild *build, const HPyTypeInfo *base_info)
{
    Py_ssize_t inherited = base_info != NULL ? base_info->call_offset : 0;
    int is_hidden = inherited != 0 && inherited >= build->payload_start + base_info->payload_size;

    if (build->has_vectorcall_member)
        return 0;
    if (inherited != 0 && !(build->covers && is_hidden)) {
        build->info->call_offset = inherited;
        return 0;
    }
    if (inherited == 0 && !(build->has_call && is_worth_a_word(build)))
        return 0;
    if (!has_items(build))
        build->info->call_offset = append_word(build);
    else if (inherited != 0 || (build->flags & HPy_TPFLAGS_HAVE_VECTORCALL))
        return hpy_type_wrong(build, "Cannot use HPy call protocol with var objects; leave out "
                              "HPy_TPFLAGS_HAVE_VECTORCALL and itemsize");
    return 0;
}

/* The place of a dict that the type adds, or moves. */
static Py_ssize_t append_dict(TypeBuild *build)
{
#if PY_VERSION_HEX >= 0x030C0000 /* before, only classes written in Python can leave the place to CPython */
    build->flags |= Py_TPFLAGS_MANAGED_DICT;
    return HPY_MANAGED_DICT;
#else
    Py_ssize_t offset = append_word(build);
    return has_items(build) ? -WORD : offset;
#endif
}

static void place_dict(TypeBuild *build, const HPyTypeInfo *base_info)
{
    Py_ssize_t inherited = build->base->tp_dictoffset;
    Py_ssize_t hidden = base_info != NULL ? base_info->dict_word : 0;

    build->info->dict_word = hidden;
    if (inherited == 0 && hpy_own_define(build, HPy_tp_dict) != NULL)
        build->info->dict_word = build->dict_offset = append_dict(build);
    else if (build->covers && hidden > 0)
        build->info->dict_word = build->dict_offset = append_word(build);
    else if (build->grows && inherited < HPY_MANAGED_DICT)
        (void)append_word(build); /* it is the last word of the instance, behind the items, and the payload's room */
}

static int place_weaklist(TypeBuild *build, const HPyTypeInfo *base_info)
{
    Py_ssize_t inherited = build->base->tp_weaklistoffset;
    Py_ssize_t hidden = base_info != NULL ? base_info->weaklist_word : 0;
    int is_new = inherited == 0 && hpy_own_define(build, HPy_tp_weaklist) != NULL;

    build->info->weaklist_word = hidden;
    if (is_new && has_items(build))
        return hpy_type_wrong(build, "HPyDef_WEAKLIST is not possible where instances have items, as in CPython; leave "
                              "it out");
#if PY_VERSION_HEX >= 0x030C0000
    /* Before the object is room for it where there is a dict. Otherwise a word is less, and spares the collector. */
    if (is_new && (!build->grows || ((build->flags | build->base->tp_flags) & Py_TPFLAGS_MANAGED_DICT))) {
        build->flags |= Py_TPFLAGS_MANAGED_WEAKREF;
        build->weaklist_offset = HPY_MANAGED_WEAKLIST;
        return 0;
    }
#endif
    if (is_new || (build->covers && hidden > 0))
        build->info->weaklist_word = build->weaklist_offset = append_word(build);
    return 0;
}

/* Called when all else has its place. The order is the one in which CPython up to 3.11 looks past a dict and a list of
 * weak references when it compares the layouts of bases. */
int hpy_type_place_words(TypeBuild *build)
{
    const HPyTypeInfo *base_info = hpy_type_find_info(build->base);
    Py_ssize_t least = build->base->tp_basicsize;

    if (build->basicsize != 0 && !build->grows)
        build->basicsize = ALIGN_WORD(least);
    if (check_legacy(build) < 0 || place_call(build, base_info) < 0)
        return -1;
    place_dict(build, base_info);
    if (place_weaklist(build, base_info) < 0)
        return -1;
    if (build->basicsize != 0 && build->basicsize < least)
        build->basicsize = ALIGN_WORD(least);
    return 0;
}
