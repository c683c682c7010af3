/* What a type or module is made of: records of methods, slots, members and attributes, and the macros that write them. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_HPYDEF_H
#define HPY_HPYDEF_H

typedef void (*HPyFunc_Capsule_Destructor)(const char *name, void *pointer, void *context);

/** The content of a record that ``HPyDef_SLOT`` defines. */
typedef struct {
    HPySlot_Slot slot;
    HPyCFunction impl;              /* in the CPython ABI NULL, where the trampoline is enough */
    cpy_PyCFunction cpy_trampoline; /* whatever its real signature */
} HPySlot;

/** The content of a record that ``HPyDef_METH`` and its like define. */
typedef struct {
    const char *name;
    HPyCFunction impl;
    cpy_PyCFunction cpy_trampoline;
    HPyFunc_Signature signature;
    const char *doc; /* may be NULL; "name(a, b=1)\n--\n\nText": a signature, then the text */
#if HPY_ABI_MINOR >= 2             /* looked at for the signature HPyFunc_METHOD only */
    void *data;                    /* what the implementation gets; may be set until it is called */
    cpy_PyCFunction cpy_function;  /* the trampoline for functions of no class */
#endif
} HPyMeth;

/** The C type of a member, for ``HPyDef_MEMBER``; the numbers are those of CPython. */
typedef enum {
    HPyMember_SHORT = 0,
    HPyMember_INT = 1,
    HPyMember_LONG = 2,
    HPyMember_FLOAT = 3,
    HPyMember_DOUBLE = 4,
    HPyMember_STRING = 5,         /* const char *, UTF-8, readonly */
    HPyMember_OBJECT = 6,         /* HPyField, None when empty */
    HPyMember_CHAR = 7,           /* a str of one character */
    HPyMember_BYTE = 8,
    HPyMember_UBYTE = 9,
    HPyMember_USHORT = 10,
    HPyMember_UINT = 11,
    HPyMember_ULONG = 12,
    HPyMember_STRING_INPLACE = 13, /* char[], readonly */
    HPyMember_BOOL = 14,          /* char */
    HPyMember_OBJECT_EX = 16,     /* HPyField, AttributeError when empty */
    HPyMember_LONGLONG = 17,
    HPyMember_ULONGLONG = 18,
    HPyMember_HPYSSIZET = 19,
    HPyMember_NONE = 20
} HPyMember_FieldType;

/** The content of a record that ``HPyDef_MEMBER`` defines. */
typedef struct {
    const char *name;
    HPyMember_FieldType type;
    HPy_ssize_t offset; /* from the start of the author's struct */
    int readonly;
    const char *doc;
} HPyMember;

/** The content of a record that ``HPyDef_GET``, ``HPyDef_SET`` and ``HPyDef_GETSET`` define. */
typedef struct {
    const char *name;
    HPyCFunction getter_impl; /* NULL together with its trampoline: cannot be read */
    HPyCFunction setter_impl; /* NULL together with its trampoline: cannot be set */
    cpy_getter getter_cpy_trampoline;
    cpy_setter setter_cpy_trampoline;
    const char *doc;
    void *closure;
} HPyGetSet;

/** Where declared fields are. */
typedef enum {
    HPyFields_IN_STRUCT = 0, /* 'count' of them, 'offset' from the start of the author's struct */
    HPyFields_IN_ITEMS = 1,  /* 'count' of them in each item, 'offset' from its start */
    HPyFields_AT_POINTER = 2 /* the struct has an HPyField * at 'offset', and at 'count' how many are there */
} HPyFields_Where;

/** The content of a record that ``HPyDef_FIELDS`` and its like define. */
typedef struct {
    const char *name; /* of the record, for messages */
    HPyFields_Where where;
    HPy_ssize_t offset;
    HPy_ssize_t count;
} HPyFields;

/** Which content a record has. */
typedef enum {
#if HPY_ABI_MINOR >= 2
    HPyDef_Kind_ClassMeth = 5,   /* these have their content in 'meth' */
    HPyDef_Kind_StaticMeth = 6,
    HPyDef_Kind_CoexistMeth = 7,
#endif
    HPyDef_Kind_Slot = 1,
    HPyDef_Kind_Meth = 2,
    HPyDef_Kind_Member = 3,
    HPyDef_Kind_GetSet = 4,
    HPyDef_Kind_Fields = 8
} HPyDef_Kind;

