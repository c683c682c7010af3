/* What the type_*.c files share: how a type made by HPy is recognised, and what is known about it.
 *
 * Everything that CPython's type object has no place for stands in one HPyTypeInfo per kind of type. The type's
 * tp_methods points into it, which is a documented field, never inherited, and never changed by CPython:
 *
 *     HPyTypeInfo ┬ impls, layout …
 *                 ├ PyMethodDef methods[]     <- tp_methods; the end mark carries HPY_INFO_MARK in its flags
 *                 ├ PyGetSetDef[]             <- tp_getset
 *                 └ the name                  <- tp_name, up to CPython 3.10 (newer versions copy it)
 *
 * A block holds no reference and is never written to once it is in use. Types of equal content share it, in every
 * interpreter, and it is never freed: a type can be used by its instances for longer than any hook lasts that
 * CPython offers for a type's end. There are as many blocks as an extension has different specs.
 */
#ifndef HPY_CPYTHON_TYPE_H
#define HPY_CPYTHON_TYPE_H

#include "host.h"
#include "generated/slot_numbers.h"
#if PY_VERSION_HEX < 0x030C0000 /* PyMemberDef is part of Python.h since CPython 3.12 */
#  include <structmember.h>
#endif

/* Shapes that the extension's minor version of the ABI may not show. */
#define SHAPE_DICT ((int)HPyType_BuiltinShape_List + 1)
#define SHAPE_LAST SHAPE_DICT

/* Where the next type with something to do stands above this one, seen along tp_base. */
typedef enum {
    NEXT_OURS,   /* a type with one of our functions */
    NEXT_OBJECT, /* object: nothing but the memory is left */
    NEXT_STATIC, /* another static type: its functions do not release the type of the instance */
    NEXT_HEAP    /* a heap type written in C: its functions do */
} NextKind;

/* Makes an instance, and sets *data to its payload; behind HPy_New. */
typedef HPy (*NewFunction)(PyTypeObject *type, void **data);

typedef struct HPyTypeInfo {
    struct HPyTypeInfo *next; /* list of all blocks */
    size_t size;              /* of the block; its content begins behind this member */

    HPyFunc_traverseproc traverse; /* may be NULL, as the next three */
    HPyFunc_destroyfunc destroy;
    destructor finalize;
    cpy_vectorcallfunc call;   /* of this very type */
    cpy_vectorcallfunc vector; /* what the call word of a new instance holds */
    NewFunction make;         /* never NULL for a type with one of our functions as tp_dealloc */
    cpy_PyCFunction send;     /* the trampoline of HPy_am_send, for the method of that name */

    Py_ssize_t payload_size; /* 0: none, here or in a base */
    /* Hidden words, of this type or a base: offsets from the object; 0: none */
    Py_ssize_t call_offset;  /* of the vectorcall function, which may also be a member of the author's */
    Py_ssize_t dict_word;    /* that HPyDef_DICT asked for; negative: as for tp_dictoffset */
    Py_ssize_t weaklist_word; /* that HPyDef_WEAKLIST asked for; 0 also where CPython keeps the list */
    int spec_shape;
    int shape;               /* of the memory: the base's where this type adds none */
    int next_kind;           /* NextKind */
    int next_hops;           /* steps along tp_base to that type */
    int quick_end;           /* deallocation only calls 'destroy' and frees */
    int has_weaklist;        /* this type adds the list of weak references */
    int has_dict;            /* this type adds a __dict__ */
    int clears_members;      /* legacy members that hold objects are cleared with the instance */
    int holds_objects;       /* anything is to be cleared with the instance */

    size_t getset;           /* offset in the block; 0: none */
    size_t name;             /* offset in the block; 0: none */
    PyMethodDef methods[];
} HPyTypeInfo;

/* Content before the methods changed: change the mark. Copies of the host in other binaries tell by it whether
 * they can read the block. */
