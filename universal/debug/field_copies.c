/* The wrappers of the functions of many fields: those that copy, move, fill and clear them, or build of them. What fields
 * hold is the context's below, so arrays go there as they are. Each field that is read is looked at as by HPyField_Load,
 * each that is filled as by HPyField_Store. */
#include "builders.h"
#include "checks.h"
#include "field_checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "options.h"

static int unwrap_owner(DebugContext *c, HPy h_owner, HPy *owner, int argument)
{
    if (HPy_IsNull(h_owner)) {
        debug_report(c, DEBUG_WARNING, "field-no-owner", NULL, "%s: argument %d, the owner of the field, is HPy_NULL",
                     debug_api_name(c->api), argument);
        return 0;
    }
    return debug_unwrap(c, debug_in(h_owner), owner, argument);
}

/* Whether an array of fields that begins in the struct of its owner ends there too. 0: it does not, which was reported. */
static int check_range(DebugContext *c, HPy owner, const HPyField *fields, HPy_ssize_t n, int argument)
{
    if (n <= 1 || !debug_options.host->contains(owner, fields) || debug_options.host->contains(owner, &fields[n - 1]))
        return 1;
    debug_report(c, DEBUG_ERROR, "field-out-of-range", NULL,
                 "%s: argument %d, %lld fields, begins in the struct of its owner and ends outside",
                 debug_api_name(c->api), argument, (long long)n);
    return 0;
}

static int enter_array(DebugContext *c, HPy h_owner, HPy *owner, const HPyField *fields, HPy_ssize_t n, int argument)
{
    return unwrap_owner(c, h_owner, owner, argument)
           && (n <= 0 || fields != NULL || debug_refuse_null_pointer(c, argument + 1))
           && check_range(c, *owner, fields, n, argument + 1);
}

static void note_loads(DebugContext *c, HPy owner, const HPyField *fields, HPy_ssize_t n)
{
    HPy_ssize_t i;

    for (i = 0; i < n; i++)
        debug_note_load(c, owner, &fields[i], debug_content(&fields[i]));
}

static void note_stores(DebugContext *c, HPy owner, HPyField *fields, HPy_ssize_t n, uint64_t before)
{
    HPy_ssize_t i;

    for (i = 0; i < n; i++)
        debug_note_store(c, owner, &fields[i], before);
}

void debug_Field_Copy(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy source_object,
                      const HPyField *source_field)
{
    DebugContext *c = debug_context(ctx);
    HPy target, source;
    uint64_t before;

    if (!debug_enter(c, API_Field_Copy, LAYER_PLACE()) || !unwrap_owner(c, target_object, &target, 1)
            || (target_field == NULL && !debug_refuse_null_pointer(c, 2))
            || !unwrap_owner(c, source_object, &source, 3)
            || (source_field == NULL && !debug_refuse_null_pointer(c, 4)))
        return;
    note_loads(c, source, source_field, 1);
    if (debug_content(source_field)._i == 0)
        debug_note_clears(target_field, 1);
    before = debug_n_clears();
    HPyField_Copy(c->inner, target, target_field, source, source_field);
    note_stores(c, target, target_field, 1, before);
}

/* What runs over the end of one of the arrays would be written to memory of others, so it is not done. */
void debug_Field_CopyN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                       const HPyField *source_fields, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy target, source;
    uint64_t before;

    if (!debug_enter(c, API_Field_CopyN, LAYER_PLACE())
            || !enter_array(c, target_object, &target, target_fields, n, 1)
            || !enter_array(c, source_object, &source, source_fields, n, 3))
        return;
    if (n > 0 && target_fields < source_fields + n && source_fields < target_fields + n) {
        debug_report(c, DEBUG_ERROR, "field-overlap", NULL,
                     "HPyField_CopyN: the arrays of arguments 2 and 4, of %lld fields, overlap", (long long)n);
        return;
    }
    note_loads(c, source, source_fields, n);
    debug_note_clears(target_fields, n);
    before = debug_n_clears();
    HPyField_CopyN(c->inner, target, target_fields, source, source_fields, n);
    note_stores(c, target, target_fields, n, before);
}

