/* The tree of trie.h: nodes, and what vectors and evolvers are made of them. */
#include "trie.h"

HPyGlobal node_type;

HPyDef_VARFIELDS(Node_items, 0, 1)

/* ---- Nodes ---- */

HPy node_copy(HPyContext *ctx, HPy node, HPy_ssize_t size)
{
    HPy type = HPyGlobal_Load(ctx, node_type);
    Node *copy, *from;
    HPy h_copy = HPy_NewVar(ctx, type, size, &copy);

    HPy_Close(ctx, type);
    if (HPy_IsNull(h_copy) || HPy_IsNull(node))
        return h_copy;
    from = Node_AsStruct(ctx, node);
    HPyField_InitN(ctx, h_copy, copy->items, node, from->items, from->nitems < size ? from->nitems : size);
    return h_copy;
}

static void node_put(HPyContext *ctx, HPy node, HPy_ssize_t place, HPy value)
{
    HPyField_Store(ctx, node, &Node_AsStruct(ctx, node)->items[place], value);
}

HPy node_with(HPyContext *ctx, HPy node, HPy_ssize_t place, HPy value)
{
    HPy_ssize_t size = HPy_IsNull(node) ? 0 : Node_AsStruct(ctx, node)->nitems;
    HPy h_copy = node_copy(ctx, node, place < size ? size : place + 1);

    if (!HPy_IsNull(h_copy))
        node_put(ctx, h_copy, place, value);
    return h_copy;
}

/* The node with this child, whose handle is given up. */
static HPy with_child(HPyContext *ctx, HPy node, HPy_ssize_t place, HPy child)
{
    HPy result = HPy_IsNull(child) ? HPy_NULL : node_with(ctx, node, place, child);

    HPy_Close(ctx, child);
    return result;
}

/* ---- Trees ---- */

HPy tree_with(HPyContext *ctx, HPy node, int shift, HPy_ssize_t index, HPy value)
{
    HPy_ssize_t place = PLACE(index, shift);
    HPy child, new_child;

    if (shift == 0)
        return node_with(ctx, node, place, value);
    child = HPyField_Borrow(ctx, node, &Node_AsStruct(ctx, node)->items[place]);
    new_child = tree_with(ctx, child, shift - BITS, index, value);
    HPy_EndBorrow(ctx, child);
    return with_child(ctx, node, place, new_child);
}

HPy tree_edit(HPyContext *ctx, HPy node, int shift, HPy_ssize_t index, HPy value)
{
    HPy_ssize_t place = PLACE(index, shift);
    Node *from = Node_AsStruct(ctx, node);
    HPy mine = from->dirty ? HPy_Dup(ctx, node) : node_copy(ctx, node, from->nitems), child, new_child;
    int failed = 0;

    if (HPy_IsNull(mine))
        return HPy_NULL;
    Node_AsStruct(ctx, mine)->dirty = 1;
    if (shift == 0) {
        node_put(ctx, mine, place, value);
        return mine;
    }
    child = HPyField_Load(ctx, mine, Node_AsStruct(ctx, mine)->items[place]);
    new_child = tree_edit(ctx, child, shift - BITS, index, value);
    failed = HPy_IsNull(new_child);
    if (!failed)
        node_put(ctx, mine, place, new_child);
    HPy_Close(ctx, new_child);
    HPy_Close(ctx, child);
    if (!failed)
        return mine;
    HPy_Close(ctx, mine);
    return HPy_NULL;
}

void tree_freeze(HPyContext *ctx, HPy node, int shift)
{
    Node *n = Node_AsStruct(ctx, node);
    HPy_ssize_t i;
    HPy child;

    if (!n->dirty)
        return;
    n->dirty = 0;
    for (i = 0; shift > 0 && i < n->nitems; i++) {
        child = HPyField_Borrow(ctx, node, &n->items[i]);
        tree_freeze(ctx, child, shift - BITS);
        HPy_EndBorrow(ctx, child);
    }
}

/* A leaf below as many nodes of one child as the shift says. */
static HPy path_to(HPyContext *ctx, int shift, HPy leaf)
{
    HPy node = HPy_Dup(ctx, leaf);

    for (; shift > 0 && !HPy_IsNull(node); shift -= BITS)
        node = with_child(ctx, HPy_NULL, 0, node);
    return node;
}

/* The tree with one leaf more, whose first item has this index: there is room for it. */
static HPy push_into(HPyContext *ctx, HPy node, int shift, HPy_ssize_t index, HPy leaf)
{
    HPy_ssize_t place = PLACE(index, shift);
    HPy child, new_child;

    if (shift == BITS)
        return node_with(ctx, node, place, leaf);
    if (place == Node_AsStruct(ctx, node)->nitems)
        return with_child(ctx, node, place, path_to(ctx, shift - BITS, leaf));
    child = HPyField_Borrow(ctx, node, &Node_AsStruct(ctx, node)->items[place]);
    new_child = push_into(ctx, child, shift - BITS, index, leaf);
    HPy_EndBorrow(ctx, child);
    return with_child(ctx, node, place, new_child);
}

