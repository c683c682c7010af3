/* Bulk access: what bulk_read.c, bulk_memory.c and bulk_view.c share. */
#ifndef HPY_CPYTHON_BULK_H
#define HPY_CPYTHON_BULK_H

#include "host.h"

/* The memory of an object that is one row of numbers. */
typedef struct {
    Py_buffer buffer;   /* to be released */
    const char *first;
    Py_ssize_t length;  /* number of items */
    Py_ssize_t stride;  /* from one to the next */
    char format;        /* a letter of HPyNumberView_Acquire, or '?' for truth values */
} HPyBulkMemory;

/* What items are read as. The places that are written to are of that type, one behind the other. */
typedef struct {
    Py_ssize_t size;
    /* As many of the items, from the first on, as are numbers that fit and are converted without code in Python. */
    Py_ssize_t (*read_numbers)(PyObject *const *items, Py_ssize_t n, void *to);
    /* One of any type: 1; 0 if it does not fit; -1 with an exception. */
    int (*read_one)(PyObject *item, void *to);
    /* As many of the first 'n' numbers in memory as fit. */
    Py_ssize_t (*read_memory)(const HPyBulkMemory *from, Py_ssize_t n, void *to);
} HPyBulkKind;

extern _HPy_HIDDEN const HPyBulkKind hpy_bulk_int64, hpy_bulk_double;

/* ---- bulk_read.c ---- */

/* The body of HPySequence_Read…. */
_HPy_HIDDEN Py_ssize_t hpy_bulk_read(PyObject *seq, Py_ssize_t start, Py_ssize_t count, const HPyBulkKind *kind,
                                     void *to);

/* ---- bulk_memory.c ---- */

/* Get the memory of an object: 1; 0 if it has none that is a row of numbers, -1 with an exception. */
_HPy_HIDDEN int hpy_bulk_acquire(PyObject *seq, HPyBulkMemory *memory);

/* HPyBulkKind.read_memory. */
_HPy_HIDDEN Py_ssize_t hpy_bulk_memory_as_int64(const HPyBulkMemory *from, Py_ssize_t n, void *to);
_HPy_HIDDEN Py_ssize_t hpy_bulk_memory_as_double(const HPyBulkMemory *from, Py_ssize_t n, void *to);

#endif /* HPY_CPYTHON_BULK_H */
