/* The value types of the API: handles, the other one-word structs, and CPython's types as each ABI may see them. */
#ifndef HPY_TYPES_H
#define HPY_TYPES_H

/* Each is a struct, so that the compiler tells them apart, and each is passed by value. Zero is null or empty;
 * all other contents are the host's business. */
/** A handle: how C holds a Python object while a call lasts. ``HPy_Close`` closes it, ``HPy_Is`` compares two. */
typedef struct _HPy_s { intptr_t _i; } HPy;
/** A reference to an object that is stored in the struct of another one, where the garbage collector finds it. */
typedef struct _HPyField_s { intptr_t _i; } HPyField;
/** A reference to an object in a static variable of C; each interpreter has its own content. */
typedef struct _HPyGlobal_s { intptr_t _i; } HPyGlobal;
/** A list that is made item by item, from ``HPyListBuilder_New`` to ``HPyListBuilder_Build``. */
typedef struct _HPyListBuilder_s { intptr_t _lst; } HPyListBuilder;
/** A tuple that is made item by item, from ``HPyTupleBuilder_New`` to ``HPyTupleBuilder_Build``. */
typedef struct _HPyTupleBuilder_s { intptr_t _tup; } HPyTupleBuilder;
/** A list of handles that ``HPyTracker_Close`` closes together. */
typedef struct _HPyTracker_s { intptr_t _i; } HPyTracker;
/** What ``HPy_LeavePythonExecution`` gives, and ``HPy_ReenterPythonExecution`` takes. */
typedef struct _HPyThreadState_s { intptr_t _i; } HPyThreadState;
/** A reference to an interpreter, by which threads of C's own enter it; ``HPyInterpreter_NULL`` for none. */
typedef struct _HPyInterpreter_s { intptr_t _i; } HPyInterpreter; /* inline_threads.h has what it is the address of */


/* Builders of text and of bytes, which are the extension's own memory. What lies in the window from 'next' up to 'end' it
 * fills itself, text with ASCII only, and moves 'next'; the host finds that out with the next call. With an empty window
 * all goes through the host. The rest is the host's. */
/** A ``str`` that is written piece by piece, from ``HPyUnicodeBuilder_New`` to ``HPyUnicodeBuilder_Build``. */
typedef struct _HPyUnicodeBuilder_s {
    char *_next, *_end;
    intptr_t _i, _length;
} HPyUnicodeBuilder;
/** A ``bytes`` that is written piece by piece, from ``HPyBytesBuilder_New`` to ``HPyBytesBuilder_Build``. */
typedef struct _HPyBytesBuilder_s {
    char *_next, *_end;
    intptr_t _i, _failed;
} HPyBytesBuilder;

/* These are the extension's own memory, of a fixed size. A mutex is open and a flag unset when it is zero; what else is
 * in them is the host's business. */
/** A lock, open when it is zero. It must not be copied or moved. */
typedef struct _HPyMutex_s { intptr_t _i; } HPyMutex;
/** What ``HPyCriticalSection_Begin`` fills and ``HPyCriticalSection_End`` reads. */
typedef struct _HPyCriticalSection_s { intptr_t _i[6]; } HPyCriticalSection;
/** What ``HPyThread_Enter`` fills and ``HPyThread_Exit`` reads. */
typedef struct _HPyThreadToken_s { intptr_t _i[6]; } HPyThreadToken;
/** The flag of ``HPyOnce_Call``; zero at first. */
typedef struct _HPyOnce_s {
    HPyMutex _mutex;
    intptr_t _done;
} HPyOnce;

/** The table of the host's functions and constants, which each implementation gets, and each function of the API takes. */
typedef struct _HPyContext_s HPyContext;

#ifdef __cplusplus
#  define _hconv(h) HPy{h}
#  define _hfconv(h) HPyField{h}
#  define _htsconv(h) HPyThreadState{h}
#  define _hgconv(h) HPyGlobal{h}
#  define _hiconv(h) HPyInterpreter{h}
#else
#  define _hconv(h) ((HPy){h})
#  define _hfconv(h) ((HPyField){h})
#  define _htsconv(h) ((HPyThreadState){h})
#  define _hgconv(h) ((HPyGlobal){h})
#  define _hiconv(h) ((HPyInterpreter){h})
#endif

/* == Handles == */

/** No handle: what a function returns that failed. */
#define HPy_NULL _hconv(0)
/** Whether ``h`` is ``HPy_NULL``. */
#define HPy_IsNull(h) ((h)._i == 0)

/* == Fields, globals, threads == */

/** An empty field. */
#define HPyField_NULL _hfconv(0)
/** Whether the field ``f`` is empty. */
#define HPyField_IsNull(f) ((f)._i == 0)

/* == Threads == */

