/* Checks of what an object is, hashes, and accessors of ``__dict__``, that are inlined into the extension; no part of
 * the ABI. Checks that stand beside other helpers of their type are in the headers of these. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_OBJECTS_H
#define HPY_INLINE_OBJECTS_H

/* == Integers == */

/** 1 if ``h`` is an ``int`` and of no subclass, else 0. Never fails. CPython: ``PyLong_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyLong_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_LongType);
}

/* == Floats and booleans == */

/** 1 if ``h`` is a ``float`` and of no subclass, else 0. Never fails. CPython: ``PyFloat_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyFloat_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_FloatType);
}

/* == Complex numbers == */

/** 1 if ``h`` is a ``complex`` and of no subclass, else 0. Never fails. CPython: ``PyComplex_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyComplex_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_ComplexType);
}

/* == Strings == */

/** 1 if ``h`` is a ``str`` and of no subclass, else 0. Never fails. CPython: ``PyUnicode_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyUnicode_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_UnicodeType);
}

/* == Bytes == */

/** 1 if ``h`` is a ``bytes`` object and of no subclass, else 0. Never fails. CPython: ``PyBytes_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyBytes_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_BytesType);
}

/* == Lists == */

/** 1 if ``h`` is a ``list`` and of no subclass, else 0. Never fails. CPython: ``PyList_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyList_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_ListType);
}

/* == Tuples == */

/** 1 if ``h`` is a ``tuple`` and of no subclass, else 0. Never fails. CPython: ``PyTuple_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyTuple_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_TupleType);
}

/* == Capsules == */

/** 1 if ``h`` is a capsule, whatever its name, else 0. Never fails. CPython: ``PyCapsule_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyCapsule_CheckExact(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_CapsuleType);
}

/* == Types and payload == */

/** 1 if ``h`` is a type, else 0. Never fails. CPython: ``PyType_Check``. */
HPyAPI_INLINE_HELPER int HPyType_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_TypeType, 31, HPy_TypeCheck(ctx, h, ctx->h_TypeType));
}

/** 1 if ``h`` is a type whose metaclass is ``type`` itself, else 0. Never fails. CPython: ``PyType_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyType_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_TypeType);
}

/* == Text, comparison, truth, hash == */

/**
 * Hash of an address, for what is equal if it has the same address. Never -1; never fails.
 *
 * CPython: ``Py_HashPointer``.
 */
HPyAPI_INLINE_HELPER HPy_hash_t HPy_HashPointer(const void *p)
{
    uintptr_t bits = _HPY_BITS(uintptr_t, p); /* the lowest ones of an address are mostly 0: they become the highest */
    HPy_hash_t hash = _HPY_CAST(HPy_hash_t, bits >> 4 | bits << (8 * sizeof(bits) - 4));

    return hash == -1 ? -2 : hash;
}

#if HPY_ABI_MINOR >= 1

/* == Dicts == */

/** 1 if ``h`` is a ``dict`` and of no subclass, else 0. Never fails. CPython: ``PyDict_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyDict_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_DictType);
}

#endif

#if HPY_ABI_MINOR >= 2

/* == Bytearrays == */

/** 1 if ``h`` is a ``bytearray`` and of no subclass, else 0. Never fails. CPython: ``PyByteArray_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyByteArray_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_ByteArrayType);
}

/* == Sets == */

/** 1 if ``h`` is a ``set`` and of no subclass, else 0. Never fails. CPython: ``PySet_CheckExact``. */
HPyAPI_INLINE_HELPER int HPySet_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_SetType);
}

/** 1 if ``h`` is a ``frozenset`` and of no subclass, else 0. Never fails. CPython: ``PyFrozenSet_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyFrozenSet_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_FrozenSetType);
}

/** 1 if ``h`` is a ``set`` or ``frozenset`` and of no subclass, else 0. Never fails. CPython:
 * ``PyAnySet_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyAnySet_CheckExact(HPyContext *ctx, HPy h)
{
    return HPySet_CheckExact(ctx, h) || HPyFrozenSet_CheckExact(ctx, h);
}

/* == Built-in types == */

/** 1 if ``h`` is a module or of a subclass, else 0. Never fails. CPython: ``PyModule_Check``. */
HPyAPI_INLINE_HELPER int HPyModule_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_ModuleType);
}

/** 1 if ``h`` is a module and of no subclass, else 0. Never fails. CPython: ``PyModule_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyModule_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_ModuleType);
}

/** 1 if ``h`` is a function written in Python, else 0. Never fails. CPython: ``PyFunction_Check``. */
HPyAPI_INLINE_HELPER int HPyFunction_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_FunctionType);
}

/** 1 if ``h`` is a method bound to an object, that is not written in C, else 0. Never fails. CPython:
 * ``PyMethod_Check``. */
HPyAPI_INLINE_HELPER int HPyMethod_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_MethodType);
}

/** 1 if ``h`` is a function or bound method written in C or of a subclass, else 0. Never fails. CPython:
 * ``PyCFunction_Check``. */
HPyAPI_INLINE_HELPER int HPyCFunction_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_CFunctionType);
}

/** 1 if ``h`` is a function or bound method written in C and of no subclass, else 0. Never fails. CPython:
 * ``PyCFunction_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyCFunction_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_CFunctionType);
}

/** 1 if ``h`` is a ``range``, else 0. Never fails. CPython: ``PyRange_Check``. */
HPyAPI_INLINE_HELPER int HPyRange_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_RangeType);
}

/** 1 if ``h`` is a generator or of a subclass, else 0. Never fails. CPython: ``PyGen_Check``. */
HPyAPI_INLINE_HELPER int HPyGen_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_GenType);
}

