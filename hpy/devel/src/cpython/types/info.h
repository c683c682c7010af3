/* What SERVES a type at run time, in the files type_*.c: how a type made by HPy is recognised, what is known about it,
 * and the functions by which its instances begin, live and end. What makes a type, build_*.c, uses this; nothing here
 * uses that.
 *
 *     type_shape   builtin types and payloads
 *        ▲
 *     type_fields  declared fields, items of an instance
 *        ▲
 *     type_levels  from a type to its bases of ours ◄── type_dealloc  the end ◄── type_info  recognising
 *        ▲                                                                           ▲
 *     type_collect, type_finalize, type_call, type_new, type_attributes,             │
 *     type_lookup, type_payload, type_module ────────────────────────────────────────┘
 *
 * Everything that CPython's type object has no place for stands in one HPyTypeInfo per kind of type. The type's
 * tp_methods points into it, which is a documented field, never inherited, and never changed by CPython:
 *
 *     HPyTypeInfo ┬ impls, layout …
 *                 ├ PyMethodDef methods[]     <- tp_methods; the end mark carries HPY_INFO_MARK in its flags
 *                 ├ PyGetSetDef[]             <- tp_getset
 *                 ├ FieldRun[]                the fields that HPyDef_FIELDS and its like declare
 *                 └ the name                  <- tp_name, up to CPython 3.10 (newer versions copy it)
 *
 * A block holds no reference and is never written to once it is in use. Types of equal content share it, in every
 * interpreter, and it is never freed: a type can be used by its instances for longer than any hook lasts that
 * CPython offers for a type's end. There are as many blocks as an extension has different specs.
 */
#ifndef HPY_CPYTHON_TYPES_INFO_H
#define HPY_CPYTHON_TYPES_INFO_H

#include "../host.h"
#if PY_VERSION_HEX < 0x030C0000 /* newer ones have PyMemberDef in Python.h; authors are not given T_INT and so on */
#  include <structmember.h>
#endif

/* The shapes are numbered from Legacy on; those that stand for a builtin type end with this one. */
#define SHAPE_LAST ((int)HPyType_BuiltinShape_Dict)

/* The items of an instance, behind which a payload of the shape Any lies. */
typedef enum {
    ITEMS_NONE, /* there are none, or they lie behind the payload: those of classes, which metaclasses make */
    ITEMS_LONG,
    ITEMS_TUPLE,
    ITEMS_BYTES
} Items;

/* Where the next type with something to do stands above this one, seen along tp_base. */
typedef enum {
    NEXT_OURS,   /* a type with one of our functions */
    NEXT_OBJECT, /* object: nothing but the memory is left */
    NEXT_STATIC, /* another static type: its functions do not release the type of the instance */
    NEXT_HEAP    /* a heap type written in C: its functions do */
} NextKind;

/* Fields that are declared: neighbours, in each instance or in each of its items. */
typedef struct {
    Py_ssize_t where;
    Py_ssize_t offset; /* from the object, or from the payload where that moves; RUN_IN_ITEMS: from the item */
    Py_ssize_t count;  /* of the fields, in each item where they are there; RUN_AT_POINTER: offset of their number */
} FieldRun;