/* The root of the tree with the tail, which is full, as its last leaf; '*shift' is changed where it gets higher. */
static HPy push_tail(HPyContext *ctx, const Trie *trie, int *shift)
{
    HPy_ssize_t index = trie->count - WIDTH;
    HPy root, higher;

    if (HPy_IsNull(trie->root))
        return node_with(ctx, HPy_NULL, 0, trie->tail);
    if ((index >> BITS) < ((HPy_ssize_t)1 << trie->shift))
        return push_into(ctx, trie->root, trie->shift, index, trie->tail);
    root = node_with(ctx, HPy_NULL, 0, trie->root);
    if (HPy_IsNull(root))
        return HPy_NULL;
    higher = with_child(ctx, root, 1, path_to(ctx, trie->shift, trie->tail));
    HPy_Close(ctx, root);
    *shift += BITS;
    return higher;
}

/* ---- Tries ---- */

static inline void give_up(HPyContext *ctx, HPy node, int is_own)
{
    if (is_own)
        HPy_Close(ctx, node);
    else
        HPy_EndBorrow(ctx, node);
}

/* Put another leaf in the place of the tail; a tail that is full goes into the tree: 0, or -1. 'leaf', whose handle is
 * given up, has 'added' items more. */
static int replace_tail(HPyContext *ctx, Trie *trie, HPy leaf, HPy_ssize_t added, int is_full)
{
    int shift = trie->shift;
    HPy root;

    if (HPy_IsNull(leaf))
        return -1;
    if (is_full) {
        root = push_tail(ctx, trie, &shift);
        if (HPy_IsNull(root)) {
            HPy_Close(ctx, leaf);
            return -1;
        }
        give_up(ctx, trie->root, trie->has_own_root);
        trie->root = root;
        trie->has_own_root = 1;
        trie->shift = shift;
    }
    give_up(ctx, trie->tail, trie->has_own_tail);
    trie->tail = leaf;
    trie->has_own_tail = 1;
    trie->count += added;
    return 0;
}

int trie_append(HPyContext *ctx, Trie *trie, HPy value)
{
    HPy_ssize_t used = Node_AsStruct(ctx, trie->tail)->nitems;
    int is_full = used == WIDTH;
    HPy leaf = node_with(ctx, is_full ? HPy_NULL : trie->tail, is_full ? 0 : used, value);

    return replace_tail(ctx, trie, leaf, 1, is_full);
}

/* Items of a list or tuple in a leaf behind those that it has: 0, or -1 with an exception set. */
static int fill(HPyContext *ctx, HPy leaf, HPy_ssize_t used, HPy sequence, HPy_ssize_t start, HPy_ssize_t count)
{
    HPy_ssize_t filled = HPyField_StoreItems(ctx, leaf, Node_AsStruct(ctx, leaf)->items + used, sequence, start, count);

    if (filled == count)
        return 0;
    if (filled >= 0) /* a finaliser ran when the leaf was made */
        HPyErr_SetString(ctx, ctx->h_RuntimeError, "the list became shorter while it was read");
    return -1;
}

/* Add some items: 1, 0 when there are none from 'start' on, or -1. */
static int add_some(HPyContext *ctx, Trie *trie, HPy sequence, HPy_ssize_t *start)
{
    HPy_ssize_t used = Node_AsStruct(ctx, trie->tail)->nitems, count = HPy_Length(ctx, sequence) - *start;
    int is_full = used == WIDTH;
    HPy leaf;

    if (is_full)
        used = 0;
    if (count <= 0)
        return 0;
    if (count > WIDTH - used)
        count = WIDTH - used;
    leaf = node_copy(ctx, used == 0 ? HPy_NULL : trie->tail, used + count);
    if (!HPy_IsNull(leaf) && fill(ctx, leaf, used, sequence, *start, count) < 0) {
        HPy_Close(ctx, leaf);
        leaf = HPy_NULL;
    }
    if (replace_tail(ctx, trie, leaf, count, is_full) < 0)
        return -1;
    *start += count;
    return 1;
}

int trie_extend(HPyContext *ctx, Trie *trie, HPy sequence)
{
    HPy_ssize_t start = 0;
    int more;

    while ((more = add_some(ctx, trie, sequence, &start)) > 0)
        ;
    return more;
}

HPy trie_leaf(HPyContext *ctx, const Trie *trie, HPy_ssize_t index)
{
    if (index >= tail_offset(trie->count))
        return trie->tail;
    return leaf_of(ctx, trie->root, trie->shift, index);
}

void trie_leave(HPyContext *ctx, const Trie *trie, HPy leaf)
{
    if (!HPy_Is(ctx, leaf, trie->tail))
        HPy_EndBorrow(ctx, leaf);
}

void trie_close(HPyContext *ctx, Trie *trie)
{
    give_up(ctx, trie->root, trie->has_own_root);
    give_up(ctx, trie->tail, trie->has_own_tail);
}

/* ---- The type ---- */

static HPyDef *node_defines[] = {&Node_items, NULL};

static HPyType_Spec node_spec = {
    .name = "pvectorc.Node",
    HPyType_ITEMS(Node, items),
    .builtin_shape = SHAPE(Node),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = node_defines,
};

int trie_begin(HPyContext *ctx)
{
    HPy type = HPyType_FromSpec(ctx, &node_spec, NULL);

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &node_type, type);
    HPy_Close(ctx, type);
    return 0;
}
