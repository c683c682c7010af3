/* The type PVector: a vector that never changes. Methods give others, which share what they can; those that compare
 * items are in compare.c. */
#include "pvectorc.h"

HPyGlobal vector_type, empty_vector, pvector_function;

HPyDef_FIELDS(Vector_fields, offsetof(Vector, root), 2)
HPyDef_WEAKLIST(Vector_weaklist)

/* ---- Vectors and tries ------------------------------------------------------------------------------------------ */

void vector_open(HPyContext *ctx, HPy self, Trie *trie)
{
    Vector *vector = Vector_AsStruct(ctx, self);

    trie->root = HPyField_Borrow(ctx, self, &vector->root);
    trie->tail = HPyField_Borrow(ctx, self, &vector->tail);
    trie->has_own_root = trie->has_own_tail = 0;
    trie->count = vector->count;
    trie->shift = vector->shift;
}

HPy vector_make(HPyContext *ctx, const Trie *trie)
{
    HPy type = HPyGlobal_Load(ctx, vector_type);
    Vector *vector;
    HPy self = HPy_New(ctx, type, &vector);

    HPy_Close(ctx, type);
    if (HPy_IsNull(self))
        return HPy_NULL;
    HPyField_Init(ctx, self, &vector->tail, trie->tail);
    HPyField_Init(ctx, self, &vector->root, trie->root);
    vector->count = trie->count;
    vector->shift = trie->shift;
    return self;
}

HPy vector_empty(HPyContext *ctx)
{
    return HPyGlobal_Load(ctx, empty_vector);
}

int vector_is(HPyContext *ctx, HPy object)
{
    HPy type = HPyGlobal_Load(ctx, vector_type);
    int is = HPy_TypeCheck(ctx, object, type);

    HPy_Close(ctx, type);
    return is;
}

HPy vector_extend(HPyContext *ctx, HPy self, HPy iterable)
{
    HPy sequence = HPySequence_Fast(ctx, iterable, "a PVector is extended by an iterable"), result = HPy_NULL;
    Trie trie;

    if (HPy_IsNull(sequence))
        return HPy_NULL;
    if (HPy_Length(ctx, sequence) == 0) {
        HPy_Close(ctx, sequence);
        return HPy_Dup(ctx, self);
    }
    vector_open(ctx, self, &trie);
    if (trie_extend(ctx, &trie, sequence) == 0)
        result = vector_make(ctx, &trie);
    trie_close(ctx, &trie);
    HPy_Close(ctx, sequence);
    return result;
}

HPy vector_from(HPyContext *ctx, HPy iterable)
{
    HPy empty, result;

    if (vector_is(ctx, iterable))
        return HPy_Dup(ctx, iterable);
    empty = vector_empty(ctx);
    result = vector_extend(ctx, empty, iterable);
    HPy_Close(ctx, empty);
    return result;
}

/* A vector of the items of a list, whose handle is given up. */
static HPy from_list(HPyContext *ctx, HPy list)
{
    HPy result = HPy_IsNull(list) ? HPy_NULL : vector_from(ctx, list);

    HPy_Close(ctx, list);
    return result;
}

HPy vector_list(HPyContext *ctx, HPy self)
{
    HPy_ssize_t i = 0, n;
    HPyListBuilder builder;
    Trie trie;

    vector_open(ctx, self, &trie);
    builder = HPyListBuilder_New(ctx, trie.count);
    while (i < trie.count) {
        HPy leaf = trie_leaf(ctx, &trie, i);

        n = Node_AsStruct(ctx, leaf)->nitems;
        HPyListBuilder_SetFields(ctx, builder, i, leaf, Node_AsStruct(ctx, leaf)->items, n);
        trie_leave(ctx, &trie, leaf);
        i += n;
    }
    trie_close(ctx, &trie);
    return HPyListBuilder_Build(ctx, builder);
}

/* ---- Items ------------------------------------------------------------------------------------------------------ */

HPy out_of_range(HPyContext *ctx, HPy_ssize_t index)
{
    return HPyErr_Format(ctx, ctx->h_IndexError, "Index out of range: %zd", index);
}

int read_index(HPyContext *ctx, HPy object, HPy_ssize_t count, HPy_ssize_t *index)
{
    *index = HPyNumber_AsSsize_t(ctx, object, ctx->h_IndexError);
    if (*index == -1 && HPyErr_Occurred(ctx))
        return -1;
    if (*index < 0)
        *index += count;
    return 0;
}

