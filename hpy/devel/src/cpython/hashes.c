/* ctx_GenericHash, ctx_HashBytes: hashes of identity and of memory. */
#include "host.h"

HPy_hash_t ctx_GenericHash(HPyContext *ctx, HPy self)
{
    (void)ctx;
    return PyBaseObject_Type.tp_hash(_h2py(self));
}

HPy_hash_t ctx_HashBytes(HPyContext *ctx, const void *data, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError, "HPy_HashBytes: negative size");
        return -1;
    }
    return Py_HashBuffer(data, size);
}