/** No interpreter: what a function returns that failed. */
#define HPyInterpreter_NULL _hiconv(0)
/** Whether the reference ``interp`` is ``HPyInterpreter_NULL``. */
#define HPyInterpreter_IsNull(interp) ((interp)._i == 0)

/* == Handles == */

/** The handle with the bits of ``p``, which ``HPy_AsVoidP`` gave. Nothing is owned, nothing is checked. */
HPyAPI_FUNC HPy HPy_FromVoidP(void *p)
{
    return _hconv(_HPY_BITS(intptr_t, p));
}

/** The bits of a handle as a pointer. Nothing is owned, nothing is checked. */
HPyAPI_FUNC void *HPy_AsVoidP(HPy h)
{
    return _HPY_BITS(void *, h._i);
}

#ifdef HPY_ABI_CPYTHON
typedef Py_ssize_t HPy_ssize_t;
typedef Py_hash_t HPy_hash_t;
typedef Py_UCS4 HPy_UCS4;
#  define HPY_SSIZE_T_MAX PY_SSIZE_T_MAX
#  define HPY_SSIZE_T_MIN PY_SSIZE_T_MIN
#else
/** A size or an index, signed. In the CPython ABI it is ``Py_ssize_t``. */
typedef intptr_t HPy_ssize_t;
/** A hash value. In the CPython ABI it is ``Py_hash_t``. */
typedef intptr_t HPy_hash_t;
/** A character of a ``str``: a code point. In the CPython ABI it is ``Py_UCS4``. */
typedef uint32_t HPy_UCS4;
#  define HPY_SSIZE_T_MAX INTPTR_MAX
#  define HPY_SSIZE_T_MIN (-HPY_SSIZE_T_MAX - 1)
#endif

/* CPython's types. The universal ABI knows their names only: pointers can be passed on, nothing else. */
#ifdef HPY_ABI_UNIVERSAL
typedef struct FORBIDDEN_cpy_PyObject cpy_PyObject;
typedef struct FORBIDDEN_PyMethodDef cpy_PyMethodDef;
typedef struct FORBIDDEN_PyModuleDef cpy_PyModuleDef;
typedef struct FORBIDDEN_bufferinfo cpy_Py_buffer;
#else
typedef PyObject cpy_PyObject;
typedef PyMethodDef cpy_PyMethodDef;
typedef PyModuleDef cpy_PyModuleDef;
typedef Py_buffer cpy_Py_buffer;
#endif
typedef cpy_PyObject *(*cpy_PyCFunction)(cpy_PyObject *, cpy_PyObject *const *, HPy_ssize_t);
typedef int (*cpy_visitproc)(cpy_PyObject *, void *);
typedef cpy_PyObject *(*cpy_getter)(cpy_PyObject *, void *);
typedef int (*cpy_setter)(cpy_PyObject *, cpy_PyObject *, void *);
typedef void (*cpy_PyCapsule_Destructor)(cpy_PyObject *);
typedef cpy_PyObject *(*cpy_vectorcallfunc)(cpy_PyObject *, cpy_PyObject *const *, size_t, cpy_PyObject *);

/** The operator passed to ``HPy_tp_richcompare`` and ``HPy_RichCompare``. */
typedef enum {
    HPy_LT = 0,
    HPy_LE = 1,
    HPy_EQ = 2,
    HPy_NE = 3,
    HPy_GT = 4,
    HPy_GE = 5
} HPy_RichCmpOp;

/** What ``HPy_am_send`` and ``HPyIter_Send`` have come to, with the values that CPython gives it. */
typedef enum {
    HPy_SEND_ERROR = -1, /* an exception is set */
    HPy_SEND_RETURN = 0,
    HPy_SEND_NEXT = 1    /* yielded */
} HPy_SendResult;

/** What kind of source ``HPy_Compile_s`` gets: ``eval``, ``exec`` or ``single``. */
typedef enum {
    HPy_SourceKind_Expr = 0,
    HPy_SourceKind_File = 1,
    HPy_SourceKind_Single = 2
} HPy_SourceKind;

/* Which part of a capsule a table entry means; extensions use the HPyCapsule_Get… and HPyCapsule_Set… functions. */
typedef enum {
    HPyCapsule_key_Pointer = 0,
    HPyCapsule_key_Name = 1,
    HPyCapsule_key_Context = 2,
    HPyCapsule_key_Destructor = 3
} _HPyCapsule_key;

/** What the memory of a type's instances looks like before the payload: the builtin type they derive from.
 *
 * ``Any`` is for all other bases: exceptions, ``set``, ``bytes``, ``datetime``, classes of other extensions, classes
 * written in Python; and it may be given over any base. The struct is then this type's own: it does not begin with that
 * of a base made by HPy, whose own ``STRUCT_AsStruct`` goes on to find it. */
