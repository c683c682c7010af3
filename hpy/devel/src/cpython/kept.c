/* Blocks for good: the PyMethodDefs, PyGetSetDefs and PyMemberDefs of functions and descriptors that are made at run time,
 * and the texts in them.
 *
 * CPython keeps pointers to them for as long as the object lives, and looks into them when it ends, later than any hook
 * could free them. So they stay, and equal ones are one: there are as many as records with different contents.
 */
#include "host.h"
#include "threads.h"

#define N_BUCKETS 64 /* as many as six bits tell apart */

/* Added at the front of their bucket and never taken away, so readers need no lock. */
typedef struct Block {
    struct Block *next;
    size_t size;
    max_align_t content[];
} Block;

static Block *buckets[N_BUCKETS];

static Block **bucket_of(const void *content, size_t size)
{
    const char *next = (const char *)content;
    uint64_t hash = size, word;

    for (; size >= sizeof(word); next += sizeof(word), size -= sizeof(word)) {
        memcpy(&word, next, sizeof(word));
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    }
    word = 0;
    memcpy(&word, next, size);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return &buckets[hash >> 58];
}

static const Block *find(const Block *block, const void *content, size_t size)
{
    while (block != NULL && (block->size != size || memcmp(block->content, content, size) != 0))
        block = block->next;
    return block;
}

const void *hpy_keep(const void *content, size_t size)
{
    Block **bucket = bucket_of(content, size);
    const Block *known = find(HPY_ATOMIC_LOAD(bucket), content, size);
    Block *fresh;

    if (known != NULL)
        return known->content;
    fresh = (Block *)malloc(sizeof(Block) + size);
    if (fresh == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    fresh->size = size;
    memcpy(fresh->content, content, size);
    do { /* two threads may add equal ones, which harms nobody */
        fresh->next = HPY_ATOMIC_LOAD(bucket);
    } while (!HPY_ATOMIC_SWAP(bucket, fresh->next, fresh));
    return fresh->content;
}

const char *hpy_keep_text(const char *text)
{
    return (const char *)hpy_keep(text, strlen(text) + 1);
}
