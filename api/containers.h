/* Containers: dict, list, tuple, set, mapping, attributes and items that may be absent, iteration. A part of context.h,
 * whose head explains the entries; minor version 2.
 *
 * ``int`` results of look-ups: 1 found, 0 absent, which is no exception, -1 with one. What a function stores by
 * ``HPy *result`` is a new handle, or ``HPy_NULL``: it is always stored to. */

/* == Dicts ================================================================================ */

/** Value of a key of a dict.
 *
 * 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where there is no such key, which is no exception;
 * ``-1`` and ``HPy_NULL`` with ``TypeError`` if ``key`` is unhashable, ``SystemError`` if ``dict`` is not a dict, or
 * what comparing keys raises. A subclass's own ``__getitem__`` and ``__missing__`` are not called.
 *
 * CPython: ``PyDict_GetItemRef``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_OUT(result)
int HPyDict_GetItem(HPyContext *ctx, HPy dict, HPy key, HPy *result);

/** Value of a key of a dict, with the key as UTF-8 text.
 *
 * As ``HPyDict_GetItem``; ``-1`` with ``UnicodeDecodeError`` too, for invalid UTF-8.
 *
 * CPython: ``PyDict_GetItemStringRef``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_OUT(result)
int HPyDict_GetItem_s(HPyContext *ctx, HPy dict, const char *utf8_key, HPy *result);

/** Set the value of a key of a dict.
 *
 * Key and value stay the caller's. 0, or ``-1`` with ``TypeError`` if ``key`` is unhashable, ``SystemError`` if
 * ``dict`` is not a dict, or what comparing keys raises. A subclass's own ``__setitem__`` is not called.
 *
 * CPython: ``PyDict_SetItem``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_SetItem) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_SetItem(HPyContext *ctx, HPy dict, HPy key, HPy value);

/** Delete a key of a dict, with its value.
 *
 * 0, or ``-1`` with ``KeyError`` if there is no such key, ``TypeError`` if it is unhashable, ``SystemError`` if
 * ``dict`` is not a dict, or what comparing keys raises. A subclass's own ``__delitem__`` is not called.
 *
 * CPython: ``PyDict_DelItem``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_DelItem) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_DelItem(HPyContext *ctx, HPy dict, HPy key);

/** Whether a dict has a key.
 *
 * 1 or 0; ``-1`` with ``TypeError`` if ``key`` is unhashable or ``dict`` is not a dict, or what comparing keys raises.
 *
 * CPython: ``PyDict_Contains``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_Contains(HPyContext *ctx, HPy dict, HPy key);

/** Value of a key of a dict, which gets ``default_value`` where it has no such key, as ``dict.setdefault``.
 *
 * Hashes the key once. 1 if there was the key, 0 if ``default_value`` was put in; in both cases with a new handle to
 * what the key has now in ``*result``, unless ``result`` is ``NULL``. ``-1`` and ``HPy_NULL`` with ``TypeError`` if
 * ``key`` is unhashable, ``SystemError`` if ``dict`` is not a dict, or what comparing keys raises.
 *
 * CPython: ``PyDict_SetDefaultRef``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_NULLABLE(result) HPy_OUT(result)
int HPyDict_SetDefault(HPyContext *ctx, HPy dict, HPy key, HPy default_value, HPy *result);

/** Take a key out of a dict.
 *
 * 1 with a new handle to its value in ``*result``, unless ``result`` is ``NULL``; 0 and ``HPy_NULL`` where there is no
 * such key, which is no exception; ``-1`` and ``HPy_NULL`` with ``TypeError`` if ``key`` is unhashable,
 * ``SystemError`` if ``dict`` is not a dict, or what comparing keys raises.
 *
 * CPython: ``PyDict_Pop``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_NULLABLE(result) HPy_OUT(result)
int HPyDict_Pop(HPyContext *ctx, HPy dict, HPy key, HPy *result);

/** Next item of a dict.
 *
 * ``*pos`` is 0 at first, and is the host's from then on. 1 with new handles in ``*key`` and ``*value``, either of
 * which may be ``NULL``; 0 and ``HPy_NULL`` at the end; ``-1`` and ``HPy_NULL`` with ``TypeError`` if ``dict`` is not
 * a dict. There is nothing to be done to end a walk early.
 *
 * The dict may get other values for the keys that it has. Where keys come or go during the walk, it goes on safely,
 * but which of the other items it meets, and how often, is not said; one that always adds need not end.
 *
 * ``HPyDict_NextItems`` is quicker in the universal ABI.
 *
 * CPython: ``PyDict_Next``, with new references.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_NULLABLE(key, value) HPy_OUT(key, value)
HPy_QUIET
int HPyDict_Next(HPyContext *ctx, HPy dict, HPy_ssize_t *pos, HPy *key, HPy *value);

/** Next items of a dict, up to ``n``: a walk with few calls.
 *
 * As ``HPyDict_Next``, but stores new handles in the arrays ``keys`` and ``values``, either of which may be ``NULL``,
 * and returns how many in each: 0 at the end, and only there; ``-1`` with ``TypeError`` if ``dict`` is not a dict,
 * ``ValueError`` if ``n`` is not positive. What lies behind that many is left alone. ``HPy_CloseArray`` closes them:
 *
 *     while ((count = HPyDict_NextItems(ctx, dict, &pos, keys, values, 16)) > 0) {
 *         ...
 *         HPy_CloseArray(ctx, keys, count);
 *         HPy_CloseArray(ctx, values, count);
 *     }
 *
 * CPython: ``PyDict_Next``, several times.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_NULLABLE(keys, values) HPy_QUIET
HPy_DEBUG(by_hand)
HPy_ssize_t HPyDict_NextItems(HPyContext *ctx, HPy dict, HPy_ssize_t *pos, HPy *keys, HPy *values, HPy_ssize_t n);

/** New list of the items of a dict, tuples of key and value.
 *
 * A subclass's own ``items`` is not called. New handle, or ``HPy_NULL`` with ``SystemError`` if ``dict`` is not a
 * dict.
 *
 * CPython: ``PyDict_Items``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_Items) HPy_FAILS(NULL) HPy_EXPECTS(dict, dict) HPy_QUIET
HPy HPyDict_Items(HPyContext *ctx, HPy dict);

/** New list of the values of a dict.
 *
 * A subclass's own ``values`` is not called. New handle, or ``HPy_NULL`` with ``SystemError`` if ``dict`` is not a
 * dict.
 *
 * CPython: ``PyDict_Values``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_Values) HPy_FAILS(NULL) HPy_EXPECTS(dict, dict) HPy_QUIET
HPy HPyDict_Values(HPyContext *ctx, HPy dict);

/** Number of items in a dict, or ``-1`` with ``SystemError`` for another object.
 *
 * CPython: ``PyDict_Size``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_Size) HPy_FAILS(-1) HPy_EXPECTS(dict, dict) HPy_QUIET
HPy_ssize_t HPyDict_Size(HPyContext *ctx, HPy dict);

/** Put the items of a mapping into a dict.
 *
 * ``other`` is a dict, or an object with ``keys()`` and items. Where the dict has a key already, it gets the new value
 * if ``override`` is not 0, and keeps its own otherwise. 0, or ``-1`` with ``SystemError`` if ``dict`` is not a dict,
 * ``AttributeError`` if ``other`` is no mapping, or what the operation raises; then some items may be in.
 *
 * CPython: ``PyDict_Merge``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDict_Merge) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_Merge(HPyContext *ctx, HPy dict, HPy other, int override);

/** Put pairs of key and value into a dict.
 *
 * ``pairs`` is an iterable of iterables of two items. Where a key comes again, also one that the dict had, the last
 * value counts if ``override`` is not 0, else the first. 0, or ``-1`` with ``TypeError`` if ``dict`` is not a dict or
 * something else cannot be iterated over, ``ValueError`` for what has not two items, or what the operation raises;
 * then some items may be in.
 *
 * CPython: ``PyDict_MergeFromSeq2``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_MergeFromSeq2(HPyContext *ctx, HPy dict, HPy pairs, int override);

/** Empty a dict: 0, or ``-1`` with ``TypeError`` if ``dict`` is not a dict.
 *
 * CPython: ``PyDict_Clear``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(dict, dict)
int HPyDict_Clear(HPyContext *ctx, HPy dict);

/** New read-only view of a mapping, a ``types.MappingProxyType``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``mapping`` is none.
 *
 * CPython: ``PyDictProxy_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyDictProxy_New) HPy_FAILS(NULL) HPy_QUIET
HPy HPyDictProxy_New(HPyContext *ctx, HPy mapping);

/* == Lists ================================================================================ */

