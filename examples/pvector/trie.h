/* A persistent vector as a tree: leaves of 32 items, inner nodes of up to 32 children, and a last leaf, the tail, that
 * is not in the tree yet. Nodes never change once a vector has them; what changes is copied, the rest is shared. */
#ifndef TRIE_H
#define TRIE_H

#include "hpy.h"

#define BITS 5
#define WIDTH (1 << BITS)
#define PLACE(index, shift) (((index) >> (shift)) & (WIDTH - 1))

typedef struct {
    HPy_VAR_HEAD
    int dirty;        /* the node is an evolver's alone, which may change it */
    HPyField items[]; /* of a leaf: the vector's items; else nodes */
} Node;

/* A vector without its object: handles that trie_close() closes, or ends if they are borrowed. */
typedef struct {
    HPy root;           /* HPy_NULL: all is in the tail */
    HPy tail;           /* a leaf with the last items; it has none in an empty vector only */
    int has_own_root, has_own_tail; /* 0: borrowed of a vector, which lives and does not change */
    HPy_ssize_t count;  /* of all items */
    int shift;          /* BITS times the levels above the leaves */
} Trie;

HPyType_HELPERS(Node)

/* The index of the first item in the tail: leaves in the tree are full, and a tail is empty only in an empty vector. */
static inline HPy_ssize_t tail_offset(HPy_ssize_t count)
{
    return count == 0 ? 0 : (count - 1) & ~(HPy_ssize_t)(WIDTH - 1);
}

/* All give new handles, if they do not say otherwise, or HPy_NULL with an exception set. */

/* A node with the first items of another, which may be HPy_NULL, and room for the rest of 'size'. */
HPy node_copy(HPyContext *ctx, HPy node, HPy_ssize_t size);

/* A copy in which 'value' is the item at 'place'; behind the last one it is one more. */
HPy node_with(HPyContext *ctx, HPy node, HPy_ssize_t place, HPy value);

/* The leaf of an item whose index is valid: borrowed, as long as the root is there. */
static inline HPy leaf_of(HPyContext *ctx, HPy root, int shift, HPy_ssize_t index)
{
    HPy node = HPyField_Borrow(ctx, root, &Node_AsStruct(ctx, root)->items[PLACE(index, shift)]), child;

    for (shift -= BITS; shift > 0; shift -= BITS) {
        child = HPyField_Borrow(ctx, node, &Node_AsStruct(ctx, node)->items[PLACE(index, shift)]);
        HPy_EndBorrow(ctx, node);
        node = child;
    }
    return node;
}

/* The field of a leaf with the item at an index of the vector. */
static inline HPyField *leaf_field(HPyContext *ctx, HPy leaf, HPy_ssize_t index)
{
    return &Node_AsStruct(ctx, leaf)->items[PLACE(index, 0)];
}

/* The item there: a new handle. */
static inline HPy leaf_item(HPyContext *ctx, HPy leaf, HPy_ssize_t index)
{
    return HPyField_Load(ctx, leaf, *leaf_field(ctx, leaf, index));
}

/* The root of a tree with another item at an index that is valid. */
HPy tree_with(HPyContext *ctx, HPy node, int shift, HPy_ssize_t index, HPy value);

/* The same, but nodes that are dirty are changed in place, and copies are dirty. */
HPy tree_edit(HPyContext *ctx, HPy node, int shift, HPy_ssize_t index, HPy value);

/* No node is dirty any more. */
void tree_freeze(HPyContext *ctx, HPy node, int shift);

/* These change the handles of the trie: 0, or -1 with an exception set; then the trie is as it was. */
int trie_append(HPyContext *ctx, Trie *trie, HPy value);

/* Add the items of a list or tuple; on an error some may be added. */
int trie_extend(HPyContext *ctx, Trie *trie, HPy sequence);

/* The leaf of an item whose index is valid, for trie_leave(): borrowed, or the tail. */
HPy trie_leaf(HPyContext *ctx, const Trie *trie, HPy_ssize_t index);
void trie_leave(HPyContext *ctx, const Trie *trie, HPy leaf);

void trie_close(HPyContext *ctx, Trie *trie);

int trie_begin(HPyContext *ctx);

#endif
