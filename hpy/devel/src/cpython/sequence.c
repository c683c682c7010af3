/* ctx_List_*: functions of lists that are more than one CPython call and not worth inlining; the slow ways of functions
 * of sequences that are inlined. */
#include "host.h"

int ctx_List_SetItem(HPyContext *ctx, HPy list, HPy_ssize_t idx, HPy item)
{
    (void)ctx;
    if (HPy_IsNull(item)) { /* would make a hole, at which others crash */
        hpy_wrong_type("HPyList_SetItem", "an object", NULL);
        return -1;
    }
    return PyList_SetItem(_h2py(list), idx, Py_NewRef(_h2py(item)));
}

int ctx_List_Extend(HPyContext *ctx, HPy list, HPy iterable)
{
    (void)ctx;
    return PyList_Extend(_h2py(list), _h2py(iterable));
}

int ctx_List_Clear(HPyContext *ctx, HPy list)
{
    (void)ctx;
    return PyList_Clear(_h2py(list));
}

/* ---- slow ways ---- */

HPy_ssize_t hpy_refuse_items(PyObject *seq, const char *function)
{
    if (seq == NULL || !(PyList_Check(seq) || PyTuple_Check(seq)))
        hpy_wrong_type(function, "a list or tuple", seq);
    else
        PyErr_Format(PyExc_ValueError, "%s requires a start and a number of items that are not negative", function);
    return -1;
}

/* Store what an iterator gives, at most 'max' items: how many, 'max' + 1 if there are more, -1 with an exception. All
 * that was stored is the caller's. */
static Py_ssize_t take_items(PyObject *iterator, HPy *items, Py_ssize_t max)
{
    Py_ssize_t n;
    PyObject *item;

    for (n = 0; (item = PyIter_Next(iterator)) != NULL; n++) {
        if (n == max) {
            Py_DECREF(item);
            return max + 1;
        }
        items[n] = _py2h(item);
    }
    return PyErr_Occurred() == NULL ? n : -1;
}

HPy_ssize_t hpy_unpack(PyObject *seq, HPy *items, Py_ssize_t max)
{
    Py_ssize_t i, n;
    PyObject *iterator;

    if (max < 0 || max == PY_SSIZE_T_MAX) {
        PyErr_SetString(PyExc_ValueError, "HPySequence_Unpack requires a number of places that is not negative");
        return -1;
    }
    for (i = 0; i < max; i++)
        items[i] = HPy_NULL;
    iterator = PyObject_GetIter(seq);
    if (iterator == NULL)
        return -1;
    n = take_items(iterator, items, max);
    for (i = 0; i < max && (n < 0 || n > max); i++) {
        Py_XDECREF(_h2py(items[i]));
        items[i] = HPy_NULL;
    }
    Py_DECREF(iterator);
    return n;
}
