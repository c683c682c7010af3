/* Small helpers over the public API that are inlined into the extension; they add nothing to the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_HELPERS_H
#define HPY_INLINE_HELPERS_H

/* == Errors == */

/**
 * Raise ``h_type`` (``OSError`` or a subclass) from the C variable ``errno``.
 *
 * Returns ``HPy_NULL``, so that a function may return the result of the call. CPython: ``PyErr_SetFromErrno``.
 */
HPyAPI_INLINE_HELPER HPy HPyErr_SetFromErrno(HPyContext *ctx, HPy h_type)
{
    return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, HPy_NULL, HPy_NULL);
}

/**
 * Raise ``h_type`` from ``errno`` with the attribute ``filename``; ``HPy_NULL`` leaves the name out.
 *
 * Returns ``HPy_NULL``. CPython: ``PyErr_SetFromErrnoWithFilenameObject``.
 */
HPyAPI_INLINE_HELPER HPy HPyErr_SetFromErrnoWithFilenameObject(HPyContext *ctx, HPy h_type, HPy filename)
{
    return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, filename, HPy_NULL);
}

/* == Tuples == */

/**
 * A new tuple of the ``n`` handles that follow. Each is duplicated; the caller keeps its own.
 *
 * Returns ``HPy_NULL`` with ``MemoryError`` set on failure. CPython: ``PyTuple_Pack``.
 */
_HPy_UNUSED static inline HPy HPyTuple_Pack(HPyContext *ctx, HPy_ssize_t n, ...)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, n);
    HPy_ssize_t i;
    va_list items;

    va_start(items, n);
    for (i = 0; i < n; i++)
        HPyTupleBuilder_Set(ctx, builder, i, va_arg(items, HPy));
    va_end(items);
    return HPyTupleBuilder_Build(ctx, builder);
}

/* A C compiler does not look at the types of variable arguments: so up to eight are shown to it as those of a function
 * that is never called, whose name is in its message. */