/** A record: a method, slot, member, attribute or fields of a type or module. ``HPyDef_METH`` and its like define it,
 * and ``defines`` of ``HPyType_Spec`` and ``HPyModuleDef`` list it. */
struct _HPyDef_s {
    HPyDef_Kind kind;
    _HPy_EXTENSION union { /* as large as the largest of minor version 0, HPyGetSet, for good */
        HPySlot slot;
        HPyMeth meth;
        HPyMember member;
        HPyGetSet getset;
        HPyFields fields;
    };
};

/** What frees a capsule's content; made by ``HPyCapsule_DESTRUCTOR``. Both members are set. */
struct _HPyCapsule_Destructor_s {
    cpy_PyCapsule_Destructor cpy_trampoline;
    HPyFunc_Capsule_Destructor impl;
};

/** What a call of one object does; made by ``HPyDef_CALL_FUNCTION``. CPython reads the first word. */
struct _HPyCallFunction_s {
    cpy_vectorcallfunc cpy_trampoline;
    HPyFunc_keywords impl;
};

/* Modules of several files. A record is a global, so that a file can list those of others, which it declares as
 *
 *     extern HPyDef SYM;
 *
 * Where HPY_STATIC_DEFS is defined in front of hpy.h, the file keeps its records to itself, and several files may use the
 * same names: as do files with a type each, whose spec lists its own records and is made by a function of the file. Static
 * are all records of a file or none: ``static`` in front of a macro does not compile. One file has HPy_MODINIT. */
#ifdef HPY_STATIC_DEFS
#  define _HPY_DEF static HPyDef
#else
#  define _HPY_DEF HPyDef
#endif

/* Each macro below declares the implementation as a static function, so that a wrong parameter list does not
 * compile, defines its trampoline, and defines the record SYM. Trailing arguments are initialisers of the
 * record: ``.doc = "…"``, ``.readonly = 1``, ``.closure = p``. None takes a semicolon behind it.
 * A record may stand in several types and modules, if its implementation suits all of them. */

/* C++ before C++20 knows designated initialisers as an extension only, and g++ warns of each field left out. */
#if defined(__cplusplus) && defined(__GNUC__)
#  define _HPY_RECORD(DECLARATION) \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"") \
    __extension__ DECLARATION
#  define _HPY_RECORD_END _Pragma("GCC diagnostic pop")
#else
#  define _HPY_RECORD(DECLARATION) DECLARATION
#  define _HPY_RECORD_END
#endif

/* What a record says of the implementation. In the CPython ABI only that of HPy_tp_traverse and HPy_tp_destroy is
 * ever called past its trampoline; without a pointer to it, the compiler can make one function of the two. */
#ifdef HPY_ABI_CPYTHON
#  define _HPY_RECORDED(IMPL) NULL
#  define _HPY_RECORDED_SLOT(IMPL, SIG) \
    (_HPY_CAST(int, SIG) == _HPY_CAST(int, HPyFunc_TRAVERSEPROC) \
     || _HPY_CAST(int, SIG) == _HPY_CAST(int, HPyFunc_DESTROYFUNC) ? _HPY_AS_CFUNCTION(IMPL) : NULL)
#else
#  define _HPY_RECORDED(IMPL) _HPY_AS_CFUNCTION(IMPL)
#  define _HPY_RECORDED_SLOT(IMPL, SIG) _HPY_AS_CFUNCTION(IMPL)
#endif

/* KNOWN for a signature that there is, MINOR_n for that of a newer slot, UNKNOWN for others: one error says what is
 * wrong, where hundreds of lines of the compiler would follow. */
#define _HPY_KNOWN(SIG) _HPY_KNOWN_(SIG)
#define _HPY_KNOWN_(SIG) _HPY_EXPAND(_HPY_SECOND(_HPyFunc_KNOWN_##SIG, UNKNOWN))

/* == Definitions == */

