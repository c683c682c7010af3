/* What the files of the module share: the vector's struct, and the types. */
#ifndef PVECTORC_H
#define PVECTORC_H

#include "trie.h"

typedef struct {
    HPyField root, tail;
    HPy_ssize_t count;
    int shift;
} Vector;

HPyType_HELPERS(Vector)

/* ---- vector.c ---- */

/* The vector's trie, to be closed. */
void vector_open(HPyContext *ctx, HPy self, Trie *trie);

/* All give new handles, or HPy_NULL with an exception set. */

HPy vector_make(HPyContext *ctx, const Trie *trie);

/* The vector with all items of an iterable behind its own: itself, if there are none. */
HPy vector_extend(HPyContext *ctx, HPy self, HPy iterable);

HPy vector_empty(HPyContext *ctx);

/* A vector with the items of any iterable, maybe the very object. */
HPy vector_from(HPyContext *ctx, HPy iterable);

HPy vector_list(HPyContext *ctx, HPy self);

int vector_is(HPyContext *ctx, HPy object);

/* The item with this index, which may be out of range: IndexError. */
HPy vector_item(HPyContext *ctx, const Trie *trie, HPy_ssize_t index);

/* IndexError for an index: always HPy_NULL. */
HPy out_of_range(HPyContext *ctx, HPy_ssize_t index);

/* Read an index of 'count' items from an object; negative ones count from the end: 0, or -1 with an exception set. */
int read_index(HPyContext *ctx, HPy object, HPy_ssize_t count, HPy_ssize_t *index);

/* Call a method of an object by its name. */
HPy call_method(HPyContext *ctx, HPy object, const char *name, const HPy *args, size_t nargs);

int vector_begin(HPyContext *ctx, HPy module);

/* ---- compare.c ---- */

extern HPyDef Vector_compare, Vector_hash, Vector_contains, Vector_count, Vector_index;

/* ---- evolver.c ---- */

/* An evolver of a vector. */
HPy evolver_make(HPyContext *ctx, HPy vector);
/* evolver[index] = value: 0, or -1 with an exception set. */
int evolver_put(HPyContext *ctx, HPy self, HPy index, HPy value);
/* The vector with all that was put. */
HPy evolver_persistent(HPyContext *ctx, HPy self);

int evolver_begin(HPyContext *ctx, HPy module);

/* ---- iterator.c ---- */

HPy iterator_make(HPyContext *ctx, HPy vector);
int iterator_begin(HPyContext *ctx);

/* ---- the globals of all, for pvectorc.c ---- */

extern HPyGlobal node_type, vector_type, empty_vector, pvector_function, evolver_type, iterator_type;

#endif
