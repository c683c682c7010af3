/* The type PVectorEvolver: collects changes of a vector for one new vector. Nodes that are its own are dirty, and are
 * changed in place; what is appended waits in a list. */
#include "pvectorc.h"

HPyGlobal evolver_type;

typedef struct {
    HPyField vector;     /* what persistent() gives as long as nothing is changed */
    HPyField root, tail; /* its tree, as far as it is still the vector's, with what was changed */
    HPyField extra;      /* a list */
    HPy_ssize_t count;   /* without what is in the list */
    int shift;
    int changed;         /* something in the tree */
} Evolver;

HPyType_HELPERS(Evolver)

HPyDef_FIELDS(Evolver_fields, offsetof(Evolver, vector), 4)

/* Begin anew, from a vector: 0, or -1 with an exception set. 'extra' is the list, which the evolver keeps from then on;
 * HPy_NULL is for an empty one. */
static int begin(HPyContext *ctx, HPy self, HPy vector, HPy extra)
{
    Evolver *evolver = Evolver_AsStruct(ctx, self);
    Vector *from = Vector_AsStruct(ctx, vector);
    HPy list = HPy_IsNull(extra) ? HPyList_New(ctx, 0) : HPy_Dup(ctx, extra);

    if (HPy_IsNull(list))
        return -1;
    HPyField_Store(ctx, self, &evolver->extra, list);
    HPyField_Copy(ctx, self, &evolver->root, vector, &from->root);
    HPyField_Copy(ctx, self, &evolver->tail, vector, &from->tail);
    HPyField_Store(ctx, self, &evolver->vector, vector);
    evolver->count = from->count;
    evolver->shift = from->shift;
    evolver->changed = 0;
    HPy_Close(ctx, list);
    return 0;
}

HPy evolver_make(HPyContext *ctx, HPy vector)
{
    HPy type = HPyGlobal_Load(ctx, evolver_type);
    Evolver *evolver;
    HPy self = HPy_New(ctx, type, &evolver);

    HPy_Close(ctx, type);
    if (!HPy_IsNull(self) && begin(ctx, self, vector, HPy_NULL) < 0) {
        HPy_Close(ctx, self);
        return HPy_NULL;
    }
    return self;
}

static void open_trie(HPyContext *ctx, HPy self, Trie *trie)
{
    Evolver *evolver = Evolver_AsStruct(ctx, self);

    trie->root = HPyField_IsNull(evolver->root) ? HPy_NULL : HPyField_Load(ctx, self, evolver->root);
    trie->tail = HPyField_Load(ctx, self, evolver->tail);
    trie->has_own_root = trie->has_own_tail = 1; /* an evolver changes, also while items are released */
    trie->count = evolver->count;
    trie->shift = evolver->shift;
}

static HPy open_extra(HPyContext *ctx, HPy self)
{
    return HPyField_Load(ctx, self, Evolver_AsStruct(ctx, self)->extra);
}

/* The number of items, with those in the list. */
static HPy_ssize_t size_of(HPyContext *ctx, HPy self)
{
    HPy extra = open_extra(ctx, self);
    HPy_ssize_t size = Evolver_AsStruct(ctx, self)->count + HPyList_Size(ctx, extra);

    HPy_Close(ctx, extra);
    return size;
}

/* ---- Items ---- */

HPyDef_SLOT(Evolver_length, HPy_mp_length)
static HPy_ssize_t Evolver_length_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t size;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    size = size_of(ctx, self);
    HPy_END_CRITICAL_SECTION(ctx)
    return size;
}

static HPy get(HPyContext *ctx, HPy self, HPy key)
{
    HPy_ssize_t index, size;
    HPy extra, item;
    Trie trie;

    if (read_index(ctx, key, size_of(ctx, self), &index) < 0)
        return HPy_NULL;
    size = size_of(ctx, self); /* reading the index may have run any code */
    if (index < 0 || index >= size)
        return out_of_range(ctx, index);
    if (index >= Evolver_AsStruct(ctx, self)->count) {
        extra = open_extra(ctx, self);
        item = HPyList_GetItem(ctx, extra, index - Evolver_AsStruct(ctx, self)->count);
        HPy_Close(ctx, extra);
        return item;
    }
    open_trie(ctx, self, &trie);
    item = vector_item(ctx, &trie, index);
    trie_close(ctx, &trie);
    return item;
}