/** A method called NAME: ``SYM_impl`` with the signature SIG; option ``.doc``.
 *
 * A text that begins with the name, parameters in brackets, and a line of two hyphens,
 * ``"add(a, b=1)\n--\n\nThe sum."``, gives ``__text_signature__``, which ``inspect.signature`` and ``help`` read, and
 * leaves the rest as ``__doc__``. The method of a type has ``$self`` first: ``"scale($self, factor, /)\n--\n\n…"``; the
 * ``.doc`` of a type gives the signature of its call, ``"Point(x, y)\n--\n\n…"``. */
#define HPyDef_METH(SYM, NAME, ...) _HPyDef_METH_OF_KIND(HPyDef_Kind_Meth, SYM, NAME, SYM##_impl, __VA_ARGS__)

/** The same, implemented by IMPL. Several records may have one implementation; with the signature ``HPyFunc_METHOD``
 * it gets the ``.data`` of each. */
#define HPyDef_METH_IMPL(SYM, NAME, IMPL, ...) _HPyDef_METH_OF_KIND(HPyDef_Kind_Meth, SYM, NAME, IMPL, __VA_ARGS__)

#if HPY_ABI_MINOR >= 2
/** A class method of a type: ``SYM_impl`` gets the class that it is called on, or the class of the instance, as
 * ``self``. Signatures and options are those of ``HPyDef_METH``. It makes other constructors, as ``dict.fromkeys`` is
 * one, and ``__class_getitem__``, for ``Type[int]``. CPython: ``METH_CLASS``. */
#define HPyDef_CLASSMETH(SYM, NAME, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_ClassMeth, SYM, NAME, SYM##_impl, __VA_ARGS__)
/** The same, implemented by IMPL. */
#define HPyDef_CLASSMETH_IMPL(SYM, NAME, IMPL, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_ClassMeth, SYM, NAME, IMPL, __VA_ARGS__)

/** A static method of a type: ``SYM_impl`` gets ``HPy_NULL`` as ``self``. Signatures and options are those of
 * ``HPyDef_METH``. CPython: ``METH_STATIC``. */
#define HPyDef_STATICMETH(SYM, NAME, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_StaticMeth, SYM, NAME, SYM##_impl, __VA_ARGS__)
/** The same, implemented by IMPL. */
#define HPyDef_STATICMETH_IMPL(SYM, NAME, IMPL, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_StaticMeth, SYM, NAME, IMPL, __VA_ARGS__)

/** A method that stands beside a slot for the same name: ``__getitem__`` beside ``HPy_mp_subscript``, ``__contains__``
 * beside ``HPy_sq_contains``. Python code that asks for the attribute gets the method, which takes its arguments in a
 * quicker way; the operator calls the slot. Without the slot it is as ``HPyDef_METH``, which in turn has no effect
 * beside one. CPython: ``METH_COEXIST``. */
#define HPyDef_COEXIST(SYM, NAME, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_CoexistMeth, SYM, NAME, SYM##_impl, __VA_ARGS__)
/** The same, implemented by IMPL. */
#define HPyDef_COEXIST_IMPL(SYM, NAME, IMPL, ...) \
    _HPyDef_METH_OF_KIND(HPyDef_Kind_CoexistMeth, SYM, NAME, IMPL, __VA_ARGS__)
#else
#define HPyDef_CLASSMETH(SYM, NAME, ...) _HPY_REFUSE_MINOR("HPyDef_CLASSMETH", "2") HPyDef SYM;
#define HPyDef_CLASSMETH_IMPL(SYM, NAME, IMPL, ...) _HPY_REFUSE_MINOR("HPyDef_CLASSMETH_IMPL", "2") HPyDef SYM;
#define HPyDef_STATICMETH(SYM, NAME, ...) _HPY_REFUSE_MINOR("HPyDef_STATICMETH", "2") HPyDef SYM;
#define HPyDef_STATICMETH_IMPL(SYM, NAME, IMPL, ...) _HPY_REFUSE_MINOR("HPyDef_STATICMETH_IMPL", "2") HPyDef SYM;
#define HPyDef_COEXIST(SYM, NAME, ...) _HPY_REFUSE_MINOR("HPyDef_COEXIST", "2") HPyDef SYM;
#define HPyDef_COEXIST_IMPL(SYM, NAME, IMPL, ...) _HPY_REFUSE_MINOR("HPyDef_COEXIST_IMPL", "2") HPyDef SYM;
#endif

