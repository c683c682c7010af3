/* ctx_GenericHash, ctx_HashBytes: hashes of identity and of memory. */
#include "host.h"

HPy_hash_t ctx_GenericHash(HPyContext *ctx, HPy self)
{
    (void)ctx;
    return PyBaseObject_Type.tp_hash(_h2py(self));
}

#if PY_VERSION_HEX < 0x030E0000 /* CPython 3.14 has Py_HashBuffer */

/* From this size on a view of the memory is cheaper than a copy. */
#define LARGE 1024

/* That of an object with the bytes, which is given up. */
static Py_hash_t hash_and_release(PyObject *object)
{
    Py_hash_t hash = object == NULL ? -1 : PyObject_Hash(object);

    Py_XDECREF(object);
    return hash;
}

static Py_hash_t hash_buffer(const void *data, Py_ssize_t size)
{
    if (size < LARGE)
        return hash_and_release(PyBytes_FromStringAndSize((const char *)data, size));
    return hash_and_release(PyMemoryView_FromMemory((char *)(uintptr_t)data, size, PyBUF_READ));
}
#else
#  define hash_buffer Py_HashBuffer
#endif

HPy_hash_t ctx_HashBytes(HPyContext *ctx, const void *data, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError, "HPy_HashBytes: negative size");
        return -1;
    }
    return hash_buffer(data, size);
}
