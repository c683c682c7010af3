/* A growing text in plain C. Its characters have 1, 2 or 4 bytes, as many as the largest so far needs: the kinds that
 * a str can be read and made by. The reader collects text with escapes in it, the writer the whole document. */
#ifndef JSON_BUFFER_H
#define JSON_BUFFER_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_SMALL 1024  /* bytes that need no memory of their own */

typedef struct {
    unsigned char *data;  /* 'small', or from malloc */
    size_t length;        /* in characters */
    size_t capacity;      /* in characters */
    int kind;             /* bytes of a character */
    uint32_t seen;        /* the bits of all characters: none is larger */
    uint32_t small[BUFFER_SMALL / 4];
} Buffer;

static inline void buffer_begin(Buffer *buffer)
{
    buffer->data = (unsigned char *)buffer->small;
    buffer->length = 0;
    buffer->capacity = BUFFER_SMALL;
    buffer->kind = 1;
    buffer->seen = 0;
}

static inline void buffer_end(Buffer *buffer)
{
    if (buffer->data != (unsigned char *)buffer->small)
        free(buffer->data);
}

/* What the largest character can be, in the steps in which a str wants to know it. */
static inline uint32_t largest(uint32_t seen)
{
    return seen < 0x80 ? 0x7f : seen < 0x100 ? 0xff : seen < 0x10000 ? 0xffff : 0x10ffff;
}

static inline int kind_for(uint32_t seen)
{
    return seen < 0x100 ? 1 : seen < 0x10000 ? 2 : 4;
}

#define COPY(TO, FROM) \
    do { \
        for (i = 0; i < count; i++) \
            ((TO *)to)[i] = (TO)((const FROM *)from)[i]; \
    } while (0)

/* Copy characters from one kind to another in which they fit. */
static inline void copy_characters(void *to, int to_kind, const void *from, int from_kind, size_t count)
{
    size_t i;

    if (to_kind == from_kind)
        memcpy(to, from, count * (size_t)to_kind);
    else if (to_kind == 1 && from_kind == 2)
        COPY(uint8_t, uint16_t);
    else if (to_kind == 1)
        COPY(uint8_t, uint32_t);
    else if (to_kind == 2 && from_kind == 1)
        COPY(uint16_t, uint8_t);
    else if (to_kind == 2)
        COPY(uint16_t, uint32_t);
    else if (from_kind == 1)
        COPY(uint32_t, uint8_t);
    else
        COPY(uint32_t, uint16_t);
}

#undef COPY

/* Move the content into memory for 'capacity' characters of the kind: 0, or -1 when there is no memory. */
static int buffer_move(Buffer *buffer, size_t capacity, int kind)
{
    unsigned char *data = capacity <= PTRDIFF_MAX / 4 ? (unsigned char *)malloc(capacity * (size_t)kind) : NULL;

    if (data == NULL)
        return -1;
    copy_characters(data, kind, buffer->data, buffer->kind, buffer->length);
    buffer_end(buffer);
    buffer->data = data;
    buffer->capacity = capacity;
    buffer->kind = kind;
    return 0;
}

/* The memory grows by half at least, so that each character is moved a few times at most. */
static int buffer_grow(Buffer *buffer, size_t more)
{
    size_t capacity = buffer->length + more, usual = buffer->capacity + buffer->capacity / 2;
    unsigned char *data;

    if (more > PTRDIFF_MAX / 4)
        return -1;
    if (capacity < usual)
        capacity = usual;
    if (buffer->data == (unsigned char *)buffer->small || capacity > PTRDIFF_MAX / 4)
        return buffer_move(buffer, capacity, buffer->kind);
    data = (unsigned char *)realloc(buffer->data, capacity * (size_t)buffer->kind);
    if (data == NULL)
        return -1;
    buffer->data = data;
    buffer->capacity = capacity;
    return 0;
}

/* Have space for that many characters more: 0, or -1 when there is no memory. */
static inline int buffer_reserve(Buffer *buffer, size_t more)
{
    return buffer->capacity - buffer->length >= more ? 0 : buffer_grow(buffer, more);
}

/* The same for characters of which these are the bits: the kind becomes what they need. */
static inline int buffer_reserve_for(Buffer *buffer, size_t more, uint32_t seen)
{
    buffer->seen |= seen;
    if (buffer->kind < kind_for(seen) && buffer_move(buffer, buffer->capacity, kind_for(seen)) < 0)
        return -1;
    return buffer_reserve(buffer, more);
}

static inline unsigned char *buffer_end_of(const Buffer *buffer)
{
    return buffer->data + buffer->length * (size_t)buffer->kind;
}

/* Add an ASCII character, for which there is space. */
static inline void buffer_put(Buffer *buffer, char character)
{
    if (buffer->kind == 1)
        buffer->data[buffer->length] = (unsigned char)character;
    else if (buffer->kind == 2)
        ((uint16_t *)(void *)buffer->data)[buffer->length] = (uint16_t)character;
    else
        ((uint32_t *)(void *)buffer->data)[buffer->length] = (uint32_t)character;
    buffer->length++;
}

/* Add characters of any kind, of which these are the bits. */
static int buffer_add(Buffer *buffer, const void *from, int kind, size_t count, uint32_t seen)
{
    if (buffer_reserve_for(buffer, count, seen) < 0)
        return -1;
    copy_characters(buffer_end_of(buffer), buffer->kind, from, kind, count);
    buffer->length += count;
    return 0;
}

/* Add some ASCII characters, which begin a block of bytes that can be read: with a constant size of the block a few
 * moves do it. */
static inline int buffer_add_padded(Buffer *buffer, const char *ascii, size_t length, size_t block)
{
    if (buffer->kind != 1 || buffer->capacity - buffer->length < block)
        return buffer_add(buffer, ascii, 1, length, 0x7f);
    memcpy(buffer->data + buffer->length, ascii, block);
    buffer->length += length;
    return 0;
}

static inline int buffer_add_character(Buffer *buffer, uint32_t character)
{
    return buffer_add(buffer, &character, 4, 1, character);
}

static inline int buffer_add_ascii(Buffer *buffer, const char *ascii, size_t count)
{
    return buffer_add(buffer, ascii, 1, count, 0x7f);
}

#endif