#define HPY_INFO_MARK 0x48500A04

#define TYPE_INFO(type) ((HPyTypeInfo *)(void *)((char *)(type)->tp_methods - offsetof(HPyTypeInfo, methods)))

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

    HPyTypeInfo *info;         /* being filled; owned until it is in the list of blocks */
    Py_ssize_t n_methods, n_members, n_getsets, n_slots; /* numbers of entries that are in use */
    PyMemberDef *members;      /* owned */
    PyGetSetDef *getsets;      /* inside info */
    PyType_Slot *slots;        /* owned */

    const HPyDef *defined[N_CPYTHON_SLOTS]; /* the define of each CPython slot number, to find a second one */
    const HPyDef *own_defined[N_OWN_SLOTS]; /* likewise from FIRST_OWN_SLOT on */
    int has_call;              /* HPy_tp_call is defined */
    int caller;                /* number of its pair of functions in type_call.c, or -1 */
    int grows;                 /* the payload is larger than the base's, or there was none */
    int has_vectorcall_member;
    int default_life;          /* deallocation is left to CPython, or to a legacy tp_dealloc */
    Py_ssize_t basicsize;      /* for CPython */
    Py_ssize_t payload_start;  /* offset that members count from */
    Py_ssize_t weaklist_offset, dict_offset, vectorcall_offset; /* from the object; 0: none */
    unsigned long flags;
} TypeBuild;

/* ---- type_checks.c: what is wrong with a spec ---- */

/* Raise TypeError, "type 'name': " and the message as PyErr_Format would make it. Returns -1. */
_HPy_HIDDEN _HPy_COLD int hpy_type_wrong(const TypeBuild *build, const char *format, ...);

