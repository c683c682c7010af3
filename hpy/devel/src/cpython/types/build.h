/* What MAKES a type, in the files build_*.c: each is a step of HPyType_FromSpec, and all work on one TypeBuild.
 * build_spec.c calls them in this order:
 *
 *   build_checks     what is wrong with the parameters and the spec
 *   build_slots      the defines and legacy slots become arrays for CPython; build_members checks its own
 *   build_checks     metaclass and bases
 *   build_layout     the base that decides the layout
 *   build_class      whether Python is to make a class over the type
 *   build_layout     shape, payload; then build_words: words of the host's behind the payload
 *   build_members    offsets
 *   build_fields     declared fields
 *   build_call       the functions of callable instances
 *   build_life       the functions by which instances begin, live and end
 *   build_object     how the type itself is called
 *   build_metaclass  the type object
 *   build_object     what is set in it
 *   build_class      what a class statement does
 *
 * Functions that return an int return 0, or -1 with an exception set; "has", "is", "needs", "adds" in the name mean a
 * truth value. What they put into a type is in info.h.
 */
#ifndef HPY_CPYTHON_TYPES_BUILD_H
#define HPY_CPYTHON_TYPES_BUILD_H

#include "info.h"
#include "../generated/slot_numbers.h"

/* What a new type is put together from. */
typedef struct {
    HPyType_Spec *spec;
    const PyType_Slot *legacy; /* ends with slot 0; may be empty, never NULL */

    PyObject *bases;           /* tuple */
    PyTypeObject *base;        /* the one that decides the layout; borrowed from bases */
    PyTypeObject *metaclass;   /* given by the parameters, or NULL; borrowed */
    PyObject *module;          /* likewise */

    PyObject *class_bases;     /* of the class that Python is to make over this type; else NULL */
    PyTypeObject *class_base;  /* the one of them that decides the layout; borrowed, as the next */
    PyTypeObject *class_metaclass; /* what makes it */
    int class_words[2];        /* whether it adds a __dict__, weak references */

    destructor of_python;      /* tp_dealloc of classes written in Python; NULL until hpy_type_python_dealloc */

    HPyTypeInfo *info;         /* being filled; owned until it is in the list of blocks */
    Py_ssize_t n_methods, n_members, n_getsets, n_slots; /* numbers of entries that are in use */
    Py_ssize_t n_own_members;                             /* how many get/sets, the first ones, stand for members */
    PyMemberDef *members;      /* owned */
    PyGetSetDef *getsets;      /* inside info */
    PyType_Slot *slots;        /* owned */

    const HPyDef *defined[N_CPYTHON_SLOTS]; /* the define of each CPython slot number, to find a second one */
    const HPyDef *own_defined[N_OWN_SLOTS]; /* likewise from FIRST_OWN_SLOT on */
    int has_call;              /* HPy_tp_call is defined */
    int caller;                /* number of its pair of functions, by hpy_caller_find */
    int grows;                 /* the payload is larger than the base's, or there was none */
    int covers;                /* and lies where the base has its words, which get other places */
    int has_vectorcall_member;
    int default_life;          /* deallocation is left to CPython, or to a legacy tp_dealloc */
    Py_ssize_t basicsize;      /* for CPython */
    Py_ssize_t payload_start;  /* offset that members count from */
    Py_ssize_t weaklist_offset, dict_offset, vectorcall_offset; /* from the object; 0: none */
    unsigned long flags;
} TypeBuild;

/* ---- build.c: for all steps ---- */

/* Raise TypeError, "type 'name': " and the message as PyErr_Format would make it. Returns -1. */
_HPy_HIDDEN _HPy_COLD int hpy_type_wrong(const TypeBuild *build, const char *format, ...);

/* The value of a legacy slot of the spec, or NULL. */
_HPy_HIDDEN _HPy_COLD const void *hpy_type_legacy_slot(const TypeBuild *build, int slot);

/* One more slot for CPython; there is room for all. */
_HPy_HIDDEN _HPy_COLD void hpy_type_add_slot(TypeBuild *build, int slot, const void *value);

/* The define of one of HPy's own slots, or NULL. */
static inline const HPyDef *hpy_own_define(const TypeBuild *build, int slot)
{
    return build->own_defined[slot - FIRST_OWN_SLOT];
}

/* ---- build_checks.c ---- */

_HPy_HIDDEN _HPy_COLD int hpy_type_read_params(TypeBuild *build, const HPyType_SpecParam *params, PyObject **metaclass,
                                     Py_ssize_t *n_metaclasses);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_spec(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_metaclass(TypeBuild *build, PyObject *metaclass, Py_ssize_t n_metaclasses);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_bases(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_base(const TypeBuild *build);

/* ---- build_slots.c, build_members.c ---- */

_HPy_HIDDEN _HPy_COLD int hpy_type_collect(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_member(TypeBuild *build, const HPyMember *member);
_HPy_HIDDEN _HPy_COLD int hpy_type_add_members(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD Py_ssize_t hpy_type_head(const TypeBuild *build);
#if PY_VERSION_HEX < 0x03090000 /* whose PyType_Spec cannot say all */
_HPy_HIDDEN _HPy_COLD void hpy_type_set_late_slots(TypeBuild *build, PyTypeObject *type);
#endif

/* ---- build_fields.c ---- */

/* Whether the spec declares fields. */
static inline int hpy_type_declares_fields(const HPyType_Spec *spec)
{
    HPyDef **define = spec->defines;

    for (; define != NULL && *define != NULL; define++)
        if ((*define)->kind == HPyDef_Kind_Fields)
            return 1;
    return 0;
}

_HPy_HIDDEN _HPy_COLD int hpy_type_add_fields(TypeBuild *build);

/* ---- build_layout.c, build_words.c ---- */

_HPy_HIDDEN _HPy_COLD PyTypeObject *hpy_type_solid_base(PyTypeObject *type);
_HPy_HIDDEN _HPy_COLD void hpy_type_choose_base(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_lay_out(TypeBuild *build);
_HPy_HIDDEN int hpy_type_place_words(TypeBuild *build);
_HPy_HIDDEN void hpy_type_add_word_getsets(TypeBuild *build);

/* ---- build_call.c ---- */

_HPy_HIDDEN _HPy_COLD void hpy_type_add_call_method(const TypeBuild *build, PyMethodDef *method);
_HPy_HIDDEN _HPy_COLD int hpy_type_set_call(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD void hpy_type_finish_call(const TypeBuild *build, PyTypeObject *type);

/* ---- build_life.c ---- */

_HPy_HIDDEN _HPy_COLD destructor hpy_type_python_dealloc(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_adds_python_data(const PyTypeObject *type);
_HPy_HIDDEN _HPy_COLD int hpy_type_has_life(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_set_life(TypeBuild *build);

/* ---- build_object.c: the type object itself ---- */

_HPy_HIDDEN _HPy_COLD void hpy_type_set_construction(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD unsigned long hpy_type_first_flags(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_finish_object(const TypeBuild *build, PyTypeObject *type);

/* ---- build_class.c: bases that take part in making a class ---- */

_HPy_HIDDEN _HPy_COLD PyTypeObject *hpy_type_choose_metaclass(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_choose_way(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD PyObject *hpy_type_make_class(const TypeBuild *build, PyObject *layout);
_HPy_HIDDEN _HPy_COLD int hpy_type_tell(PyObject *type);

/* ---- build_metaclass.c ---- */

_HPy_HIDDEN _HPy_COLD PyObject *hpy_type_create(TypeBuild *build, PyType_Spec *py_spec);

#endif /* HPY_CPYTHON_TYPES_BUILD_H */