HPy vector_item(HPyContext *ctx, const Trie *trie, HPy_ssize_t index)
{
    HPy leaf, item;

    if (index < 0 || index >= trie->count)
        return out_of_range(ctx, index);
    leaf = trie_leaf(ctx, trie, index);
    item = leaf_item(ctx, leaf, index);
    trie_leave(ctx, trie, leaf);
    return item;
}

HPyDef_SLOT(Vector_length, HPy_sq_length)
static HPy_ssize_t Vector_length_impl(HPyContext *ctx, HPy self)
{
    return Vector_AsStruct(ctx, self)->count;
}

static HPy item_at(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    Vector *vector = Vector_AsStruct(ctx, self);
    HPy root, leaf, item;

    if (index < 0 || index >= vector->count)
        return out_of_range(ctx, index);
    if (index >= tail_offset(vector->count)) {
        leaf = HPyField_Borrow(ctx, self, &vector->tail);
    } else {
        root = HPyField_Borrow(ctx, self, &vector->root);
        leaf = leaf_of(ctx, root, vector->shift, index);
        HPy_EndBorrow(ctx, root);
    }
    item = leaf_item(ctx, leaf, index);
    HPy_EndBorrow(ctx, leaf);
    return item;
}

HPyDef_SLOT(Vector_sq_item, HPy_sq_item)
static HPy Vector_sq_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t index)
{
    return item_at(ctx, self, index);
}

static HPy slice_of(HPyContext *ctx, HPy self, HPy slice)
{
    HPy_ssize_t start, stop, step, size, count = Vector_AsStruct(ctx, self)->count;
    HPy list, part;

    if (HPySlice_GetIndicesEx(ctx, slice, count, &start, &stop, &step, &size) < 0)
        return HPy_NULL;
    if (step == 1 && size == count)
        return HPy_Dup(ctx, self);
    list = vector_list(ctx, self);
    if (HPy_IsNull(list))
        return HPy_NULL;
    part = HPy_GetItem(ctx, list, slice);
    HPy_Close(ctx, list);
    return from_list(ctx, part);
}

HPyDef_SLOT(Vector_subscript, HPy_mp_subscript)
static HPy Vector_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPy_ssize_t index;

    if (HPy_TypeIs(ctx, key, ctx->h_SliceType)) /* which cannot be a base */
        return slice_of(ctx, self, key);
    if (read_index(ctx, key, Vector_AsStruct(ctx, self)->count, &index) < 0)
        return HPy_NULL;
    return item_at(ctx, self, index);
}

HPyDef_SLOT(Vector_iter, HPy_tp_iter)
static HPy Vector_iter_impl(HPyContext *ctx, HPy self)
{
    return iterator_make(ctx, self);
}

/* ---- Other vectors ---------------------------------------------------------------------------------------------- */

HPyDef_METH(Vector_append, "append", HPyFunc_O, .doc = "append($self, item, /)\n--\n\nA vector with one item more.")
static HPy Vector_append_impl(HPyContext *ctx, HPy self, HPy item)
{
    HPy result = HPy_NULL;
    Trie trie;

    vector_open(ctx, self, &trie);
    if (trie_append(ctx, &trie, item) == 0)
        result = vector_make(ctx, &trie);
    trie_close(ctx, &trie);
    return result;
}

/* The vector with another item at an index that is valid. */
static HPy with_item(HPyContext *ctx, HPy self, HPy_ssize_t index, HPy value)
{
    HPy *part, old, changed, result = HPy_NULL;
    int in_tail;
    Trie trie;

    vector_open(ctx, self, &trie);
    in_tail = index >= tail_offset(trie.count);
    part = in_tail ? &trie.tail : &trie.root;
    old = *part;
    *part = changed = tree_with(ctx, old, in_tail ? 0 : trie.shift, index, value);
    if (!HPy_IsNull(changed))
        result = vector_make(ctx, &trie);
    *part = old;
    trie_close(ctx, &trie);
    HPy_Close(ctx, changed);
    return result;
}

HPyDef_METH(Vector_set, "set", HPyFunc_VARARGS,
            .doc = "set($self, index, item, /)\n--\n\nA vector with another item at an index, or one item more.")
