/* Writing text in quotes in plain C; escape_kind.h has the functions for each kind of character. */
#ifndef JSON_ESCAPE_H
#define JSON_ESCAPE_H

#include "buffer.h"

#define ESCAPE_LONGEST 12  /* characters of two \uXXXX */

#define EVERY_BYTE(byte) ((uint64_t)0x0101010101010101u * (byte))

static inline uint64_t byte_is_zero(uint64_t word)
{
    return (word - EVERY_BYTE(1)) & ~word & EVERY_BYTE(0x80);
}

/* Not zero where the word has a character that may not stand for itself. 'wide' is 0x80 in each byte if what is not
 * printable ASCII is one, else 0. */
static inline uint64_t wants_escape(uint64_t word, uint64_t wide)
{
    return ((word - EVERY_BYTE(0x20)) & ~word & EVERY_BYTE(0x80)) | byte_is_zero(word ^ EVERY_BYTE('"'))
           | byte_is_zero(word ^ EVERY_BYTE('\\')) | ((word | byte_is_zero(word ^ EVERY_BYTE(0x7f))) & wide);
}

static inline int is_plain(uint32_t character, int ascii_only)
{
    return character >= 0x20 && character != '"' && character != '\\' && (!ascii_only || character < 0x7f);
}

static char *write_hex(char *to, uint32_t unit)
{
    static const char digits[] = "0123456789abcdef";

    *to++ = '\\';
    *to++ = 'u';
    *to++ = digits[unit >> 12];
    *to++ = digits[unit >> 8 & 15];
    *to++ = digits[unit >> 4 & 15];
    *to++ = digits[unit & 15];
    return to;
}

/* Write the escape of a character: behind it. */
static char *write_escape(char *to, uint32_t character)
{
    char letter;

    switch (character) {
    case '"': case '\\': letter = (char)character; break;
    case '\b': letter = 'b'; break;
    case '\f': letter = 'f'; break;
    case '\n': letter = 'n'; break;
    case '\r': letter = 'r'; break;
    case '\t': letter = 't'; break;
    default:
        if (character < 0x10000)
            return write_hex(to, character);
        to = write_hex(to, 0xd800 + ((character - 0x10000) >> 10));
        return write_hex(to, 0xdc00 + ((character - 0x10000) & 0x3ff));
    }
    *to++ = '\\';
    *to++ = letter;
    return to;
}

static inline int buffer_add_escape(Buffer *buffer, uint32_t character)
{
    char escape[ESCAPE_LONGEST];

    return buffer_add_ascii(buffer, escape, (size_t)(write_escape(escape, character) - escape));
}

#define CHAR uint8_t
#define NAME(name) name##1
#include "escape_kind.h"
#define CHAR uint16_t
#define NAME(name) name##2
#include "escape_kind.h"
#define CHAR uint32_t
#define NAME(name) name##4
#include "escape_kind.h"

/* Add a text of any kind, in quotes and with escapes: 0, or -1 when there is no memory. */
static inline int buffer_add_text(Buffer *buffer, const void *text, int kind, size_t length, int ascii_only)
{
    switch (kind) {
    case 1: return add_text1(buffer, (const uint8_t *)text, length, ascii_only);
    case 2: return add_text2(buffer, (const uint16_t *)text, length, ascii_only);
    default: return add_text4(buffer, (const uint32_t *)text, length, ascii_only);
    }
}

#endif
