/* Iterators of vectors: one leaf after the other. */
#include "pvectorc.h"

HPyGlobal iterator_type;

typedef struct {
    HPyField vector; /* empty: the end has been reached */
    HPyField leaf;   /* with the item that comes next, unless it is the first of a leaf */
    HPy_ssize_t index, count;
} Iterator;

HPyType_HELPERS(Iterator)

HPyDef_FIELDS(Iterator_fields, offsetof(Iterator, vector), 2)

HPy iterator_make(HPyContext *ctx, HPy vector)
{
    HPy type = HPyGlobal_Load(ctx, iterator_type);
    Iterator *iterator;
    HPy self = HPy_New(ctx, type, &iterator);

    HPy_Close(ctx, type);
    if (HPy_IsNull(self))
        return HPy_NULL;
    HPyField_Store(ctx, self, &iterator->vector, vector);
    iterator->count = Vector_AsStruct(ctx, vector)->count;
    return self;
}

/* Go to the leaf of the next item. */
static void next_leaf(HPyContext *ctx, HPy self, Iterator *iterator)
{
    HPy vector = HPyField_Borrow(ctx, self, &iterator->vector), leaf;
    Trie trie;

    vector_open(ctx, vector, &trie);
    leaf = trie_leaf(ctx, &trie, iterator->index);
    HPyField_Store(ctx, self, &iterator->leaf, leaf);
    trie_leave(ctx, &trie, leaf);
    trie_close(ctx, &trie);
    HPy_EndBorrow(ctx, vector);
}

static HPy next_item(HPyContext *ctx, HPy self)
{
    Iterator *iterator = Iterator_AsStruct(ctx, self);
    HPy leaf, item;

    if (iterator->index >= iterator->count) {
        HPyField_ClearN(ctx, self, &iterator->vector, 2);
        return HPy_NULL;
    }
    if (PLACE(iterator->index, 0) == 0)
        next_leaf(ctx, self, iterator);
    leaf = HPyField_Borrow(ctx, self, &iterator->leaf);
    item = leaf_item(ctx, leaf, iterator->index++);
    HPy_EndBorrow(ctx, leaf);
    return item;
}

HPyDef_SLOT(Iterator_next, HPy_tp_iternext)
static HPy Iterator_next_impl(HPyContext *ctx, HPy self)
{
    HPy item;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    item = next_item(ctx, self);
    HPy_END_CRITICAL_SECTION(ctx)
    return item;
}

HPyDef_SLOT(Iterator_iter, HPy_tp_iter)
static HPy Iterator_iter_impl(HPyContext *ctx, HPy self)
{
    return HPy_Dup(ctx, self);
}

HPyDef_METH(Iterator_hint, "__length_hint__", HPyFunc_NOARGS)
static HPy Iterator_hint_impl(HPyContext *ctx, HPy self)
{
    Iterator *iterator = Iterator_AsStruct(ctx, self);

    return HPyLong_FromSsize_t(ctx, iterator->count - iterator->index);
}

HPyDef_SLOT(Iterator_new, HPy_tp_new)
static HPy Iterator_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    return HPyErr_SetString(ctx, ctx->h_TypeError, "iterators of a PVector are made by iter()");
}

static HPyDef *iterator_defines[] = {
    &Iterator_fields, &Iterator_new, &Iterator_iter, &Iterator_next, &Iterator_hint, NULL,
};

static HPyType_Spec iterator_spec = {
    .name = "pvectorc.PVectorIterator",
    .basicsize = sizeof(Iterator),
    .builtin_shape = SHAPE(Iterator),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = iterator_defines,
};

int iterator_begin(HPyContext *ctx)
{
    HPy type = HPyType_FromSpec(ctx, &iterator_spec, NULL);

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &iterator_type, type);
    HPy_Close(ctx, type);
    return 0;
}