static HPy Vector_set_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t index, count = Vector_AsStruct(ctx, self)->count;

    if (nargs != 2)
        return HPyErr_Format(ctx, ctx->h_TypeError, "set() takes 2 arguments (%zu given)", nargs);
    if (read_index(ctx, args[0], count, &index) < 0)
        return HPy_NULL;
    if (index == count)
        return Vector_append_impl(ctx, self, args[1]);
    if (index < 0 || index > count)
        return out_of_range(ctx, index);
    return with_item(ctx, self, index, args[1]);
}

HPyDef_METH(Vector_extend, "extend", HPyFunc_O, .doc = "extend($self, items, /)\n--\n\nA vector with many items more.")
static HPy Vector_extend_impl(HPyContext *ctx, HPy self, HPy items)
{
    return vector_extend(ctx, self, items);
}

HPyDef_SLOT(Vector_concat, HPy_sq_concat)
static HPy Vector_concat_impl(HPyContext *ctx, HPy self, HPy other)
{
    return vector_extend(ctx, self, other);
}

HPyDef_SLOT(Vector_repeat, HPy_sq_repeat)
static HPy Vector_repeat_impl(HPyContext *ctx, HPy self, HPy_ssize_t times)
{
    HPy list, many;

    if (times <= 0)
        return vector_empty(ctx);
    if (times == 1 || Vector_AsStruct(ctx, self)->count == 0)
        return HPy_Dup(ctx, self);
    list = vector_list(ctx, self);
    if (HPy_IsNull(list))
        return HPy_NULL;
    many = HPySequence_Repeat(ctx, list, times);
    HPy_Close(ctx, list);
    return from_list(ctx, many);
}

HPyDef_METH(Vector_delete, "delete", HPyFunc_VARARGS,
            .doc = "delete($self, index, stop=None, /)\n--\n\nA vector without an item, or without those up to 'stop'.")
static HPy Vector_delete_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy list, key;
    int failed;

    if (nargs < 1 || nargs > 2)
        return HPyErr_Format(ctx, ctx->h_TypeError, "delete() takes 1 or 2 arguments (%zu given)", nargs);
    list = vector_list(ctx, self);
    if (HPy_IsNull(list))
        return HPy_NULL;
    if (nargs == 1 || HPy_Is(ctx, args[1], ctx->h_None))
        key = HPy_Dup(ctx, args[0]);
    else
        key = HPySlice_New(ctx, args[0], args[1], HPy_NULL);
    failed = HPy_IsNull(key) || HPy_DelItem(ctx, list, key) < 0;
    HPy_Close(ctx, key);
    if (!failed)
        return from_list(ctx, list);
    HPy_Close(ctx, list);
    return HPy_NULL;
}

HPyDef_METH(Vector_remove, "remove", HPyFunc_O, .doc = "remove($self, item, /)\n--\n\nA vector without an item.")
static HPy Vector_remove_impl(HPyContext *ctx, HPy self, HPy item)
{
    HPy list = vector_list(ctx, self), done;

    if (HPy_IsNull(list))
        return HPy_NULL;
    done = call_method(ctx, list, "remove", &item, 1);
    if (!HPy_IsNull(done)) {
        HPy_Close(ctx, done);
        return from_list(ctx, list);
    }
    HPy_Close(ctx, list);
    return HPy_NULL;
}

HPyDef_METH(Vector_evolver, "evolver", HPyFunc_NOARGS,
            .doc = "evolver($self, /)\n--\n\nWhat collects many changes for one new vector.")
static HPy Vector_evolver_impl(HPyContext *ctx, HPy self)
{
    return evolver_make(ctx, self);
}

HPyDef_METH(Vector_mset, "mset", HPyFunc_VARARGS,
            .doc = "mset($self, /, *args)\n--\n\nA vector with other items, of pairs of index and item.")
static HPy Vector_mset_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy evolver, result = HPy_NULL;
    size_t i;

    if (nargs % 2 != 0)
        return HPyErr_SetString(ctx, ctx->h_TypeError, "mset expected an even number of arguments");
    evolver = evolver_make(ctx, self);
    if (HPy_IsNull(evolver))
        return HPy_NULL;
    for (i = 0; i < nargs && evolver_put(ctx, evolver, args[i], args[i + 1]) == 0; i += 2)
        ;
    if (i == nargs)
        result = evolver_persistent(ctx, evolver);
    HPy_Close(ctx, evolver);
    return result;
}

