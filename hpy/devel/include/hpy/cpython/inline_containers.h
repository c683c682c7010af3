/* The CPython bodies of containers and look-ups that are worth inlining into every caller: HPy_BODY(inline) in
 * api/containers.h. */
#ifndef HPY_CPYTHON_INLINE_CONTAINERS_H
#define HPY_CPYTHON_INLINE_CONTAINERS_H

#ifdef __cplusplus
extern "C" {
#endif

/* src/cpython/sequence.c. What ctx_Sequence_Unpack does with all but exact lists and tuples. */
_HPy_HIDDEN _HPy_NOINLINE HPy_ssize_t hpy_unpack(PyObject *seq, HPy *items, Py_ssize_t max);
/* Raise for a list or tuple that is none, or a number that is too small: -1. */
_HPy_HIDDEN _HPy_COLD HPy_ssize_t hpy_refuse_items(PyObject *seq, const char *function);
_HPy_HIDDEN _HPy_COLD HPy_ssize_t hpy_refuse_next_items(PyObject *dict);

#ifdef __cplusplus
}
#endif

/* Where threads run in parallel, an object is locked while its items are looked at and kept; elsewhere nothing runs in
 * between. */
#ifdef Py_GIL_DISABLED
#  define _HPY_BEGIN_ITEMS(OBJECT) Py_BEGIN_CRITICAL_SECTION(OBJECT);
#  define _HPY_END_ITEMS() Py_END_CRITICAL_SECTION()
#else
#  define _HPY_BEGIN_ITEMS(OBJECT) {
#  define _HPY_END_ITEMS() }
#endif

/* Handles in memory as CPython's functions store them. */
HPyAPI_FUNC PyObject **_h2py_result(HPy *result)
{
    return _HPY_BITS(PyObject **, _HPY_BITS(void *, result));
}

/* ---- builders: src/cpython/builders.c says what they are ---- */

HPyAPI_FUNC void ctx_ListBuilder_Set(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy h_item)
{
    PyObject *list = _HPY_BITS(PyObject *, builder._lst);
    (void)ctx;
    if (list != NULL)
        PyList_SET_ITEM(list, index, Py_XNewRef(_h2py(h_item)));
}

HPyAPI_FUNC void ctx_TupleBuilder_Set(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy h_item)
{
    PyObject *tuple = _HPY_BITS(PyObject *, builder._tup);
    (void)ctx;
    if (tuple != NULL)
        PyTuple_SET_ITEM(tuple, index, Py_XNewRef(_h2py(h_item)));
}

/* ---- dicts ---- */

HPyAPI_FUNC int ctx_Dict_GetItem(HPyContext *ctx, HPy dict, HPy key, HPy *result)
{
    (void)ctx;
    return PyDict_GetItemRef(_h2py(dict), _h2py(key), _h2py_result(result));
}

HPyAPI_FUNC int ctx_Dict_Contains(HPyContext *ctx, HPy dict, HPy key)
{
    (void)ctx;
    if (!PyDict_Check(_h2py(dict))) {
        hpy_wrong_type("HPyDict_Contains", "a dict", _h2py(dict));
        return -1;
    }
    return PyDict_Contains(_h2py(dict), _h2py(key));
}

HPyAPI_FUNC int ctx_Dict_Next(HPyContext *ctx, HPy dict, HPy_ssize_t *pos, HPy *key, HPy *value)
{
    PyObject *py_key, *py_value;
    int more;
    (void)ctx;

    _HPY_BEGIN_ITEMS(_h2py(dict))
    more = PyDict_Next(_h2py(dict), pos, &py_key, &py_value);
    if (_HPy_LIKELY(more)) {
        if (key != NULL)
            *key = _py2h(Py_NewRef(py_key));
        if (value != NULL)
            *value = _py2h(Py_NewRef(py_value));
    }
    _HPY_END_ITEMS()
    if (_HPy_LIKELY(more))
        return 1;
    if (key != NULL)
        *key = HPy_NULL;
    if (value != NULL)
        *value = HPy_NULL;
    if (PyDict_Check(_h2py(dict)))
        return 0;
    hpy_wrong_type("HPyDict_Next", "a dict", _h2py(dict));
    return -1;
}

HPyAPI_FUNC HPy_ssize_t ctx_Dict_NextItems(HPyContext *ctx, HPy dict, HPy_ssize_t *pos, HPy *keys, HPy *values,
                                           HPy_ssize_t n)
{
    PyObject **key = _h2py_result(keys);
    PyObject **value = _h2py_result(values);
    Py_ssize_t i;
    (void)ctx;

    if (!PyDict_Check(_h2py(dict)) || n <= 0)
        return hpy_refuse_next_items(_h2py(dict));
    _HPY_BEGIN_ITEMS(_h2py(dict))
    for (i = 0; i < n && PyDict_Next(_h2py(dict), pos, key, value); i++) {
        if (key != NULL)
            Py_INCREF(*key++);
        if (value != NULL)
            Py_INCREF(*value++);
    }
    _HPY_END_ITEMS()
    return i;
}

/* ---- lists and tuples ---- */

HPyAPI_FUNC HPy_ssize_t ctx_List_Size(HPyContext *ctx, HPy list)
{
    (void)ctx;
    return _HPy_LIKELY(PyList_Check(_h2py(list))) ? PyList_GET_SIZE(_h2py(list)) : PyList_Size(_h2py(list));
}