/** Number of items in a list, or ``-1`` with ``SystemError`` for another object.
 *
 * CPython: ``PyList_Size``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(list, list) HPy_QUIET
HPy_ssize_t HPyList_Size(HPyContext *ctx, HPy list);

/** Item of a list.
 *
 * A negative index is out of range. New handle, or ``HPy_NULL`` with ``IndexError``, or ``TypeError`` if ``list`` is
 * not a list. A subclass's own ``__getitem__`` is not called.
 *
 * CPython: ``PyList_GetItemRef``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NULL) HPy_EXPECTS(list, list) HPy_QUIET
HPy HPyList_GetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx);

/** Set an item of a list.
 *
 * ``item`` stays the caller's. A negative index is out of range. 0, or ``-1`` with ``IndexError``, ``SystemError`` if
 * ``list`` is not a list, ``TypeError`` if ``item`` is ``HPy_NULL``.
 *
 * CPython: ``PyList_SetItem``, without taking over the reference.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(list, list)
int HPyList_SetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx, HPy item);

/** Append the items of an iterable, as ``list.extend(iterable)``.
 *
 * 0, or ``-1`` with ``TypeError`` if ``iterable`` is none, ``SystemError`` if ``list`` is not a list, or what the
 * iteration raises; then some items may be in.
 *
 * CPython: ``PyList_Extend``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(list, list)
int HPyList_Extend(HPyContext *ctx, HPy list, HPy iterable);

/** Remove all items of a list: 0, or ``-1`` with ``SystemError`` if ``list`` is not a list.
 *
 * CPython: ``PyList_Clear``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(list, list)
int HPyList_Clear(HPyContext *ctx, HPy list);

/** Sort a list in place, as ``list.sort()``.
 *
 * 0, or ``-1`` with what comparing raises, ``ValueError`` if the list is changed meanwhile, ``SystemError`` if
 * ``list`` is not a list.
 *
 * CPython: ``PyList_Sort``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyList_Sort) HPy_FAILS(-1) HPy_EXPECTS(list, list)
int HPyList_Sort(HPyContext *ctx, HPy list);

/** Reverse a list in place: 0, or ``-1`` with ``SystemError`` if ``list`` is not a list.
 *
 * CPython: ``PyList_Reverse``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyList_Reverse) HPy_FAILS(-1) HPy_EXPECTS(list, list) HPy_QUIET
int HPyList_Reverse(HPyContext *ctx, HPy list);

/** New tuple of the items of a list.
 *
 * New handle, or ``HPy_NULL`` with ``SystemError`` if ``list`` is not a list.
 *
 * CPython: ``PyList_AsTuple``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyList_AsTuple) HPy_FAILS(NULL) HPy_EXPECTS(list, list) HPy_QUIET
HPy HPyList_AsTuple(HPyContext *ctx, HPy list);

/** New list of the items from index ``low`` up to, but without, ``high``.
 *
 * Negative indices are 0, ones beyond the end the length; ``HPy_GetSlice`` counts negative ones from the end. New
 * handle, or ``HPy_NULL`` with ``SystemError`` if ``list`` is not a list.
 *
 * CPython: ``PyList_GetSlice``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyList_GetSlice) HPy_FAILS(NULL) HPy_EXPECTS(list, list) HPy_QUIET
HPy HPyList_GetSlice(HPyContext *ctx, HPy list, HPy_ssize_t low, HPy_ssize_t high);

/** Replace the items from index ``low`` up to, but without, ``high``.
 *
 * Indices as for ``HPyList_GetSlice``. ``items`` is an iterable, or ``HPy_NULL``, which deletes. 0, or ``-1`` with
 * ``TypeError`` if it is no iterable, ``SystemError`` if ``list`` is not a list, or what the iteration raises.
 *
 * CPython: ``PyList_SetSlice``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyList_SetSlice) HPy_FAILS(-1) HPy_EXPECTS(list, list) HPy_NULLABLE(items)
int HPyList_SetSlice(HPyContext *ctx, HPy list, HPy_ssize_t low, HPy_ssize_t high, HPy items);

/* == Tuples =============================================================================== */

