/* The functions of fields that the universal ABI need not always call: HPy_DIRECT in api/fields.h. Where references may
 * be counted here, a field holds the bits of a handle. Behind HPy_NewVar stands the one of them that is by hand because
 * it gives a pointer out. */
#ifndef HPY_SPECIAL_FIELDS_H
#define HPY_SPECIAL_FIELDS_H

#if HPY_ABI_MINOR >= 2

/* The pointer is written from a local, so that the caller's variable can live in a register. */
HPyAPI_FUNC HPy _HPy_NewVar(HPyContext *ctx, HPy h_type, HPy_ssize_t nitems, void **data)
{
    void *payload = NULL;
#  ifdef _HPY_OVER_CPYTHON
    HPy h = ctx_NewVar(ctx, h_type, nitems, &payload);
#  else
    HPy h = ctx->ctx_NewVar(ctx, h_type, nitems, &payload);
#  endif
    *data = payload;
    return h;
}

#  ifndef _HPY_OVER_CPYTHON

/* Release what was in a field; it is not there any more. */
HPyAPI_FUNC void _HPy_ReleaseContent(HPyContext *ctx, HPy old)
{
    if (!HPy_IsNull(old) && !_HPy_Count(old, 2, -1))
        ctx->ctx_Close(ctx, old);
}

/* Put another reference to an object into a field, where references may be counted here. */
HPyAPI_FUNC void _HPy_CopyContent(HPyContext *ctx, HPyField *target_field, const HPyField *source_field)
{
    HPy old = _hconv(target_field->_i);
    HPy h = _hconv(source_field->_i);

    if (!HPy_IsNull(h) && !_HPy_Count(h, 0, 1))
        h = ctx->ctx_Dup(ctx, h);
    target_field->_i = h._i;
    _HPy_ReleaseContent(ctx, old);
}

HPyAPI_FUNC void _HPy_MoveContent(HPyContext *ctx, HPyField *target_field, HPyField *source_field)
{
    HPy old = _hconv(target_field->_i);

    *target_field = *source_field;
    *source_field = HPyField_NULL;
    _HPy_ReleaseContent(ctx, old);
}

/** What a field of ``source_object`` holds, which must not be empty: a new handle. CPython: ``Py_NewRef``. */
HPyAPI_FUNC HPy HPyField_LoadAt(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    if (_HPY_COUNTING(ctx))
        return HPy_Dup(ctx, _hconv(source_field->_i));
    return ctx->ctx_Field_LoadAt(ctx, source_object, source_field);
}

/** What a field of ``source_object`` holds, or ``HPy_NULL``: a new handle. CPython: ``Py_XNewRef``. */
HPyAPI_FUNC HPy HPyField_LoadOrNull(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    if (!_HPY_COUNTING(ctx))
        return ctx->ctx_Field_LoadOrNull(ctx, source_object, source_field);
    return source_field->_i == 0 ? HPy_NULL : HPy_Dup(ctx, _hconv(source_field->_i));
}

/** What a field of ``source_object`` holds, or ``HPy_NULL``: a handle for ``HPy_EndBorrow``. CPython: the member. */
HPyAPI_FUNC HPy HPyField_Borrow(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    return _HPY_COUNTING(ctx) ? _hconv(source_field->_i) : ctx->ctx_Field_Borrow(ctx, source_object, source_field);
}

/** Give up a handle of ``HPyField_Borrow``; ``HPy_NULL`` is ignored. CPython: nothing. */
HPyAPI_FUNC void HPy_EndBorrow(HPyContext *ctx, HPy h)
{
    if (!_HPY_COUNTING(ctx))
        ctx->ctx_EndBorrow(ctx, h);
}

/** Put what one field holds, which may be nothing, into another. CPython: ``Py_XSETREF``. */
HPyAPI_FUNC void HPyField_Copy(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy source_object,
                               const HPyField *source_field)
{
    if (_HPY_COUNTING(ctx))
        _HPy_CopyContent(ctx, target_field, source_field);
    else
        ctx->ctx_Field_Copy(ctx, target_object, target_field, source_object, source_field);
}

