/* The twin of writer.c over Python.h, function for function, written as it is usual for speed with that API: text
 * that is ASCII in a buffer of its own, other text by _PyUnicodeWriter, bytes in a bytes object that is resized. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "hide.h"

#if defined(__GNUC__) && PY_VERSION_HEX >= 0x030E0000 /* its successor has a call for each character */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

static long rounds(PyObject *arg)
{
    return PyLong_AsLong(arg);
}

/* ---- Text in a buffer ------------------------------------------------------------------------------------------- */

typedef struct {
    char *data, *next, *end;
} Buffer;

static int enlarge(Buffer *b, size_t more)
{
    size_t size = (size_t)(b->next - b->data);
    size_t room = (size + more) + (size + more) / 2 + 200;
    char *data = realloc(b->data, room);

    if (data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    b->data = data;
    b->next = data + size;
    b->end = data + room;
    return 0;
}

static inline int put_char(Buffer *b, char c)
{
    if (b->next == b->end && enlarge(b, 1) < 0)
        return -1;
    *b->next++ = c;
    return 0;
}

static inline int put(Buffer *b, const char *text, size_t size)
{
    if (size > (size_t)(b->end - b->next) && enlarge(b, size) < 0)
        return -1;
    memcpy(b->next, text, size);
    b->next += size;
    return 0;
}

static PyObject *finish(Buffer *b)
{
    PyObject *result = PyErr_Occurred() ? NULL : PyUnicode_FromStringAndSize(b->data, b->next - b->data);

    free(b->data);
    return result;
}

static int put_pair(Buffer *b, const char *key, size_t size)
{
    HIDE(size);
    return put_char(b, '"') < 0 || put(b, key, size) < 0 || put(b, "\": ", 3) < 0 || put(b, "true", 4) < 0
           || put_char(b, ',') < 0 || put_char(b, ' ') < 0;
}

static PyObject *long_text(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);
    Buffer b = {NULL, NULL, NULL};

    (void)self;
    for (i = 0; i < n; i++) {
        if (put_pair(&b, "key", 3))
            break;
    }
    return finish(&b);
}

static PyObject *short_texts(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);

    (void)self;
    for (i = 0; i < n; i++) {
        Buffer b = {NULL, NULL, NULL};
        PyObject *made;

        if (put_pair(&b, "key", 3)) {
            free(b.data);
            return NULL;
        }
        made = finish(&b);
        if (made == NULL)
            return NULL;
        Py_DECREF(made);
    }
    Py_RETURN_NONE;
}

static PyObject *reserved(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);
    Buffer b = {NULL, NULL, NULL};

    (void)self;
    for (i = 0; i < n; i += 50) {
        char *p;
        int j;

        if (b.end - b.next < 50 && enlarge(&b, 50) < 0)
            break;
        p = b.next;
        for (j = 0; j < 50; j++) {
            HIDE(p);
            p[j] = (char)('0' + j % 10);
        }
        b.next += 50;
    }
    return finish(&b);
}

/* ---- Text of any characters ------------------------------------------------------------------------------------- */

static int write_pair(_PyUnicodeWriter *w, const char *key, Py_ssize_t size)
{
    HIDE(size);
    return _PyUnicodeWriter_WriteChar(w, '"') < 0 || _PyUnicodeWriter_WriteASCIIString(w, key, size) < 0
           || _PyUnicodeWriter_WriteASCIIString(w, "\": ", 3) < 0 || _PyUnicodeWriter_WriteASCIIString(w, "true", 4) < 0
           || _PyUnicodeWriter_WriteChar(w, ',') < 0 || _PyUnicodeWriter_WriteChar(w, ' ') < 0;
}

static PyObject *end_writer(_PyUnicodeWriter *w)
{
    if (!PyErr_Occurred())
        return _PyUnicodeWriter_Finish(w);
    _PyUnicodeWriter_Dealloc(w);
    return NULL;
}

static PyObject *wide_text(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);
    _PyUnicodeWriter w;

    (void)self;
    _PyUnicodeWriter_Init(&w);
    w.overallocate = 1;
    for (i = 0; i < n; i++) {
        if (_PyUnicodeWriter_WriteChar(&w, 0x20AC) < 0 || write_pair(&w, "key", 3))
            break;
    }
    return end_writer(&w);
}

static PyObject *strings(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    long i, n = rounds(args[0]);
    _PyUnicodeWriter w;

    (void)self;
    (void)nargs;
    _PyUnicodeWriter_Init(&w);
    w.overallocate = 1;
    for (i = 0; i < n; i++) {
        if (_PyUnicodeWriter_WriteStr(&w, args[1]) < 0)
            break;
    }
    return end_writer(&w);
}

/* ---- Bytes ------------------------------------------------------------------------------------------------------ */

static PyObject *long_bytes(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);
    Py_ssize_t used = 0;
    PyObject *made = PyBytes_FromStringAndSize(NULL, 64);

    (void)self;
    for (i = 0; i < n && made != NULL; i++) {
        char record[4] = {1, 2, 3, (char)i};
        Py_ssize_t size = 4;

        HIDE(size);
        if (PyBytes_GET_SIZE(made) - used < size + 1 && _PyBytes_Resize(&made, (used + size + 1) * 3 / 2) < 0)
            return NULL;
        PyBytes_AS_STRING(made)[used++] = 0x10;
        memcpy(PyBytes_AS_STRING(made) + used, record, (size_t)size);
        used += size;
    }
    if (made != NULL)
        (void)_PyBytes_Resize(&made, used);
    return made;
}

static PyObject *filled_bytes(PyObject *self, PyObject *arg)
{
    long i, n = rounds(arg);

    (void)self;
    for (i = 0; i < n; i++) {
        PyObject *made = PyBytes_FromStringAndSize(NULL, 400);

        if (made == NULL)
            return NULL;
        memset(PyBytes_AS_STRING(made), 'x', 300);
        if (_PyBytes_Resize(&made, 300) < 0)
            return NULL;
        Py_DECREF(made);
    }
    Py_RETURN_NONE;
}

/* ---- The module ------------------------------------------------------------------------------------------------- */

static PyMethodDef writer_methods[] = {
    {"long_text", long_text, METH_O, NULL},
    {"short_texts", short_texts, METH_O, NULL},
    {"reserved", reserved, METH_O, NULL},
    {"wide_text", wide_text, METH_O, NULL},
    {"strings", (PyCFunction)(void (*)(void))strings, METH_FASTCALL, NULL},
    {"long_bytes", long_bytes, METH_O, NULL},
    {"filled_bytes", filled_bytes, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot writer_slots[] = {
    {0, NULL},
};

static struct PyModuleDef writer_def = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "writer_native",
    .m_doc = "Builders of text and bytes, for measuring",
    .m_methods = writer_methods,
    .m_slots = writer_slots,
};

#if PY_VERSION_HEX < 0x03090000 && defined(__GNUC__)  /* PyMODINIT_FUNC did not export by itself */
__attribute__((visibility("default")))
#endif
PyMODINIT_FUNC PyInit_writer_native(void)
{
    return PyModuleDef_Init(&writer_def);
}
