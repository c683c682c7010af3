/* The functions of lists and tuples that the universal ABI need not always call: HPy_DIRECT in api/containers.h. Under
 * the host's own context, where references may be counted here, the items of exact lists and tuples are found, too. */
#ifndef HPY_SPECIAL_CONTAINERS_H
#define HPY_SPECIAL_CONTAINERS_H

#if HPY_ABI_MINOR >= 2 && !defined(_HPY_OVER_CPYTHON)

/* A word of an object. Copied, as the compiler may know the object under another type. */
HPyAPI_FUNC intptr_t _HPy_WordAt(intptr_t address)
{
    intptr_t word;

    memcpy(&word, _HPY_BITS(const void *, address), sizeof(word));
    return word;
}

/* Whether items are found here, and whether 'h' is an object of exactly this type, which has such. */
#ifdef _HPY_IN_RUNTIME
#  define _HPY_KNOWS_ITEMS(CTX) false
#  define _HPY_HAS_ITEMS(CTX, H, TYPE) false
#else
#  define _HPY_KNOWS_ITEMS(CTX) _HPy_LIKELY((CTX) == _hpy_direct.items)
#  define _HPY_HAS_ITEMS(CTX, H, TYPE) \
    (_HPY_KNOWS_ITEMS(CTX) \
     && _HPy_LIKELY(_HPy_WordAt((H)._i + _HPY_CAST(intptr_t, _hpy_direct.type)) == (CTX)->TYPE._i))
#endif
#define _HPY_WORD_OF(H, OFFSET) _HPy_WordAt((H)._i + _HPY_CAST(intptr_t, _hpy_direct.OFFSET))

/* A new handle to an item, with the first one's address. */
HPyAPI_FUNC HPy _HPy_DupItem(HPyContext *ctx, intptr_t items, HPy_ssize_t i)
{
    HPy h = _hconv(_HPy_WordAt(items + i * _HPY_CAST(HPy_ssize_t, sizeof(HPy))));

    return _HPy_Count(h, 0, 1) ? h : ctx->ctx_Dup(ctx, h);
}

/* Put another reference into an empty place of a list or tuple that is being built, with the first one's address. */
HPyAPI_FUNC void _HPy_SetItem(HPyContext *ctx, intptr_t items, HPy_ssize_t i, HPy h)
{
    if (HPy_IsNull(h))
        return;
    if (!_HPy_Count(h, 0, 1))
        h = ctx->ctx_Dup(ctx, h);
    memcpy(_HPY_BITS(void *, items + i * _HPY_CAST(HPy_ssize_t, sizeof(HPy))), &h, sizeof(h));
}

/** Set an item; ``HPy_NULL`` leaves the place empty. CPython: ``PyList_SET_ITEM``, without taking over the
 * reference. */
HPyAPI_FUNC void HPyListBuilder_Set(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy h_item)
{
    if (_HPY_KNOWS_ITEMS(ctx) && builder._lst != 0)
        _HPy_SetItem(ctx, _HPY_WORD_OF(_hconv(builder._lst), list_items), index, h_item);
    else
        ctx->ctx_ListBuilder_Set(ctx, builder, index, h_item);
}

/** Set an item; ``HPy_NULL`` leaves the place empty. CPython: ``PyTuple_SET_ITEM``, without taking over the
 * reference. */
HPyAPI_FUNC void HPyTupleBuilder_Set(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy h_item)
{
    if (_HPY_KNOWS_ITEMS(ctx) && builder._tup != 0)
        _HPy_SetItem(ctx, builder._tup + _HPY_CAST(intptr_t, _hpy_direct.tuple_items), index, h_item);
    else
        ctx->ctx_TupleBuilder_Set(ctx, builder, index, h_item);
}

/** Number of items in a list, or -1 with ``SystemError``. CPython: ``PyList_Size``. */
HPyAPI_FUNC HPy_ssize_t HPyList_Size(HPyContext *ctx, HPy list)
{
    return _HPY_HAS_ITEMS(ctx, list, h_ListType) ? _HPY_WORD_OF(list, list_size) : ctx->ctx_List_Size(ctx, list);
}