typedef enum {
    HPyType_BuiltinShape_Legacy = -1, /* the struct begins with PyObject_HEAD */
    HPyType_BuiltinShape_Object = 0,
    HPyType_BuiltinShape_Type = 1,
    HPyType_BuiltinShape_Long = 2,
    HPyType_BuiltinShape_Float = 3,
    HPyType_BuiltinShape_Unicode = 4,
    HPyType_BuiltinShape_Tuple = 5,
#if HPY_ABI_MINOR >= 1
    HPyType_BuiltinShape_Dict = 7,
#endif
#if HPY_ABI_MINOR >= 2
    HPyType_BuiltinShape_Any = 8,
#endif
    HPyType_BuiltinShape_List = 6
} HPyType_BuiltinShape;

/** What ``HPyType_HELPERS(STRUCT, HPyType_BuiltinShape_Any)`` defines for the host, which looks for the struct by it. */
typedef struct {
    intptr_t offset;  /* from the object, the same in all types so far; 0 or less: the host is asked. Only hosts set it */
    size_t size;      /* sizeof(STRUCT) */
    const char *name; /* "STRUCT" */
} HPyPayload;

/** A view of an object's memory, filled by ``HPy_bf_getbuffer``: ``Py_buffer`` with a handle in the place of the object. */
typedef struct {
    void *buf;
    HPy obj; /* owned by the view */
    HPy_ssize_t len;
    HPy_ssize_t itemsize;
    int readonly;
    int ndim;
    char *format;
    HPy_ssize_t *shape;
    HPy_ssize_t *strides;
    HPy_ssize_t *suboffsets;
    void *internal;
} HPy_buffer;

/** The characters of a ``str``, filled by ``HPyUnicode_Acquire``. */
typedef struct {
    const void *data;   /* 'length' characters of 'kind' bytes each */
    HPy_ssize_t length;
    int kind;           /* 1, 2 or 4 */
    HPy_UCS4 maxchar;   /* no character is above it */
    intptr_t internal;  /* the host's; 0: there is nothing to release */
} HPyUnicodeView;

/** The items of a sequence as an array of C numbers, between ``HPyNumberView_Acquire`` and ``HPyNumberView_Release``. */
typedef struct {
    const void *data;   /* to be read only */
    HPy_ssize_t length; /* number of items */
    intptr_t internal;  /* the host's */
} HPyNumberView;

/** What ``HPyDateTime_KindOf`` gives. */
typedef enum {
    HPyDateTime_NONE = 0,
    HPyDateTime_DATE = 1,
    HPyDateTime_DATETIME = 3, /* which is a date, too */
    HPyDateTime_TIME = 4,
    HPyDateTime_DELTA = 8,
    HPyDateTime_TZINFO = 16,
    HPyDateTime_EXACT = 32    /* added to one of them: no subclass */
} HPyDateTime_Kind;

/** The parts of a ``date``, ``time`` or ``datetime``, filled by ``HPyDateTime_Unpack``. */
typedef struct {
    int year, month, day;
    int hour, minute, second, microsecond;
    int fold;
} HPyDateTime_Parts;

/** The parts of a ``timedelta``, filled by ``HPyDelta_Unpack``. */
typedef struct {
    int days, seconds, microseconds;
} HPyDelta_Parts;

/** What ``HPy_AtExit`` has called. */
typedef void (*HPy_AtExitFunction)(HPyContext *ctx, void *data);
/** What ``HPy_AddPendingCall`` has called: 0, or -1 with an exception. */
typedef int (*HPy_PendingFunction)(HPyContext *ctx, void *data);

/** A name that is made once, an interned ``str`` in each interpreter: ``static HPyName join = HPyName_INIT("join");``.
 *
 * ``&join.global`` belongs in ``HPyModuleDef.globals``, as any ``HPyGlobal``, so that each interpreter has its own and
 * releases it at its end. The text must be UTF-8, and of static storage. */
typedef struct {
    const char *utf8;
    HPyGlobal global;
} HPyName;
/** What an ``HPyName`` begins with. */
#define HPyName_INIT(UTF8) {UTF8, {0}}

/** The name of a parameter, for ``HPyArg_MatchNames``. */
typedef struct {
    const char *utf8; /* with a NUL behind it */
    HPy_ssize_t size; /* in bytes, without the NUL */
} HPyArg_Name;

/* Records of the chapters below that the context table's signatures mention. */
/** Any implementation, as records hold it: it is called by its real type. */
typedef void *(*HPyCFunction)(void);
typedef struct _HPyModuleDef_s HPyModuleDef;
typedef struct _HPyType_Spec_s HPyType_Spec;
typedef struct _HPyType_SpecParam_s HPyType_SpecParam;
typedef struct _HPyDef_s HPyDef;
typedef struct _HPyCapsule_Destructor_s HPyCapsule_Destructor;
typedef struct _HPyCallFunction_s HPyCallFunction;

#endif /* HPY_TYPES_H */
