/* Describing a module, and the entry points by which each ABI's hosts find it. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_HPYMODULE_H
#define HPY_HPYMODULE_H

/** The description of a module: static, never changed by a host, used by every import of the module. */
struct _HPyModuleDef_s {
    const char *doc;                  /* may be NULL */
    HPy_ssize_t size;                 /* of the module's state; from minor version 2 on it may be more than 0 */
    cpy_PyMethodDef *legacy_methods;  /* CPython and hybrid ABI only; NULL in universal */
    HPyDef **defines;                 /* methods and HPy_mod_… slots; ends with NULL; may be NULL */
    HPyGlobal **globals;              /* every HPyGlobal that it uses; ends with NULL; may be NULL */
};

/* What a module declares beside its definition; hosts that know nothing of it ignore it. */
typedef struct {
    uint32_t size; /* of this struct; 0: nothing is declared */
    uint32_t gil;
    uint32_t multiple_interpreters;
} HPyModuleDeclarations;

/* == Modules == */

/** For ``HPyModule_DECLARE``: what the host assumes. */
#define HPY_MOD_DEFAULT 0
/** The module needs the GIL where Python can do without. CPython: ``Py_MOD_GIL_USED``. */
#define HPY_MOD_GIL_USED 1
/** The module's functions may run in several threads at once. CPython: ``Py_MOD_GIL_NOT_USED``. */
#define HPY_MOD_GIL_NOT_USED 2
/** Only the first interpreter may import the module. CPython: ``Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED``. */
#define HPY_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED 1
/** Interpreters that share a GIL may. CPython: ``Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED``. */
#define HPY_MOD_MULTIPLE_INTERPRETERS_SUPPORTED 2
/** All may, also those that have a GIL of their own; ``ctx->h_Builtins`` is null then. CPython: ``Py_MOD_PER_INTERPRETER_GIL_SUPPORTED``. */
#define HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED 3

/* The declarations of a module are a variable of its file: in C defined again by HPyModule_DECLARE, in C++ hidden by
 * another one in a namespace. */
#ifdef __cplusplus
#  define _HPY_DECLARATIONS(NAME) \
    _HPy_UNUSED static HPyModuleDeclarations _hpy_declarations_##NAME = {0, 0, 0}; \
    namespace _hpy_declared { \
    static inline HPyModuleDeclarations *declarations_of_##NAME() \
    { \
        return &_hpy_declarations_##NAME; \
    } \
    }
#  define _HPY_DECLARATIONS_OF(NAME) (_hpy_declared::declarations_of_##NAME())
#  define _HPY_DECLARE(NAME, GIL, INTERPRETERS) \
    namespace _hpy_declared { \
    static HPyModuleDeclarations _hpy_declarations_##NAME = {sizeof(HPyModuleDeclarations), (GIL), (INTERPRETERS)}; \
    }
#  define _HPY_DECLARED(NAME) (&_hpy_declared::_hpy_declarations_##NAME)
#else
#  define _HPY_DECLARATIONS(NAME) static HPyModuleDeclarations _hpy_declarations_##NAME; /* is used at once */
#  define _HPY_DECLARATIONS_OF(NAME) (&_hpy_declarations_##NAME)
#  define _HPY_DECLARE(NAME, GIL, INTERPRETERS) \
    static HPyModuleDeclarations _hpy_declarations_##NAME = {sizeof(HPyModuleDeclarations), (GIL), (INTERPRETERS)};
#  define _HPY_DECLARED(NAME) (&_hpy_declarations_##NAME)
#endif

#ifdef HPY_ABI_CPYTHON
#  define _HPY_EXPORT_DECLARED(NAME)
#else
#  define _HPY_EXPORT_DECLARED(NAME) \
    HPy_EXPORTED_FUNC const HPyModuleDeclarations *HPyDeclarations_##NAME(void); \
    HPy_EXPORTED_FUNC const HPyModuleDeclarations *HPyDeclarations_##NAME(void) \
    { \
        return _HPY_DECLARED(NAME); \
    }
#endif

/** Tell Python what the module NAME can do, in front of ``HPy_MODINIT``: ``HPyModule_DECLARE(NAME,
 * HPY_MOD_GIL_NOT_USED, HPY_MOD_PER_INTERPRETER_GIL_SUPPORTED)``. Hosts and Pythons that know nothing of it ignore it,
 * any other value is an ``ImportError``. CPython: ``Py_mod_gil``, ``Py_mod_multiple_interpreters``. */
