/* ctx_NumberView_*: the items of a sequence as an array of C numbers, the object's own memory or a copy. */
#include "bulk.h"

/* What a view holds: memory, or, where its object is NULL, a copy. */
typedef struct {
    HPyBulkMemory memory;
    union {
        int64_t integer;
        double real;
    } copies[];
} Held;

/* Nothing yet, with room for so many copies; NULL with MemoryError. */
static Held *new_held(Py_ssize_t n)
{
    Held *held = n > (PY_SSIZE_T_MAX - (Py_ssize_t)sizeof(Held)) / (Py_ssize_t)sizeof(held->copies[0]) ? NULL
               : (Held *)PyMem_Malloc(sizeof(Held) + (size_t)n * sizeof(held->copies[0]));

    if (held == NULL)
        PyErr_NoMemory();
    else
        held->memory.buffer.obj = NULL;
    return held;
}

static void release(Held *held)
{
    if (held->memory.buffer.obj != NULL)
        PyBuffer_Release(&held->memory.buffer);
    PyMem_Free(held);
}

static int show(HPyNumberView *view, Held *held, const void *data, Py_ssize_t length)
{
    view->data = data != NULL ? data : held->copies;
    view->length = length;
    view->internal = (intptr_t)held;
    return 1;
}

/* Whether the numbers in memory are an array of C's. */
static int is_array(const HPyBulkMemory *memory)
{
    Py_ssize_t size = memory->buffer.itemsize;

    if (memory->length == 0) /* then it may be any address */
        return 1;
    return (memory->stride == size || memory->length == 1) && (uintptr_t)memory->first % (uintptr_t)size == 0;
}

/* The object's own memory. 1, 0 if it is not of this format, -1. */
static int view_memory(PyObject *seq, char format, HPyNumberView *view)
{
    Held *held = new_held(0);
    int found;

    if (held == NULL)
        return -1;
    found = hpy_bulk_acquire(seq, &held->memory);
    if (found > 0 && held->memory.format == format && is_array(&held->memory))
        return show(view, held, held->memory.length > 0 ? held->memory.first : NULL, held->memory.length);
    if (found <= 0)
        held->memory.buffer.obj = NULL; /* released, if it ever was there */
    release(held);
    return found < 0 ? -1 : 0;
}

/* A copy of the items. 1, 0 if one of them does not fit, -1. */
static int view_copy(PyObject *seq, const HPyBulkKind *kind, HPyNumberView *view)
{
    Py_ssize_t size = PySequence_Size(seq), got, now;
    Held *held = size < 0 ? NULL : new_held(size);

    if (held == NULL)
        return -1;
    got = hpy_bulk_read(seq, 0, size, kind, held->copies);
    if (got == size)
        return show(view, held, NULL, size);
    now = got < 0 ? -1 : PySequence_Size(seq); /* the sequence may have become shorter */
    if (now >= 0 && got >= now)
        return show(view, held, NULL, got);
    release(held);
    return now < 0 ? -1 : 0;
}

int ctx_NumberView_Acquire(HPyContext *ctx, HPy h_seq, char format, HPyNumberView *view)
{
    PyObject *seq = _h2py(h_seq);
    int found = 0;
    (void)ctx;

    memset(view, 0, sizeof(*view));
    if (seq == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (_HPyNumber_Size(format) == 0) {
        PyErr_SetString(PyExc_SystemError, "HPyNumberView_Acquire: the format must be one of bBhHiIqQfd");
        return -1;
    }
    if (PyObject_CheckBuffer(seq))
        found = view_memory(seq, format, view);
    if (found == 0 && format == 'q')
        found = view_copy(seq, &hpy_bulk_int64, view);
    if (found == 0 && format == 'd')
        found = view_copy(seq, &hpy_bulk_double, view);
    return found;
}

void ctx_NumberView_Release(HPyContext *ctx, HPyNumberView *view)
{
    Held *held = (Held *)view->internal;
    (void)ctx;

    memset(view, 0, sizeof(*view));
    if (held != NULL)
        release(held);
}