/* pyrsistent has this in Python, for all of its structures. */
HPyDef_METH(Vector_transform, "transform", HPyFunc_VARARGS,
            .doc = "transform($self, /, *transformations)\n--\n\nA vector of which parts deep inside are others.")
static HPy Vector_transform_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy module = HPyImport_ImportModule(ctx, "pyrsistent._transformations"), function, both[2], result = HPy_NULL;

    if (HPy_IsNull(module))
        return HPy_NULL;
    function = HPy_GetAttr_s(ctx, module, "transform");
    both[0] = self;
    both[1] = HPyTuple_FromArray(ctx, args, (HPy_ssize_t)nargs);
    if (!HPy_IsNull(function) && !HPy_IsNull(both[1]))
        result = HPy_Call(ctx, function, both, 2, HPy_NULL);
    HPy_Close(ctx, both[1]);
    HPy_Close(ctx, function);
    HPy_Close(ctx, module);
    return result;
}

/* ---- Lists and texts -------------------------------------------------------------------------------------------- */

HPyDef_METH(Vector_tolist, "tolist", HPyFunc_NOARGS, .doc = "tolist($self, /)\n--\n\nA list of the items.")
static HPy Vector_tolist_impl(HPyContext *ctx, HPy self)
{
    return vector_list(ctx, self);
}

HPyDef_SLOT(Vector_repr, HPy_tp_repr)
static HPy Vector_repr_impl(HPyContext *ctx, HPy self)
{
    HPy list = vector_list(ctx, self), result;

    if (HPy_IsNull(list))
        return HPy_NULL;
    result = HPyUnicode_FromFormat(ctx, "pvector(%R)", list);
    HPy_Close(ctx, list);
    return result;
}

HPyDef_METH(Vector_reduce, "__reduce__", HPyFunc_NOARGS)
static HPy Vector_reduce_impl(HPyContext *ctx, HPy self)
{
    HPy list = vector_list(ctx, self), function, result;

    if (HPy_IsNull(list))
        return HPy_NULL;
    function = HPyGlobal_Load(ctx, pvector_function);
    result = HPy_BuildValue(ctx, "O(O)", function, list);
    HPy_Close(ctx, function);
    HPy_Close(ctx, list);
    return result;
}

/* ---- The type --------------------------------------------------------------------------------------------------- */

HPyDef_SLOT(Vector_new, HPy_tp_new)
static HPy Vector_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    return HPyErr_SetString(ctx, ctx->h_TypeError, "a PVector is made by pvector()");
}

static HPyDef *vector_defines[] = {
    &Vector_fields, &Vector_weaklist, &Vector_new, &Vector_length, &Vector_sq_item, &Vector_subscript, &Vector_iter,
    &Vector_append, &Vector_set, &Vector_extend, &Vector_concat, &Vector_repeat, &Vector_delete, &Vector_remove,
    &Vector_evolver, &Vector_mset, &Vector_transform, &Vector_tolist, &Vector_repr, &Vector_reduce, &Vector_compare,
    &Vector_hash, &Vector_contains, &Vector_count, &Vector_index, NULL,
};

static HPyType_Spec vector_spec = {
    .name = "pvectorc.PVector",
    .basicsize = sizeof(Vector),
    .builtin_shape = SHAPE(Vector),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .doc = "A vector that never changes: its methods give others.",
    .defines = vector_defines,
};

static int make_empty(HPyContext *ctx)
{
    Trie trie = {HPy_NULL, node_copy(ctx, HPy_NULL, 0), 1, 1, 0, BITS};
    HPy empty = HPy_IsNull(trie.tail) ? HPy_NULL : vector_make(ctx, &trie);

    trie_close(ctx, &trie);
    if (HPy_IsNull(empty))
        return -1;
    HPyGlobal_Store(ctx, &empty_vector, empty);
    HPy_Close(ctx, empty);
    return 0;
}

int vector_begin(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &vector_spec, NULL), function = HPy_GetAttr_s(ctx, module, "pvector");
    int failed = HPy_IsNull(type) || HPy_IsNull(function) || HPy_SetAttr_s(ctx, module, "PVector", type) < 0;

    if (!failed) {
        HPyGlobal_Store(ctx, &vector_type, type);
        HPyGlobal_Store(ctx, &pvector_function, function);
    }
    HPy_Close(ctx, function);
    HPy_Close(ctx, type);
    return failed ? -1 : make_empty(ctx);
}
