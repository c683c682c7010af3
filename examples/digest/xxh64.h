/* XXH64, a hash of 64 bits that is quick and not cryptographic, after its specification; plain C, for digest.c and
 * native.c alike.
 *
 * The input is read in stripes of 32 bytes, a quarter of each into one of four lanes; what is left at the end, less than
 * a stripe, goes in piece by piece.
 */
#ifndef XXH64_H
#define XXH64_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define XXH64_STRIPE 32
#define XXH64_SIZE 8 /* of the digest */

#define XXH64_PRIME_1 UINT64_C(0x9E3779B185EBCA87)
#define XXH64_PRIME_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define XXH64_PRIME_3 UINT64_C(0x165667B19E3779F9)
#define XXH64_PRIME_4 UINT64_C(0x85EBCA77C2B2AE63)
#define XXH64_PRIME_5 UINT64_C(0x27D4EB2F165667C5)

typedef struct {
    uint64_t lanes[4];
    uint64_t seed;
    uint64_t length; /* of the whole input so far */
    unsigned char rest[XXH64_STRIPE]; /* the input behind the last full stripe */
} Xxh64;

static inline uint64_t xxh64_rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

/* Numbers have their lowest byte first; compilers make one instruction of it where that is so in memory. */
static inline uint64_t xxh64_read4(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

static inline uint64_t xxh64_read8(const unsigned char *p)
{
    return xxh64_read4(p) | xxh64_read4(p + 4) << 32;
}

static inline uint64_t xxh64_round(uint64_t lane, uint64_t input)
{
    return xxh64_rotate(lane + input * XXH64_PRIME_2, 31) * XXH64_PRIME_1;
}

static inline void xxh64_begin(Xxh64 *h, uint64_t seed)
{
    h->lanes[0] = seed + XXH64_PRIME_1 + XXH64_PRIME_2;
    h->lanes[1] = seed + XXH64_PRIME_2;
    h->lanes[2] = seed;
    h->lanes[3] = seed - XXH64_PRIME_1;
    h->seed = seed;
    h->length = 0;
}

/* All full stripes of 'size' bytes; the address behind them. */
static inline const unsigned char *xxh64_stripes(Xxh64 *h, const unsigned char *p, size_t size)
{
    uint64_t a = h->lanes[0], b = h->lanes[1], c = h->lanes[2], d = h->lanes[3];

    for (; size >= XXH64_STRIPE; size -= XXH64_STRIPE, p += XXH64_STRIPE) {
        a = xxh64_round(a, xxh64_read8(p));
        b = xxh64_round(b, xxh64_read8(p + 8));
        c = xxh64_round(c, xxh64_read8(p + 16));
        d = xxh64_round(d, xxh64_read8(p + 24));
    }
    h->lanes[0] = a;
    h->lanes[1] = b;
    h->lanes[2] = c;
    h->lanes[3] = d;
    return p;
}

static inline void xxh64_update(Xxh64 *h, const void *data, size_t size)
{
    const unsigned char *p = (const unsigned char *)data;
    size_t kept = (size_t)(h->length % XXH64_STRIPE);

    if (size == 0) /* there may be no address either */
        return;
    h->length += size;
    if (kept + size < XXH64_STRIPE) {
        memcpy(h->rest + kept, p, size);
        return;
    }
    if (kept > 0) {
        size_t missing = XXH64_STRIPE - kept;
        memcpy(h->rest + kept, p, missing);
        xxh64_stripes(h, h->rest, XXH64_STRIPE);
        p += missing;
        size -= missing;
    }
    p = xxh64_stripes(h, p, size);
    memcpy(h->rest, p, size % XXH64_STRIPE);
}

static inline uint64_t xxh64_join_lanes(const Xxh64 *h)
{
    uint64_t hash = xxh64_rotate(h->lanes[0], 1) + xxh64_rotate(h->lanes[1], 7) + xxh64_rotate(h->lanes[2], 12)
                    + xxh64_rotate(h->lanes[3], 18);
    int i;

    for (i = 0; i < 4; i++)
        hash = (hash ^ xxh64_round(0, h->lanes[i])) * XXH64_PRIME_1 + XXH64_PRIME_4;
    return hash;
}

/* The hash of the input so far; more may follow. */
static inline uint64_t xxh64_value(const Xxh64 *h)
{
    uint64_t hash = h->length < XXH64_STRIPE ? h->seed + XXH64_PRIME_5 : xxh64_join_lanes(h);
    size_t size = (size_t)(h->length % XXH64_STRIPE);
    const unsigned char *p = h->rest;

    hash += h->length;
    for (; size >= 8; size -= 8, p += 8)
        hash = xxh64_rotate(hash ^ xxh64_round(0, xxh64_read8(p)), 27) * XXH64_PRIME_1 + XXH64_PRIME_4;
    for (; size >= 4; size -= 4, p += 4)
        hash = xxh64_rotate(hash ^ xxh64_read4(p) * XXH64_PRIME_1, 23) * XXH64_PRIME_2 + XXH64_PRIME_3;
    for (; size > 0; size--, p++)
        hash = xxh64_rotate(hash ^ *p * XXH64_PRIME_5, 11) * XXH64_PRIME_1;
    hash = (hash ^ hash >> 33) * XXH64_PRIME_2;
    hash = (hash ^ hash >> 29) * XXH64_PRIME_3;
    return hash ^ hash >> 32;
}

/* The same as bytes, the highest first. */
static inline void xxh64_digest(uint64_t hash, unsigned char digest[XXH64_SIZE])
{
    int i;

    for (i = 0; i < XXH64_SIZE; i++)
        digest[i] = (unsigned char)(hash >> (56 - 8 * i));
}

static inline void xxh64_hexdigest(uint64_t hash, char digest[2 * XXH64_SIZE + 1])
{
    int i;

    for (i = 0; i < 2 * XXH64_SIZE; i++)
        digest[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    digest[2 * XXH64_SIZE] = '\0';
}

#endif /* XXH64_H */