#define HPyModule_DECLARE(NAME, GIL, INTERPRETERS) \
    _HPY_DECLARE(NAME, GIL, INTERPRETERS) \
    _HPY_EXPORT_DECLARED(NAME)

/* The function by which CPython's importer finds a module. A name outside ASCII makes another one (PEP 489), with the name
 * in punycode: the build defines it. All other functions have the name as it stands in the source. */
#ifdef HPY_PYINIT
#  define _HPY_PYINIT(PLAIN) HPY_PYINIT
#else
#  define _HPY_PYINIT(PLAIN) PLAIN
#endif

#ifdef HPY_ABI_CPYTHON

/* The context of this extension: its built-in handles, filled by PyInit. Calls do not go through it. */
extern _HPy_HIDDEN HPyContext _hpy_cpython_context;

HPyAPI_FUNC HPyContext *_HPyGetContext(void)
{
    return &_hpy_cpython_context;
}

/* Room for what is made from an HPyModuleDef; one per module, zeroed. */
typedef struct {
    PyModuleDef *def;
} HPyCPythonModule;

#  ifdef __cplusplus
extern "C"
#  endif
_HPy_HIDDEN PyObject *_HPy_CPythonInit(HPyModuleDef *def, const char *name, const HPyModuleDeclarations *declared,
                                       HPyCPythonModule *state);

/* == Definitions == */

