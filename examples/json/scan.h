/* Reading a document in plain C: spaces, text in quotes, numbers. scan_kind.h has the functions for each kind of
 * character; their names end with its bytes. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "buffer.h"
#include "numbers.h"

#define SCAN_NO_MEMORY "no memory"  /* the message of a Fault that is none of the document */

/* What is wrong with a text in quotes, and where: 'at' points to a character of the document. */
typedef struct {
    const char *message;
    const void *at;
} Fault;

#define BYTES(byte) ((uint64_t)0x0101010101010101u * (byte))

/* Not zero where a byte of the word is zero; in bytes behind such a one it may be wrong. */
static inline uint64_t zero_bytes(uint64_t word)
{
    return (word - BYTES(1)) & ~word & BYTES(0x80);
}

/* Not zero where the word has a byte that ends plain text: quote, backslash, one below 'lowest' (at most 0x80). */
static inline uint64_t ends_plain_text(uint64_t word, uint64_t lowest)
{
    return zero_bytes(word ^ BYTES('"')) | zero_bytes(word ^ BYTES('\\'))
           | ((word - lowest * BYTES(1)) & ~word & BYTES(0x80));
}

/* The value of a hexadecimal digit, or -1. */
static inline int hex_digit(uint32_t character)
{
    if (character - '0' < 10)
        return (int)(character - '0');
    character |= 0x20;
    return character - 'a' < 6 ? (int)(character - 'a' + 10) : -1;
}

/* What stands for itself, or for another character, behind a backslash; 0 for what may not stand there. */
static inline uint32_t simple_escape(uint32_t character)
{
    switch (character) {
    case '"': case '\\': case '/': return character;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

#define CHAR uint8_t
#define NAME(name) name##1
#include "scan_kind.h"
#define CHAR uint16_t
#define NAME(name) name##2
#include "scan_kind.h"
#define CHAR uint32_t
#define NAME(name) name##4
#include "scan_kind.h"

#endif