/** Number of items in a tuple, or ``-1`` with ``SystemError`` for another object.
 *
 * CPython: ``PyTuple_Size``.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(tuple, tuple) HPy_QUIET
HPy_ssize_t HPyTuple_Size(HPyContext *ctx, HPy tuple);

/** Item of a tuple.
 *
 * A negative index is out of range. New handle, or ``HPy_NULL`` with ``IndexError``, or ``SystemError`` if ``tuple``
 * is not a tuple. A subclass's own ``__getitem__`` is not called.
 *
 * CPython: ``PyTuple_GetItem``, with a new reference.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(NULL) HPy_EXPECTS(tuple, tuple) HPy_QUIET
HPy HPyTuple_GetItem(HPyContext *ctx, HPy tuple, HPy_ssize_t idx);

/** New tuple of the items from index ``low`` up to, but without, ``high``.
 *
 * Negative indices are 0, ones beyond the end the length; ``HPy_GetSlice`` counts negative ones from the end. New
 * handle, or ``HPy_NULL`` with ``SystemError`` if ``tuple`` is not a tuple.
 *
 * CPython: ``PyTuple_GetSlice``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyTuple_GetSlice) HPy_FAILS(NULL) HPy_EXPECTS(tuple, tuple) HPy_QUIET
HPy HPyTuple_GetSlice(HPyContext *ctx, HPy tuple, HPy_ssize_t low, HPy_ssize_t high);

/* == Sets ================================================================================= */

