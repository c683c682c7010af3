/* The twin of the module over Python.h: what its files share. The same algorithm, and the same plain C. */
#ifndef JSON_NATIVE_H
#define JSON_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "buffer.h"

/* The arguments of loads(), borrowed; NULL for what is not given. */
typedef struct {
    PyObject *object_hook, *object_pairs_hook, *array_hook;
    PyObject *parse_float, *parse_int, *parse_constant;
    int strict;
    int refuse_mark;  /* whether a byte order mark at the beginning is an error */
    int python;       /* the version of Python whose messages are wanted: 0x030d for 3.13 */
} ReadOptions;

/* The arguments of dumps(), borrowed; NULL for what is not given. */
typedef struct {
    int skipkeys, ensure_ascii, check_circular, allow_nan, sort_keys;
    PyObject *indent, *item_separator, *key_separator;  /* str */
    PyObject *default_function;
} WriteOptions;

#define DEPTH_UNASKED 64  /* this deep without asking Python how deep it may be */

PyObject *read_document(PyObject *document, const ReadOptions *options);
PyObject *write_document(PyObject *object, const WriteOptions *options);
PyObject *raise_decode_error(const char *message, PyObject *document, size_t position);

/* A new str of characters with these bits. */
static inline PyObject *make_text(const void *data, int kind, size_t length, uint32_t seen)
{
    PyObject *text;

    if (length <= 1)  /* there is one object for each of these */
        return PyUnicode_FromKindAndData(kind, data, (Py_ssize_t)length);
    text = PyUnicode_New((Py_ssize_t)length, largest(seen));
    if (text != NULL)
        copy_characters(PyUnicode_DATA(text), PyUnicode_KIND(text), data, kind, length);
    return text;
}

#endif
