/* Ints as bytes before CPython 3.13, under the names that compat.h gives to the functions of newer ones: small ints by
 * arithmetic, others by the methods of int. */
#include "host.h"

#ifdef PyLong_AsNativeBytes /* a macro of compat.h: this CPython has no such function */

/* The order in which bytes are asked for. */
static int is_little_endian(int flags)
{
    int order = flags & HPy_ASNATIVEBYTES_NATIVE_ENDIAN;

    if (flags == HPy_ASNATIVEBYTES_DEFAULTS || order == HPy_ASNATIVEBYTES_NATIVE_ENDIAN)
        return PY_LITTLE_ENDIAN;
    return order == HPy_ASNATIVEBYTES_LITTLE_ENDIAN;
}

static void copy_reversed(unsigned char *to, const unsigned char *from, size_t n)
{
    while (n-- > 0)
        *to++ = from[n];
}

/* The 'n_bytes' at 'buffer', from 'length' that have the lowest first; more of them are copies of the sign. */
static void deliver(unsigned char *buffer, Py_ssize_t n_bytes, const unsigned char *bytes, Py_ssize_t length,
                    int negative, int little_endian)
{
    Py_ssize_t copied = n_bytes < length ? n_bytes : length;

    if (little_endian) {
        memcpy(buffer, bytes, (size_t)copied);
        memset(buffer + copied, negative ? 0xff : 0, (size_t)(n_bytes - copied));
    } else {
        memset(buffer, negative ? 0xff : 0, (size_t)(n_bytes - copied));
        copy_reversed(buffer + (n_bytes - copied), bytes, (size_t)copied);
    }
}

/* How many of the bytes the value needs: those above only repeat its sign, which needs a bit unless 'is_unsigned'. */
static Py_ssize_t needed(const unsigned char *bytes, Py_ssize_t length, int negative, int is_unsigned)
{
    unsigned char filler = negative ? 0xff : 0;

    while (length > 1 && bytes[length - 1] == filler
           && (((bytes[length - 2] ^ filler) & 0x80) == 0 || (is_unsigned && !negative)))
        length--;
    return length;
}

static Py_ssize_t small_as_bytes(long long value, void *buffer, Py_ssize_t n_bytes, int flags)
{
    unsigned char bytes[sizeof(value) + 1];
    unsigned long long rest = (unsigned long long)value;
    size_t i;

    for (i = 0; i < sizeof(value); i++, rest >>= 8)
        bytes[i] = (unsigned char)rest;
    bytes[sizeof(value)] = value < 0 ? 0xff : 0;
    if (n_bytes > 0)
        deliver((unsigned char *)buffer, n_bytes, bytes, sizeof(bytes), value < 0, is_little_endian(flags));
    return needed(bytes, sizeof(bytes), value < 0, flags & HPy_ASNATIVEBYTES_UNSIGNED_BUFFER);
}

/* Call a method of int itself, whatever a subclass has, with signed=True or False. 'args' is given up; NULL: its making
 * has failed. */
static PyObject *call_of_int(const char *name, PyObject *args, int is_signed)
{
    PyObject *method = args == NULL ? NULL : PyObject_GetAttrString((PyObject *)&PyLong_Type, name);
    PyObject *keywords = method == NULL ? NULL : Py_BuildValue("{sO}", "signed", is_signed ? Py_True : Py_False);
    PyObject *result = keywords == NULL ? NULL : PyObject_Call(method, args, keywords);

    Py_XDECREF(keywords);
    Py_XDECREF(args);
    Py_XDECREF(method);
    return result;
}

/* Bytes enough for the value and its sign; -1 with an exception. */
static Py_ssize_t enough_bytes(PyObject *py_long)
{
    Py_ssize_t bits = -1;
    PyObject *method = PyObject_GetAttrString((PyObject *)&PyLong_Type, "bit_length");
    PyObject *length = method == NULL ? NULL : PyObject_CallOneArg(method, py_long);

    if (length != NULL)
        bits = PyLong_AsSsize_t(length);
    Py_XDECREF(length);
    Py_XDECREF(method);
    return bits < 0 ? -1 : bits / 8 + 1;
}