#define _HPyDef_METH_OF_KIND(KIND, SYM, NAME, IMPL, ...) \
    _HPY_JOIN(_HPyDef_METH_, _HPY_METH_WAY(_HPY_FIRST(__VA_ARGS__))) \
    (KIND, SYM, NAME, IMPL, _HPY_FIRST(__VA_ARGS__), __VA_ARGS__)

/* As _HPY_KNOWN, but METHOD for the signature whose trampolines look into the record, and so stand behind it. */
#define _HPY_METH_WAY(SIG) _HPY_METH_WAY_(SIG)
#define _HPY_METH_WAY_(SIG) _HPY_EXPAND(_HPY_SECOND(_HPyDef_METH_WAY_##SIG, _HPY_KNOWN(SIG)))
#if HPY_ABI_MINOR >= 2
#  define _HPyDef_METH_WAY_HPyFunc_METHOD , METHOD
#else
#  define _HPyDef_METH_WAY_HPyFunc_METHOD , MINOR_2
#  define _HPyDef_METH_MINOR_2(KIND, SYM, NAME, IMPL, SIG, ...) _HPY_REFUSE_MINOR("HPyFunc_METHOD", "2") HPyDef SYM;
#endif

#define _HPyDef_METH_UNKNOWN(KIND, SYM, NAME, IMPL, SIG, ...) \
    _HPY_REFUSE("HPyDef_METH(" #SYM ", ...): there is no such signature; methods have HPyFunc_NOARGS, HPyFunc_O, " \
                "HPyFunc_VARARGS, HPyFunc_KEYWORDS or HPyFunc_METHOD") \
    HPyDef SYM;

