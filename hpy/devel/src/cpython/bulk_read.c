/* ctx_Sequence_ReadInt64, ctx_Sequence_ReadDouble: many items of a sequence in one call. */
#include "bulk.h"

/* ---- integers ---- */

/* Of what all versions document, this conversion is as fast as any, and it makes no exception for what is too large. */
static Py_ssize_t ints_as_int64(PyObject *const *items, Py_ssize_t n, void *to)
{
    int64_t *out = (int64_t *)to;
    Py_ssize_t i;
    int overflow;

    for (i = 0; i < n; i++) {
        PyObject *item = items[i];

        if (!PyLong_Check(item))
            break;
        if (PyUnstable_Long_IsCompact((PyLongObject *)item)) {
            out[i] = PyUnstable_Long_CompactValue((PyLongObject *)item);
            continue;
        }
        out[i] = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow != 0)
            break;
    }
    return i;
}

static int one_as_int64(PyObject *item, void *to)
{
    PyObject *index;
    int fits;

    if (!PyIndex_Check(item))
        return 0;
    index = PyNumber_Index(item);
    if (index == NULL)
        return -1;
    fits = ints_as_int64(&index, 1, to) == 1;
    Py_DECREF(index);
    return fits;
}

/* ---- real numbers ---- */

/* The value of an int; 0 if it is too large. */
static int int_as_double(PyObject *item, double *value)
{
    *value = PyLong_AsDouble(item);
    if (*value != -1.0 || !PyErr_Occurred())
        return 1;
    PyErr_Clear();
    return 0;
}

static Py_ssize_t numbers_as_double(PyObject *const *items, Py_ssize_t n, void *to)
{
    double *out = (double *)to;
    Py_ssize_t i;

    for (i = 0; i < n; i++) {
        PyObject *item = items[i];

        if (PyFloat_CheckExact(item))
            out[i] = PyFloat_AS_DOUBLE(item);
        else if (!PyLong_CheckExact(item) || !int_as_double(item, &out[i]))
            break;
    }
    return i;
}

/* Whether a type has a conversion of its own. That of int raises for what is too large; up to CPython 3.9 complex has
 * one, too, which always raises. */
static int has_float(PyTypeObject *type)
{
    unaryfunc convert = type->tp_as_number != NULL ? type->tp_as_number->nb_float : NULL;
    return convert != NULL && convert != PyLong_Type.tp_as_number->nb_float
           && convert != PyComplex_Type.tp_as_number->nb_float;
}

static int one_as_double(PyObject *item, void *to)
{
    double *value = (double *)to;
    PyObject *index;
    int fits;

    if (PyFloat_Check(item) || has_float(Py_TYPE(item))) {
        *value = PyFloat_AsDouble(item);
        return *value == -1.0 && PyErr_Occurred() ? -1 : 1;
    }
    if (!PyIndex_Check(item))
        return 0;
    index = PyNumber_Index(item);
    if (index == NULL)
        return -1;
    fits = int_as_double(index, value);
    Py_DECREF(index);
    return fits;
}

const HPyBulkKind hpy_bulk_int64 = {sizeof(int64_t), ints_as_int64, one_as_int64, hpy_bulk_memory_as_int64};
const HPyBulkKind hpy_bulk_double = {sizeof(double), numbers_as_double, one_as_double, hpy_bulk_memory_as_double};

/* ---- sequences ---- */

/* Items of a list or tuple that are numbers of Python's, and the one behind them that is not: a new reference, NULL if
 * there is none. A list may have become shorter whenever this is called, and, since dropping an exception may run the
 * garbage collector, when the numbers were read. */
static Py_ssize_t read_run(PyObject *seq, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind, void *to,
                           PyObject **stopped_at)
{
    Py_ssize_t done = 0, left;

    *stopped_at = NULL;
    Py_BEGIN_CRITICAL_SECTION(seq);
    left = PySequence_Fast_GET_SIZE(seq) - start;
    if (left > count)
        left = count;
    if (left > 0)
        done = kind->read_numbers(PySequence_Fast_ITEMS(seq) + start, left, to);
    if (done < left && done < PySequence_Fast_GET_SIZE(seq) - start)
        *stopped_at = Py_NewRef(PySequence_Fast_GET_ITEM(seq, start + done));
    Py_END_CRITICAL_SECTION();
    return done;
}

static Py_ssize_t read_items(PyObject *seq, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind, char *to)
{
    Py_ssize_t done = 0;
    PyObject *item;
    int fits = 1;

    while (fits > 0) {
        done += read_run(seq, start + done, count - done, kind, to + done * kind->size, &item);
        if (item == NULL)
            break;
        fits = kind->read_one(item, to + done * kind->size);
        Py_DECREF(item);
        done += fits > 0;
    }
    return fits < 0 ? -1 : done;
}

static Py_ssize_t read_any(PyObject *seq, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind, char *to)
{
    Py_ssize_t done = 0, size = PySequence_Size(seq);
    PyObject *item;
    int fits = 1;

    if (size < 0)
        return -1;
    while (done < count && done < size - start && fits > 0) {
        item = PySequence_GetItem(seq, start + done);
        if (item == NULL)
            return -1;
        fits = kind->read_one(item, to + done * kind->size);
        Py_DECREF(item);
        done += fits > 0;
    }
    return fits < 0 ? -1 : done;
}

static Py_ssize_t read_memory(HPyBulkMemory *memory, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind,
                              void *to)
{
    Py_ssize_t left = memory->length - start;

    if (left > count)
        left = count;
    if (left <= 0)
        return 0;
    memory->first += start * memory->stride;
    return kind->read_memory(memory, left, to);
}

Py_ssize_t hpy_bulk_read(PyObject *seq, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind, void *to)
{
    HPyBulkMemory memory;
    Py_ssize_t done;
    int acquired;

    if (seq == NULL || start < 0 || count < 0) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (PyList_CheckExact(seq) || PyTuple_CheckExact(seq))
        return read_items(seq, start, count, kind, (char *)to);
    acquired = hpy_bulk_acquire(seq, &memory);
    if (acquired <= 0)
        return acquired < 0 ? -1 : read_any(seq, start, count, kind, (char *)to);
    done = read_memory(&memory, start, count, kind, to);
    PyBuffer_Release(&memory.buffer);
    return done;
}

HPy_ssize_t ctx_Sequence_ReadInt64(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t count, int64_t *buffer)
{
    (void)ctx;
    return hpy_bulk_read(_h2py(seq), start, count, &hpy_bulk_int64, buffer);
}

HPy_ssize_t ctx_Sequence_ReadDouble(HPyContext *ctx, HPy seq, HPy_ssize_t start, HPy_ssize_t count, double *buffer)
{
    (void)ctx;
    return hpy_bulk_read(_h2py(seq), start, count, &hpy_bulk_double, buffer);
}