static Py_ssize_t large_as_bytes(PyObject *py_long, int negative, void *buffer, Py_ssize_t n_bytes, int flags)
{
    Py_ssize_t length = enough_bytes(py_long), result;
    PyObject *py_bytes;
    const unsigned char *bytes;

    if (length < 0)
        return -1;
    py_bytes = call_of_int("to_bytes", Py_BuildValue("(O, n, s)", py_long, length, "little"), 1);
    if (py_bytes == NULL)
        return -1;
    bytes = (const unsigned char *)PyBytes_AS_STRING(py_bytes);
    if (n_bytes > 0)
        deliver((unsigned char *)buffer, n_bytes, bytes, length, negative, is_little_endian(flags));
    result = needed(bytes, length, negative, flags & HPy_ASNATIVEBYTES_UNSIGNED_BUFFER);
    Py_DECREF(py_bytes);
    return result;
}

/* The same for an int. */
static Py_ssize_t as_bytes(PyObject *py_long, void *buffer, Py_ssize_t n_bytes, int flags)
{
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(py_long, &overflow);
    int negative = overflow != 0 ? overflow < 0 : value < 0;

    if (negative && flags != HPy_ASNATIVEBYTES_DEFAULTS && (flags & HPy_ASNATIVEBYTES_REJECT_NEGATIVE)) {
        PyErr_SetString(PyExc_ValueError, "Cannot convert negative int");
        return -1;
    }
    return overflow != 0 ? large_as_bytes(py_long, negative, buffer, n_bytes, flags)
                         : small_as_bytes(value, buffer, n_bytes, flags);
}

Py_ssize_t hpy_long_as_native_bytes(PyObject *py_long, void *buffer, Py_ssize_t n_bytes, int flags)
{
    PyObject *index;
    Py_ssize_t result;

    if (py_long == NULL || n_bytes < 0) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (PyLong_Check(py_long))
        return as_bytes(py_long, buffer, n_bytes, flags);
    if (flags == HPy_ASNATIVEBYTES_DEFAULTS || !(flags & HPy_ASNATIVEBYTES_ALLOW_INDEX)) {
        PyErr_Format(PyExc_TypeError, "expect int, got %.200s", Py_TYPE(py_long)->tp_name);
        return -1;
    }
    index = PyNumber_Index(py_long);
    if (index == NULL)
        return -1;
    result = as_bytes(index, buffer, n_bytes, flags);
    Py_DECREF(index);
    return result;
}

/* ---- bytes to ints ---- */

/* At most 8 bytes, which fit an integer of C's. */
static PyObject *from_few_bytes(const unsigned char *bytes, size_t n_bytes, int little_endian, int is_signed)
{
    unsigned long long value = 0;
    size_t i;

    for (i = 0; i < n_bytes; i++)
        value = value << 8 | bytes[little_endian ? n_bytes - 1 - i : i];
    if (!is_signed)
        return PyLong_FromUnsignedLongLong(value);
    if (n_bytes > 0 && n_bytes < sizeof(value) && value >> (8 * n_bytes - 1))
        value |= ~0ULL << 8 * n_bytes;
    return PyLong_FromLongLong((long long)value);
}

static PyObject *from_bytes(const void *buffer, size_t n_bytes, int little_endian, int is_signed)
{
    const char *order = little_endian ? "little" : "big";

    if (buffer == NULL || n_bytes > PY_SSIZE_T_MAX) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (n_bytes <= sizeof(long long))
        return from_few_bytes((const unsigned char *)buffer, n_bytes, little_endian, is_signed);
    return call_of_int("from_bytes", Py_BuildValue("(y#s)", buffer, (Py_ssize_t)n_bytes, order), is_signed);
}

PyObject *hpy_long_from_native_bytes(const void *buffer, size_t n_bytes, int flags)
{
    int is_unsigned = flags != HPy_ASNATIVEBYTES_DEFAULTS && (flags & HPy_ASNATIVEBYTES_UNSIGNED_BUFFER);

    return from_bytes(buffer, n_bytes, is_little_endian(flags), !is_unsigned);
}

PyObject *hpy_long_from_unsigned_native_bytes(const void *buffer, size_t n_bytes, int flags)
{
    return from_bytes(buffer, n_bytes, is_little_endian(flags), 0);
}

#endif