enum { /* they stand in this order */
    RUN_ALL_ITEMS, /* items are nothing but fields; at most one */
    RUN_IN_STRUCT, /* in rising order, and apart from each other */
    RUN_AT_POINTER, /* an HPyField * is at the offset */
    RUN_IN_ITEMS
};

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
    cpy_vectorcallfunc construct; /* that of HPy_tp_vectorcall, where it stands in for HPy_tp_new, too */

    const HPyPayload *payload; /* whose struct is this type's own: shape Any */
    Py_ssize_t payload_start;  /* shape Any: from the object, or, with items, what lies between them and the payload */
    Py_ssize_t payload_size; /* 0: none, here or in a base */
    Py_ssize_t items;        /* offset of the items that HPy_NewVar makes, from the object; 0: none, or a builtin's */
    Py_ssize_t itemsize;     /* theirs */
    Py_ssize_t quick_items;  /* HPy_NewVar makes objects with fewer items than this without asking anything else */
    /* Hidden words, of this type or a base: offsets from the object; 0: none */
    Py_ssize_t call_offset;  /* of the vectorcall function, which may also be a member of the author's */
    Py_ssize_t dict_word;    /* that HPyDef_DICT asked for; negative: as for tp_dictoffset */
    Py_ssize_t weaklist_word; /* that HPyDef_WEAKLIST asked for; 0 also where CPython keeps the list */
    int spec_shape;
    int shape;               /* of the memory: the base's where this type adds none */
    int base_items;          /* Items; shape Any */
    int new_hops;            /* shape Any: steps along tp_base to the type whose tp_new HPy_New calls; 0: none */
    int next_kind;           /* NextKind */
    int next_hops;           /* steps along tp_base to that type */
    int passes_data;         /* over classes with data of their own, which are left to CPython's tp_dealloc: it is ours */
    int quick_end;           /* deallocation only calls 'destroy' and frees */
    int has_weaklist;        /* this type adds the list of weak references */
    int has_dict;            /* this type adds a __dict__ */
    int clears_members;      /* legacy members that hold objects are cleared with the instance */
    int holds_objects;       /* anything is to be cleared with the instance */
    int quick_new;           /* QuickNew */
    int n_runs;              /* of declared fields */

    size_t runs;             /* offset in the block; 0: none */
    /* What hpy_type_dealloc_declared looks at: the first run in the struct (offset from the object), the fields of each
     * item, and whether there are more runs, or a payload to look after. */
    Py_ssize_t first_field, n_first, n_in_item;
    int has_more;
    size_t getset;           /* offset in the block; 0: none */
    size_t name;             /* offset in the block; 0: none */
    PyMethodDef methods[];
} HPyTypeInfo;

/* Content before the methods changed: change the mark. Copies of the host in other binaries tell by it whether
 * they can read the block. */
#define HPY_INFO_MARK 0x48500D05

#define TYPE_INFO(type) ((HPyTypeInfo *)(void *)((char *)(type)->tp_methods - offsetof(HPyTypeInfo, methods)))

#define ALIGN_WORD(n) (((n) + (Py_ssize_t)sizeof(void *) - 1) & ~((Py_ssize_t)sizeof(void *) - 1))

/* ---- type_shape.c: builtin types and payloads ---- */

/* The strictest alignment of a C type; the memory of every object has it. */
#define ALIGN_PAYLOAD(n) (((n) + 15) & ~(Py_ssize_t)15)

_HPy_HIDDEN PyTypeObject *hpy_shape_type(int shape);
_HPy_HIDDEN int hpy_builtin_shape(PyTypeObject *type);
_HPy_HIDDEN void *hpy_payload(PyObject *self, int shape); /* not for Any */
_HPy_HIDDEN void *hpy_any_payload(PyObject *self, const HPyTypeInfo *info);
_HPy_HIDDEN PyTypeObject *hpy_items_type(int items);

/* Whether the payload lies behind items, so that its offset depends on the instance. */
static inline int hpy_shape_moves(int shape)
{
    return shape == HPyType_BuiltinShape_Long || shape == HPyType_BuiltinShape_Tuple;
}

static inline int hpy_payload_moves(const HPyTypeInfo *info)
{
    return hpy_shape_moves(info->shape) || (info->shape == HPyType_BuiltinShape_Any && info->base_items != ITEMS_NONE);
}

/* ---- type_fields.c: declared fields, items ---- */

static inline const FieldRun *hpy_runs(const HPyTypeInfo *info)
{
    return (const FieldRun *)(const void *)((const char *)info + info->runs);
}