#define _HPyDef_METH_KNOWN(KIND, SYM, NAME, IMPL, SIG, ...) \
    _HPyFunc_DECLARE_AGAIN(IMPL, SIG) \
    _HPyFunc_TRAMPOLINE_(SYM##_trampoline, IMPL, SIG) \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = KIND, \
        .meth = { \
            .name = NAME, \
            .impl = _HPY_RECORDED(IMPL), \
            .cpy_trampoline = _HPY_AS_PYCFUNCTION(SYM##_trampoline), \
            .signature = __VA_ARGS__ \
        } \
    }; _HPY_RECORD_END

#define _HPyDef_METH_METHOD(KIND, SYM, NAME, IMPL, SIG, ...) \
    _HPyFunc_DECLARE_AGAIN(IMPL, SIG) \
    static _HPyFunc_METHOD_TRAMPOLINE(SYM##_trampoline); \
    static _HPyFunc_METHOD_FUNCTION(SYM##_function); \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = KIND, \
        .meth = { \
            .name = NAME, \
            .impl = _HPY_RECORDED(IMPL), \
            .cpy_trampoline = _HPY_AS_PYCFUNCTION(SYM##_trampoline), \
            .signature = __VA_ARGS__, \
            .cpy_function = _HPY_AS_PYCFUNCTION(SYM##_function) \
        } \
    }; _HPY_RECORD_END \
    _HPyFunc_METHOD_TRAMPOLINES(SYM, IMPL)

/** The slot SLOT (``HPy_tp_repr`` …), implemented by ``SYM_impl``. */
#define HPyDef_SLOT(SYM, SLOT) \
    _HPY_JOIN(_HPyDef_SLOT_, _HPY_KNOWN(HPySlot_SIG(SLOT)))(SYM, SYM##_impl, SLOT, HPySlot_SIG(SLOT))

/** The same, implemented by IMPL. */
#define HPyDef_SLOT_IMPL(SYM, IMPL, SLOT) \
    _HPY_JOIN(_HPyDef_SLOT_, _HPY_KNOWN(HPySlot_SIG(SLOT)))(SYM, IMPL, SLOT, HPySlot_SIG(SLOT))

#define _HPyDef_SLOT_UNKNOWN(SYM, IMPL, SLOT, SIG) \
    _HPY_REFUSE("HPyDef_SLOT(" #SYM ", ...): there is no slot " #SLOT "; hpy/generated/slots.h lists them") \
    HPyDef SYM;

/** The signature of a slot. */
#define HPySlot_SIG(SLOT) _HPySlot_SIG__##SLOT

#define _HPyDef_SLOT_KNOWN(SYM, IMPL, SLOT, SIG) \
    enum { SYM##_slot = SLOT }; \
    _HPyFunc_DECLARE_(IMPL, SIG); \
    _HPyFunc_TRAMPOLINE_(SYM##_trampoline, IMPL, SIG) \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = HPyDef_Kind_Slot, \
        .slot = { \
            .slot = SLOT, \
            .impl = _HPY_RECORDED_SLOT(IMPL, SIG), \
            .cpy_trampoline = _HPY_AS_PYCFUNCTION(SYM##_trampoline) \
        } \
    }; _HPY_RECORD_END

#if HPY_ABI_MINOR >= 1
/** The docstring of a type, a C string; instead of ``HPyType_Spec.doc``. */
#define HPyDef_DOC(SYM, TEXT) \
    static const char *SYM##_text(void) \
    { \
        return TEXT; \
    } \
    _HPyDef_SLOT_RECORD(SYM, HPy_tp_doc, _HPY_AS_CFUNCTION(SYM##_text), _HPY_AS_PYCFUNCTION(SYM##_text))

/** Instances can be referenced weakly, and have ``__weakref__``, as those of a class written in Python. The host keeps
 * the list, and clears the references when the object dies. */
#define HPyDef_WEAKLIST(SYM) _HPyDef_SLOT_RECORD(SYM, HPy_tp_weaklist, NULL, NULL)

/** Instances have a ``__dict__``, and so any attribute, as those of a class written in Python. The host keeps it, and
 * the type is known to the garbage collector without ``HPy_TPFLAGS_HAVE_GC``. */
#define HPyDef_DICT(SYM) _HPyDef_SLOT_RECORD(SYM, HPy_tp_dict, NULL, NULL)

#define _HPyDef_SLOT_RECORD(SYM, SLOT, IMPL, TRAMPOLINE) _HPyDef_SLOT_RECORD_(_HPY_DEF SYM, SLOT, IMPL, TRAMPOLINE)
#define _HPyDef_SLOT_RECORD_(DECLARATION, SLOT, IMPL, TRAMPOLINE) \
    _HPY_RECORD(DECLARATION) = { \
        .kind = HPyDef_Kind_Slot, \
        .slot = { \
            .slot = SLOT, \
            .impl = IMPL, \
            .cpy_trampoline = TRAMPOLINE \
        } \
    }; _HPY_RECORD_END
#else
#define HPyDef_DOC(SYM, TEXT) _HPY_REFUSE_MINOR("HPyDef_DOC", "1") HPyDef SYM;
#define HPyDef_WEAKLIST(SYM) _HPY_REFUSE_MINOR("HPyDef_WEAKLIST", "1") HPyDef SYM;
#define HPyDef_DICT(SYM) _HPY_REFUSE_MINOR("HPyDef_DICT", "1") HPyDef SYM;
#endif

#if HPY_ABI_MINOR >= 2
/** The ``__qualname__`` of a type that is nested in another, a C string: ``"Outer.Inner"`` beside the name
 * ``"module.Inner"``. */
#define HPyDef_QUALNAME(SYM, TEXT) \
    static const char *SYM##_text(void) \
    { \
        return TEXT; \
    } \
    _HPyDef_SLOT_RECORD(SYM, HPy_tp_qualname, _HPY_AS_CFUNCTION(SYM##_text), _HPY_AS_PYCFUNCTION(SYM##_text))
#else
#define HPyDef_QUALNAME(SYM, TEXT) _HPY_REFUSE_MINOR("HPyDef_QUALNAME", "2") HPyDef SYM;
#endif

/** An attribute NAME that is the field at OFFSET (``offsetof(STRUCT, field)``) of the payload, of the given
 * ``HPyMember_FieldType``; options ``.readonly``, ``.doc``. */
#define HPyDef_MEMBER(SYM, NAME, TYPE, ...) \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = HPyDef_Kind_Member, \
        .member = { \
            .name = NAME, \
            .type = TYPE, \
            .offset = __VA_ARGS__ \
        } \
    }; _HPY_RECORD_END

#if HPY_ABI_MINOR >= 2
/** COUNT fields of the struct, one behind the other, the first at OFFSET (``offsetof(STRUCT, field)``): an array of
 * fields, one field, or several neighbours. The host visits them for the garbage collector, and empties them at the end
 * of the object, without a function of the author's: no ``HPy_tp_traverse`` is needed, also for ``HPy_TPFLAGS_HAVE_GC``.
 *
 * A type may have several records, and an ``HPy_tp_traverse`` for what they do not say. Derived types do not repeat those
 * of their bases. A field that several of them report is visited once. ``TypeError`` of ``HPyType_FromSpec`` where fields
 * lie outside ``basicsize``. */
#define HPyDef_FIELDS(SYM, OFFSET, COUNT) _HPyDef_FIELDS_RECORD(SYM, HPyFields_IN_STRUCT, OFFSET, COUNT)

/** COUNT fields in each item of an object that ``HPy_NewVar`` makes, the first at OFFSET from the start of the item:
 * ``HPyDef_VARFIELDS(SYM, 0, 1)`` where the items are fields. How many items there are is asked of the object. */
#define HPyDef_VARFIELDS(SYM, OFFSET, COUNT) _HPyDef_FIELDS_RECORD(SYM, HPyFields_IN_ITEMS, OFFSET, COUNT)

/** Fields in memory of the author's: the struct has an ``HPyField *`` at POINTER_OFFSET, and at COUNT_OFFSET an
 * ``HPy_ssize_t``, how many fields there are. Both must be right at each call of the API; nothing is there as long as the
 * pointer is ``NULL``. ``HPy_tp_destroy`` frees the memory, in which the fields are empty by then. */
#define HPyDef_FIELDS_AT(SYM, POINTER_OFFSET, COUNT_OFFSET) \
    _HPyDef_FIELDS_RECORD(SYM, HPyFields_AT_POINTER, POINTER_OFFSET, COUNT_OFFSET)

#define _HPyDef_FIELDS_RECORD(SYM, WHERE, OFFSET, COUNT) \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = HPyDef_Kind_Fields, \
        .fields = { \
            .name = #SYM, \
            .where = WHERE, \
            .offset = OFFSET, \
            .count = COUNT \
        } \
    }; _HPY_RECORD_END
#else
#define HPyDef_FIELDS(SYM, OFFSET, COUNT) _HPY_REFUSE_MINOR("HPyDef_FIELDS", "2") HPyDef SYM;
#define HPyDef_VARFIELDS(SYM, OFFSET, COUNT) _HPY_REFUSE_MINOR("HPyDef_VARFIELDS", "2") HPyDef SYM;
#define HPyDef_FIELDS_AT(SYM, POINTER_OFFSET, COUNT_OFFSET) _HPY_REFUSE_MINOR("HPyDef_FIELDS_AT", "2") HPyDef SYM;
#endif

/** An attribute NAME that is computed by ``SYM_get``; options ``.doc``, ``.closure``. Arguments: SYM, NAME, … */
#define HPyDef_GET(SYM, ...) _HPyDef_GET_IMPL(SYM, SYM##_get, __VA_ARGS__)
/** The same, computed by GETIMPL. Arguments: SYM, NAME, GETIMPL, … */
#define HPyDef_GET_IMPL(SYM, NAME, ...) \
    _HPyDef_GET_IMPL_(SYM, _HPY_FIRST(__VA_ARGS__), NAME, _HPY_REST(__VA_ARGS__))
#define _HPyDef_GET_IMPL(SYM, GETIMPL, ...) \
    _HPyDef_GET_IMPL_(SYM, GETIMPL, _HPY_FIRST(__VA_ARGS__), _HPY_REST(__VA_ARGS__))
#define _HPyDef_GET_IMPL_(SYM, GETIMPL, NAME, ...) \
    HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER); \
    HPyFunc_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER) \
    _HPyDef_GETSET_RECORD(SYM, NAME, _HPY_RECORDED(GETIMPL), NULL, SYM##_get_trampoline, NULL, __VA_ARGS__)

/** An attribute NAME that can only be set, by ``SYM_set``, and deleted: then the value is ``HPy_NULL``.
 * Arguments: SYM, NAME, … */
#define HPyDef_SET(SYM, ...) _HPyDef_SET_IMPL(SYM, SYM##_set, __VA_ARGS__)
/** The same, set by SETIMPL. Arguments: SYM, NAME, SETIMPL, … */
#define HPyDef_SET_IMPL(SYM, NAME, ...) \
    _HPyDef_SET_IMPL_(SYM, _HPY_FIRST(__VA_ARGS__), NAME, _HPY_REST(__VA_ARGS__))
#define _HPyDef_SET_IMPL(SYM, SETIMPL, ...) \
    _HPyDef_SET_IMPL_(SYM, SETIMPL, _HPY_FIRST(__VA_ARGS__), _HPY_REST(__VA_ARGS__))
#define _HPyDef_SET_IMPL_(SYM, SETIMPL, NAME, ...) \
    HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER); \
    HPyFunc_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER) \
    _HPyDef_GETSET_RECORD(SYM, NAME, NULL, _HPY_RECORDED(SETIMPL), NULL, SYM##_set_trampoline, __VA_ARGS__)

/** An attribute NAME that is computed by ``SYM_get`` and set by ``SYM_set``. Arguments: SYM, NAME, … */
#define HPyDef_GETSET(SYM, ...) \
    _HPyDef_GETSET_IMPL_(SYM, SYM##_get, SYM##_set, _HPY_FIRST(__VA_ARGS__), _HPY_REST(__VA_ARGS__))
/** The same, by GETIMPL and SETIMPL. Arguments: SYM, NAME, GETIMPL, SETIMPL, … */
#define HPyDef_GETSET_IMPL(SYM, NAME, GETIMPL, ...) \
    _HPyDef_GETSET_IMPL_(SYM, GETIMPL, _HPY_FIRST(__VA_ARGS__), NAME, _HPY_REST(__VA_ARGS__))
#define _HPyDef_GETSET_IMPL_(SYM, GETIMPL, SETIMPL, NAME, ...) \
    HPyFunc_DECLARE(GETIMPL, HPyFunc_GETTER); \
    HPyFunc_TRAMPOLINE(SYM##_get_trampoline, GETIMPL, HPyFunc_GETTER) \
    HPyFunc_DECLARE(SETIMPL, HPyFunc_SETTER); \
    HPyFunc_TRAMPOLINE(SYM##_set_trampoline, SETIMPL, HPyFunc_SETTER) \
    _HPyDef_GETSET_RECORD(SYM, NAME, _HPY_RECORDED(GETIMPL), _HPY_RECORDED(SETIMPL), \
                          SYM##_get_trampoline, SYM##_set_trampoline, __VA_ARGS__)

#define _HPyDef_GETSET_RECORD(SYM, NAME, GETIMPL, SETIMPL, GETTRAMP, SETTRAMP, ...) \
    _HPY_RECORD(_HPY_DEF SYM) = { \
        .kind = HPyDef_Kind_GetSet, \
        .getset = { \
            .name = NAME, \
            .getter_impl = GETIMPL, \
            .setter_impl = SETIMPL, \
            .getter_cpy_trampoline = GETTRAMP, \
            .setter_cpy_trampoline = SETTRAMP, \
            __VA_ARGS__ \
        } \
    }; _HPY_RECORD_END

/** A static ``HPyCallFunction SYM``, implemented by ``SYM_impl``, for ``HPy_SetCallFunction``. */
#define HPyDef_CALL_FUNCTION(SYM) \
    HPyFunc_DECLARE(SYM##_impl, HPyFunc_KEYWORDS); \
    HPyFunc_TRAMPOLINE(SYM##_trampoline, SYM##_impl, HPyFunc_KEYWORDS) \
    static HPyCallFunction SYM = { SYM##_trampoline, SYM##_impl };

/* == Capsules == */

/** A static ``HPyCapsule_Destructor SYM``, implemented by ``SYM_impl``, for ``HPyCapsule_New``. */
#define HPyCapsule_DESTRUCTOR(SYM) \
    static void SYM##_impl(const char *name, void *pointer, void *context); \
    HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM##_trampoline, SYM##_impl) \
    static HPyCapsule_Destructor SYM = { SYM##_trampoline, SYM##_impl };

#endif /* HPY_HPYDEF_H */
