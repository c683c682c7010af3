/* ctx_MemoryView_* and ctx_ByteArray_*: arguments that CPython's functions take as right are looked at first. */
#include <stddef.h>

#include "host.h"

#define SAME_PLACE(field) (offsetof(HPy_buffer, field) == offsetof(Py_buffer, field))
_Static_assert(sizeof(HPy_buffer) == sizeof(Py_buffer) && SAME_PLACE(buf) && SAME_PLACE(obj) && SAME_PLACE(len)
               && SAME_PLACE(itemsize) && SAME_PLACE(readonly) && SAME_PLACE(ndim) && SAME_PLACE(format)
               && SAME_PLACE(shape) && SAME_PLACE(strides) && SAME_PLACE(suboffsets) && SAME_PLACE(internal),
               "HPy_buffer is Py_buffer");

/* Whether it is one of the two flags that say what a memoryview is for; if not, SystemError. */
static int says_what_for(const char *function, int flags)
{
    if (flags == PyBUF_READ || flags == PyBUF_WRITE)
        return 1;
    PyErr_Format(PyExc_SystemError, "%s wants HPyBUF_READ or HPyBUF_WRITE, not the flags 0x%x", function,
                 (unsigned)flags);
    return 0;
}

HPy ctx_MemoryView_FromMemory(HPyContext *ctx, char *mem, HPy_ssize_t size, int flags)
{
    static char nothing[1]; /* debug builds of CPython want an address of no bytes, too */
    (void)ctx;
    if (!says_what_for("HPyMemoryView_FromMemory", flags))
        return HPy_NULL;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyMemoryView_FromMemory"));
    return _py2h(PyMemoryView_FromMemory(mem != NULL ? mem : nothing, size, flags));
}

HPy ctx_MemoryView_FromBuffer(HPyContext *ctx, const HPy_buffer *view)
{
    Py_buffer copy;

    (void)ctx;
    memcpy(&copy, view, sizeof(copy)); /* shape and strides may point into the original, which is there */
    copy.obj = NULL;
    return _py2h(PyMemoryView_FromBuffer(&copy));
}

HPy ctx_MemoryView_GetContiguous(HPyContext *ctx, HPy obj, int buffertype, char order)
{
    (void)ctx;
    if (!says_what_for("HPyMemoryView_GetContiguous", buffertype))
        return HPy_NULL;
    if (order != 'C' && order != 'F' && order != 'A') {
        PyErr_SetString(PyExc_ValueError, "order must be 'C', 'F' or 'A'");
        return HPy_NULL;
    }
    return _py2h(PyMemoryView_GetContiguous(_h2py(obj), buffertype, order));
}

int ctx_ByteArray_Resize(HPyContext *ctx, HPy bytearray, HPy_ssize_t size)
{
    (void)ctx;
    if (!PyByteArray_Check(_h2py(bytearray))) {
        hpy_wrong_type("HPyByteArray_Resize", "a bytearray", _h2py(bytearray));
        return -1;
    }
    if (size < 0) {
        PyErr_Format(PyExc_ValueError, "Can only resize to positive sizes, got %zd", size);
        return -1;
    }
    return PyByteArray_Resize(_h2py(bytearray), size);
}