_HPy_HIDDEN int hpy_visit_declared(PyObject *self, const HPyTypeInfo *info, HPyFunc_visitproc visit, void *arg);
_HPy_HIDDEN int hpy_report_level(PyObject *self, const HPyTypeInfo *info, HPyFunc_visitproc visit, void *arg);

/* Note how many items a new object has where CPython's note of it is not the head of the author's struct. */
static inline void hpy_note_items(PyObject *self, Py_ssize_t n)
{
    if (HPY_OBJECT_PAYLOAD_OFFSET != offsetof(PyVarObject, ob_size))
        *(Py_ssize_t *)(void *)((char *)self + HPY_OBJECT_PAYLOAD_OFFSET) = n;
}

/* ---- type_dict.c: the __dict__ of HPyDef_DICT, the weak references of HPyDef_WEAKLIST ---- */

/* What CPython 3.12 and newer give as tp_dictoffset where the dict's place is their own business; an offset for the
 * list of weak references stands for the same. */
#define HPY_MANAGED_DICT (-1)
#define HPY_MANAGED_WEAKLIST (-1)

_HPy_HIDDEN int hpy_visit_dict(PyObject *self, visitproc visit, void *arg);
_HPy_HIDDEN void hpy_clear_dict(PyObject *self);
_HPy_HIDDEN int hpy_set_dict(PyObject *self, PyObject *value, void *closure);
_HPy_HIDDEN PyObject *hpy_get_weakref(PyObject *self, void *closure);

/* ---- type_levels.c: an instance's type and those of its bases that are ours ---- */

_HPy_HIDDEN void hpy_clear_level(PyObject *self, const PyTypeObject *type, const HPyTypeInfo *info);
_HPy_HIDDEN int hpy_visit_passed(PyObject *self, const PyTypeObject *type, int hops, visitproc visit, void *arg);

static inline void *hpy_level_payload(PyObject *self, const HPyTypeInfo *info)
{
    if (info->shape == HPyType_BuiltinShape_Object)
        return (char *)self + HPY_OBJECT_PAYLOAD_OFFSET;
    if (info->shape == HPyType_BuiltinShape_Any)
        return hpy_any_payload(self, info);
    return hpy_payload(self, info->shape);
}

/* The type with something to do above one of ours; which kind it is, next_kind says. */
static inline PyTypeObject *hpy_next_type(PyTypeObject *type)
{
    int hops = TYPE_INFO(type)->next_hops;

    while (hops-- > 0)
        type = type->tp_base;
    return type;
}

/* ---- type_dealloc.c: the end of an instance ---- */

_HPy_HIDDEN void hpy_type_dealloc(PyObject *self);
_HPy_HIDDEN void hpy_type_dealloc_plain(PyObject *self);
_HPy_HIDDEN void hpy_type_dealloc_fields(PyObject *self);
_HPy_HIDDEN void hpy_type_dealloc_declared(PyObject *self);

static inline int hpy_type_has_our_dealloc(const PyTypeObject *type)
{
    destructor dealloc = type->tp_dealloc;
    return dealloc == hpy_type_dealloc_declared || dealloc == hpy_type_dealloc_fields
           || dealloc == hpy_type_dealloc_plain || dealloc == hpy_type_dealloc;
}

/* ---- type_info.c: recognising a type made by HPy ---- */

_HPy_HIDDEN HPyTypeInfo *hpy_type_info(PyTypeObject *type);
_HPy_HIDDEN HPyTypeInfo *hpy_type_find_info(PyTypeObject *type);
_HPy_HIDDEN int hpy_type_shape(PyTypeObject *type);

/* What an extension passes to 'function' as a type must be one. 0, or -1 with TypeError set. */
static inline int hpy_check_type(PyObject *type, const char *function)
{
    if (type != NULL && PyType_Check(type))
        return 0;
    PyErr_Format(PyExc_TypeError, "%s needs a type, not %R", function, type != NULL ? type : Py_None);
    return -1;
}

/* ---- type_finalize.c, type_collect.c: the finalizer, the garbage collector ---- */

