/* What compares the items of a PVector: with those of others, and with one that is looked for. */
#include "pvectorc.h"

HPy call_method(HPyContext *ctx, HPy object, const char *name, const HPy *args, size_t nargs)
{
    HPy h_name = HPyUnicode_FromString(ctx, name), all[4], result = HPy_NULL;
    size_t i;

    if (nargs > 3) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s() takes 3 arguments at most (%zu given)", name, nargs);
    } else if (!HPy_IsNull(h_name)) {
        all[0] = object;
        for (i = 0; i < nargs; i++)
            all[i + 1] = args[i];
        result = HPy_CallMethod(ctx, h_name, all, nargs + 1, HPy_NULL);
    }
    HPy_Close(ctx, h_name);
    return result;
}

/* The first index at which two vectors differ, or the number of items of the shorter one: -1 with an exception set. Items
 * are borrowed while they are compared, although that runs any code: both vectors live, and do not change. */
static HPy_ssize_t find_difference(HPyContext *ctx, const Trie *a, const Trie *b)
{
    HPy_ssize_t count = a->count < b->count ? a->count : b->count, i = 0, end;
    int equal = 1;

    while (i < count && equal > 0) {
        HPy left = trie_leaf(ctx, a, i), right = trie_leaf(ctx, b, i);

        end = count - i < WIDTH ? count : i + WIDTH;
        if (HPy_Is(ctx, left, right))
            i = end; /* shared */
        for (; i < end; i++) {
            HPy x = HPyField_Borrow(ctx, left, leaf_field(ctx, left, i));
            HPy y = HPyField_Borrow(ctx, right, leaf_field(ctx, right, i));

            equal = HPy_RichCompareBool(ctx, x, y, HPy_EQ);
            HPy_EndBorrow(ctx, y);
            HPy_EndBorrow(ctx, x);
            if (equal <= 0)
                break;
        }
        trie_leave(ctx, b, right);
        trie_leave(ctx, a, left);
    }
    return equal < 0 ? -1 : i;
}

static HPy compare_tries(HPyContext *ctx, const Trie *a, const Trie *b, HPy_RichCmpOp op)
{
    HPy_ssize_t i;
    HPy x, y, result;

    if (a->count != b->count && (op == HPy_EQ || op == HPy_NE))
        return HPyBool_FromBool(ctx, op == HPy_NE);
    i = find_difference(ctx, a, b);
    if (i < 0)
        return HPy_NULL;
    if (i >= a->count || i >= b->count)
        HPy_RETURN_RICHCOMPARE(ctx, a->count, b->count, op);
    if (op == HPy_EQ || op == HPy_NE)
        return HPyBool_FromBool(ctx, op == HPy_NE);
    x = vector_item(ctx, a, i);
    y = vector_item(ctx, b, i);
    result = HPy_RichCompare(ctx, x, y, op);
    HPy_Close(ctx, y);
    HPy_Close(ctx, x);
    return result;
}

/* With other objects a vector compares as the list of its items. */
HPyDef_SLOT(Vector_compare, HPy_tp_richcompare)
static HPy Vector_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy list, result;
    Trie a, b;

    if (vector_is(ctx, other)) {
        vector_open(ctx, self, &a);
        vector_open(ctx, other, &b);
        result = compare_tries(ctx, &a, &b, op);
        trie_close(ctx, &b);
        trie_close(ctx, &a);
        return result;
    }
    list = vector_list(ctx, self);
    if (HPy_IsNull(list))
        return HPy_NULL;
    result = HPy_RichCompare(ctx, list, other, op);
    HPy_Close(ctx, list);
    return result;
}

/* That of a tuple of the items. */
HPyDef_SLOT(Vector_hash, HPy_tp_hash)
static HPy_hash_t Vector_hash_impl(HPyContext *ctx, HPy self)
{
    HPy list = vector_list(ctx, self), tuple;
    HPy_hash_t hash;

    if (HPy_IsNull(list))
        return -1;
    tuple = HPyList_AsTuple(ctx, list);
    HPy_Close(ctx, list);
    if (HPy_IsNull(tuple))
        return -1;
    hash = HPy_Hash(ctx, tuple);
    HPy_Close(ctx, tuple);
    return hash;
}

/* How many items are equal to 'value', or with 'only_one' whether there is one: -1 with an exception set. */
static HPy_ssize_t count_of(HPyContext *ctx, HPy self, HPy value, int only_one)
{
    HPy_ssize_t found = 0, i, end;
    int equal = 0;
    Trie trie;

    vector_open(ctx, self, &trie);
    for (i = 0; i < trie.count && equal >= 0 && !(only_one && found > 0); i = end) {
        HPy leaf = trie_leaf(ctx, &trie, i), item;

        end = trie.count - i < WIDTH ? trie.count : i + WIDTH;
        for (; i < end && equal >= 0 && !(only_one && found > 0); i++) {
            item = HPyField_Borrow(ctx, leaf, leaf_field(ctx, leaf, i));
            equal = HPy_RichCompareBool(ctx, item, value, HPy_EQ);
            found += equal > 0;
            HPy_EndBorrow(ctx, item);
        }
        trie_leave(ctx, &trie, leaf);
    }
    trie_close(ctx, &trie);
    return equal < 0 ? -1 : found;
}

HPyDef_SLOT(Vector_contains, HPy_sq_contains)
static int Vector_contains_impl(HPyContext *ctx, HPy self, HPy value)
{
    return (int)count_of(ctx, self, value, 1);
}

HPyDef_METH(Vector_count, "count", HPyFunc_O, .doc = "count($self, item, /)\n--\n\nHow many items are equal to it.")
static HPy Vector_count_impl(HPyContext *ctx, HPy self, HPy value)
{
    HPy_ssize_t count = count_of(ctx, self, value, 0);

    return count < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, count);
}

HPyDef_METH(Vector_index, "index", HPyFunc_VARARGS,
            .doc = "index($self, item, start=0, stop=sys.maxsize, /)\n--\n\nThe index of the first equal one.")
static HPy Vector_index_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy list = vector_list(ctx, self), result;

    if (HPy_IsNull(list))
        return HPy_NULL;
    result = call_method(ctx, list, "index", args, nargs);
    HPy_Close(ctx, list);
    return result;
}