/** The type ``set``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PySet_Type) HPy_BUILTIN(set, a set) HPy_BY_SYMBOL
HPy h_SetType;

/** The type ``frozenset``. */
HPy_SINCE(0, 2) HPy_CPYTHON(&PyFrozenSet_Type) HPy_BUILTIN(frozenset, a frozenset) HPy_BY_SYMBOL
HPy h_FrozenSetType;

/** New set of the items of an iterable; ``HPy_NULL`` makes it empty.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``iterable`` is none or has an unhashable item, or what iterating
 * or comparing raises.
 *
 * CPython: ``PySet_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_New) HPy_FAILS(NULL) HPy_NULLABLE(iterable)
HPy HPySet_New(HPyContext *ctx, HPy iterable);

/** New frozenset of the items of an iterable; ``HPy_NULL`` makes it empty.
 *
 * As ``HPySet_New``. There is no way to add to a frozenset: make a set or a list first.
 *
 * CPython: ``PyFrozenSet_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyFrozenSet_New) HPy_FAILS(NULL) HPy_NULLABLE(iterable)
HPy HPyFrozenSet_New(HPyContext *ctx, HPy iterable);

/** Put an object into a set.
 *
 * 0, also where it was in; ``-1`` with ``TypeError`` if ``key`` is unhashable or ``set`` is not a set, or what
 * comparing raises.
 *
 * CPython: ``PySet_Add``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_EXPECTS(set, set)
int HPySet_Add(HPyContext *ctx, HPy set, HPy key);

/** Whether a set or frozenset has an object.
 *
 * Unlike ``HPy_Contains`` it does not take a set as ``key`` for a frozenset. 1 or 0; ``-1`` with ``TypeError`` if
 * ``key`` is unhashable, ``SystemError`` if ``set`` is neither a set nor a frozenset, or what comparing raises.
 *
 * CPython: ``PySet_Contains``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Contains) HPy_FAILS(-1)
int HPySet_Contains(HPyContext *ctx, HPy set, HPy key);

/** Take an object out of a set, if it is in.
 *
 * 1 if it was, 0 if not; ``-1`` with ``TypeError`` if ``key`` is unhashable, ``SystemError`` if ``set`` is not a set,
 * or what comparing raises.
 *
 * CPython: ``PySet_Discard``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Discard) HPy_FAILS(-1) HPy_EXPECTS(set, set)
int HPySet_Discard(HPyContext *ctx, HPy set, HPy key);

/** Take any object out of a set.
 *
 * New handle, or ``HPy_NULL`` with ``KeyError`` if the set is empty, ``SystemError`` if ``set`` is not a set.
 *
 * CPython: ``PySet_Pop``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Pop) HPy_FAILS(NULL) HPy_EXPECTS(set, set) HPy_QUIET
HPy HPySet_Pop(HPyContext *ctx, HPy set);

/** Empty a set: 0, or ``-1`` with ``SystemError`` if ``set`` is not a set.
 *
 * CPython: ``PySet_Clear``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Clear) HPy_FAILS(-1) HPy_EXPECTS(set, set)
int HPySet_Clear(HPyContext *ctx, HPy set);

/** Number of items in a set or frozenset, or ``-1`` with ``SystemError`` for another object.
 *
 * CPython: ``PySet_Size``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySet_Size) HPy_FAILS(-1) HPy_QUIET
HPy_ssize_t HPySet_Size(HPyContext *ctx, HPy set);

/* == Mappings and sequences =============================================================== */

