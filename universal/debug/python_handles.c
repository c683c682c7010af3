/* For Python: the class DebugHandle, and the lists of open and closed handles. */
#include "describe.h"
#include "python_parts.h"
#include "records.h"

/* ---- DebugHandle ---- */

/* The bits of a handle: its record may be used for another one later, which shows in them. */
typedef struct {
    intptr_t bits;
} HandleObject;

HPyType_HELPERS(HandleObject)
HPyGlobal debug_handle_class;

/* The record, or NULL with ValueError when it stands for another handle by now. */
static DebugRecord *record_of(HPyContext *ctx, HPy self)
{
    const HandleObject *handle = HandleObject_AsStruct(ctx, self);
    DebugRecord *record = debug_record(DEBUG_INDEX(handle->bits));

    if (debug_is_closed(record) ? record->bits == debug_closed_bits(handle->bits) : record->bits == handle->bits)
        return record;
    HPyErr_SetString(ctx, ctx->h_ValueError, "this handle was closed long ago, nothing is known of it any more");
    return NULL;
}

static HPy get_object(HPyContext *ctx, const DebugRecord *record)
{
    if (debug_kind(record) >= DEBUG_LIST_BUILDER || (debug_is_closed(record) && !debug_keeps(record)))
        return HPy_Dup(ctx, ctx->h_None);
    return HPy_Dup(ctx, record->inner);
}

static HPy get_kind(HPyContext *ctx, const DebugRecord *record)
{
    return HPyUnicode_FromString(ctx, debug_kind_name(debug_kind(record)));
}

static HPy get_module(HPyContext *ctx, const DebugRecord *record)
{
    return layer_text(ctx, record->context->layer->module);
}

static HPy get_function(HPyContext *ctx, const DebugRecord *record)
{
    return debug_function_name(ctx, record->function);
}

static HPy get_function_at(HPyContext *ctx, const DebugRecord *record)
{
    return layer_address(ctx, (const void *)(uintptr_t)record->function);
}

static HPy get_is_closed(HPyContext *ctx, const DebugRecord *record)
{
    return HPyBool_FromBool(ctx, debug_is_closed(record));
}

/* What an ended call left open belongs to the layer. */
static HPy get_in_call(HPyContext *ctx, const DebugRecord *record)
{
    return HPyBool_FromBool(ctx, !debug_is_closed(record) && record->context != &record->context->layer->leaked);
}

static HPy get_is_reported(HPyContext *ctx, const DebugRecord *record)
{
    return HPyBool_FromBool(ctx, debug_is_marked(record, DEBUG_REPORTED));
}

static HPy get_generation(HPyContext *ctx, const DebugRecord *record)
{
    return HPyLong_FromUInt32_t(ctx, (record->flags >> DEBUG_GENERATION_SHIFT));
}

static HPy get_raw_data_size(HPyContext *ctx, const DebugRecord *record)
{
    if (record->extra == NULL || record->extra->memory == NULL)
        return HPyLong_FromInt32_t(ctx, -1);
    return HPyLong_FromSize_t(ctx, record->extra->size - 1); /* without the null character behind it */
}

