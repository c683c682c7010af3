/* Reading a document. reader.c does it for hpyjson.c. */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "hpy.h"

/* The arguments of loads(); HPy_NULL for what is not given. */
typedef struct {
    HPy object_hook, object_pairs_hook, array_hook;
    HPy parse_float, parse_int, parse_constant;
    int strict;
    int refuse_mark;  /* whether a byte order mark at the beginning is an error */
    int python;  /* the version of Python whose messages are wanted: 0x030d for 3.13 */
} ReadOptions;

/* The value of a document, the str 'document': new handle, or HPy_NULL. */
HPy read_document(HPyContext *ctx, HPy document, const ReadOptions *options);

/* The text in quotes that begins at index 'begin', behind the quote; '*end' is behind the closing one. */
HPy read_text_at(HPyContext *ctx, HPy document, HPy_ssize_t begin, int strict, HPy_ssize_t *end);

/* Raise json.JSONDecodeError: HPy_NULL. */
HPy raise_decode_error(HPyContext *ctx, const char *message, HPy document, size_t position);

#endif