/** 1 if ``obj`` has items by key: a mapping, but also every sequence that takes slices, and every object of a class
 * with ``__getitem__``; else 0. Never fails.
 *
 * CPython: ``PyMapping_Check``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMapping_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPyMapping_Check(HPyContext *ctx, HPy obj);

/** New list of the keys of a mapping, by its ``keys()``.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if it has no such method, ``TypeError`` if that gives no
 * iterable, or what it raises.
 *
 * CPython: ``PyMapping_Keys``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMapping_Keys) HPy_FAILS(NULL)
HPy HPyMapping_Keys(HPyContext *ctx, HPy obj);

/** New list of the values of a mapping, by its ``values()``.
 *
 * As ``HPyMapping_Keys``.
 *
 * CPython: ``PyMapping_Values``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMapping_Values) HPy_FAILS(NULL)
HPy HPyMapping_Values(HPyContext *ctx, HPy obj);

/** New list of the items of a mapping, by its ``items()``.
 *
 * As ``HPyMapping_Keys``. What the items are is the mapping's business; a dict has tuples.
 *
 * CPython: ``PyMapping_Items``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyMapping_Items) HPy_FAILS(NULL)
HPy HPyMapping_Items(HPyContext *ctx, HPy obj);

/** 1 if ``obj`` has items by index: a sequence, but also every object of a class with ``__getitem__`` that is no
 * subclass of ``dict``; else 0. Never fails.
 *
 * CPython: ``PySequence_Check``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Check) HPy_FAILS(NEVER) HPy_QUIET
int HPySequence_Check(HPyContext *ctx, HPy obj);

/** New list of the items of an iterable, as ``list(iterable)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if it is none, or what the iteration raises.
 *
 * CPython: ``PySequence_List``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_List) HPy_FAILS(NULL)
HPy HPySequence_List(HPyContext *ctx, HPy iterable);

/** New tuple of the items of an iterable, as ``tuple(iterable)``; a tuple is given as it is.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``iterable`` is none, or what the iteration raises.
 *
 * CPython: ``PySequence_Tuple``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Tuple) HPy_FAILS(NULL)
HPy HPySequence_Tuple(HPyContext *ctx, HPy iterable);

/** A list or tuple of the items of an iterable, for ``HPySequence_GetItems``.
 *
 * A list or tuple, though not one of a subclass, is given as it is, anything else makes a new list. New handle, or
 * ``HPy_NULL`` with ``TypeError`` and ``message`` if ``iterable`` is none, or what the iteration raises.
 *
 * CPython: ``PySequence_Fast``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Fast) HPy_FAILS(NULL)
HPy HPySequence_Fast(HPyContext *ctx, HPy iterable, const char *message);

/** Items of a list or tuple, up to ``n`` from index ``start`` on: a walk with few calls.
 *
 * Stores new handles in ``items`` and returns how many: fewer than ``n`` at the end only, 0 if ``start`` is not below
 * the length. What lies behind that many is left alone. ``-1`` with ``TypeError`` if ``seq`` is neither a list nor a
 * tuple, ``ValueError`` if ``start`` or ``n`` is negative. ``HPySequence_Fast`` makes a list of anything else. A
 * subclass's own ``__getitem__`` and ``__iter__`` are not called. A list may change between calls. ``HPy_CloseArray``
 * closes the handles:
 *
 *     for (i = 0; (count = HPySequence_GetItems(ctx, seq, i, 16, items)) > 0; i += count) {
 *         ...
 *         HPy_CloseArray(ctx, items, count);
 *     }
 *
 * CPython: ``PySequence_Fast_ITEMS``, with new references.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(-1) HPy_QUIET HPy_DEBUG(by_hand)
HPy_ssize_t HPySequence_GetItems(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t n, HPy *items);

/** All items of an iterable that has few.
 *
 * Returns how many there are, and stores new handles in ``items``, which has ``max`` places; the places behind them
 * get ``HPy_NULL``. Where there are more than ``max`` nothing is stored but ``HPy_NULL``, and the result is greater
 * than ``max``: the length of a list or tuple, ``max + 1`` for anything else, of which no more is asked for. ``-1``
 * and ``HPy_NULL`` with ``TypeError`` if ``seq`` is no iterable, ``ValueError`` if ``max`` is negative, or what the
 * iteration raises. So ``HPy_CloseArray(ctx, items, max)`` is right in every case:
 *
 *     HPy pair[2];
 *     HPy_ssize_t n = HPySequence_Unpack(ctx, seq, pair, 2);
 *     if (n != 2) {
 *         if (n >= 0)
 *             HPyErr_Format(ctx, ctx->h_ValueError, "a pair has 2 items, not %zd", n);
 *         HPy_CloseArray(ctx, pair, 2);
 *         return HPy_NULL;
 *     }
 *
 * CPython: ``PySequence_Fast_ITEMS`` of ``PySequence_Fast``, with new references.
 */