_HPy_HIDDEN void hpy_type_finalize(PyObject *self);
_HPy_HIDDEN int hpy_type_traverse(PyObject *self, visitproc visit, void *arg);
_HPy_HIDDEN int hpy_type_clear(PyObject *self);

/* ---- type_call.c: callable instances ---- */

/* The number of the pair of functions for a call, which build_call.c keeps for the type; -1 when none is left. */
_HPy_HIDDEN _HPy_COLD int hpy_caller_find(cpy_vectorcallfunc call);

/* What stands in a type's tp_call and in an instance's word for such a number; for -1 a function that calls by name,
 * and NULL. */
_HPy_HIDDEN _HPy_COLD ternaryfunc hpy_caller_tuple(int number);
_HPy_HIDDEN _HPy_COLD cpy_vectorcallfunc hpy_caller_vector(int number);

/* Whether a tp_call is that of a pair. */
_HPy_HIDDEN _HPy_COLD int hpy_caller_is_pair(ternaryfunc call);

_HPy_HIDDEN void hpy_fill_call(PyObject *self);

/* Call a vectorcall function with a tuple and a dict, or NULL. */
_HPy_HIDDEN PyObject *hpy_call_with_tuple(PyObject *self, cpy_vectorcallfunc call, PyObject *args, PyObject *kw);

/* ---- type_new.c: the beginning of an instance. One of these is HPyTypeInfo.make ---- */

_HPy_HIDDEN _HPy_COLD int hpy_has_python_new(PyTypeObject *type);
/* Whether an instance is nothing but head, struct and items, so that CPython need not be asked how to make it. */
typedef enum {
    NEW_SLOWLY,
    NEW_BY_SIZE,
    NEW_TRACKED
} QuickNew;

_HPy_HIDDEN HPy hpy_new_slowly(PyTypeObject *type, void **data);
_HPy_HIDDEN HPy hpy_new_by_alloc(PyTypeObject *type, void **data);
_HPy_HIDDEN HPy hpy_new_by_size(PyTypeObject *type, void **data);
_HPy_HIDDEN HPy hpy_new_tracked(PyTypeObject *type, void **data);
_HPy_HIDDEN HPy hpy_new_with_call(PyTypeObject *type, void **data);
_HPy_HIDDEN HPy hpy_new_own(PyTypeObject *type, void **data);

/* tp_new of a type that has HPy_tp_vectorcall alone. */
_HPy_HIDDEN PyObject *hpy_new_by_vectorcall(PyTypeObject *type, PyObject *args, PyObject *kw);

/* ---- type_attributes.c: methods and attributes that are HPy's own ---- */

/* Bytes in the author's struct, by HPyMember_FieldType; 0 for the numbers that are none. */
_HPy_HIDDEN _HPy_COLD size_t hpy_member_size(int type);

/* Whether members of this type need functions of their own, as threads share what they hold. */
_HPy_HIDDEN _HPy_COLD int hpy_member_is_shared(int type);

_HPy_HIDDEN PyObject *hpy_send_by_slot(PyObject *self, PyObject *value);
_HPy_HIDDEN PyObject *hpy_get_own_member(PyObject *self, void *closure);
_HPy_HIDDEN int hpy_set_own_member(PyObject *self, PyObject *value, void *closure);

/* A member of a payload without a constant offset, of a descriptor made at run time. */
typedef struct {
    HPyMember member;
    const HPyTypeInfo *level;
} MadeMember;

_HPy_HIDDEN PyObject *hpy_get_made_member(PyObject *self, void *closure);
_HPy_HIDDEN int hpy_set_made_member(PyObject *self, PyObject *value, void *closure);

/* ---- type_module.c ---- */

/* Where a type's dict has its module, if CPython has no place for it. */
#define HPY_MODULE_KEY "__hpy_module__"

#endif /* HPY_CPYTHON_TYPES_INFO_H */
