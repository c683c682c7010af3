/* The functions that may be given a null handle, or a null name, with which PyPy 7.3.19 ends the process, or spoils its
 * table of handles: HPy_DIRECT in api/context.h. Where the host may be one of HPy 0.9, they do here what is to be done
 * then. */
#ifndef HPY_SPECIAL_NULLS_H
#define HPY_SPECIAL_NULLS_H

#ifndef _HPY_OVER_CPYTHON

#if HPY_ABI_MINOR == 0
#  define _HPY_KEEP_NULL(H) HPy_IsNull(H)
#else
#  define _HPY_KEEP_NULL(H) false
#endif

/** Type of ``obj``: a new handle; ``HPy_NULL`` with ``SystemError`` when ``obj`` is ``HPy_NULL``. CPython:
 * ``PyObject_Type``. */
HPyAPI_FUNC HPy HPy_Type(HPyContext *ctx, HPy obj)
{
    if (_HPY_KEEP_NULL(obj))
        return HPyErr_SetString(ctx, ctx->h_SystemError, "null argument to internal routine");
    return ctx->ctx_Type(ctx, obj);
}

/** Set the pending exception to class ``h_type`` with ``h_value``, which may be ``HPy_NULL``. CPython:
 * ``PyErr_SetObject``. */
HPyAPI_FUNC HPy HPyErr_SetObject(HPyContext *ctx, HPy h_type, HPy h_value)
{
    ctx->ctx_Err_SetObject(ctx, h_type, _HPY_KEEP_NULL(h_value) ? ctx->h_None : h_value);
    return HPy_NULL;
}

/** Raise an ``OSError`` for C's ``errno`` and a file name, which may be ``NULL``. CPython:
 * ``PyErr_SetFromErrnoWithFilename``. */
HPyAPI_FUNC HPy HPyErr_SetFromErrnoWithFilename(HPyContext *ctx, HPy h_type, const char *filename_fsencoded)
{
#if HPY_ABI_MINOR == 0
    if (filename_fsencoded == NULL)
        return HPyErr_SetFromErrnoWithFilenameObjects(ctx, h_type, HPy_NULL, HPy_NULL);
#endif
    return ctx->ctx_Err_SetFromErrnoWithFilename(ctx, h_type, filename_fsencoded);
}

/** Issue a warning; ``category`` may be ``HPy_NULL``: ``RuntimeWarning``. CPython: ``PyErr_WarnEx``. */
HPyAPI_FUNC int HPyErr_WarnEx(HPyContext *ctx, HPy category, const char *utf8_message, HPy_ssize_t stack_level)
{
    if (_HPY_KEEP_NULL(category))
        category = ctx->h_RuntimeWarning;
    return ctx->ctx_Err_WarnEx(ctx, category, utf8_message, stack_level);
}

#if HPY_ABI_MINOR < 2 /* else in special_containers.h */
/** Set an item; ``HPy_NULL`` leaves the place empty. CPython: ``PyList_SET_ITEM``, without taking over the
 * reference. */
HPyAPI_FUNC void HPyListBuilder_Set(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy h_item)
{
    if (!_HPY_KEEP_NULL(h_item))
        ctx->ctx_ListBuilder_Set(ctx, builder, index, h_item);
}

/** Set an item; ``HPy_NULL`` leaves the place empty. CPython: ``PyTuple_SET_ITEM``, without taking over the
 * reference. */
HPyAPI_FUNC void HPyTupleBuilder_Set(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy h_item)
{
    if (!_HPY_KEEP_NULL(h_item))
        ctx->ctx_TupleBuilder_Set(ctx, builder, index, h_item);
}
#endif

/** Put ``h``, which may be ``HPy_NULL``, under the care of the tracker. CPython: none. */
HPyAPI_FUNC int HPyTracker_Add(HPyContext *ctx, HPyTracker ht, HPy h)
{
    return _HPY_KEEP_NULL(h) ? 0 : ctx->ctx_Tracker_Add(ctx, ht, h);
}

#endif

#endif /* HPY_SPECIAL_NULLS_H */