HPy_SINCE(0, 2) HPy_DIRECT HPy_BODY(inline) HPy_FAILS(-1) HPy_DEBUG(by_hand)
HPy_ssize_t HPySequence_Unpack(HPyContext *ctx, HPy seq, HPy *items, HPy_ssize_t max);

/** Two sequences one behind the other, ``a + b`` of sequences.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if they cannot be concatenated, or what the operation raises.
 *
 * CPython: ``PySequence_Concat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Concat) HPy_FAILS(NULL)
HPy HPySequence_Concat(HPyContext *ctx, HPy a, HPy b);

/** A sequence several times, ``seq * count``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``seq`` cannot be repeated, ``MemoryError`` or ``OverflowError``
 * if it would be too long, or what the operation raises.
 *
 * CPython: ``PySequence_Repeat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Repeat) HPy_FAILS(NULL)
HPy HPySequence_Repeat(HPyContext *ctx, HPy seq, HPy_ssize_t count);

/** ``a += b`` of sequences.
 *
 * New handle to the result, which is ``a`` itself where that can be changed; ``HPy_NULL`` as for
 * ``HPySequence_Concat``.
 *
 * CPython: ``PySequence_InPlaceConcat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_InPlaceConcat) HPy_FAILS(NULL)
HPy HPySequence_InPlaceConcat(HPyContext *ctx, HPy a, HPy b);

/** ``seq *= count`` of sequences.
 *
 * New handle to the result, which is ``seq`` itself where that can be changed; ``HPy_NULL`` as for
 * ``HPySequence_Repeat``.
 *
 * CPython: ``PySequence_InPlaceRepeat``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_InPlaceRepeat) HPy_FAILS(NULL)
HPy HPySequence_InPlaceRepeat(HPyContext *ctx, HPy seq, HPy_ssize_t count);

/** How many items of an iterable equal ``value``.
 *
 * ``-1`` with ``TypeError`` if ``seq`` is no iterable, or what iterating or comparing raises.
 *
 * CPython: ``PySequence_Count``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Count) HPy_FAILS(-1)
HPy_ssize_t HPySequence_Count(HPyContext *ctx, HPy seq, HPy value);

/** Index of the first item of an iterable that equals ``value``.
 *
 * ``-1`` with ``ValueError`` if there is none, ``TypeError`` if ``seq`` is no iterable, or what iterating or comparing
 * raises.
 *
 * CPython: ``PySequence_Index``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySequence_Index) HPy_FAILS(-1)
HPy_ssize_t HPySequence_Index(HPyContext *ctx, HPy seq, HPy value);

/** An estimate how many items an object has: its length, else what its ``__length_hint__`` says, else
 * ``default_value``.
 *
 * ``-1`` with ``TypeError`` or ``ValueError`` for a hint that is no number or negative, or what the methods raise.
 *
 * CPython: ``PyObject_LengthHint``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyObject_LengthHint) HPy_FAILS(-1)
HPy_ssize_t HPy_LengthHint(HPyContext *ctx, HPy obj, HPy_ssize_t default_value);

/* == Attributes and items ================================================================= */

