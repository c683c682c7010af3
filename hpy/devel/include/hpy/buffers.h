/* Buffers: the flags of HPy_GetBuffer, and helpers that fill, read and copy views. What they do needs nothing of the host,
 * so all but two are there in every minor version of the ABI; the sources of the longer ones are in
 * src/runtime/buffers.c. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_BUFFERS_H
#define HPY_BUFFERS_H

/* == Buffers == */

/* The numbers are those of CPython's stable ABI. */

/** Contiguous bytes: without format, shape and strides. The whole of ``len`` is at ``buf``. */
#define HPyBUF_SIMPLE 0
/** The memory must be one that may be written to. To be added to others. */
#define HPyBUF_WRITABLE 0x001
/** Another spelling of ``HPyBUF_WRITABLE``. */
#define HPyBUF_WRITEABLE HPyBUF_WRITABLE
/** Fill ``format``, in the words of the module ``struct``; without, it is ``NULL``, for bytes. To be added to others. */
#define HPyBUF_FORMAT 0x004
/** Fill ``shape``. */
#define HPyBUF_ND 0x008
/** Fill ``shape`` and ``strides``. */
#define HPyBUF_STRIDES (0x010 | HPyBUF_ND)
/** The memory must be contiguous, with the last index the quickest. */
#define HPyBUF_C_CONTIGUOUS (0x020 | HPyBUF_STRIDES)
/** The memory must be contiguous, with the first index the quickest. */
#define HPyBUF_F_CONTIGUOUS (0x040 | HPyBUF_STRIDES)
/** The memory must be contiguous in one of the two ways. */
#define HPyBUF_ANY_CONTIGUOUS (0x080 | HPyBUF_STRIDES)
/** Fill ``shape``, ``strides`` and, where items are behind pointers, ``suboffsets``. */
#define HPyBUF_INDIRECT (0x100 | HPyBUF_STRIDES)
/** An array without gaps, to be written to. */
#define HPyBUF_CONTIG (HPyBUF_ND | HPyBUF_WRITABLE)
/** An array without gaps. */
#define HPyBUF_CONTIG_RO HPyBUF_ND
/** An array with strides, to be written to. */
#define HPyBUF_STRIDED (HPyBUF_STRIDES | HPyBUF_WRITABLE)
/** An array with strides. */
#define HPyBUF_STRIDED_RO HPyBUF_STRIDES
/** An array with strides and a format, to be written to. */
#define HPyBUF_RECORDS (HPyBUF_STRIDES | HPyBUF_WRITABLE | HPyBUF_FORMAT)
/** An array with strides and a format. */
#define HPyBUF_RECORDS_RO (HPyBUF_STRIDES | HPyBUF_FORMAT)
/** All that there can be, to be written to. */
#define HPyBUF_FULL (HPyBUF_INDIRECT | HPyBUF_WRITABLE | HPyBUF_FORMAT)
/** All that there can be. */
#define HPyBUF_FULL_RO (HPyBUF_INDIRECT | HPyBUF_FORMAT)
/** Of a ``memoryview`` that is made: for reading. No flag of ``HPy_GetBuffer``. */
#define HPyBUF_READ 0x100
/** Of a ``memoryview`` that is made: for writing as well. No flag of ``HPy_GetBuffer``. */
#define HPyBUF_WRITE 0x200
/** The most dimensions that a view has. */
#define HPyBUF_MAX_NDIM 64

/**
 * Fill ``view`` with ``len`` bytes at ``buf``, as ``flags`` ask: all that ``HPy_bf_getbuffer`` has to do for plain bytes.
 *
 * ``owner``, usually ``self``, stays the caller's; ``view->obj`` is a duplicate of it. It may be ``HPy_NULL`` for a view
 * that no object owns. 0, or -1 with ``view->obj`` set to ``HPy_NULL``: ``BufferError`` where the memory is ``readonly``
 * and asked for to be written to, ``SystemError`` for ``HPyBUF_READ`` or ``HPyBUF_WRITE``. ``shape`` and ``strides`` point
 * into the view itself.
 *
 * CPython: ``PyBuffer_FillInfo``.
 */
HPyAPI_INLINE_HELPER int HPyBuffer_FillInfo(HPyContext *ctx, HPy_buffer *view, HPy owner, void *buf, HPy_ssize_t len,
                                            int readonly, int flags)
{
    view->obj = HPy_NULL;
    if (flags == HPyBUF_READ || flags == HPyBUF_WRITE) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "HPyBuffer_FillInfo: HPyBUF_READ and HPyBUF_WRITE ask for nothing");
        return -1;
    }
    if (readonly && (flags & HPyBUF_WRITABLE) != 0) {
        HPyErr_SetString(ctx, ctx->h_BufferError, "Object is not writable.");
        return -1;
    }
    view->buf = buf;
    view->len = len;
    view->itemsize = 1;
    view->readonly = readonly != 0;
    view->ndim = 1;
    view->format = (flags & HPyBUF_FORMAT) != 0 ? _HPY_BITS(char *, _HPY_BITS(intptr_t, "B")) : NULL;
    view->shape = (flags & HPyBUF_ND) != 0 ? &view->len : NULL;
    view->strides = (flags & HPyBUF_STRIDES) == HPyBUF_STRIDES ? &view->itemsize : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    view->obj = HPy_Dup(ctx, owner);
    return 0;
}

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Whether the memory of a view has no gaps, in the order ``'C'``, ``'F'``, or ``'A'`` for one of them: 1 or 0.
 *
 * Never fails. CPython: ``PyBuffer_IsContiguous``.
 */
