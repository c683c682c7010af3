/* Small helpers for containers, look-ups and iterators that are inlined into the extension; no part of the ABI. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_CONTAINERS_H
#define HPY_INLINE_CONTAINERS_H

/* == Handles == */

/**
 * Close ``n`` handles in an array; ``HPy_NULL`` among them is ignored, and so is a number that is not positive.
 *
 * The array is left as it is. CPython: ``Py_XDECREF`` of each.
 */
HPyAPI_INLINE_HELPER void HPy_CloseArray(HPyContext *ctx, const HPy *handles, HPy_ssize_t n)
{
    HPy_ssize_t i;

#ifndef _HPY_OVER_CPYTHON
    if (_HPY_COUNTING(ctx)) { /* asked once: HPy_Close would ask for each */
        for (i = 0; i < n; i++)
            if (!HPy_IsNull(handles[i]) && !_HPy_Count(handles[i], 2, -1))
                ctx->ctx_Close(ctx, handles[i]);
        return;
    }
#endif
    for (i = 0; i < n; i++)
        HPy_Close(ctx, handles[i]);
}

/* == Built-in types == */

/**
 * What the module ``builtins`` has under this name: for the types and functions that are no constant of the context.
 *
 * A new handle, or ``HPy_NULL`` with ``KeyError``. A program may have put something else there.
 * CPython: ``PyEval_GetBuiltins``.
 */
HPyAPI_INLINE_HELPER HPy HPy_Builtin_s(HPyContext *ctx, const char *utf8_name)
{
#if HPY_ABI_MINOR >= 2
    HPy builtins = HPyEval_GetBuiltins(ctx);
    HPy result = HPy_IsNull(builtins) ? HPy_NULL : HPy_GetItem_s(ctx, builtins, utf8_name);

    HPy_Close(ctx, builtins);
    return result;
#else
    return HPy_GetItem_s(ctx, ctx->h_Builtins, utf8_name);
#endif
}

/* == Slices and iterators == */

/** 1 if ``h`` is a slice, else 0. Never fails. CPython: ``PySlice_Check``. */
HPyAPI_INLINE_HELPER int HPySlice_Check(HPyContext *ctx, HPy h)
{
    return _HPy_IsFinal(ctx, h, ctx->h_SliceType);
}

/**
 * Bounds and step of a slice, clipped to a sequence of ``length`` items, and the number of items selected.
 *
 * Returns 0, or -1 with an exception set. Where taking the bounds, which may run Python code, can change the length,
 * use ``HPySlice_Unpack`` and ``HPySlice_AdjustIndices``. CPython: ``PySlice_GetIndicesEx``.
 */
HPyAPI_INLINE_HELPER int HPySlice_GetIndicesEx(HPyContext *ctx, HPy slice, HPy_ssize_t length, HPy_ssize_t *start,
                                               HPy_ssize_t *stop, HPy_ssize_t *step, HPy_ssize_t *count)
{
    if (HPySlice_Unpack(ctx, slice, start, stop, step) < 0)
        return -1;
    *count = HPySlice_AdjustIndices(ctx, length, start, stop, *step);
    return 0;
}

/**
 * ``self``, as a new handle: the ``HPy_tp_iter`` of an iterator.
 *
 * ``HPyDef_SLOT_IMPL(Name_iter, HPy_SelfIter, HPy_tp_iter)``. CPython: ``PyObject_SelfIter``.
 */
HPyAPI_INLINE_HELPER HPy HPy_SelfIter(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

#if HPY_ABI_MINOR >= 2

/* What a look-up whose result is not wanted has found. */
HPyAPI_INLINE_HELPER int _HPy_Found(HPyContext *ctx, int found, HPy result)
{
    HPy_Close(ctx, result);
    return found;
}

/* == Dicts == */

/**
 * Value of a key of a dict, or a new handle to ``default_value`` where there is no such key.
 *
 * ``default_value`` may be ``HPy_NULL``, but then ``HPyDict_GetItem`` is better, which tells absence from errors.
 * Returns ``HPy_NULL`` with an exception set as that does. CPython: ``PyDict_GetItemRef``.
 */
HPyAPI_INLINE_HELPER HPy HPyDict_GetItemOr(HPyContext *ctx, HPy dict, HPy key, HPy default_value)
{
    HPy result;

    return HPyDict_GetItem(ctx, dict, key, &result) == 0 ? HPy_Dup(ctx, default_value) : result;
}

/** Whether a dict has a key, given as UTF-8 text: 1, 0, or -1 with an exception set.
 * CPython: ``PyDict_ContainsString``. */
HPyAPI_INLINE_HELPER int HPyDict_Contains_s(HPyContext *ctx, HPy dict, const char *utf8_key)
{
    HPy value;
    int found = HPyDict_GetItem_s(ctx, dict, utf8_key, &value);

    return _HPy_Found(ctx, found, value);
}

/** Put the items of a mapping into a dict, in place of what it has under their keys: 0, or -1 with an exception set.
 * CPython: ``PyDict_Update``. */
HPyAPI_INLINE_HELPER int HPyDict_Update(HPyContext *ctx, HPy dict, HPy other)
{
    return HPyDict_Merge(ctx, dict, other, 1);
}

/* == Sets == */

/** 1 if ``h`` is a ``set`` or of a subclass, else 0. Never fails. CPython: ``PySet_Check``. */
HPyAPI_INLINE_HELPER int HPySet_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_SetType);
}

