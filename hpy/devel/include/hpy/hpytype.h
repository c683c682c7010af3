/* Describing a type: the spec, its parameters and flags, and the macros that reach an object's own struct. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_HPYTYPE_H
#define HPY_HPYTYPE_H

/** The description of a type for ``HPyType_FromSpec``. All but ``name`` may be zero.
 *
 * A type whose name has no dot has no ``__module__``, and is made with a ``DeprecationWarning``.
 *
 * The struct of a type that derives from another HPy type begins with that one's struct, as its first member, and
 * ``basicsize`` is the size of the whole. 0 adds nothing: instances have the base's struct. Less than the base's is an
 * error.
 *
 * A type without ``HPy_tp_new`` inherits that of its base. ``object``'s makes an instance whose struct is zero, without
 * any call of the author's; ``HPy_tp_init`` follows, but not in ``cls.__new__(cls)``, which anyone may call. So methods
 * must do with a struct of zeros, or ``HPy_tp_new`` fills it; one that raises ``TypeError`` keeps Python code from
 * making instances, while ``HPy_New`` in C goes on making them. */
struct _HPyType_Spec_s {
    const char *name;                   /* "module.Name" */
    int basicsize;                      /* sizeof the author's struct; 0: as the base */
    int itemsize;                       /* 0, or bytes of an item behind the struct, which begins with HPy_VAR_HEAD; of
                                         * the Legacy shape with PyObject_VAR_HEAD */
    unsigned long flags;                /* HPy_TPFLAGS_…, or what CPython documents for a spec; TypeError for others */
    HPyType_BuiltinShape builtin_shape; /* SHAPE(STRUCT) */
    void *legacy_slots;                 /* PyType_Slot[]; CPython and hybrid ABI with the Legacy shape only */
    HPyDef **defines;                   /* ends with NULL */
    const char *doc;
};

/** What one of the parameters of a spec is. */
typedef enum {
    HPyType_SpecParam_Base = 1,       /* a base class; may be repeated */
    HPyType_SpecParam_BasesTuple = 2, /* all base classes in a tuple */
#if HPY_ABI_MINOR >= 2
    HPyType_SpecParam_Module = 4,     /* the module whose type it is; for HPyType_GetModule */
#endif
    HPyType_SpecParam_Metaclass = 3
} HPyType_SpecParam_Kind;

/** One of the objects that a spec cannot hold because it is static. The array ends with ``{ 0, HPy_NULL }``. */
struct _HPyType_SpecParam_s {
    HPyType_SpecParam_Kind kind;
    HPy object;
};

typedef struct {
    cpy_vectorcallfunc cpy_trampoline;
    HPyCallFunction impl;
} HPyType_Vectorcall;

/* Type flags, with the values that CPython gives them. */
#define _Py_TPFLAGS_HEAPTYPE (1UL << 9)
#define _Py_TPFLAGS_HAVE_VERSION_TAG (1UL << 18)

/* == Type flags == */

/** The flags of an ordinary type, to which others are added. */
#define HPy_TPFLAGS_DEFAULT (_Py_TPFLAGS_HEAPTYPE | _Py_TPFLAGS_HAVE_VERSION_TAG)
/** The type can be subclassed. */
#define HPy_TPFLAGS_BASETYPE (1UL << 10)
/** Calls of instances take no tuple. The host sets it where ``HPy_tp_call`` is defined. */
#define HPy_TPFLAGS_HAVE_VECTORCALL (1UL << 11)
/** Instances can be part of a cycle, which the garbage collector finds; needs ``HPy_tp_traverse`` or declared fields. */
#define HPy_TPFLAGS_HAVE_GC (1UL << 14)

/* These may be given whatever the minor version is; where a host does not know one, it has no effect. */

/** Instances match sequence patterns, ``case [first, *rest]``; subclasses' do as well. Not together with
 * ``HPy_TPFLAGS_MAPPING``. Python has patterns since 3.10. CPython: ``Py_TPFLAGS_SEQUENCE``. */
#define HPy_TPFLAGS_SEQUENCE (1UL << 5)
/** Instances match mapping patterns, ``case {"key": value}``; subclasses' do as well. CPython: ``Py_TPFLAGS_MAPPING``. */
#define HPy_TPFLAGS_MAPPING (1UL << 6)
/** Python code cannot make instances: a call of the type, or of a subclass that has no ``__new__`` of its own, is a
 * ``TypeError``, "cannot create 'module.Name' instances". ``HPy_New`` makes them, and nobody else, so that no method
 * meets a struct that nothing has filled. Not together with ``HPy_tp_new`` or ``HPy_tp_vectorcall``; also on CPython 3.8
 * and 3.9. CPython: ``Py_TPFLAGS_DISALLOW_INSTANTIATION``. */
#define HPy_TPFLAGS_DISALLOW_INSTANTIATION (1UL << 7)
/** Attributes of the type cannot be set or deleted, ``TypeError``; its bases must be immutable, too. CPython 3.8 and 3.9
 * do not hinder anyone. CPython: ``Py_TPFLAGS_IMMUTABLETYPE``. */