/** Item of a list: a new handle, or ``HPy_NULL`` with ``IndexError``. CPython: ``PyList_GetItemRef``. */
HPyAPI_FUNC HPy HPyList_GetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx)
{
    if (_HPY_HAS_ITEMS(ctx, list, h_ListType)
            && _HPy_LIKELY(_HPY_CAST(size_t, idx) < _HPY_CAST(size_t, _HPY_WORD_OF(list, list_size))))
        return _HPy_DupItem(ctx, _HPY_WORD_OF(list, list_items), idx);
    return ctx->ctx_List_GetItem(ctx, list, idx);
}

/** Number of items in a tuple, or -1 with ``SystemError``. CPython: ``PyTuple_Size``. */
HPyAPI_FUNC HPy_ssize_t HPyTuple_Size(HPyContext *ctx, HPy tuple)
{
    return _HPY_HAS_ITEMS(ctx, tuple, h_TupleType) ? _HPY_WORD_OF(tuple, tuple_size)
                                                   : ctx->ctx_Tuple_Size(ctx, tuple);
}

/** Item of a tuple: a new handle, or ``HPy_NULL`` with ``IndexError``. CPython: ``PyTuple_GetItem``. */
HPyAPI_FUNC HPy HPyTuple_GetItem(HPyContext *ctx, HPy tuple, HPy_ssize_t idx)
{
    if (_HPY_HAS_ITEMS(ctx, tuple, h_TupleType)
            && _HPy_LIKELY(_HPY_CAST(size_t, idx) < _HPY_CAST(size_t, _HPY_WORD_OF(tuple, tuple_size))))
        return _HPy_DupItem(ctx, tuple._i + _HPY_CAST(intptr_t, _hpy_direct.tuple_items), idx);
    return ctx->ctx_Tuple_GetItem(ctx, tuple, idx);
}

/* Address and number of the items of an exact list or tuple; -1 where the table is to be asked. */
HPyAPI_FUNC HPy_ssize_t _HPy_FindItems(HPyContext *ctx, HPy seq, intptr_t *items)
{
    (void)ctx; /* HPy's own helpers ask the table */
    (void)seq;
    (void)items;
    if (_HPY_HAS_ITEMS(ctx, seq, h_TupleType)) {
        *items = seq._i + _HPY_CAST(intptr_t, _hpy_direct.tuple_items);
        return _HPY_WORD_OF(seq, tuple_size);
    }
    if (_HPY_HAS_ITEMS(ctx, seq, h_ListType)) {
        *items = _HPY_WORD_OF(seq, list_items);
        return _HPY_WORD_OF(seq, list_size);
    }
    return -1;
}

/** Items of a list or tuple, up to ``n`` from ``start`` on: how many, or -1. CPython: ``PySequence_Fast_ITEMS``. */
HPyAPI_FUNC HPy_ssize_t HPySequence_GetItems(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t n, HPy *items)
{
    intptr_t from = 0;
    HPy_ssize_t i, size = _HPy_FindItems(ctx, seq, &from);

    if (!_HPy_LIKELY(start >= 0 && start <= size && n >= 0))
        return ctx->ctx_Sequence_GetItems(ctx, seq, start, n, items);
    if (n > size - start)
        n = size - start;
    for (i = 0; i < n; i++)
        items[i] = _HPy_DupItem(ctx, from, start + i);
    return n;
}

/** All items of an iterable that has few: how many, or -1. CPython: ``PySequence_Fast``. */
HPyAPI_FUNC HPy_ssize_t HPySequence_Unpack(HPyContext *ctx, HPy seq, HPy *items, HPy_ssize_t max)
{
    intptr_t from = 0;
    HPy_ssize_t i;

    if (max < 0 || !_HPy_LIKELY(_HPy_FindItems(ctx, seq, &from) == max)) /* a wrong number of them may take its time */
        return ctx->ctx_Sequence_Unpack(ctx, seq, items, max);
    for (i = 0; i < max; i++)
        items[i] = _HPy_DupItem(ctx, from, i);
    return max;
}

#endif

#endif /* HPY_SPECIAL_CONTAINERS_H */
