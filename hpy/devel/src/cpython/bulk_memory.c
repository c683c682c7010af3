/* Numbers in the memory of an object: which formats of a buffer are numbers of C, and their conversion. */
#include "bulk.h"

/* The letter for an integer or a float of this size; '\0' if there is none. */
static char letter_of_size(const char *letters, Py_ssize_t size)
{
    return size == 1 ? letters[0] : size == 2 ? letters[1] : size == 4 ? letters[2] : size == 8 ? letters[3] : '\0';
}

/* The letter of HPyNumberView_Acquire for numbers of a buffer, '?' for truth values, '\0' for all else. */
static char known_format(const char *format, Py_ssize_t size)
{
    if (format == NULL)
        return size == 1 ? 'B' : '\0';
    if (*format == '@' || *format == '=' || *format == (PY_LITTLE_ENDIAN ? '<' : '>'))
        format++;
    if (format[0] == '\0' || format[1] != '\0')
        return '\0';
    if (strchr("bhilqn", *format) != NULL)
        return letter_of_size("bhiq", size);
    if (strchr("BHILQN", *format) != NULL)
        return letter_of_size("BHIQ", size);
    if (strchr("fd", *format) != NULL)
        return letter_of_size("\0\0fd", size);
    return *format == '?' && size == 1 ? '?' : '\0';
}

int hpy_bulk_acquire(PyObject *seq, HPyBulkMemory *memory)
{
    Py_buffer *buffer = &memory->buffer;

    if (!PyObject_CheckBuffer(seq))
        return 0;
    if (PyObject_GetBuffer(seq, buffer, PyBUF_RECORDS_RO) < 0) {
        /* What the object says of its items when they are asked for one by one is more to the point. */
        if (!PyErr_ExceptionMatches(PyExc_BufferError) && !PyErr_ExceptionMatches(PyExc_ValueError))
            return -1;
        PyErr_Clear();
        return 0;
    }
    memory->first = (const char *)buffer->buf;
    /* The arrays of ctypes have no strides, although they are asked for. */
    memory->stride = buffer->strides != NULL ? buffer->strides[0] : buffer->itemsize;
    memory->format = known_format(buffer->format, buffer->itemsize);
    if (buffer->ndim == 1 && buffer->shape != NULL && buffer->suboffsets == NULL && memory->format != '\0') {
        memory->length = buffer->shape[0];
        return 1;
    }
    PyBuffer_Release(buffer);
    return 0;
}

/* Memory need not be aligned. */
#define COPY(TYPE, OUT, FITS) \
    for (i = 0; i < n; i++, place += from->stride) { \
        TYPE number; \
        memcpy(&number, place, sizeof(number)); \
        if (!(FITS)) \
            break; \
        out[i] = (OUT)number; \
    } \
    return i

Py_ssize_t hpy_bulk_memory_as_int64(const HPyBulkMemory *from, Py_ssize_t n, void *to)
{
    const char *place = from->first;
    int64_t *out = (int64_t *)to;
    Py_ssize_t i;

    switch (from->format) {
    case 'b': COPY(int8_t, int64_t, 1);
    case 'B': COPY(uint8_t, int64_t, 1);
    case 'h': COPY(int16_t, int64_t, 1);
    case 'H': COPY(uint16_t, int64_t, 1);
    case 'i': COPY(int32_t, int64_t, 1);
    case 'I': COPY(uint32_t, int64_t, 1);
    case 'q': COPY(int64_t, int64_t, 1);
    case 'Q': COPY(uint64_t, int64_t, number <= INT64_MAX);
    case '?': COPY(uint8_t, bool, 1);
    default: return 0; /* a float is no integer */
    }
}

Py_ssize_t hpy_bulk_memory_as_double(const HPyBulkMemory *from, Py_ssize_t n, void *to)
{
    const char *place = from->first;
    double *out = (double *)to;
    Py_ssize_t i;

    switch (from->format) {
    case 'b': COPY(int8_t, double, 1);
    case 'B': COPY(uint8_t, double, 1);
    case 'h': COPY(int16_t, double, 1);
    case 'H': COPY(uint16_t, double, 1);
    case 'i': COPY(int32_t, double, 1);
    case 'I': COPY(uint32_t, double, 1);
    case 'q': COPY(int64_t, double, 1);
    case 'Q': COPY(uint64_t, double, 1);
    case 'f': COPY(float, double, 1);
    case 'd': COPY(double, double, 1);
    case '?': COPY(uint8_t, bool, 1);
    default: return 0;
    }
}