HPyAPI_HELPER int HPyBuffer_IsContiguous(HPyContext *ctx, const HPy_buffer *view, char order);

/**
 * The address of the item with these indices, of which there is one for each dimension. They are not checked.
 *
 * Never fails. CPython: ``PyBuffer_GetPointer``.
 */
HPyAPI_HELPER void *HPyBuffer_GetPointer(HPyContext *ctx, const HPy_buffer *view, const HPy_ssize_t *indices);

/**
 * Fill ``strides`` for an array of this shape without gaps; the order ``'F'`` is Fortran's, any other C's.
 *
 * Never fails. CPython: ``PyBuffer_FillContiguousStrides``.
 */
HPyAPI_HELPER void HPyBuffer_FillContiguousStrides(HPyContext *ctx, int ndim, const HPy_ssize_t *shape,
                                                   HPy_ssize_t *strides, HPy_ssize_t itemsize, char order);

/**
 * Size of an item with this format, in the words of the module ``struct``, whose ``calcsize`` is asked.
 *
 * -1 with ``struct.error`` for a format that is none. CPython: ``PyBuffer_SizeFromFormat``.
 */
HPyAPI_HELPER HPy_ssize_t HPyBuffer_SizeFromFormat(HPyContext *ctx, const char *format);

/**
 * Copy the items of a view to ``len`` bytes at ``buf``, which is the view's own ``len``, in the order ``'C'`` or ``'F'``.
 *
 * With ``'A'`` they are in the order of the view where that is contiguous, else in C's. 0, or -1 with ``ValueError`` for
 * another length or order, or too many dimensions. CPython: ``PyBuffer_ToContiguous``.
 */
HPyAPI_HELPER int HPyBuffer_ToContiguous(HPyContext *ctx, void *buf, const HPy_buffer *view, HPy_ssize_t len,
                                         char order);

/**
 * Copy ``len`` bytes at ``buf``, at most as many as the view has, to the items of a view; the order is that of ``buf``.
 *
 * ``'A'`` is taken for the order of the view where that is contiguous, else for C's. 0, or -1 with ``BufferError`` for a
 * view for reading, ``ValueError`` for another order or too many dimensions. CPython: ``PyBuffer_FromContiguous``.
 */
HPyAPI_HELPER int HPyBuffer_FromContiguous(HPyContext *ctx, const HPy_buffer *view, const void *buf, HPy_ssize_t len,
                                           char order);

/**
 * Copy the content of ``src`` over that of ``dest``, item by item in C's order; both are objects with buffers.
 *
 * Formats are not compared. 0, or -1 with ``TypeError`` where one has no buffer, ``BufferError`` where ``dest`` cannot be
 * written to or is smaller. CPython: ``PyObject_CopyData``.
 */
HPyAPI_HELPER _HPY_SINCE_2("HPy_CopyData") int HPy_CopyData(HPyContext *ctx, HPy dest, HPy src);

#ifdef __cplusplus
}
#endif

/** 1 if ``obj`` is a ``memoryview``, else 0. Never fails. CPython: ``PyMemoryView_Check``. */
HPyAPI_INLINE_HELPER int HPyMemoryView_Check(HPyContext *ctx, HPy obj)
{
    return _HPy_IsFinal(ctx, obj, ctx->h_MemoryViewType);
}

/* == Bytearrays == */

#if HPY_ABI_MINOR >= 2

/** 1 if ``obj`` is a ``bytearray`` or of a subtype, else 0. Never fails. CPython: ``PyByteArray_Check``. */
HPyAPI_INLINE_HELPER int HPyByteArray_Check(HPyContext *ctx, HPy obj)
{
    return HPy_TypeCheck(ctx, obj, ctx->h_ByteArrayType);
}

/**
 * New ``bytearray`` from any object with a buffer; as ``bytearray(obj)``, which takes other objects as well.
 *
 * ``HPy_NULL`` with an exception set on failure. CPython: ``PyByteArray_FromObject``.
 */
HPyAPI_INLINE_HELPER HPy HPyByteArray_FromObject(HPyContext *ctx, HPy obj)
{
    return HPy_Call(ctx, ctx->h_ByteArrayType, &obj, 1, HPy_NULL);
}

#else
_HPY_SINCE_2("HPyByteArray_Check") int HPyByteArray_Check(HPyContext *ctx, HPy obj);
_HPY_SINCE_2("HPyByteArray_FromObject") HPy HPyByteArray_FromObject(HPyContext *ctx, HPy obj);
#endif

#endif /* HPY_BUFFERS_H */
