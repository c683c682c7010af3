/* The CPython bodies of api/buffers.h that are worth inlining. HPy_buffer is Py_buffer with a handle in the place of the
 * object, and a handle is the object's pointer: so CPython fills, reads and ends the caller's own struct. */
#ifndef HPY_CPYTHON_INLINE_BUFFERS_H
#define HPY_CPYTHON_INLINE_BUFFERS_H

HPyAPI_FUNC Py_buffer *_h2py_view(HPy_buffer *view)
{
    return _HPY_BITS(Py_buffer *, _HPY_BITS(void *, view));
}

/* Not every object says that it gave nothing. The two flags mean something else here; before CPython 3.13 they went
 * through. */
HPyAPI_FUNC int ctx_GetBuffer(HPyContext *ctx, HPy obj, HPy_buffer *view, int flags)
{
    (void)ctx;
    view->obj = HPy_NULL;
    if (flags == PyBUF_READ || flags == PyBUF_WRITE) {
        PyErr_BadInternalCall();
        return -1;
    }
    return PyObject_GetBuffer(_h2py(obj), _h2py_view(view), flags);
}

HPyAPI_FUNC void ctx_Buffer_Release(HPyContext *ctx, HPy_buffer *view)
{
    (void)ctx;
    PyBuffer_Release(_h2py_view(view));
}

HPyAPI_FUNC HPy_ssize_t ctx_ByteArray_Size(HPyContext *ctx, HPy bytearray)
{
    (void)ctx;
    if (!PyByteArray_Check(_h2py(bytearray))) {
        hpy_wrong_type("HPyByteArray_Size", "a bytearray", _h2py(bytearray));
        return -1;
    }
    return PyByteArray_Size(_h2py(bytearray));
}

#endif /* HPY_CPYTHON_INLINE_BUFFERS_H */