HPyDef_SLOT(Evolver_subscript, HPy_mp_subscript)
static HPy Evolver_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy item;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    item = get(ctx, self, key);
    HPy_END_CRITICAL_SECTION(ctx)
    return item;
}

/* Change an item in the tree. */
static int put_in_tree(HPyContext *ctx, HPy self, HPy_ssize_t index, HPy value)
{
    Evolver *evolver = Evolver_AsStruct(ctx, self);
    int in_tail;
    HPyField *field;
    HPy changed;
    Trie trie;

    open_trie(ctx, self, &trie);
    in_tail = index >= tail_offset(trie.count);
    field = in_tail ? &evolver->tail : &evolver->root;
    changed = tree_edit(ctx, in_tail ? trie.tail : trie.root, in_tail ? 0 : trie.shift, index, value);
    if (!HPy_IsNull(changed)) {
        evolver->changed = 1;
        HPyField_Store(ctx, self, field, changed);
    }
    trie_close(ctx, &trie);
    if (HPy_IsNull(changed))
        return -1;
    HPy_Close(ctx, changed);
    return 0;
}

static int put(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    HPy_ssize_t index, size, count;
    HPy extra;
    int result;

    if (read_index(ctx, key, size_of(ctx, self), &index) < 0)
        return -1;
    size = size_of(ctx, self);
    count = Evolver_AsStruct(ctx, self)->count;
    if (index < 0 || index > size) {
        out_of_range(ctx, index);
        return -1;
    }
    if (index < count)
        return put_in_tree(ctx, self, index, value);
    extra = open_extra(ctx, self);
    result = index == size ? HPyList_Append(ctx, extra, value) : HPyList_SetItem(ctx, extra, index - count, value);
    HPy_Close(ctx, extra);
    return result;
}

int evolver_put(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    int result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    result = put(ctx, self, key, value);
    HPy_END_CRITICAL_SECTION(ctx)
    return result;
}

/* The items of the tree, in front of those of the list. */
static HPy all_items(HPyContext *ctx, HPy self)
{
    HPy extra = open_extra(ctx, self), vector, list = HPy_NULL;
    Trie trie;

    open_trie(ctx, self, &trie);
    vector = vector_make(ctx, &trie);
    trie_close(ctx, &trie);
    if (!HPy_IsNull(vector))
        list = vector_list(ctx, vector);
    if (!HPy_IsNull(list) && HPyList_Extend(ctx, list, extra) < 0) {
        HPy_Close(ctx, list);
        list = HPy_NULL;
    }
    HPy_Close(ctx, vector);
    HPy_Close(ctx, extra);
    return list;
}

/* Nothing of the tree is of use behind an item that is gone: all becomes the list. */
static int remove_item(HPyContext *ctx, HPy self, HPy key)
{
    HPy list = all_items(ctx, self), empty;
    int failed = HPy_IsNull(list) || HPy_DelItem(ctx, list, key) < 0;

    if (!failed) {
        empty = vector_empty(ctx);
        failed = begin(ctx, self, empty, list) < 0;
        HPy_Close(ctx, empty);
    }
    HPy_Close(ctx, list);
    return failed ? -1 : 0;
}

static int delete_item(HPyContext *ctx, HPy self, HPy key)
{
    int result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    result = remove_item(ctx, self, key);
    HPy_END_CRITICAL_SECTION(ctx)
    return result;
}

HPyDef_SLOT(Evolver_ass_subscript, HPy_mp_ass_subscript)
static int Evolver_ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    return HPy_IsNull(value) ? delete_item(ctx, self, key) : evolver_put(ctx, self, key, value);
}

/* ---- Methods, which give the evolver itself ---- */

HPyDef_METH(Evolver_append, "append", HPyFunc_O, .doc = "append($self, item, /)\n--\n\nAppend an item.")
static HPy Evolver_append_impl(HPyContext *ctx, HPy self, HPy item)
{
    int result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    HPy extra = open_extra(ctx, self);
    result = HPyList_Append(ctx, extra, item);
    HPy_Close(ctx, extra);
    HPy_END_CRITICAL_SECTION(ctx)
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, self);
}

HPyDef_METH(Evolver_extend, "extend", HPyFunc_O, .doc = "extend($self, items, /)\n--\n\nAppend many items.")
static HPy Evolver_extend_impl(HPyContext *ctx, HPy self, HPy items)
{
    int result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    HPy extra = open_extra(ctx, self);
    result = HPyList_Extend(ctx, extra, items);
    HPy_Close(ctx, extra);
    HPy_END_CRITICAL_SECTION(ctx)
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, self);
}

