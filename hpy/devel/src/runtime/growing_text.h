/* The text that format.c puts together: UTF-8, in which surrogates stand for themselves. Functions that may fail return 0,
 * or -1 with an exception set. */
#ifndef HPY_RUNTIME_GROWING_TEXT_H
#define HPY_RUNTIME_GROWING_TEXT_H

#include "runtime.h"

typedef struct {
    HPyContext *ctx;
    char *data; /* 'inline_data' until that is too small */
    size_t size, capacity;
    bool ascii;
    char inline_data[240];
} Text;

static void text_open(Text *text, HPyContext *ctx)
{
    text->ctx = ctx;
    text->data = text->inline_data;
    text->size = 0;
    text->capacity = sizeof(text->inline_data);
    text->ascii = true;
}

static void text_close(Text *text)
{
    if (text->data != text->inline_data)
        free(text->data);
}

/* Make room for 'more' bytes. */
static int reserve(Text *text, size_t more)
{
    char *old = text->data == text->inline_data ? NULL : text->data;
    size_t capacity;
    char *data = NULL;

    if (more <= text->capacity - text->size)
        return 0;
    if (more <= (size_t)HPY_SSIZE_T_MAX - text->size) {
        capacity = text->size + more;
        if (capacity < (size_t)HPY_SSIZE_T_MAX / 2)
            capacity += capacity / 2;
        data = (char *)realloc(old, capacity);
    }
    if (data == NULL) {
        HPyErr_NoMemory(text->ctx);
        return -1;
    }
    if (old == NULL)
        memcpy(data, text->inline_data, text->size);
    text->data = data;
    text->capacity = capacity;
    return 0;
}

static int add_bytes(Text *text, const char *bytes, size_t size)
{
    if (reserve(text, size) < 0)
        return -1;
    memcpy(text->data + text->size, bytes, size);
    text->size += size;
    return 0;
}

static int add_fill(Text *text, char fill, HPy_ssize_t count)
{
    if (count <= 0)
        return 0;
    if (reserve(text, (size_t)count) < 0)
        return -1;
    memset(text->data + text->size, fill, (size_t)count);
    text->size += (size_t)count;
    return 0;
}

static int add_code_point(Text *text, HPy_UCS4 c)
{
    char bytes[4];
    size_t size = 0;

    if (c < 0x80) {
        bytes[size++] = (char)c;
    } else {
        text->ascii = false;
        if (c < 0x800) {
            bytes[size++] = (char)(0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                bytes[size++] = (char)(0xE0 | c >> 12);
            } else {
                bytes[size++] = (char)(0xF0 | c >> 18);
                bytes[size++] = (char)(0x80 | (c >> 12 & 0x3F));
            }
            bytes[size++] = (char)(0x80 | (c >> 6 & 0x3F));
        }
        bytes[size++] = (char)(0x80 | (c & 0x3F));
    }
    return add_bytes(text, bytes, size);
}

/* A new str with the whole text. */
static HPy text_result(Text *text)
{
    HPyContext *ctx = text->ctx;
    HPy h_bytes, h_result;

    if (text->ascii)
        return HPyUnicode_DecodeASCII(ctx, text->data, (HPy_ssize_t)text->size, NULL);
    h_bytes = HPyBytes_FromStringAndSize(ctx, text->data, (HPy_ssize_t)text->size);
    if (HPy_IsNull(h_bytes))
        return HPy_NULL;
    h_result = HPyUnicode_FromEncodedObject(ctx, h_bytes, "utf-8", "surrogatepass");
    HPy_Close(ctx, h_bytes);
    return h_result;
}

#endif /* HPY_RUNTIME_GROWING_TEXT_H */