/** 1 if ``h`` is a generator and of no subclass, else 0. Never fails. CPython: ``PyGen_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyGen_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_GenType);
}

/** 1 if ``h`` is a coroutine and of no subclass, else 0. Never fails. CPython: ``PyCoro_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyCoro_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_CoroType);
}

/** 1 if ``h`` is an asynchronous generator and of no subclass, else 0. Never fails. CPython:
 * ``PyAsyncGen_CheckExact``. */
HPyAPI_INLINE_HELPER int HPyAsyncGen_CheckExact(HPyContext *ctx, HPy h)
{
    return HPy_TypeIs(ctx, h, ctx->h_AsyncGenType);
}

/** 1 if ``h`` is what ``keys()`` of a dict gives, or of a subclass, else 0. Never fails. CPython:
 * ``PyDictKeys_Check``. */
HPyAPI_INLINE_HELPER int HPyDictKeys_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_DictKeysType);
}

/** 1 if ``h`` is what ``values()`` of a dict gives, or of a subclass, else 0. Never fails. CPython:
 * ``PyDictValues_Check``. */
HPyAPI_INLINE_HELPER int HPyDictValues_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_DictValuesType);
}

/** 1 if ``h`` is what ``items()`` of a dict gives, or of a subclass, else 0. Never fails. CPython:
 * ``PyDictItems_Check``. */
HPyAPI_INLINE_HELPER int HPyDictItems_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_DictItemsType);
}

/** 1 if ``h`` is what ``keys()`` or ``items()`` of a dict gives, which are like sets, or of a subclass, else 0.
 * Never fails. CPython: ``PyDictViewSet_Check``. */
HPyAPI_INLINE_HELPER int HPyDictViewSet_Check(HPyContext *ctx, HPy h)
{
    return HPyDictKeys_Check(ctx, h) || HPyDictItems_Check(ctx, h);
}

/** 1 if ``h`` is an iterator over any sequence (``HPySeqIter_New``), else 0. Never fails. CPython:
 * ``PySeqIter_Check``. */
HPyAPI_INLINE_HELPER int HPySeqIter_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_SeqIterType);
}

/** 1 if ``h`` is an iterator over results of calls (``HPyCallIter_New``), else 0. Never fails. CPython:
 * ``PyCallIter_Check``. */
HPyAPI_INLINE_HELPER int HPyCallIter_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_CallIterType);
}

/** 1 if ``h`` is a code object, else 0. Never fails. CPython: ``PyCode_Check``. */
HPyAPI_INLINE_HELPER int HPyCode_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_CodeType);
}

/** 1 if ``h`` is a frame, else 0. Never fails. CPython: ``PyFrame_Check``. */
HPyAPI_INLINE_HELPER int HPyFrame_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_FrameType);
}

/** 1 if ``h`` is a traceback, else 0. Never fails. CPython: ``PyTraceBack_Check``. */
HPyAPI_INLINE_HELPER int HPyTraceBack_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_TraceBackType);
}

/** 1 if ``h`` is a cell, in which a closure keeps a variable,, else 0. Never fails. CPython: ``PyCell_Check``. */
HPyAPI_INLINE_HELPER int HPyCell_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_CellType);
}

/* == Attributes and items == */

/**
 * The ``__dict__`` of an object, as a function for ``HPyDef_GET`` and ``HPyDef_GETSET``; ``closure`` is not used.
 *
 * For types whose instances have a dict, but no attribute of that name. As ``HPy_GetDict``.
 * CPython: ``PyObject_GenericGetDict``.
 */
HPyAPI_INLINE_HELPER HPy HPy_GenericGetDict(HPyContext *ctx, HPy obj, void *_HPy_UNUSED_ARG(closure))
{
    return HPy_GetDict(ctx, obj);
}

/**
 * The setter that goes with ``HPy_GenericGetDict``. As ``HPy_SetDict``.
 *
 * CPython: ``PyObject_GenericSetDict``.
 */
HPyAPI_INLINE_HELPER int HPy_GenericSetDict(HPyContext *ctx, HPy obj, HPy dict, void *_HPy_UNUSED_ARG(closure))
{
    return HPy_SetDict(ctx, obj, dict);
}

#else

_HPY_SINCE_2("HPyByteArray_CheckExact") int HPyByteArray_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPySet_CheckExact") int HPySet_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyFrozenSet_CheckExact") int HPyFrozenSet_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyAnySet_CheckExact") int HPyAnySet_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyModule_Check") int HPyModule_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyModule_CheckExact") int HPyModule_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyFunction_Check") int HPyFunction_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyMethod_Check") int HPyMethod_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCFunction_Check") int HPyCFunction_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCFunction_CheckExact") int HPyCFunction_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyRange_Check") int HPyRange_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyGen_Check") int HPyGen_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyGen_CheckExact") int HPyGen_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCoro_CheckExact") int HPyCoro_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyAsyncGen_CheckExact") int HPyAsyncGen_CheckExact(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyDictKeys_Check") int HPyDictKeys_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyDictValues_Check") int HPyDictValues_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyDictItems_Check") int HPyDictItems_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyDictViewSet_Check") int HPyDictViewSet_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPySeqIter_Check") int HPySeqIter_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCallIter_Check") int HPyCallIter_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCode_Check") int HPyCode_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyFrame_Check") int HPyFrame_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyTraceBack_Check") int HPyTraceBack_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyCell_Check") int HPyCell_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPy_GenericGetDict") HPy HPy_GenericGetDict(HPyContext *ctx, HPy obj, void *closure);
_HPY_SINCE_2("HPy_GenericSetDict") int HPy_GenericSetDict(HPyContext *ctx, HPy obj, HPy dict, void *closure);

#endif

#endif /* HPY_INLINE_OBJECTS_H */