/** 1 if ``h`` is a ``frozenset`` or of a subclass, else 0. Never fails. CPython: ``PyFrozenSet_Check``. */
HPyAPI_INLINE_HELPER int HPyFrozenSet_Check(HPyContext *ctx, HPy h)
{
    return HPy_TypeCheck(ctx, h, ctx->h_FrozenSetType);
}

/** 1 if ``h`` is a ``set``, a ``frozenset`` or of a subclass, else 0. Never fails. CPython: ``PyAnySet_Check``. */
HPyAPI_INLINE_HELPER int HPyAnySet_Check(HPyContext *ctx, HPy h)
{
    return HPySet_Check(ctx, h) || HPyFrozenSet_Check(ctx, h);
}

/* == Attributes and items == */

/** Whether ``obj`` has an attribute: 1, 0, or -1 with what the look-up raises, unless that is ``AttributeError``.
 * CPython: ``PyObject_HasAttrWithError``. */
HPyAPI_INLINE_HELPER int HPy_HasAttrWithError(HPyContext *ctx, HPy obj, HPy name)
{
    HPy result;
    int found = HPy_GetOptionalAttr(ctx, obj, name, &result);

    return _HPy_Found(ctx, found, result);
}

/** As ``HPy_HasAttrWithError``, with the name as UTF-8 text. CPython: ``PyObject_HasAttrStringWithError``. */
HPyAPI_INLINE_HELPER int HPy_HasAttrWithError_s(HPyContext *ctx, HPy obj, const char *utf8_name)
{
    HPy result;
    int found = HPy_GetOptionalAttr_s(ctx, obj, utf8_name, &result);

    return _HPy_Found(ctx, found, result);
}

/* == Mappings and sequences == */

/** Whether ``obj[key]`` is there: 1, 0, or -1 with what the look-up raises, unless that is ``KeyError``.
 * CPython: ``PyMapping_HasKeyWithError``. */
HPyAPI_INLINE_HELPER int HPyMapping_HasKey(HPyContext *ctx, HPy obj, HPy key)
{
    HPy result;
    int found = HPy_GetOptionalItem(ctx, obj, key, &result);

    return _HPy_Found(ctx, found, result);
}

/** As ``HPyMapping_HasKey``, with the key as UTF-8 text. CPython: ``PyMapping_HasKeyStringWithError``. */
HPyAPI_INLINE_HELPER int HPyMapping_HasKey_s(HPyContext *ctx, HPy obj, const char *utf8_key)
{
    HPy result;
    int found = HPy_GetOptionalItem_s(ctx, obj, utf8_key, &result);

    return _HPy_Found(ctx, found, result);
}

#else

_HPY_SINCE_2("HPyDict_GetItemOr") HPy HPyDict_GetItemOr(HPyContext *ctx, HPy dict, HPy key, HPy default_value);
_HPY_SINCE_2("HPyDict_Contains_s") int HPyDict_Contains_s(HPyContext *ctx, HPy dict, const char *utf8_key);
_HPY_SINCE_2("HPyDict_Update") int HPyDict_Update(HPyContext *ctx, HPy dict, HPy other);
_HPY_SINCE_2("HPySet_Check") int HPySet_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyFrozenSet_Check") int HPyFrozenSet_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPyAnySet_Check") int HPyAnySet_Check(HPyContext *ctx, HPy h);
_HPY_SINCE_2("HPy_HasAttrWithError") int HPy_HasAttrWithError(HPyContext *ctx, HPy obj, HPy name);
_HPY_SINCE_2("HPy_HasAttrWithError_s") int HPy_HasAttrWithError_s(HPyContext *ctx, HPy obj, const char *utf8_name);
_HPY_SINCE_2("HPyMapping_HasKey") int HPyMapping_HasKey(HPyContext *ctx, HPy obj, HPy key);
_HPY_SINCE_2("HPyMapping_HasKey_s") int HPyMapping_HasKey_s(HPyContext *ctx, HPy obj, const char *utf8_key);

#endif

#endif /* HPY_INLINE_CONTAINERS_H */
