/* Writing a document. writer.c does it for hpyjson.c. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "hpy.h"

/* The arguments of dumps(); HPy_NULL for what is not given. */
typedef struct {
    int skipkeys, ensure_ascii, check_circular, allow_nan, sort_keys;
    HPy indent, item_separator, key_separator;  /* str */
    HPy default_function;
    HPy frozendict;  /* the type, where Python has it */
    int notes;       /* whether errors tell where they are, as newer Pythons do */
} WriteOptions;

/* The document for an object: new handle to a str, or HPy_NULL. */
HPy write_document(HPyContext *ctx, HPy object, const WriteOptions *options);

/* A str in quotes: new handle, or HPy_NULL. */
HPy write_text_alone(HPyContext *ctx, HPy text, int ensure_ascii);

#endif