HPyAPI_FUNC HPy ctx_List_GetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx)
{
    PyObject *py_list = _h2py(list);
    (void)ctx;
#ifndef Py_GIL_DISABLED /* another thread may shrink the list */
    if (_HPy_LIKELY(PyList_Check(py_list) && _HPY_CAST(size_t, idx) < _HPY_CAST(size_t, PyList_GET_SIZE(py_list))))
        return _py2h(Py_NewRef(PyList_GET_ITEM(py_list, idx)));
#endif
    return _py2h(PyList_GetItemRef(py_list, idx));
}

HPyAPI_FUNC HPy_ssize_t ctx_Tuple_Size(HPyContext *ctx, HPy tuple)
{
    (void)ctx;
    return _HPy_LIKELY(PyTuple_Check(_h2py(tuple))) ? PyTuple_GET_SIZE(_h2py(tuple)) : PyTuple_Size(_h2py(tuple));
}

HPyAPI_FUNC HPy ctx_Tuple_GetItem(HPyContext *ctx, HPy tuple, HPy_ssize_t idx)
{
    PyObject *py_tuple = _h2py(tuple);
    (void)ctx;
    if (_HPy_LIKELY(PyTuple_Check(py_tuple) && _HPY_CAST(size_t, idx) < _HPY_CAST(size_t, PyTuple_GET_SIZE(py_tuple))))
        return _py2h(Py_NewRef(PyTuple_GET_ITEM(py_tuple, idx)));
    return _py2h(Py_XNewRef(PyTuple_GetItem(py_tuple, idx)));
}

/* Keep 'n' items, and fill up with HPy_NULL to 'places'. */
HPyAPI_FUNC void _hpy_keep_items(PyObject *const *from, Py_ssize_t n, HPy *items, Py_ssize_t places)
{
    Py_ssize_t i;

    for (i = 0; i < n; i++)
        items[i] = _py2h(Py_NewRef(from[i]));
    for (; i < places; i++)
        items[i] = HPy_NULL;
}

HPyAPI_FUNC HPy_ssize_t ctx_Sequence_GetItems(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t n, HPy *items)
{
    PyObject *py_seq = _h2py(seq);
    Py_ssize_t rest;
    (void)ctx;

    if (!(PyList_Check(py_seq) || PyTuple_Check(py_seq)) || start < 0 || n < 0)
        return hpy_refuse_items(py_seq, "HPySequence_GetItems");
    _HPY_BEGIN_ITEMS(py_seq)
    rest = PySequence_Fast_GET_SIZE(py_seq) - start;
    if (n > rest)
        n = rest < 0 ? 0 : rest;
    if (n > 0)
        _hpy_keep_items(PySequence_Fast_ITEMS(py_seq) + start, n, items, n);
    _HPY_END_ITEMS()
    return n;
}

/* Releasing an old content may run code that changes the list, so its items are looked up for each field. */
HPyAPI_FUNC HPy_ssize_t ctx_Field_StoreItems(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy seq,
                                             HPy_ssize_t start, HPy_ssize_t n)
{
    PyObject *py_seq = _h2py(seq);
    Py_ssize_t i;
    (void)ctx;
    (void)target_object;

    if (!(PyList_Check(py_seq) || PyTuple_Check(py_seq)) || start < 0 || n < 0)
        return hpy_refuse_items(py_seq, "HPyField_StoreItems");
    _HPY_BEGIN_ITEMS(py_seq)
    for (i = 0; i < n && i < PySequence_Fast_GET_SIZE(py_seq) - start; i++) {
        PyObject *item = Py_NewRef(PySequence_Fast_ITEMS(py_seq)[start + i]);
        Py_XDECREF(_hpy_content_replace(&target_fields[i]._i, item));
    }
    _HPY_END_ITEMS()
    return i;
}

HPyAPI_FUNC HPy_ssize_t ctx_Sequence_Unpack(HPyContext *ctx, HPy seq, HPy *items, HPy_ssize_t max)
{
    PyObject *py_seq = _h2py(seq);
    Py_ssize_t n;
    (void)ctx;

    if (max < 0 || !(PyTuple_CheckExact(py_seq) || PyList_CheckExact(py_seq)))
        return hpy_unpack(py_seq, items, max);
    _HPY_BEGIN_ITEMS(py_seq)
    n = PySequence_Fast_GET_SIZE(py_seq);
    if (_HPy_LIKELY(n == max)) /* often a constant */
        _hpy_keep_items(PySequence_Fast_ITEMS(py_seq), max, items, max);
    else
        _hpy_keep_items(PySequence_Fast_ITEMS(py_seq), n < max ? n : 0, items, max);
    _HPY_END_ITEMS()
    return n;
}

/* ---- attributes, items, iterators ---- */

HPyAPI_FUNC int ctx_GetOptionalAttr(HPyContext *ctx, HPy obj, HPy name, HPy *result)
{
    (void)ctx;
    return PyObject_GetOptionalAttr(_h2py(obj), _h2py(name), _h2py_result(result));
}

HPyAPI_FUNC int ctx_GetOptionalItem(HPyContext *ctx, HPy obj, HPy key, HPy *result)
{
    (void)ctx;
    return PyMapping_GetOptionalItem(_h2py(obj), _h2py(key), _h2py_result(result));
}

HPyAPI_FUNC int ctx_Iter_NextItem(HPyContext *ctx, HPy iterator, HPy *item)
{
    (void)ctx;
    return PyIter_NextItem(_h2py(iterator), _h2py_result(item));
}

#endif /* HPY_CPYTHON_INLINE_CONTAINERS_H */