HPyDef_METH(Evolver_set, "set", HPyFunc_VARARGS, .doc = "set($self, index, item, /)\n--\n\nPut an item at an index.")
static HPy Evolver_set_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    if (nargs != 2)
        return HPyErr_Format(ctx, ctx->h_TypeError, "set() takes 2 arguments (%zu given)", nargs);
    return evolver_put(ctx, self, args[0], args[1]) < 0 ? HPy_NULL : HPy_Dup(ctx, self);
}

HPyDef_METH(Evolver_delete, "delete", HPyFunc_O, .doc = "delete($self, index, /)\n--\n\nRemove an item, or a slice.")
static HPy Evolver_delete_impl(HPyContext *ctx, HPy self, HPy key)
{
    return delete_item(ctx, self, key) < 0 ? HPy_NULL : HPy_Dup(ctx, self);
}

/* ---- The result ---- */

static int is_dirty(HPyContext *ctx, HPy self)
{
    Evolver *evolver = Evolver_AsStruct(ctx, self);

    return evolver->changed || size_of(ctx, self) > evolver->count;
}

HPyDef_METH(Evolver_is_dirty, "is_dirty", HPyFunc_NOARGS,
            .doc = "is_dirty($self, /)\n--\n\nWhether persistent() will give another vector.")
static HPy Evolver_is_dirty_impl(HPyContext *ctx, HPy self)
{
    int dirty;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    dirty = is_dirty(ctx, self);
    HPy_END_CRITICAL_SECTION(ctx)
    return HPyBool_FromBool(ctx, dirty);
}

static HPy make_persistent(HPyContext *ctx, HPy self)
{
    HPy result, extra, with_extra;
    Trie trie;

    if (!is_dirty(ctx, self))
        return HPyField_Load(ctx, self, Evolver_AsStruct(ctx, self)->vector);
    open_trie(ctx, self, &trie);
    if (!HPy_IsNull(trie.root))
        tree_freeze(ctx, trie.root, trie.shift);
    tree_freeze(ctx, trie.tail, 0);
    result = vector_make(ctx, &trie);
    trie_close(ctx, &trie);
    if (HPy_IsNull(result))
        return HPy_NULL;
    extra = open_extra(ctx, self);
    with_extra = vector_extend(ctx, result, extra);
    HPy_Close(ctx, extra);
    HPy_Close(ctx, result);
    if (!HPy_IsNull(with_extra) && begin(ctx, self, with_extra, HPy_NULL) < 0) {
        HPy_Close(ctx, with_extra);
        return HPy_NULL;
    }
    return with_extra;
}

HPy evolver_persistent(HPyContext *ctx, HPy self)
{
    HPy result;

    HPy_BEGIN_CRITICAL_SECTION(ctx, self)
    result = make_persistent(ctx, self);
    HPy_END_CRITICAL_SECTION(ctx)
    return result;
}

HPyDef_METH(Evolver_persistent, "persistent", HPyFunc_NOARGS,
            .doc = "persistent($self, /)\n--\n\nThe vector with all changes; the evolver goes on from there.")
static HPy Evolver_persistent_impl(HPyContext *ctx, HPy self)
{
    return evolver_persistent(ctx, self);
}

/* ---- The type ---- */

HPyDef_SLOT(Evolver_new, HPy_tp_new)
static HPy Evolver_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    return HPyErr_SetString(ctx, ctx->h_TypeError, "an evolver is made by PVector.evolver()");
}

static HPyDef *evolver_defines[] = {
    &Evolver_fields, &Evolver_new, &Evolver_length, &Evolver_subscript, &Evolver_ass_subscript, &Evolver_append,
    &Evolver_extend, &Evolver_set, &Evolver_delete, &Evolver_is_dirty, &Evolver_persistent, NULL,
};

static HPyType_Spec evolver_spec = {
    .name = "pvectorc.PVectorEvolver",
    .basicsize = sizeof(Evolver),
    .builtin_shape = SHAPE(Evolver),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .doc = "Collects changes of a PVector for one new PVector.",
    .defines = evolver_defines,
};

int evolver_begin(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &evolver_spec, NULL);
    int failed = HPy_IsNull(type) || HPy_SetAttr_s(ctx, module, "PVectorEvolver", type) < 0;

    if (!failed)
        HPyGlobal_Store(ctx, &evolver_type, type);
    HPy_Close(ctx, type);
    return failed ? -1 : 0;
}
