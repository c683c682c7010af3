/* The keys of a document: objects in an array mostly have the same ones, and are given the same str. Plain C, but for
 * KEY, the type of a reference to a str, which the file that includes this one defines.
 *
 * Keys are found by their text in the document, which outlives the table. A key has few places where it can be; if
 * these are taken, and the table is not to grow any more, another key is forgotten: so no document can make it slow. */
#ifndef JSON_KEYS_H
#define JSON_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_SMALL 32
#define KEYS_MOST 8192
#define KEYS_PLACES 4

typedef struct {
    const unsigned char *text;  /* in the document; NULL for an empty place */
    size_t size;                /* in bytes */
    uint64_t hash;
    KEY key;
} KeyPlace;

typedef struct {
    KeyPlace *places;  /* 'small', from malloc, or NULL before the first key */
    size_t capacity;   /* a power of two */
    size_t count;
    KeyPlace small[KEYS_SMALL];
} Keys;

static uint64_t hash_of_text(const unsigned char *text, size_t size)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t hash = size * odd, word = 0;

    for (; size >= 8; size -= 8, text += 8) {
        memcpy(&word, text, 8);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    for (word = 0; size > 0; size--)
        word = word << 8 | *text++;
    hash = (hash ^ word) * odd;
    return hash ^ hash >> 32;
}

/* The place of this text, or an empty one, or NULL if all are taken. */
static inline KeyPlace *keys_look(KeyPlace *places, size_t capacity, const unsigned char *text, size_t size,
                                  uint64_t hash)
{
    size_t i;

    for (i = 0; i < KEYS_PLACES; i++) {
        KeyPlace *place = &places[(hash + i) & (capacity - 1)];
        if (place->text == NULL)
            return place;
        if (place->hash == hash && place->size == size && memcmp(place->text, text, size) == 0)
            return place;
    }
    return NULL;
}

/* A table four times as large. Keys that find no place there keep their old table in use: it does not grow then. */
static void keys_grow(Keys *keys)
{
    size_t capacity = keys->capacity * 4, i;
    KeyPlace *places = (KeyPlace *)calloc(capacity, sizeof(KeyPlace)), *place;

    for (i = 0; places != NULL && i < keys->capacity; i++) {
        KeyPlace *old = &keys->places[i];
        if (old->text == NULL)
            continue;
        place = keys_look(places, capacity, old->text, old->size, old->hash);
        if (place == NULL) {
            free(places);
            return;
        }
        *place = *old;
    }
    if (places == NULL)
        return;
    if (keys->places != keys->small)
        free(keys->places);
    keys->places = places;
    keys->capacity = capacity;
}

/* 1 with the place of the key, or 0 with one for keys_put(): it is empty, or has another key, to be closed before. */
static inline int keys_find(Keys *keys, const unsigned char *text, size_t size, uint64_t hash, KeyPlace **place)
{
    if (keys->places == NULL) {
        memset(keys->small, 0, sizeof(keys->small));
        keys->places = keys->small;
        keys->capacity = KEYS_SMALL;
    }
    *place = keys_look(keys->places, keys->capacity, text, size, hash);
    if (*place != NULL && (*place)->text != NULL)
        return 1;
    if ((*place == NULL || keys->count > keys->capacity / 2) && keys->capacity < KEYS_MOST) {
        keys_grow(keys);
        *place = keys_look(keys->places, keys->capacity, text, size, hash);
    }
    if (*place == NULL)
        *place = &keys->places[hash & (keys->capacity - 1)];
    return 0;
}

/* Take over the reference 'key'. */
static inline void keys_put(Keys *keys, KeyPlace *place, const unsigned char *text, size_t size, uint64_t hash, KEY key)
{
    keys->count += place->text == NULL;
    place->text = text;
    place->size = size;
    place->hash = hash;
    place->key = key;
}

#endif
