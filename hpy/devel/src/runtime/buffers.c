/* HPyBuffer_*: what can be known of a view from its struct alone, copies between views and memory without gaps. */
#include "runtime.h"

/* ---- contiguity ---- */

static int is_c_contiguous(const HPy_buffer *view)
{
    HPy_ssize_t expected = view->itemsize;
    int i;

    if (view->len == 0 || view->strides == NULL)
        return 1;
    for (i = view->ndim - 1; i >= 0; i--) {
        if (view->shape[i] > 1 && view->strides[i] != expected)
            return 0;
        expected *= view->shape[i];
    }
    return 1;
}

/* Without strides the items are in C's order, which is Fortran's too as long as one index alone counts. */
static int has_one_index(const HPy_buffer *view)
{
    int i, n = 0;

    for (i = 0; i < view->ndim && view->shape != NULL; i++)
        n += view->shape[i] > 1;
    return n <= 1;
}

static int is_f_contiguous(const HPy_buffer *view)
{
    HPy_ssize_t expected = view->itemsize;
    int i;

    if (view->len == 0)
        return 1;
    if (view->strides == NULL)
        return has_one_index(view);
    for (i = 0; i < view->ndim; i++) {
        if (view->shape[i] > 1 && view->strides[i] != expected)
            return 0;
        expected *= view->shape[i];
    }
    return 1;
}

static int is_contiguous(const HPy_buffer *view, char order)
{
    if (view->suboffsets != NULL)
        return 0;
    return ((order == 'C' || order == 'A') && is_c_contiguous(view))
           || ((order == 'F' || order == 'A') && is_f_contiguous(view));
}

HPyAPI_HELPER int HPyBuffer_IsContiguous(HPyContext *ctx, const HPy_buffer *view, char order)
{
    (void)ctx;
    return is_contiguous(view, order);
}

HPyAPI_HELPER void HPyBuffer_FillContiguousStrides(HPyContext *ctx, int ndim, const HPy_ssize_t *shape,
                                                   HPy_ssize_t *strides, HPy_ssize_t itemsize, char order)
{
    HPy_ssize_t stride = itemsize;
    int i;

    (void)ctx;
    for (i = 0; i < ndim; i++) {
        int dim = order == 'F' ? i : ndim - 1 - i;
        strides[dim] = stride;
        stride *= shape[dim];
    }
}

/* ---- items ---- */

static char *plain_pointer(const HPy_buffer *view, const HPy_ssize_t *indices)
{
    HPy_ssize_t offset = 0;
    int i;

    for (i = 0; i < view->ndim; i++)
        offset = offset * (i > 0 ? view->shape[i] : 1) + indices[i];
    return _HPY_CAST(char *, view->buf) + offset * view->itemsize;
}

static char *item_pointer(const HPy_buffer *view, const HPy_ssize_t *indices)
{
    char *item = _HPY_CAST(char *, view->buf);
    int i;

    if (view->strides == NULL)
        return plain_pointer(view, indices);
    for (i = 0; i < view->ndim; i++) {
        item += view->strides[i] * indices[i];
        if (view->suboffsets != NULL && view->suboffsets[i] >= 0) {
            char *behind;
            memcpy(&behind, item, sizeof(behind));
            item = behind + view->suboffsets[i];
        }
    }
    return item;
}

HPyAPI_HELPER void *HPyBuffer_GetPointer(HPyContext *ctx, const HPy_buffer *view, const HPy_ssize_t *indices)
{
    (void)ctx;
    return item_pointer(view, indices);
}

/* The indices of the item that comes next in this order. */
static void advance(const HPy_buffer *view, HPy_ssize_t *indices, char order)
{
    int i;

    for (i = 0; i < view->ndim; i++) {
        int dim = order == 'F' ? i : view->ndim - 1 - i;
        if (++indices[dim] < view->shape[dim])
            return;
        indices[dim] = 0;
    }
}

/* Copy items between a view and memory without gaps, where they are in this order; 'len' bytes. */
static void copy_items(const HPy_buffer *view, char *flat, HPy_ssize_t len, char order, int into_view)
{
    HPy_ssize_t indices[HPyBUF_MAX_NDIM] = {0};
    size_t size = _HPY_CAST(size_t, view->itemsize);

    for (; view->itemsize > 0 && len >= view->itemsize; len -= view->itemsize, flat += view->itemsize) {
        char *item = item_pointer(view, indices);
        if (into_view)
            memcpy(item, flat, size);
        else
            memcpy(flat, item, size);
        advance(view, indices, order);
    }
}