_HPy_HIDDEN _HPy_COLD int hpy_type_read_params(TypeBuild *build, const HPyType_SpecParam *params, PyObject **metaclass,
                                     Py_ssize_t *n_metaclasses);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_spec(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_metaclass(TypeBuild *build, PyObject *metaclass, Py_ssize_t n_metaclasses);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_bases(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD const void *hpy_type_legacy_slot(const TypeBuild *build, int slot);

/* ---- type_slots.c, type_members.c: defines and legacy slots become arrays for CPython ---- */

_HPy_HIDDEN _HPy_COLD const char *hpy_slot_name(int slot);
_HPy_HIDDEN _HPy_COLD int hpy_type_collect(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_check_member(TypeBuild *build, const HPyMember *member);
_HPy_HIDDEN _HPy_COLD void hpy_type_add_slot(TypeBuild *build, int slot, const void *value);
_HPy_HIDDEN _HPy_COLD int hpy_type_add_members(TypeBuild *build);
#if PY_VERSION_HEX < 0x03090000
_HPy_HIDDEN _HPy_COLD void hpy_type_set_late_slots(TypeBuild *build, PyTypeObject *type);
#endif

/* ---- type_layout.c: shapes and payloads ---- */

_HPy_HIDDEN HPyTypeInfo *hpy_type_info(PyTypeObject *type);
_HPy_HIDDEN HPyTypeInfo *hpy_type_find_info(PyTypeObject *type);
_HPy_HIDDEN int hpy_type_shape(PyTypeObject *type);
_HPy_HIDDEN PyTypeObject *hpy_shape_type(int shape);
_HPy_HIDDEN void *hpy_payload(PyObject *self, int shape);
_HPy_HIDDEN _HPy_COLD PyTypeObject *hpy_type_solid_base(PyTypeObject *type);
_HPy_HIDDEN _HPy_COLD PyTypeObject *hpy_type_layout_base(PyObject *bases);
_HPy_HIDDEN _HPy_COLD int hpy_type_lay_out(TypeBuild *build);

/* Whether the payload lies behind items, so that its offset depends on the instance. */
static inline int hpy_shape_moves(int shape)
{
    return shape == HPyType_BuiltinShape_Long || shape == HPyType_BuiltinShape_Tuple;
}

/* ---- type_words.c: hidden words for the call, the dict, weak references ---- */

#define ALIGN_WORD(n) (((n) + (Py_ssize_t)sizeof(void *) - 1) & ~((Py_ssize_t)sizeof(void *) - 1))

/* What CPython 3.12 and newer give as tp_dictoffset where the dict's place is their own business; an offset for the
 * list of weak references stands for the same. */
#define HPY_MANAGED_DICT (-1)
#define HPY_MANAGED_WEAKLIST (-1)

_HPy_HIDDEN int hpy_type_place_words(TypeBuild *build);
_HPy_HIDDEN void hpy_type_add_word_getsets(TypeBuild *build);
_HPy_HIDDEN int hpy_visit_dict(PyObject *self, visitproc visit, void *arg);
_HPy_HIDDEN void hpy_clear_dict(PyObject *self);

/* ---- type_life.c: from allocation to deallocation ---- */

_HPy_HIDDEN _HPy_COLD int hpy_type_set_life(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD destructor hpy_type_python_dealloc(void);
_HPy_HIDDEN _HPy_COLD int hpy_type_adds_python_data(const PyTypeObject *type);
_HPy_HIDDEN _HPy_COLD int hpy_type_has_life(const TypeBuild *build);
_HPy_HIDDEN HPy hpy_type_new_with_call(PyTypeObject *type, void **data);
_HPy_HIDDEN void hpy_type_dealloc(PyObject *self);
_HPy_HIDDEN void hpy_type_dealloc_plain(PyObject *self);
_HPy_HIDDEN void hpy_type_dealloc_fields(PyObject *self);

static inline int hpy_type_has_our_dealloc(const PyTypeObject *type)
{
    destructor dealloc = type->tp_dealloc;
    return dealloc == hpy_type_dealloc_fields || dealloc == hpy_type_dealloc_plain || dealloc == hpy_type_dealloc;
}

/* ---- type_call.c: callable instances ---- */

_HPy_HIDDEN _HPy_COLD int hpy_type_find_caller(cpy_vectorcallfunc call);
_HPy_HIDDEN _HPy_COLD void hpy_type_add_call_method(const TypeBuild *build, PyMethodDef *method);
_HPy_HIDDEN _HPy_COLD int hpy_type_set_call(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD void hpy_type_finish_call(const TypeBuild *build, PyTypeObject *type);
_HPy_HIDDEN void hpy_fill_call(PyObject *self);

/* What an extension passes to 'function' as a type must be one. 0, or -1 with TypeError set. */
static inline int hpy_check_type(PyObject *type, const char *function)
{
    if (type != NULL && PyType_Check(type))
        return 0;
    PyErr_Format(PyExc_TypeError, "%s needs a type, not %R", function, type != NULL ? type : Py_None);
    return -1;
}

/* ---- type_class.c: bases that take part in making a class ---- */

_HPy_HIDDEN _HPy_COLD PyTypeObject *hpy_type_choose_metaclass(const TypeBuild *build);
_HPy_HIDDEN _HPy_COLD int hpy_type_choose_way(TypeBuild *build);
_HPy_HIDDEN _HPy_COLD PyObject *hpy_type_make_class(const TypeBuild *build, PyObject *layout);
_HPy_HIDDEN _HPy_COLD int hpy_type_tell(PyObject *type);

/* ---- type_module.c ---- */

/* Where a type's dict has its module, if CPython has no place for it. */
#define HPY_MODULE_KEY "__hpy_module__"

_HPy_HIDDEN _HPy_COLD int hpy_type_set_module(PyTypeObject *type, PyObject *module);

/* ---- type_metaclass.c ---- */

_HPy_HIDDEN _HPy_COLD PyObject *hpy_type_create(TypeBuild *build, PyType_Spec *py_spec);

#endif /* HPY_CPYTHON_TYPE_H */
