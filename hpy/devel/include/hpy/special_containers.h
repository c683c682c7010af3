/* The functions of lists and tuples that the universal ABI need not always call: HPy_DIRECT in api/containers.h. Under the
 * host's own context, where references may be counted here, the items of exact lists and tuples are found here, too. */
#ifndef HPY_SPECIAL_CONTAINERS_H
#define HPY_SPECIAL_CONTAINERS_H

#if HPY_ABI_MINOR >= 2 && !defined(_HPY_OVER_CPYTHON)

/* Where 'n' items lie, handles one behind the other; n < 0: ask the table. */
typedef struct {
    intptr_t address;
    HPy_ssize_t n;
} _HPyItems;

/* A word of an object. Copied, as the compiler may know the object under another type. */
HPyAPI_FUNC intptr_t _HPy_WordAt(intptr_t address)
{
    intptr_t word;

    memcpy(&word, _HPY_BITS(const void *, address), sizeof(word));
    return word;
}

HPyAPI_FUNC _HPyItems _HPy_TupleItems(HPyContext *ctx, HPy h)
{
    _HPyItems items = {0, -1};

#ifdef _HPY_IN_RUNTIME
    (void)ctx;
    (void)h;
#else
    if (_HPY_COUNTING(ctx) && _HPy_HasType(ctx, h, ctx->h_TupleType)) {
        items.address = h._i + _HPY_CAST(intptr_t, _hpy_direct.tuple_items);
        items.n = _HPy_WordAt(h._i + _HPY_CAST(intptr_t, _hpy_direct.tuple_size));
    }
#endif
    return items;
}

HPyAPI_FUNC _HPyItems _HPy_ListItems(HPyContext *ctx, HPy h)
{
    _HPyItems items = {0, -1};

#ifdef _HPY_IN_RUNTIME
    (void)ctx;
    (void)h;
#else
    if (_HPY_COUNTING(ctx) && _hpy_direct.list_items != 0 && _HPy_HasType(ctx, h, ctx->h_ListType)) {
        items.address = _HPy_WordAt(h._i + _HPY_CAST(intptr_t, _hpy_direct.list_items));
        items.n = _HPy_WordAt(h._i + _HPY_CAST(intptr_t, _hpy_direct.list_size));
    }
#endif
    return items;
}

/* A new handle to the item with this number, of which there must be some. */
HPyAPI_FUNC HPy _HPy_DupItem(HPyContext *ctx, _HPyItems items, HPy_ssize_t i)
{
    HPy h = _hconv(_HPy_WordAt(items.address + i * _HPY_CAST(HPy_ssize_t, sizeof(HPy))));

    if (_HPy_LIKELY(!HPy_IsNull(h)) && !_HPy_Count(h, 0, 1))
        h = ctx->ctx_Dup(ctx, h);
    return h;
}

/** Number of items in a list, or -1 with ``SystemError``. CPython: ``PyList_Size``. */
HPyAPI_FUNC HPy_ssize_t HPyList_Size(HPyContext *ctx, HPy list)
{
    _HPyItems items = _HPy_ListItems(ctx, list);

    return items.n >= 0 ? items.n : ctx->ctx_List_Size(ctx, list);
}

/** Item of a list: a new handle, or ``HPy_NULL`` with ``IndexError``. CPython: ``PyList_GetItemRef``. */
HPyAPI_FUNC HPy HPyList_GetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx)
{
    _HPyItems items = _HPy_ListItems(ctx, list);

    return _HPy_LIKELY(idx >= 0 && idx < items.n) ? _HPy_DupItem(ctx, items, idx)
                                                  : ctx->ctx_List_GetItem(ctx, list, idx);
}

/** Number of items in a tuple, or -1 with ``SystemError``. CPython: ``PyTuple_Size``. */
HPyAPI_FUNC HPy_ssize_t HPyTuple_Size(HPyContext *ctx, HPy tuple)
{
    _HPyItems items = _HPy_TupleItems(ctx, tuple);

    return items.n >= 0 ? items.n : ctx->ctx_Tuple_Size(ctx, tuple);
}

/** Item of a tuple: a new handle, or ``HPy_NULL`` with ``IndexError``. CPython: ``PyTuple_GetItem``. */
HPyAPI_FUNC HPy HPyTuple_GetItem(HPyContext *ctx, HPy tuple, HPy_ssize_t idx)
{
    _HPyItems items = _HPy_TupleItems(ctx, tuple);

    return _HPy_LIKELY(idx >= 0 && idx < items.n) ? _HPy_DupItem(ctx, items, idx)
                                                  : ctx->ctx_Tuple_GetItem(ctx, tuple, idx);
}

/* Those of an exact list or tuple. */
HPyAPI_FUNC _HPyItems _HPy_ItemsOf(HPyContext *ctx, HPy seq)
{
    _HPyItems items = _HPy_ListItems(ctx, seq);

    return items.n >= 0 ? items : _HPy_TupleItems(ctx, seq);
}

/** Items of a list or tuple, up to ``n`` from ``start`` on: how many, or -1. CPython: ``PySequence_Fast_ITEMS``. */
HPyAPI_FUNC HPy_ssize_t HPySequence_GetItems(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t n, HPy *items)
{
    _HPyItems from = _HPy_ItemsOf(ctx, seq);
    HPy_ssize_t i;

    if (!_HPy_LIKELY(start >= 0 && start <= from.n && n >= 0))
        return ctx->ctx_Sequence_GetItems(ctx, seq, start, n, items);
    if (n > from.n - start)
        n = from.n - start;
    for (i = 0; i < n; i++)
        items[i] = _HPy_DupItem(ctx, from, start + i);
    return n;
}

/** All items of an iterable that has few: how many, or -1. CPython: ``PySequence_Fast``. */
HPyAPI_FUNC HPy_ssize_t HPySequence_Unpack(HPyContext *ctx, HPy seq, HPy *items, HPy_ssize_t max)
{
    _HPyItems from = _HPy_ItemsOf(ctx, seq);
    HPy_ssize_t i;

    if (!_HPy_LIKELY(from.n >= 0 && from.n <= max))
        return ctx->ctx_Sequence_Unpack(ctx, seq, items, max);
    for (i = 0; i < from.n; i++)
        items[i] = _HPy_DupItem(ctx, from, i);
    for (; i < max; i++)
        items[i] = HPy_NULL;
    return from.n;
}

#endif

#endif /* HPY_SPECIAL_CONTAINERS_H */