int _HPyTuple_Pack_wants_handles_0(HPy_ssize_t n);
int _HPyTuple_Pack_wants_handles_1(HPy_ssize_t n, HPy);
int _HPyTuple_Pack_wants_handles_2(HPy_ssize_t n, HPy, HPy);
int _HPyTuple_Pack_wants_handles_3(HPy_ssize_t n, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_4(HPy_ssize_t n, HPy, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_5(HPy_ssize_t n, HPy, HPy, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_6(HPy_ssize_t n, HPy, HPy, HPy, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_7(HPy_ssize_t n, HPy, HPy, HPy, HPy, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_8(HPy_ssize_t n, HPy, HPy, HPy, HPy, HPy, HPy, HPy, HPy);
int _HPyTuple_Pack_wants_handles_n(HPy_ssize_t n, ...);
#define HPyTuple_Pack(ctx, ...) \
    ((void)sizeof(_HPY_JOIN(_HPyTuple_Pack_wants_handles_, _HPY_PACKED(__VA_ARGS__))(__VA_ARGS__)), \
     HPyTuple_Pack(ctx, __VA_ARGS__))
#define _HPY_PACKED(...) \
    _HPY_EXPAND(_HPY_PACKED_(__VA_ARGS__, n, n, n, n, n, n, n, n, 8, 7, 6, 5, 4, 3, 2, 1, 0, n))
#define _HPY_PACKED_(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, COUNT, ...) COUNT

/* == Attributes and items == */

/**
 * Delete the attribute called ``name`` (a ``str`` handle): 0, or -1 with an exception set.
 *
 * CPython: ``PyObject_DelAttr``.
 */
HPyAPI_INLINE_HELPER int HPy_DelAttr(HPyContext *ctx, HPy obj, HPy name)
{
    return HPy_SetAttr(ctx, obj, name, HPy_NULL);
}

/**
 * Delete the attribute called ``utf8_name``: 0, or -1 with an exception set.
 *
 * CPython: ``PyObject_DelAttrString``.
 */
HPyAPI_INLINE_HELPER int HPy_DelAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name)
{
    return HPy_SetAttr_s(ctx, obj, utf8_name, HPy_NULL);
}

/* == Integers == */

/** A new ``int`` with the value of a C ``long``. CPython: ``PyLong_FromLong``. */
HPyAPI_INLINE_HELPER HPy HPyLong_FromLong(HPyContext *ctx, long l)
{
#if LONG_MAX == INT32_MAX
    return HPyLong_FromInt32_t(ctx, l);
#else
    return HPyLong_FromInt64_t(ctx, l);
#endif
}

/** A new ``int`` with the value of a C ``unsigned long``. CPython: ``PyLong_FromUnsignedLong``. */
HPyAPI_INLINE_HELPER HPy HPyLong_FromUnsignedLong(HPyContext *ctx, unsigned long l)
{
#if LONG_MAX == INT32_MAX
    return HPyLong_FromUInt32_t(ctx, l);
#else
    return HPyLong_FromUInt64_t(ctx, l);
#endif
}

/** A new ``int`` with the value of a C ``long long``. CPython: ``PyLong_FromLongLong``. */
HPyAPI_INLINE_HELPER HPy HPyLong_FromLongLong(HPyContext *ctx, long long l)
{
    return HPyLong_FromInt64_t(ctx, l);
}

/** A new ``int`` with the value of a C ``unsigned long long``. CPython: ``PyLong_FromUnsignedLongLong``. */
HPyAPI_INLINE_HELPER HPy HPyLong_FromUnsignedLongLong(HPyContext *ctx, unsigned long long l)
{
    return HPyLong_FromUInt64_t(ctx, l);
}

/**
 * The value of an ``int``, or of an object with ``__index__``, as C ``long``.
 *
 * Returns -1 with an exception set on failure: ``OverflowError`` when it does not fit, ``TypeError`` when ``h`` is
 * no integer. CPython: ``PyLong_AsLong``.
 */
HPyAPI_INLINE_HELPER long HPyLong_AsLong(HPyContext *ctx, HPy h)
{
#if LONG_MAX == INT32_MAX
    return HPyLong_AsInt32_t(ctx, h);
#else
    return HPyLong_AsInt64_t(ctx, h);
#endif
}

/**
 * The value of an ``int`` as C ``unsigned long``; ``__index__`` is not used.
 *
 * Returns ``(unsigned long)-1`` with an exception set on failure: ``OverflowError`` when it is negative or too
 * large, ``TypeError`` when ``h`` is no ``int``. CPython: ``PyLong_AsUnsignedLong``.
 */
HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLong(HPyContext *ctx, HPy h)
{
#if LONG_MAX == INT32_MAX
    return HPyLong_AsUInt32_t(ctx, h);
#else
    return HPyLong_AsUInt64_t(ctx, h);
#endif
}

/**
 * The low bits of an ``int``, or of an object with ``__index__``, as C ``unsigned long``.
 *
 * Returns ``(unsigned long)-1`` with ``TypeError`` set when ``h`` is no integer.
 * CPython: ``PyLong_AsUnsignedLongMask``.
 */
HPyAPI_INLINE_HELPER unsigned long HPyLong_AsUnsignedLongMask(HPyContext *ctx, HPy h)
{
#if LONG_MAX == INT32_MAX
    return HPyLong_AsUInt32_tMask(ctx, h);
#else
    return HPyLong_AsUInt64_tMask(ctx, h);
#endif
}

/**
 * The value of an ``int``, or of an object with ``__index__``, as C ``long long``.
 *
 * Returns -1 with ``OverflowError`` or ``TypeError`` set on failure. CPython: ``PyLong_AsLongLong``.
 */
HPyAPI_INLINE_HELPER long long HPyLong_AsLongLong(HPyContext *ctx, HPy h)
{
    return HPyLong_AsInt64_t(ctx, h);
}

/**
 * The value of an ``int`` as C ``unsigned long long``; ``__index__`` is not used.
 *
 * Returns ``(unsigned long long)-1`` with ``OverflowError`` or ``TypeError`` set on failure.
 * CPython: ``PyLong_AsUnsignedLongLong``.
 */
HPyAPI_INLINE_HELPER unsigned long long HPyLong_AsUnsignedLongLong(HPyContext *ctx, HPy h)
{
    return HPyLong_AsUInt64_t(ctx, h);
}

/**
 * The low 64 bits of an ``int``, or of an object with ``__index__``.
 *
 * Returns ``(unsigned long long)-1`` with ``TypeError`` set when ``h`` is no integer.
 * CPython: ``PyLong_AsUnsignedLongLongMask``.
 */
HPyAPI_INLINE_HELPER unsigned long long HPyLong_AsUnsignedLongLongMask(HPyContext *ctx, HPy h)
{
    return HPyLong_AsUInt64_tMask(ctx, h);
}

/* == Floats and booleans == */

/** A new handle to ``True`` when ``v`` is not zero, else to ``False``. CPython: ``PyBool_FromLong``. */
HPyAPI_INLINE_HELPER HPy HPyBool_FromLong(HPyContext *ctx, long v)
{
    return HPy_Dup(ctx, v != 0 ? ctx->h_True : ctx->h_False);
}

/* One bound of a slice, clipped to what an index into 'length' items can be when going in the direction of 'step'. */
HPyAPI_INLINE_HELPER HPy_ssize_t _HPySlice_Clip(HPy_ssize_t bound, HPy_ssize_t length, HPy_ssize_t step)
{
    HPy_ssize_t lowest = step < 0 ? -1 : 0;
    HPy_ssize_t highest = step < 0 ? length - 1 : length;

    if (bound < 0) {
        bound += length;
        return bound < 0 ? lowest : bound;
    }
    return bound >= length ? highest : bound;
}

/* == Slices and iterators == */

/**
 * Clip ``start`` and ``stop``, as ``HPySlice_Unpack`` gives them, to a sequence of ``length`` items.
 *
 * Returns the number of items selected. Never fails and calls nothing. ``step`` must be neither 0 nor below
 * ``-HPY_SSIZE_T_MAX``. CPython: ``PySlice_AdjustIndices``.
 */
HPyAPI_INLINE_HELPER HPy_ssize_t HPySlice_AdjustIndices(HPyContext *_HPy_UNUSED_ARG(ctx), HPy_ssize_t length,
                                                        HPy_ssize_t *start, HPy_ssize_t *stop, HPy_ssize_t step)
{
    *start = _HPySlice_Clip(*start, length, step);
    *stop = _HPySlice_Clip(*stop, length, step);
    if (step < 0)
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

/* == Calls == */

/**
 * Call the method ``name`` (a ``str`` handle) of ``receiver`` with a tuple and a dict; each may be ``HPy_NULL``.
 *
 * Returns the result, or ``HPy_NULL`` with an exception set.
 * CPython: ``PyObject_GetAttr``, then ``PyObject_Call``.
 */
HPyAPI_INLINE_HELPER HPy HPy_CallMethodTupleDict(HPyContext *ctx, HPy name, HPy receiver, HPy args, HPy kw)
{
    HPy method = HPy_GetAttr(ctx, receiver, name);
    HPy result;

    if (HPy_IsNull(method))
        return HPy_NULL;
    result = HPy_CallTupleDict(ctx, method, args, kw);
    HPy_Close(ctx, method);
    return result;
}

/**
 * Call the method ``utf8_name`` of ``receiver`` with a tuple and a dict; each may be ``HPy_NULL``.
 *
 * Returns the result, or ``HPy_NULL`` with an exception set.
 * CPython: ``PyObject_GetAttrString``, then ``PyObject_Call``.
 */
HPyAPI_INLINE_HELPER HPy HPy_CallMethodTupleDict_s(HPyContext *ctx, const char *utf8_name, HPy receiver, HPy args,
                                                   HPy kw)
{
    HPy method = HPy_GetAttr_s(ctx, receiver, utf8_name);
    HPy result;

    if (HPy_IsNull(method))
        return HPy_NULL;
    result = HPy_CallTupleDict(ctx, method, args, kw);
    HPy_Close(ctx, method);
    return result;
}

/* == Fields, globals, threads == */

#if HPY_ABI_MINOR >= 2
/**
 * Move what one field holds to another, whose old content is released; ``*source_field`` is empty then.
 *
 * Never fails. CPython: an assignment of the pointer, and ``NULL`` for the source.
 */
HPyAPI_INLINE_HELPER void HPyField_Move(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy source_object,
                                        HPyField *source_field)
{
    HPyField_MoveN(ctx, target_object, target_field, source_object, source_field, 1);
}

/**
 * Put an object, or ``HPy_NULL``, into a field that is empty, as all are in an object that is new.
 *
 * ``HPyField_Store`` without a look at the old content, which would stay for good. Never fails. CPython: an assignment of
 * ``Py_XNewRef``.
 */
HPyAPI_INLINE_HELPER void HPyField_Init(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h)
{
    if (!_HPy_InitContent(ctx, target_field, h._i))
        HPyField_Store(ctx, target_object, target_field, h);
}

/**
 * Copy ``n`` fields that lie one behind the other into fields that are empty, as all are in an object that is new.
 *
 * ``HPyField_CopyN`` without a look at the old contents, which would stay for good. Never fails. CPython: assignments of
 * ``Py_XNewRef``.
 */
HPyAPI_INLINE_HELPER void HPyField_InitN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                                         const HPyField *source_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    for (i = 0; i < n; i++) {
        if (!_HPy_InitContent(ctx, &target_fields[i], source_fields[i]._i)) {
            HPyField_CopyN(ctx, target_object, target_fields, source_object, source_fields, n);
            return;
        }
    }
}
#else
_HPY_SINCE_2("HPyField_Init") void HPyField_Init(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h);
_HPY_SINCE_2("HPyField_InitN") void HPyField_InitN(HPyContext *ctx, HPy target_object, HPyField *target_fields,
                                                   HPy source_object, const HPyField *source_fields, HPy_ssize_t n);
_HPY_SINCE_2("HPyField_Move") void HPyField_Move(HPyContext *ctx, HPy target_object, HPyField *target_field,
                                                 HPy source_object, HPyField *source_field);
#endif

#endif /* HPY_INLINE_HELPERS_H */