/* 0 with ValueError for what copy_items() cannot do. */
static int can_copy(HPyContext *ctx, const HPy_buffer *view, char order)
{
    if (order != 'C' && order != 'F' && order != 'A') {
        HPyErr_SetString(ctx, ctx->h_ValueError, "order must be 'C', 'F' or 'A'");
        return 0;
    }
    if (view->ndim > HPyBUF_MAX_NDIM) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "a view has more than 64 dimensions");
        return 0;
    }
    return 1;
}

HPyAPI_HELPER int HPyBuffer_ToContiguous(HPyContext *ctx, void *buf, const HPy_buffer *view, HPy_ssize_t len,
                                         char order)
{
    if (!can_copy(ctx, view, order))
        return -1;
    if (len != view->len) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "HPyBuffer_ToContiguous: len != view->len");
        return -1;
    }
    if (is_contiguous(view, order))
        memmove(buf, view->buf, _HPY_CAST(size_t, len));
    else
        copy_items(view, _HPY_CAST(char *, buf), len, order, 0);
    return 0;
}

HPyAPI_HELPER int HPyBuffer_FromContiguous(HPyContext *ctx, const HPy_buffer *view, const void *buf, HPy_ssize_t len,
                                           char order)
{
    if (!can_copy(ctx, view, order))
        return -1;
    if (view->readonly) {
        HPyErr_SetString(ctx, ctx->h_BufferError, "HPyBuffer_FromContiguous: the view is for reading only");
        return -1;
    }
    if (len > view->len)
        len = view->len;
    if (len <= 0)
        return 0;
    if (is_contiguous(view, order))
        memmove(view->buf, buf, _HPY_CAST(size_t, len));
    else
        copy_items(view, (char *)buf, len, order, 1); /* which reads it only */
    return 0;
}

/* ---- with objects ---- */

HPyAPI_HELPER HPy_ssize_t HPyBuffer_SizeFromFormat(HPyContext *ctx, const char *format)
{
    HPy text = HPyUnicode_FromString(ctx, format);
    HPy size = HPy_IsNull(text) ? HPy_NULL : _HPy_CallInModule(ctx, "struct", "calcsize", &text, 1);
    HPy_ssize_t result = HPy_IsNull(size) ? -1 : HPyLong_AsSsize_t(ctx, size);

    HPy_Close(ctx, size);
    HPy_Close(ctx, text);
    return result;
}

#if HPY_ABI_MINOR >= 2

/* Where one of them has gaps, or the memory may overlap, by way of a copy. */
static int copy_by_way_of_copy(HPyContext *ctx, const HPy_buffer *dest, const HPy_buffer *src)
{
    void *copy = malloc(src->len > 0 ? _HPY_CAST(size_t, src->len) : 1);
    int result = -1;

    if (copy == NULL)
        HPyErr_NoMemory(ctx);
    else if (HPyBuffer_ToContiguous(ctx, copy, src, src->len, 'C') == 0)
        result = HPyBuffer_FromContiguous(ctx, dest, copy, src->len, 'C');
    free(copy);
    return result;
}

static int copy_view(HPyContext *ctx, const HPy_buffer *dest, const HPy_buffer *src)
{
    if (dest->len < src->len) {
        HPyErr_SetString(ctx, ctx->h_BufferError, "destination is too small to receive data from source");
        return -1;
    }
    if (is_contiguous(src, 'C') && is_contiguous(dest, 'C'))
        return HPyBuffer_FromContiguous(ctx, dest, src->buf, src->len, 'C');
    return copy_by_way_of_copy(ctx, dest, src);
}

HPyAPI_HELPER int HPy_CopyData(HPyContext *ctx, HPy dest, HPy src)
{
    HPy_buffer to, from;
    int result = -1;

    if (!HPyBuffer_Check(ctx, dest) || !HPyBuffer_Check(ctx, src)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "both destination and source must be bytes-like objects");
        return -1;
    }
    if (HPy_GetBuffer(ctx, dest, &to, HPyBUF_FULL) < 0)
        return -1;
    if (HPy_GetBuffer(ctx, src, &from, HPyBUF_FULL_RO) == 0) {
        result = copy_view(ctx, &to, &from);
        HPyBuffer_Release(ctx, &from);
    }
    HPyBuffer_Release(ctx, &to);
    return result;
}

#endif