/** Attribute ``obj.name`` that may be missing, with the name as a ``str``.
 *
 * 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where the look-up raises ``AttributeError``, which is
 * dropped; ``-1`` and ``HPy_NULL`` with ``TypeError`` if ``name`` is not a ``str``, or what else the look-up raises.
 *
 * CPython: ``PyObject_GetOptionalAttr``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_OUT(result)
int HPy_GetOptionalAttr(HPyContext *ctx, HPy obj, HPy name, HPy *result);

/** Attribute ``obj.name`` that may be missing, with the name as UTF-8 text.
 *
 * As ``HPy_GetOptionalAttr``.
 *
 * CPython: ``PyObject_GetOptionalAttrString``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_OUT(result)
int HPy_GetOptionalAttr_s(HPyContext *ctx, HPy obj, const char *utf8_name, HPy *result);

/** Item ``obj[key]`` that may be missing.
 *
 * 1 with a new handle in ``*result``; 0 with ``HPy_NULL`` in it where the look-up raises ``KeyError``, which is
 * dropped; ``-1`` and ``HPy_NULL`` with what else it raises, ``IndexError`` of sequences among it.
 *
 * CPython: ``PyMapping_GetOptionalItem``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_OUT(result)
int HPy_GetOptionalItem(HPyContext *ctx, HPy obj, HPy key, HPy *result);

/** Item ``obj[utf8_key]`` that may be missing, with the key as UTF-8 text.
 *
 * As ``HPy_GetOptionalItem``.
 *
 * CPython: ``PyMapping_GetOptionalItemString``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_OUT(result)
int HPy_GetOptionalItem_s(HPyContext *ctx, HPy obj, const char *utf8_key, HPy *result);

/* == Slices and iterators ================================================================= */

/** Next item of an iterator, told from the end and from an error.
 *
 * 1 with a new handle in ``*item``; 0 with ``HPy_NULL`` in it at the end, which is no exception; ``-1`` and
 * ``HPy_NULL`` with ``TypeError`` if ``iterator`` is none, or what it raises.
 *
 * CPython: ``PyIter_NextItem``.
 */
HPy_SINCE(0, 2) HPy_BODY(inline) HPy_FAILS(-1) HPy_EXPECTS(iterator, iterator) HPy_OUT(item)
int HPyIter_NextItem(HPyContext *ctx, HPy iterator, HPy *item);

/** Send a value into a generator, or ask any iterator for its next item, for which ``value`` is ``None``.
 *
 * ``HPy_SEND_NEXT`` with a new handle to what it yielded in ``*result``; ``HPy_SEND_RETURN`` with one to what it
 * returned, ``None`` perhaps; ``HPy_SEND_ERROR`` and ``HPy_NULL`` with what it raises, ``AttributeError`` for an
 * object that is neither.
 *
 * CPython: ``PyIter_Send``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(-1) HPy_OUT(result)
HPy_SendResult HPyIter_Send(HPyContext *ctx, HPy iterator, HPy value, HPy *result);

/** New iterator over a sequence by its items 0, 1, 2 …, up to ``IndexError``.
 *
 * New handle, or ``HPy_NULL`` with ``SystemError`` if ``seq`` is no sequence (``HPySequence_Check``).
 *
 * CPython: ``PySeqIter_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PySeqIter_New) HPy_FAILS(NULL) HPy_QUIET
HPy HPySeqIter_New(HPyContext *ctx, HPy seq);

/** New iterator over the results of calls without arguments, up to one that equals ``sentinel``, as
 * ``iter(callable, sentinel)``.
 *
 * New handle, or ``HPy_NULL`` with ``MemoryError``. That ``callable`` can be called shows at the first item.
 *
 * CPython: ``PyCallIter_New``.
 */
HPy_SINCE(0, 2) HPy_CPYTHON(PyCallIter_New) HPy_FAILS(NULL) HPy_QUIET
HPy HPyCallIter_New(HPyContext *ctx, HPy callable, HPy sentinel);

/** 1 if ``obj`` is an asynchronous iterator, that is, has ``__anext__``, else 0. Never fails.
 *
 * CPython: ``PyAIter_Check``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NEVER) HPy_QUIET
int HPyAIter_Check(HPyContext *ctx, HPy obj);

/** Asynchronous iterator over ``obj``, as ``aiter(obj)``.
 *
 * New handle, or ``HPy_NULL`` with ``TypeError`` if ``obj`` cannot be iterated over asynchronously, or what
 * ``__aiter__`` raises.
 *
 * CPython: ``PyObject_GetAIter``.
 */
HPy_SINCE(0, 2) HPy_BODY(function) HPy_FAILS(NULL)
HPy HPy_GetAIter(HPyContext *ctx, HPy obj);