/** The module's entry point. NAME, an identifier, is the last part of its dotted name; DEF an HPyModuleDef. */
#define HPy_MODINIT(NAME, DEF) \
    _HPY_DECLARATIONS(NAME) \
    HPy_EXPORTED_FUNC PyObject *_HPY_PYINIT(PyInit_##NAME)(void); \
    HPy_EXPORTED_FUNC PyObject *_HPY_PYINIT(PyInit_##NAME)(void) \
    { \
        static HPyCPythonModule _state; \
        return _HPy_CPythonInit(&DEF, #NAME, _HPY_DECLARATIONS_OF(NAME), &_state); \
    }

#define HPY_MOD_EMBEDDABLE(NAME)

/* The argument tuple of CPython's tp_new and tp_init as an array. */
#define _HPY_TUPLE_ITEMS(args) _HPY_HANDLES(&PyTuple_GET_ITEM(args, 0))
#define _HPY_TUPLE_SIZE(args) PyTuple_GET_SIZE(args)

#else /* universal and hybrid */

/* What a host whose handles are the objects' own pointers tells a binary, so that calls need not go through the
 * table. Everything that differs between Python versions and builds is in here, at run time. */
typedef struct {
    uint32_t size;        /* of this struct, as the host knows it */
    uint32_t version;     /* 1 */
    HPyContext *ctx;      /* the context for which this holds; NULL: no direct calls */
    uint32_t payload[16]; /* of each HPyType_BuiltinShape + 1: offset of the payload, 0 where it is not constant */
    uint32_t tuple_size;  /* offset of a tuple's length */
    uint32_t tuple_items; /* offset of its first item */
    uint32_t type;        /* offset of the pointer to an object's type */
    uint32_t float_value; /* offset of a float's value */
    uint32_t flags;       /* 0 */
    HPyContext *counting; /* the context for which also the following holds; NULL: unknown. An object begins with a
                           * word that counts references. As long as n, its low 32 bits with a sign, is 0 or more, the
                           * word + 1 has one more; while n > 1, the word - 1 has one less; in all other cases the
                           * table is asked. An HPyField holds a handle. */
    HPyContext *items;    /* as counting, and the items of tuples and lists are handles; a builder that is not 0 is the
                           * handle of what it builds. NULL: unknown */
    uint32_t list_size;   /* offset of a list's length */
    uint32_t list_items;  /* offset of the pointer to its first item */
    HPyContext *text;     /* the context for which also the following holds; NULL: unknown. An object whose type is
                           * h_UnicodeType and whose state has the bits text_inside has its characters inside */
    uint32_t text_state;  /* offset of a word of 32 bits: the state */
    uint32_t text_inside;
    uint32_t text_ascii;  /* bit of the state: the characters are ASCII */
    uint32_t text_kind;   /* how far it is to be shifted to the right: the low three bits are the size of a character */
    uint32_t text_length; /* offset of the number of characters, a word */
    uint32_t text_data;   /* offset of the first character */
    uint32_t text_ascii_data; /* the same of ASCII */
    uint32_t type_buffer;    /* offset, in a type, of the pointer to its functions for buffers; 0: not told */
    uint32_t buffer_release; /* offset, among these, of the pointer to the one that ends a view; NULL: there is none */
    uint32_t type_bases;     /* offset, in a type, of 32 bits that tell what it derives from: 24 int, 25 list, 26 tuple,
                              * 27 bytes, 28 str, 29 dict, 30 BaseException, 31 type; 0: not told */
    HPyContext *locked;      /* the context under which no two threads run at once, so that HPyCriticalSection functions
                              * have nothing to do; NULL: unknown */
    HPyContext *ints;        /* the context for which also the following holds; NULL: unknown. An object whose type is
                              * h_LongType has a word, its head, that tells of its size and sign: _HPy_ReadInt */
    uint32_t int_head;       /* offset of the head */
    uint32_t int_digit;      /* offset of 32 bits, the lowest digit: less than 2**30 */
    uint32_t int_tagged;     /* 0: the head is the number of digits, negative for negative values. 1: its low two bits
                              * are 1 minus the sign, those from the fourth on are the number of digits */
} HPyDirect;

/* The names of the capsules in which a binary that is imported directly hands its entry and its definition over. */
#define _HPY_ENTRY_CAPSULE "hpy.module_entry"
#define _HPY_DEF_CAPSULE "hpy.module_def"

/* The entry. */
typedef struct {
    uint32_t size; /* of this struct, as the binary knows it */
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t flags;   /* 0 */
    const char *name; /* the short name */
    HPyModuleDef *(*init)(void);
    void (*init_global_context)(HPyContext *ctx);
    void (*init_direct)(const HPyDirect *direct);
    const HPyModuleDeclarations *declared; /* may be NULL; missing in binaries of earlier releases */
} HPyModuleEntry;

/* Zeroed room in which the entry point of a direct import keeps the definition that CPython wants. */
typedef struct {
    void *made;
} HPyDirectImport;

#  ifdef __cplusplus
extern "C" {
#  endif
/* runtime/direct_import.c: the definition that CPython's importer wants. */
_HPy_HIDDEN void *_HPy_DirectImport(const HPyModuleEntry *entry, HPyDirectImport *room);
/* runtime/host_faults.c: work around the faults of released hosts. */
_HPy_HIDDEN void _HPy_MendContext(HPyContext *ctx);
#  ifdef __cplusplus
}
#  endif

/* The context that trampolines use. One per binary, or one per file when a binary holds several modules
 * (HPY_EMBEDDED_MODULES, with HPY_MOD_EMBEDDABLE in front of the first definition of each file), as a layer does. */
#if defined(HPY_EMBEDDED_MODULES) || defined(_HPY_IN_LAYER)
#  define _HPy_CTX_MODIFIER static
#  ifdef __cplusplus
#    define HPY_MOD_EMBEDDABLE(NAME)
static HPyContext *_ctx_for_trampolines;
static HPyDirect _hpy_direct_words;
#  else
#    define HPY_MOD_EMBEDDABLE(NAME)
_HPy_UNUSED static HPyContext *_ctx_for_trampolines;
#    ifdef _HPY_IN_LAYER
extern _HPy_HIDDEN HPyDirect _hpy_direct_words; /* the host's, which the layers are part of */
#    else
_HPy_UNUSED static HPyDirect _hpy_direct_words;
#    endif
#  endif
#  define _hpy_direct _hpy_direct_words
#  define _HPY_DEFINE_TRAMPOLINE_GLOBALS
#else
#  define _HPy_CTX_MODIFIER _HPy_HIDDEN
#  define HPY_MOD_EMBEDDABLE(NAME)
#  ifdef __cplusplus
extern "C" {
#  endif
extern _HPy_HIDDEN HPyContext *_ctx_for_trampolines;
extern _HPy_HIDDEN HPyDirect _hpy_direct_words;
/* The same for who reads it. It is written before functions run, and what it says of a context stays true. So a compiler
 * may ask once in a function which context it is, and take that way to the end. */
#  ifdef _HPY_OTHER_NAME_OF
extern _HPy_HIDDEN const HPyDirect _hpy_direct _HPY_OTHER_NAME_OF("_hpy_direct_words");
#  else
#    define _hpy_direct _hpy_direct_words
#  endif
#  ifdef __cplusplus
}
#  endif
#  define _HPY_DEFINE_TRAMPOLINE_GLOBALS \
    HPyContext *_ctx_for_trampolines; \
    HPyDirect _hpy_direct_words;
#endif

#define _HPY_INSIDE(object, offset) _HPY_BITS(const void *, _HPY_BITS(const char *, object) + (offset))
#define _HPY_TUPLE_ITEMS(args) _HPY_BITS(const HPy *, _HPY_INSIDE(args, _hpy_direct.tuple_items))
#define _HPY_TUPLE_SIZE(args) (*_HPY_BITS(const HPy_ssize_t *, _HPY_INSIDE(args, _hpy_direct.tuple_size)))

/* Take over what both this binary and the host know of the struct; NULL: it is to be asked by no context any more. What it
 * says stays, as a function that runs may go by it to its end; and the same again is not written, as other interpreters
 * may read it. */
HPyAPI_FUNC void _HPy_SetDirect(HPyDirect *to, const HPyDirect *from)
{
    size_t size = 0;

    if (from != NULL && from->version == 1)
        size = from->size < sizeof(*to) ? from->size : sizeof(*to);
    if (size == 0 && (to->ctx || to->counting || to->items || to->text || to->locked || to->ints))
        to->ctx = to->counting = to->items = to->text = to->locked = to->ints = NULL;
    else if (size != 0 && memcmp(to, from, size) != 0)
        memcpy(to, from, size);
}

/* Whether an int has one digit at most, and then its value. */
HPyAPI_FUNC bool _HPy_ReadInt(const HPyDirect *direct, const void *object, int32_t *value)
{
    const char *start = _HPY_BITS(const char *, object);
    uintptr_t head;
    int32_t lowest;

    memcpy(&head, start + direct->int_head, sizeof(head));
    memcpy(&lowest, start + direct->int_digit, sizeof(lowest));
    if (direct->int_tagged ? head >= 16 : head + 1 >= 3)
        return false;
    /* Of no digit, what stands in its place means nothing. */
    *value = lowest * (direct->int_tagged ? 1 - _HPY_CAST(int32_t, head & 3) : _HPY_CAST(int32_t, head));
    return true;
}

#define _HPY_MODINIT_EXPORTS(NAME, DEF) \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_##NAME(void); \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_##NAME(void); \
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_##NAME(HPyContext *_ctx); \
    HPy_EXPORTED_FUNC void HPyInitDirect_##NAME(const HPyDirect *_given); \
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_##NAME(void); \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_major_version_##NAME(void) \
    { \
        return HPY_ABI_VERSION; \
    } \
    HPy_EXPORTED_FUNC uint32_t get_required_hpy_minor_version_##NAME(void) \
    { \
        return HPY_ABI_VERSION_MINOR; \
    } \
    HPy_EXPORTED_FUNC void HPyInitGlobalContext_##NAME(HPyContext *_ctx) \
    { \
        _HPy_MendContext(_ctx); \
        if (_ctx_for_trampolines != _ctx) /* other interpreters may read it */ \
            _ctx_for_trampolines = _ctx; \
    } \
    HPy_EXPORTED_FUNC void HPyInitDirect_##NAME(const HPyDirect *_given) \
    { \
        _HPy_SetDirect(&_hpy_direct_words, _given); \
    } \
    HPy_EXPORTED_FUNC HPyModuleDef *HPyInit_##NAME(void) \
    { \
        return &DEF; \
    }

/* Python's own importer finds the module by PyInit_NAME. HPY_NO_DIRECT_IMPORT leaves that out: the binary is
 * then found by HPy's loaders only, and runtime/direct_import.c is not needed. */
#ifdef HPY_NO_DIRECT_IMPORT
#  define _HPY_MODINIT_DIRECT_IMPORT(NAME)
#else
#  define _HPY_MODINIT_DIRECT_IMPORT(NAME) \
    _HPY_DECLARATIONS(NAME) \
    HPy_EXPORTED_FUNC void *_HPY_PYINIT(PyInit_##NAME)(void); \
    HPy_EXPORTED_FUNC void *_HPY_PYINIT(PyInit_##NAME)(void) \
    { \
        static const HPyModuleEntry _entry = { \
            sizeof(HPyModuleEntry), HPY_ABI_VERSION, HPY_ABI_VERSION_MINOR, 0, #NAME, \
            HPyInit_##NAME, HPyInitGlobalContext_##NAME, HPyInitDirect_##NAME, _HPY_DECLARATIONS_OF(NAME) \
        }; \
        static HPyDirectImport _state; \
        return _HPy_DirectImport(&_entry, &_state); \
    }
#endif

/** The module's entry points. NAME, an identifier, is the last part of its dotted name; DEF an HPyModuleDef. */
#define HPy_MODINIT(NAME, DEF) \
    _HPY_DEFINE_TRAMPOLINE_GLOBALS \
    _HPY_MODINIT_EXPORTS(NAME, DEF) \
    _HPY_MODINIT_DIRECT_IMPORT(NAME)

#endif

#endif /* HPY_HPYMODULE_H */