#define ATTRIBUTE(NAME, FUNCTION, DOC) \
    HPyDef_GET(handle_##NAME, #NAME, .doc = DOC) \
    static HPy handle_##NAME##_get(HPyContext *ctx, HPy self, void *closure) \
    { \
        const DebugRecord *record = record_of(ctx, self); \
        (void)closure; \
        return record == NULL ? HPy_NULL : FUNCTION(ctx, record); \
    }

ATTRIBUTE(obj, get_object, "The object; None when the handle is closed and its object was not kept.")
ATTRIBUTE(kind, get_kind, "'handle', 'borrowed handle', 'buffer', 'tracker', 'text view', 'number view', 'list builder' or another builder.")
ATTRIBUTE(module, get_module, "The name of the extension module.")
ATTRIBUTE(function, get_function, "The extension's function in which the handle was opened, or None.")
ATTRIBUTE(function_at, get_function_at, "The address of that function.")
ATTRIBUTE(is_closed, get_is_closed, "Whether it was closed.")
ATTRIBUTE(is_reported, get_is_reported, "Whether the call that left it open was reported at its end.")
ATTRIBUTE(in_call, get_in_call, "Whether it is open and the call in which it was opened goes on.")
ATTRIBUTE(generation, get_generation, "The generation in which it was opened.")
ATTRIBUTE(raw_data_size, get_raw_data_size, "Number of bytes that the API gave out for this handle, or -1.")
ATTRIBUTE(opened_at, debug_opened_places, "Return addresses of the call that opened it, the innermost first.")
ATTRIBUTE(opened_stack, debug_opened_stack, "These and their callers, if they are known: the first few of a place are.")
ATTRIBUTE(closed_at, debug_closed_places, "The same for the call that closed it; empty when it is open.")

HPyDef_GET(handle_id, "id", .doc = "A number that no other open handle has.")
static HPy handle_id_get(HPyContext *ctx, HPy self, void *closure)
{
    const HandleObject *handle = HandleObject_AsStruct(ctx, self);
    (void)closure;
    return HPyLong_FromSize_t(ctx, (size_t)handle->bits);
}

HPyDef_METH(handle_force_close, "_force_close", HPyFunc_NOARGS, .doc = "Close the handle, as its owner should have.")
static HPy handle_force_close_impl(HPyContext *ctx, HPy self)
{
    DebugRecord *record = record_of(ctx, self);
    DebugContext *owner;

    if (record == NULL)
        return HPy_NULL;
    if (!debug_is_closed(record) && debug_kind(record) == DEBUG_HANDLE) {
        owner = &record->context->layer->leaked;
        owner->place = NULL;
        debug_close(owner, record);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(handle_repr, HPy_tp_repr)
static HPy handle_repr_impl(HPyContext *ctx, HPy self)
{
    return debug_call_findings(ctx, "describe_handle", self);
}

/* Equal: the same handle, not the same object. */
HPyDef_SLOT(handle_compare, HPy_tp_richcompare)
static HPy handle_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy type = HPyGlobal_Load(ctx, debug_handle_class);
    int comparable = (op == HPy_EQ || op == HPy_NE) && HPy_TypeCheck(ctx, self, type)
                     && HPy_TypeCheck(ctx, other, type);
    const HandleObject *a, *b;

    HPy_Close(ctx, type);
    if (!comparable)
        return HPy_Dup(ctx, ctx->h_NotImplemented);
    a = HandleObject_AsStruct(ctx, self);
    b = HandleObject_AsStruct(ctx, other);
    return HPyBool_FromBool(ctx, (a->bits == b->bits) == (op == HPy_EQ));
}

static HPyDef *handle_defines[] = {
    &handle_obj, &handle_kind, &handle_module, &handle_function, &handle_function_at, &handle_is_closed,
    &handle_in_call, &handle_is_reported, &handle_generation, &handle_raw_data_size, &handle_opened_at,
    &handle_opened_stack, &handle_closed_at, &handle_id, &handle_force_close, &handle_repr, &handle_compare, NULL
};

static HPyType_Spec handle_spec = {
    .name = "hpy.debug._debug.DebugHandle",
    .basicsize = sizeof(HandleObject),
    .flags = HPy_TPFLAGS_DEFAULT,
    .builtin_shape = SHAPE(HandleObject),
    .defines = handle_defines,
    .doc = "What is known of a handle that an extension opened in debug mode.",
};

static HPy new_handle(HPyContext *ctx, HPy type, uint32_t index)
{
    const DebugRecord *record = debug_record(index);
    HandleObject *handle;
    HPy result = HPy_New(ctx, type, &handle);

    if (!HPy_IsNull(result))
        handle->bits = debug_is_closed(record) ? debug_last_bits(record) : record->bits;
    return result;
}

/* ---- lists of handles ---- */

static int is_wanted(const DebugRecord *record, uint32_t generation, int closed)
{
    if (record->context == NULL || debug_kind(record) == DEBUG_CONSTANT
            || (record->flags >> DEBUG_GENERATION_SHIFT) < generation)
        return 0;
    if (closed)
        return debug_is_closed(record);
    return !debug_is_closed(record) && !debug_is_marked(record, DEBUG_TRACKED | DEBUG_STORED)
           && debug_kind(record) != DEBUG_ARGUMENT;
}

static int append_open(HPyContext *ctx, HPy list, HPy type, uint32_t generation)
{
    uint32_t index;

    for (index = 1; index < debug_table.n_indices; index++)
        if (is_wanted(debug_record(index), generation, 0) && layer_append(ctx, list, new_handle(ctx, type, index)) < 0)
            return -1;
    return 0;
}

/* How many positions backwards from the next one hold as many closed handles as are to be remembered, or all there
 * are. */
static uint32_t count_positions(uint32_t generation)
{
    uint32_t n, n_found = 0, position = debug_next_position();

    for (n = 0; n < debug_table.ring_end && n_found < debug_options.max_closed; n++) {
        position = position == 0 ? debug_table.ring_end - 1 : position - 1;
        n_found += is_wanted(debug_record(debug_ring_index(position)), generation, 1) ? 1u : 0u;
    }
    return n;
}

static int append_closed(HPyContext *ctx, HPy list, HPy type, uint32_t generation)
{
    uint32_t n = count_positions(generation);

    for (; n > 0; n--) {
        uint32_t position = (debug_next_position() + debug_table.ring_end - n) % debug_table.ring_end;
        uint32_t index = debug_ring_index(position);
        if (is_wanted(debug_record(index), generation, 1) && layer_append(ctx, list, new_handle(ctx, type, index)) < 0)
            return -1;
    }
    return 0;
}

/* The order is that in which they were opened, as far as it is known. */
static int append_all(HPyContext *ctx, HPy list, HPy type, uint32_t generation, int closed)
{
    return closed ? append_closed(ctx, list, type, generation) : append_open(ctx, list, type, generation);
}

static HPy list_handles(HPyContext *ctx, uint32_t generation, int closed)
{
    HPy type = HPyGlobal_Load(ctx, debug_handle_class);
    HPy list = HPyList_New(ctx, 0);
    int status = HPy_IsNull(list) ? -1 : append_all(ctx, list, type, generation, closed);

    HPy_Close(ctx, type);
    return layer_finished(ctx, list, status);
}

HPyDef_METH(new_generation, "new_generation", HPyFunc_NOARGS, .doc = "Begin a new generation; its number.")
static HPy new_generation_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromUInt32_t(ctx, ++debug_options.generation);
}

HPyDef_METH(get_open_handles, "get_open_handles", HPyFunc_O,
            .doc = "The handles that were opened in this generation or later and are still open.")
static HPy get_open_handles_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t generation;
    (void)self;
    if (debug_read_size(ctx, arg, &generation) < 0)
        return HPy_NULL;
    return list_handles(ctx, (uint32_t)generation, 0);
}

HPyDef_METH(get_closed_handles, "get_closed_handles", HPyFunc_VARARGS,
            .doc = "The closed handles that are remembered, all or those of this generation or later.")
static HPy get_closed_handles_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    size_t generation = 0;
    (void)self;
    if (nargs > 1) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "get_closed_handles expected at most 1 argument");
        return HPy_NULL;
    }
    if (nargs == 1 && debug_read_size(ctx, args[0], &generation) < 0)
        return HPy_NULL;
    return list_handles(ctx, (uint32_t)generation, 1);
}

/* ---- for the module ---- */

HPy debug_make_handle_class(HPyContext *ctx)
{
    HPy type = HPyType_FromSpec(ctx, &handle_spec, NULL);

    if (!HPy_IsNull(type))
        HPyGlobal_Store(ctx, &debug_handle_class, type);
    return type;
}

void debug_set_context_of_handles(HPyContext *ctx)
{
    _ctx_for_trampolines = ctx;
}