/** Copy ``n`` neighbouring fields; the arrays do not overlap. CPython: ``Py_XNewRef`` of each. */
HPyAPI_FUNC void HPyField_CopyN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                                const HPyField *source_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    if (!_HPY_COUNTING(ctx)) {
        ctx->ctx_Field_CopyN(ctx, target_object, target_fields, source_object, source_fields, n);
        return;
    }
    for (i = 0; i < n; i++)
        _HPy_CopyContent(ctx, &target_fields[i], &source_fields[i]);
}

/** Move ``n`` neighbouring fields; the arrays may overlap. CPython: ``memmove`` of references. */
HPyAPI_FUNC void HPyField_MoveN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                                HPyField *source_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    if (!_HPY_COUNTING(ctx)) {
        ctx->ctx_Field_MoveN(ctx, target_object, target_fields, source_object, source_fields, n);
    } else if (target_fields < source_fields) {
        for (i = 0; i < n; i++)
            _HPy_MoveContent(ctx, &target_fields[i], &source_fields[i]);
    } else if (target_fields != source_fields) {
        for (i = n; i-- > 0;)
            _HPy_MoveContent(ctx, &target_fields[i], &source_fields[i]);
    }
}

/** Put items of a list or tuple, up to ``n`` from ``start`` on, into fields: how many, or -1.
 * CPython: ``Py_NewRef`` of each of ``PySequence_Fast_ITEMS``. */
HPyAPI_FUNC HPy_ssize_t HPyField_StoreItems(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy seq,
                                            HPy_ssize_t start, HPy_ssize_t n)
{
    intptr_t from = 0;
    HPy_ssize_t i, size = _HPy_FindItems(ctx, seq, &from);

    if (!_HPy_LIKELY(start >= 0 && size >= 0 && n >= 0))
        return ctx->ctx_Field_StoreItems(ctx, target_object, target_fields, seq, start, n);
    for (i = 0; i < n && i < size - start; i++) {
        HPy old = _hconv(target_fields[i]._i);
        target_fields[i]._i = _HPy_DupItem(ctx, from, start + i)._i;
        if (HPy_IsNull(old))
            continue;
        _HPy_ReleaseContent(ctx, old);
        size = _HPy_FindItems(ctx, seq, &from); /* a finaliser may have changed the list */
    }
    return i;
}

/** Exchange what two fields hold. CPython: an exchange of two pointers. */
HPyAPI_FUNC void HPyField_Swap(HPyContext *ctx, HPy object, HPyField *field, HPy other_object, HPyField *other_field)
{
    HPyField held;

    if (!_HPY_COUNTING(ctx)) {
        ctx->ctx_Field_Swap(ctx, object, field, other_object, other_field);
        return;
    }
    held = *field;
    *field = *other_field;
    *other_field = held;
}

/** Empty ``n`` neighbouring fields. CPython: ``Py_CLEAR`` of each. */
HPyAPI_FUNC void HPyField_ClearN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    if (!_HPY_COUNTING(ctx)) {
        ctx->ctx_Field_ClearN(ctx, target_object, target_fields, n);
        return;
    }
    for (i = 0; i < n; i++) {
        HPy old = _hconv(target_fields[i]._i);
        target_fields[i] = HPyField_NULL;
        _HPy_ReleaseContent(ctx, old);
    }
}

#  endif

/* By address, since the object of a field may go while another thread holds a copy of it. Layers pass on what they get. */
#  ifndef _HPY_IN_LAYER
#    define HPyField_Load(ctx, source_object, source_field) HPyField_LoadAt((ctx), (source_object), &(source_field))
#    define HPyGlobal_Load(ctx, global) HPyGlobal_LoadAt((ctx), &(global))
#  endif

/* Behind HPyField_Init and HPyField_InitN: what an empty field gets, if references may be counted here; else false. */
HPyAPI_FUNC bool _HPy_InitContent(HPyContext *ctx, HPyField *field, intptr_t bits)
{
    (void)ctx;
#  ifdef _HPY_OVER_CPYTHON
    field->_i = bits;
    Py_XINCREF(_f2py(*field));
    return true;
#  else
    HPy h = _hconv(bits);

    if (!_HPY_COUNTING(ctx))
        return false;
    if (!HPy_IsNull(h) && !_HPy_Count(h, 0, 1))
        h = ctx->ctx_Dup(ctx, h);
    field->_i = h._i;
    return true;
#  endif
}
#endif

#endif /* HPY_SPECIAL_FIELDS_H */