#define HPy_TPFLAGS_IMMUTABLETYPE (1UL << 8)
/** Instances behave as methods do where they are attributes of a class: ``HPy_tp_descr_get`` followed by a call is the
 * same as a call with the instance as first argument, which the interpreter then makes. CPython:
 * ``Py_TPFLAGS_METHOD_DESCRIPTOR``. */
#define HPy_TPFLAGS_METHOD_DESCRIPTOR (1UL << 17)

/* == Types and payload == */

/** ``HPyType_HELPERS(STRUCT)`` or ``HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_X)``: defines
 * ``STRUCT *STRUCT_AsStruct(HPyContext *ctx, HPy h)``, the payload of an object, and ``SHAPE(STRUCT)``.
 * The object is not checked (debug mode does); the pointer lives as long as the handle.
 *
 * With the shape ``Any`` it also defines the record ``STRUCT_payload``, and ``&STRUCT_payload`` stands among the
 * ``defines`` of the spec: the struct is found by it, wherever the base leaves room. */
#define HPyType_HELPERS(...) _HPY_EXPAND(_HPyType_HELPERS_(__VA_ARGS__, HPyType_BuiltinShape_Object, ))
#define _HPyType_HELPERS_(STRUCT, BUILTIN, ...) \
    enum { STRUCT##_SHAPE = _HPY_CAST(int, BUILTIN) }; \
    _HPyType_HELPER(BUILTIN)(STRUCT)

/** The same for a struct that begins with ``PyObject_HEAD``. */
#define HPyType_LEGACY_HELPERS(STRUCT) HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Legacy)

/** The beginning of the struct of a type with an ``itemsize``, whose instances ``HPy_NewVar`` makes: the member
 * ``HPy_ssize_t nitems``, how many items there are. The host fills it; it is only read.
 *
 *     typedef struct {
 *         HPy_VAR_HEAD
 *         HPyField label;
 *         HPyField children[];
 *     } Node;
 *
 * A type that derives from one with items has them, too, behind its own struct. CPython: ``PyObject_VAR_HEAD``. */
#define HPy_VAR_HEAD HPy_ssize_t nitems;

/** ``.basicsize`` and ``.itemsize`` of a spec, where the items of an object are the last MEMBER of STRUCT, an array:
 * ``HPyType_ITEMS(Node, children),``. */
#define HPyType_ITEMS(STRUCT, MEMBER) \
    .basicsize = _HPY_CAST(int, offsetof(STRUCT, MEMBER)), \
    .itemsize = _HPY_CAST(int, sizeof(_HPY_CAST(STRUCT *, NULL)->MEMBER[0]))

/** The ``builtin_shape`` of a spec for a STRUCT that has helpers. */
#define SHAPE(STRUCT) _HPY_CAST(HPyType_BuiltinShape, STRUCT##_SHAPE)

#define _HPyType_AS_STRUCT(STRUCT, ADDRESS) \
    HPyAPI_UNUSED STRUCT *STRUCT##_AsStruct(HPyContext *_ctx, HPy _h) \
    { \
        return _HPY_CAST(STRUCT *, ADDRESS); \
    }
#define _HPyType_HELPER(BUILTIN) _HPyType_HELPER_(BUILTIN)
#define _HPyType_HELPER_(BUILTIN) BUILTIN##_HELPER
#define HPyType_BuiltinShape_Legacy_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Legacy(_ctx, _h))
#define HPyType_BuiltinShape_Object_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Object(_ctx, _h))
#define HPyType_BuiltinShape_Type_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Type(_ctx, _h))
#define HPyType_BuiltinShape_Long_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Long(_ctx, _h))
#define HPyType_BuiltinShape_Float_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Float(_ctx, _h))
#define HPyType_BuiltinShape_Unicode_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Unicode(_ctx, _h))
#define HPyType_BuiltinShape_Tuple_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Tuple(_ctx, _h))
#define HPyType_BuiltinShape_List_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_List(_ctx, _h))
#if HPY_ABI_MINOR >= 1
#  define HPyType_BuiltinShape_Dict_HELPER(STRUCT) _HPyType_AS_STRUCT(STRUCT, _HPy_AsStruct_Dict(_ctx, _h))
#endif
#if HPY_ABI_MINOR >= 2
#  define HPyType_BuiltinShape_Any_HELPER(STRUCT) \
    _HPyType_PAYLOAD(STRUCT) \
    _HPyType_AS_STRUCT(STRUCT, _HPy_FindStruct(_ctx, _h, STRUCT##_payload_place()))
#else
#  define HPyType_BuiltinShape_Any_HELPER(STRUCT) _HPY_REFUSE_MINOR("HPyType_BuiltinShape_Any", "2")
#endif

/* The place is static, and the record a define whose function gives it. */
#define _HPyType_PAYLOAD(STRUCT) \
    HPyAPI_UNUSED HPyPayload *STRUCT##_payload_place(void) \
    { \
        static HPyPayload place = { 0, sizeof(STRUCT), #STRUCT }; \
        return &place; \
    } \
    _HPyDef_SLOT_RECORD_(_HPy_UNUSED static HPyDef STRUCT##_payload, HPy_tp_payload, \
                         _HPY_AS_CFUNCTION(STRUCT##_payload_place), _HPY_AS_PYCFUNCTION(STRUCT##_payload_place))

#endif /* HPY_HPYTYPE_H */