void debug_Field_MoveN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy source_object,
                       HPyField *source_fields, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy target, source;
    uint64_t before;

    if (!debug_enter(c, API_Field_MoveN, LAYER_PLACE())
            || !enter_array(c, target_object, &target, target_fields, n, 1)
            || !enter_array(c, source_object, &source, source_fields, n, 3))
        return;
    note_loads(c, source, source_fields, n);
    debug_note_clears(source_fields, n);
    debug_note_clears(target_fields, n);
    before = debug_n_clears();
    HPyField_MoveN(c->inner, target, target_fields, source, source_fields, n);
    note_stores(c, target, target_fields, n, before);
}

void debug_Field_Swap(HPyContext *ctx, HPy object, HPyField *field, HPy other_object, HPyField *other_field)
{
    DebugContext *c = debug_context(ctx);
    HPy owner, other;
    uint64_t before;

    if (!debug_enter(c, API_Field_Swap, LAYER_PLACE()) || !enter_array(c, object, &owner, field, 1, 1)
            || !enter_array(c, other_object, &other, other_field, 1, 3))
        return;
    note_loads(c, owner, field, 1);
    note_loads(c, other, other_field, 1);
    debug_note_clears(field, 1);
    debug_note_clears(other_field, 1);
    before = debug_n_clears();
    HPyField_Swap(c->inner, owner, field, other, other_field);
    note_stores(c, owner, field, 1, before);
    note_stores(c, other, other_field, 1, before);
}

void debug_Field_ClearN(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy target;

    if (!debug_enter(c, API_Field_ClearN, LAYER_PLACE())
            || !enter_array(c, target_object, &target, target_fields, n, 1))
        return;
    debug_note_clears(target_fields, n);
    HPyField_ClearN(c->inner, target, target_fields, n);
}

HPy_ssize_t debug_Field_StoreItems(HPyContext *ctx, HPy target_object, HPyField *target_fields, HPy seq,
                                   HPy_ssize_t start, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy target, inner;
    uint64_t before;

    if (!debug_enter(c, API_Field_StoreItems, LAYER_PLACE())
            || !enter_array(c, target_object, &target, target_fields, n, 1)
            || !debug_unwrap(c, debug_in(seq), &inner, 3) || !debug_expect_items(c, inner, start, n, 3))
        return -1;
    before = debug_n_clears();
    n = HPyField_StoreItems(c->inner, target, target_fields, inner, start, n);
    if (n < 0)
        debug_failed(c);
    else
        note_stores(c, target, target_fields, n, before);
    return n;
}

/* The inner builder whose items are set to what fields hold, and the owner of these; 0 when there is nothing to do. */
static intptr_t enter_set(DebugContext *c, intptr_t bits, DebugRecordKind kind, HPy_ssize_t index, HPy source_object,
                          HPy *source, const HPyField *source_fields, HPy_ssize_t n)
{
    DebugRecord *record = bits != 0 ? debug_check_builder(c, bits, kind) : NULL;

    if (record == NULL || n <= 0 || !enter_array(c, source_object, source, source_fields, n, 3))
        return 0;
    if (record->extra != NULL && (index < 0 || index > record->extra->items || n > record->extra->items - index)) {
        debug_report(c, DEBUG_WARNING, "builder-index", record,
                     "%s: %zd items from index %zd on are not all in the builder, which has room for %zd",
                     debug_api_name(c->api), (size_t)n, (size_t)index, (size_t)record->extra->items);
        return 0;
    }
    note_loads(c, *source, source_fields, n);
    return record->inner._i;
}

void debug_ListBuilder_SetFields(HPyContext *ctx, HPyListBuilder builder, HPy_ssize_t index, HPy source_object,
                                 const HPyField *source_fields, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy source;

    if (!debug_enter(c, API_ListBuilder_SetFields, LAYER_PLACE()))
        return;
    builder._lst = enter_set(c, builder._lst, DEBUG_LIST_BUILDER, index, source_object, &source, source_fields, n);
    if (builder._lst != 0)
        HPyListBuilder_SetFields(c->inner, builder, index, source, source_fields, n);
}

void debug_TupleBuilder_SetFields(HPyContext *ctx, HPyTupleBuilder builder, HPy_ssize_t index, HPy source_object,
                                  const HPyField *source_fields, HPy_ssize_t n)
{
    DebugContext *c = debug_context(ctx);
    HPy source;

    if (!debug_enter(c, API_TupleBuilder_SetFields, LAYER_PLACE()))
        return;
    builder._tup = enter_set(c, builder._tup, DEBUG_TUPLE_BUILDER, index, source_object, &source, source_fields, n);
    if (builder._tup != 0)
        HPyTupleBuilder_SetFields(c->inner, builder, index, source, source_fields, n);
}
