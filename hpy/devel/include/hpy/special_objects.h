/* The checks of an object's type that the universal ABI need not always call: HPy_DIRECT in api/. Under the host's own
 * context the type is looked at, and for the types that CPython has bits for, also what it derives from. */
#ifndef HPY_SPECIAL_OBJECTS_H
#define HPY_SPECIAL_OBJECTS_H

/* Whether 'h' is of the type h_TYPE or of a subtype, for the types of HPyDirect.type_bases: BIT is theirs, which is the
 * same as in CPython's flags of types. FALLBACK is asked where the host does not tell. */
#ifdef _HPY_OVER_CPYTHON
#  define _HPY_IS_A(CTX, H, TYPE, BIT, FALLBACK) \
    ((void)(CTX), PyType_HasFeature(Py_TYPE(_h2py(H)), 1UL << (BIT)) != 0)
#elif defined(_HPY_IN_RUNTIME)
#  define _HPY_IS_A(CTX, H, TYPE, BIT, FALLBACK) (FALLBACK)
#else
#  define _HPY_IS_A(CTX, H, TYPE, BIT, FALLBACK) \
    (_HPy_LIKELY((CTX) == _hpy_direct.ctx && _hpy_direct.type_bases != 0) ? _HPy_DerivesFrom(H, (CTX)->TYPE, BIT) \
                                                                          : (FALLBACK))

HPyAPI_FUNC int _HPy_DerivesFrom(HPy h, HPy type, int bit)
{
    intptr_t own = *_HPY_BITS(const intptr_t *, h._i + _HPY_CAST(intptr_t, _hpy_direct.type));
    uint32_t bases;

    if (own == type._i)
        return 1;
    memcpy(&bases, _HPY_BITS(const char *, own) + _hpy_direct.type_bases, sizeof(bases));
    return _HPY_CAST(int, bases >> bit & 1);
}
#endif

/* Whether 'h' is of a type that nothing derives from. */
HPyAPI_FUNC int _HPy_IsFinal(HPyContext *ctx, HPy h, HPy type)
{
#ifdef _HPY_OVER_CPYTHON
    return HPy_TypeIs(ctx, h, type);
#else
#  ifndef _HPY_IN_RUNTIME
    if (_HPy_LIKELY(ctx == _hpy_direct.ctx))
        return _HPy_HasType(ctx, h, type);
#  endif
    return HPy_TypeCheck(ctx, h, type);
#endif
}

#ifndef _HPY_OVER_CPYTHON

/** 1 if ``h`` is a ``bytes`` object or of a subclass, else 0. CPython: ``PyBytes_Check``. */
HPyAPI_FUNC int HPyBytes_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_BytesType, 27, ctx->ctx_Bytes_Check(ctx, h));
}

/** 1 if ``h`` is a ``str`` or of a subclass, else 0. CPython: ``PyUnicode_Check``. */
HPyAPI_FUNC int HPyUnicode_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_UnicodeType, 28, ctx->ctx_Unicode_Check(ctx, h));
}

/** 1 if ``h`` is a ``list`` or of a subclass, else 0. CPython: ``PyList_Check``. */
HPyAPI_FUNC int HPyList_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_ListType, 25, ctx->ctx_List_Check(ctx, h));
}

/** 1 if ``h`` is a ``dict`` or of a subclass, else 0. CPython: ``PyDict_Check``. */
HPyAPI_FUNC int HPyDict_Check(HPyContext *ctx, HPy h)
{
#if HPY_ABI_MINOR >= 1 /* that have the constant */
    return _HPY_IS_A(ctx, h, h_DictType, 29, ctx->ctx_Dict_Check(ctx, h));
#else
    return ctx->ctx_Dict_Check(ctx, h);
#endif
}

/** 1 if ``h`` is a ``tuple`` or of a subclass, else 0. CPython: ``PyTuple_Check``. */
HPyAPI_FUNC int HPyTuple_Check(HPyContext *ctx, HPy h)
{
    return _HPY_IS_A(ctx, h, h_TupleType, 26, ctx->ctx_Tuple_Check(ctx, h));
}

#  if HPY_ABI_MINOR >= 2

/** Whether ``obj`` is an instance of ``cls``: 1, 0, or -1 with an exception. CPython: ``PyObject_IsInstance``. */
HPyAPI_FUNC int HPy_IsInstance(HPyContext *ctx, HPy obj, HPy cls)
{
    return _HPy_HasType(ctx, obj, cls) ? 1 : ctx->ctx_IsInstance(ctx, obj, cls);
}

#  endif
#endif

#endif /* HPY_SPECIAL_OBJECTS_H */
