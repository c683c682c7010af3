/* The module hpy.universal._debug, beneath the package hpy.debug: open and closed handles, options, places.
 *
 * It is an HPy extension itself; its functions get the host's own context.
 */
#include <stdio.h>

#include "debug.h"

/* ---- the hooks of HPy 0.9 ---- */

static HPyGlobal invalid_handle_hook, invalid_builder_hook;
static int has_hooks; /* in any interpreter */

int debug_call_hook(DebugContext *c, int for_builders)
{
    HPyContext *ctx = c->layer->base.inner;
    HPyGlobal *hook = for_builders ? &invalid_builder_hook : &invalid_handle_hook;
    void *pending;
    HPy function, result;

    if (hook->_i == 0)
        return 0;
    function = HPyGlobal_Load(ctx, *hook);
    if (HPy_IsNull(function) || HPy_Is(ctx, function, ctx->h_None)) {
        HPy_Close(ctx, function);
        return 0;
    }
    pending = debug_state.host->save_error();
    result = HPy_CallTupleDict(ctx, function, HPy_NULL, HPy_NULL);
    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, function);
    HPy_Close(ctx, result);
    HPy_Close(ctx, function);
    debug_state.host->restore_error(pending);
    return 1;
}

static HPy set_hook(HPyContext *ctx, HPyGlobal *hook, HPy function)
{
    if (!HPy_Is(ctx, function, ctx->h_None) && !HPyCallable_Check(ctx, function)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "the hook must be callable or None");
        return HPy_NULL;
    }
    HPyGlobal_Store(ctx, hook, function);
    has_hooks = !HPy_Is(ctx, function, ctx->h_None);
    debug_state.keep_all = debug_state.keep || has_hooks;
    debug_state_changed();
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(set_on_invalid_handle, "set_on_invalid_handle", HPyFunc_O,
            .doc = "Call this function, without arguments, when a closed handle is used; None: report the use instead.")
static HPy set_on_invalid_handle_impl(HPyContext *ctx, HPy self, HPy function)
{
    (void)self;
    return set_hook(ctx, &invalid_handle_hook, function);
}

HPyDef_METH(set_on_invalid_builder_handle, "set_on_invalid_builder_handle", HPyFunc_O,
            .doc = "The same for builders.")
static HPy set_on_invalid_builder_handle_impl(HPyContext *ctx, HPy self, HPy function)
{
    (void)self;
    return set_hook(ctx, &invalid_builder_hook, function);
}

/* ---- DebugHandle ---- */

/* The bits of a handle: its record may be used for another one later, which shows in them. */
typedef struct {
    intptr_t bits;
} HandleObject;

HPyType_HELPERS(HandleObject)
static HPyGlobal handle_type;

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
    if (debug_kind(record) > DEBUG_CONSTANT || (debug_is_closed(record) && !debug_keeps(record)))
        return HPy_Dup(ctx, ctx->h_None);
    return HPy_Dup(ctx, record->inner);
}

static HPy get_kind(HPyContext *ctx, const DebugRecord *record)
{
    static const char *const names[] = {"handle", "argument", "constant", "list builder", "tuple builder", "tracker"};
    return HPyUnicode_FromString(ctx, names[debug_kind(record)]);
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
    return debug_address(ctx, (const void *)(uintptr_t)record->function);
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
    return HPyBool_FromBool(ctx, (record->flags & DEBUG_TOLD) != 0);
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
ATTRIBUTE(kind, get_kind, "'handle', 'list builder', 'tuple builder' or 'tracker'.")
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
    const HandleObject *handle = HandleObject_AsStruct(ctx, self);
    DebugRecord *record = record_of(ctx, self);
    DebugContext *owner;

    if (record == NULL)
        return HPy_NULL;
    if (!debug_is_closed(record) && debug_kind(record) == DEBUG_HANDLE) {
        owner = &record->context->layer->leaked;
        owner->place = NULL;
        debug_close(owner, handle->bits);
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(handle_repr, HPy_tp_repr)
static HPy handle_repr_impl(HPyContext *ctx, HPy self)
{
    HPy module = HPyImport_ImportModule(ctx, "hpy.debug._findings");
    HPy describe = HPy_IsNull(module) ? HPy_NULL : HPy_GetAttr_s(ctx, module, "describe_handle");
    HPy result = HPy_IsNull(describe) ? HPy_NULL : HPy_Call(ctx, describe, &self, 1, HPy_NULL);

    HPy_Close(ctx, describe);
    HPy_Close(ctx, module);
    return result;
}

/* Equal: the same handle, not the same object. */
HPyDef_SLOT(handle_compare, HPy_tp_richcompare)
static HPy handle_compare_impl(HPyContext *ctx, HPy self, HPy other, HPy_RichCmpOp op)
{
    HPy type = HPyGlobal_Load(ctx, handle_type);
    int comparable = (op == HPy_EQ || op == HPy_NE) && HPy_TypeCheck(ctx, self, type) && HPy_TypeCheck(ctx, other, type);
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
    &handle_in_call, &handle_is_reported, &handle_generation, &handle_raw_data_size, &handle_opened_at, &handle_opened_stack, &handle_closed_at, &handle_id,
    &handle_force_close, &handle_repr, &handle_compare, NULL
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
    if (record->context == NULL || debug_kind(record) == DEBUG_CONSTANT || (record->flags >> DEBUG_GENERATION_SHIFT) < generation)
        return 0;
    if (closed)
        return debug_is_closed(record);
    return !debug_is_closed(record) && !(record->flags & DEBUG_TRACKED) && debug_kind(record) != DEBUG_ARGUMENT;
}

static int append(HPyContext *ctx, HPy list, HPy type, uint32_t index)
{
    HPy handle = new_handle(ctx, type, index);
    int result = HPy_IsNull(handle) ? -1 : HPyList_Append(ctx, list, handle);

    HPy_Close(ctx, handle);
    return result;
}

static int append_open(HPyContext *ctx, HPy list, HPy type, uint32_t generation)
{
    uint32_t index;

    for (index = 1; index < debug_state.n_indices; index++)
        if (is_wanted(debug_record(index), generation, 0) && append(ctx, list, type, index) < 0)
            return -1;
    return 0;
}

/* How many positions backwards from the next one hold as many closed handles as are to be remembered, or all there are. */
static uint32_t count_positions(uint32_t generation)
{
    uint32_t n, n_found = 0, position = debug_next_position();

    for (n = 0; n < debug_state.ring_end && n_found < debug_state.max_closed; n++) {
        position = position == 0 ? debug_state.ring_end - 1 : position - 1;
        n_found += is_wanted(debug_record(debug_ring_index(position)), generation, 1) ? 1u : 0u;
    }
    return n;
}

static int append_closed(HPyContext *ctx, HPy list, HPy type, uint32_t generation)
{
    uint32_t n = count_positions(generation);

    for (; n > 0; n--) {
        uint32_t position = (debug_next_position() + debug_state.ring_end - n) % debug_state.ring_end;
        uint32_t index = debug_ring_index(position);
        if (is_wanted(debug_record(index), generation, 1) && append(ctx, list, type, index) < 0)
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
    HPy type = HPyGlobal_Load(ctx, handle_type);
    HPy list = HPyList_New(ctx, 0);

    if (!HPy_IsNull(list) && append_all(ctx, list, type, generation, closed) < 0) {
        HPy_Close(ctx, list);
        list = HPy_NULL;
    }
    HPy_Close(ctx, type);
    return list;
}

/* A number that may not be negative; -1 with TypeError or OverflowError. */
static int read_size(HPyContext *ctx, HPy value, size_t *size)
{
    if (!HPy_TypeCheck(ctx, value, ctx->h_LongType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an int is required");
        return -1;
    }
    *size = HPyLong_AsSize_t(ctx, value);
    return *size == (size_t)-1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

HPyDef_METH(new_generation, "new_generation", HPyFunc_NOARGS, .doc = "Begin a new generation; its number.")
static HPy new_generation_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromUInt32_t(ctx, ++debug_state.generation);
}

HPyDef_METH(get_open_handles, "get_open_handles", HPyFunc_O,
            .doc = "The handles that were opened in this generation or later and are still open.")
static HPy get_open_handles_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t generation;
    (void)self;
    if (read_size(ctx, arg, &generation) < 0)
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
    if (nargs == 1 && read_size(ctx, args[0], &generation) < 0)
        return HPy_NULL;
    return list_handles(ctx, (uint32_t)generation, 1);
}

/* ---- options ---- */

#define MOST_CLOSED (DEBUG_CHUNK * (DEBUG_MAX_CHUNKS / 2))

static HPy set_limit(HPyContext *ctx, HPy value, size_t largest, size_t *limit)
{
    size_t size;

    if (read_size(ctx, value, &size) < 0)
        return HPy_NULL;
    if (size > largest) {
        HPyErr_SetString(ctx, ctx->h_OverflowError, "the number is too large");
        return HPy_NULL;
    }
    *limit = size;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(get_closed_handles_queue_max_size, "get_closed_handles_queue_max_size", HPyFunc_NOARGS,
            .doc = "How many closed handles are remembered.")
static HPy get_closed_handles_queue_max_size_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromUInt32_t(ctx, debug_state.max_closed);
}

HPyDef_METH(set_closed_handles_queue_max_size, "set_closed_handles_queue_max_size", HPyFunc_O,
            .doc = "Remember so many.")
static HPy set_closed_handles_queue_max_size_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t limit = 0;
    HPy result = set_limit(ctx, arg, MOST_CLOSED, &limit);

    (void)self;
    if (!HPy_IsNull(result))
        debug_set_max_closed((uint32_t)limit);
    return result;
}

HPyDef_METH(get_protected_raw_data_max_size, "get_protected_raw_data_max_size", HPyFunc_NOARGS,
            .doc = "How many bytes of memory that the API gave out are kept after their handles were closed.")
static HPy get_protected_raw_data_max_size_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromSize_t(ctx, debug_state.max_closed_memory);
}

HPyDef_METH(set_protected_raw_data_max_size, "set_protected_raw_data_max_size", HPyFunc_O, .doc = "Keep so many bytes.")
static HPy set_protected_raw_data_max_size_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return set_limit(ctx, arg, (size_t)-1 >> 1, &debug_state.max_closed_memory);
}

HPyDef_METH(set_handle_stack_trace_limit, "set_handle_stack_trace_limit", HPyFunc_O,
            .doc = "Record up to so many frames for each handle from now on; None: the place only.")
static HPy set_handle_stack_trace_limit_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t limit = 1;
    (void)self;
    if (!HPy_Is(ctx, arg, ctx->h_None) && read_size(ctx, arg, &limit) < 0)
        return HPy_NULL;
    debug_state.stack = limit > DEBUG_MAX_FRAMES ? DEBUG_MAX_FRAMES : (int)limit;
    debug_state_changed();
    return HPy_Dup(ctx, ctx->h_None);
}

static const char *const protections[] = {"none", "sample", "all", NULL};
static const char *const times_of_leaks[] = {"exit", "call", NULL};

/* The number of the word that 'value' is, to *option; -1 with an exception. */
static int read_word(HPyContext *ctx, HPy value, const char *name, const char *const *words, int *option)
{
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, value, NULL);
    int i;

    for (i = 0; text != NULL && words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            *option = i;
            return 0;
        }
    }
    if (text != NULL)
        HPyErr_Format(ctx, ctx->h_ValueError, "%s cannot be '%s'", name, text);
    return -1;
}

/* A truth value for *option; -1 with an exception. */
static int read_truth(HPyContext *ctx, HPy value, int *option)
{
    int truth = HPy_IsTrue(ctx, value);
    if (truth >= 0)
        *option = truth;
    return truth < 0 ? -1 : 0;
}

static int is_given(HPy value)
{
    return !HPy_IsNull(value);
}

static int read_options(HPyContext *ctx, HPy fatal, HPy stack, HPy quarantine, HPy protect, HPy keep, HPy leaks)
{
    size_t n;

    if (is_given(fatal) && read_truth(ctx, fatal, &debug_state.fatal) < 0)
        return -1;
    if (is_given(keep) && read_truth(ctx, keep, &debug_state.keep) < 0)
        return -1;
    debug_state.keep_all = debug_state.keep || has_hooks;
    if (is_given(protect) && read_word(ctx, protect, "protect", protections, &debug_state.protect) < 0)
        return -1;
    if (is_given(leaks) && read_word(ctx, leaks, "leaks", times_of_leaks, &debug_state.leaks_at_call) < 0)
        return -1;
    if (is_given(stack)) {
        if (read_size(ctx, stack, &n) < 0)
            return -1;
        debug_state.stack = n > DEBUG_MAX_FRAMES ? DEBUG_MAX_FRAMES : (int)n;
    }
    if (is_given(quarantine)) {
        if (read_size(ctx, quarantine, &n) < 0)
            return -1;
        debug_set_max_closed(n > MOST_CLOSED ? MOST_CLOSED : (uint32_t)n);
    }
    return 0;
}

HPyDef_METH(set_options, "set_options", HPyFunc_KEYWORDS,
            .doc = "set_options(*, fatal, stack, quarantine, protect, keep, leaks): change what is given.")
static HPy set_options_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"fatal", "stack", "quarantine", "protect", "keep", "leaks", NULL};
    HPy fatal = HPy_NULL, stack = HPy_NULL, quarantine = HPy_NULL, protect = HPy_NULL, keep = HPy_NULL;
    HPy leaks = HPy_NULL;
    HPyTracker tracker;
    int failed;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|$OOOOOO:set_options", names, &fatal, &stack,
                              &quarantine, &protect, &keep, &leaks))
        return HPy_NULL;
    failed = read_options(ctx, fatal, stack, quarantine, protect, keep, leaks) < 0;
    debug_state_changed(); /* some may be set before one that fails */
    HPyTracker_Close(ctx, tracker);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(get_options, "get_options", HPyFunc_NOARGS, .doc = "The options as they are: a dict.")
static HPy get_options_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_BuildValue(ctx, "{s:i,s:i,s:i,s:s,s:i,s:s}", "fatal", debug_state.fatal, "stack", debug_state.stack,
                          "quarantine", (int)debug_state.max_closed, "protect", protections[debug_state.protect],
                          "keep", debug_state.keep, "leaks", times_of_leaks[debug_state.leaks_at_call]);
}

/* ---- places ---- */

HPyDef_METH(locate, "locate", HPyFunc_O,
            .doc = "(path, offset, symbol) of the file that was loaded to this address, or None.")
static HPy locate_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char path[4096];
    const char *symbol;
    HPy h_path, h_symbol, result = HPy_NULL;
    uintptr_t offset;
    size_t address;

    (void)self;
    if (read_size(ctx, arg, &address) < 0)
        return HPy_NULL;
    if (!debug_os_locate((const void *)(uintptr_t)address, path, sizeof(path), &offset, &symbol))
        return HPy_Dup(ctx, ctx->h_None);
    h_path = HPyUnicode_DecodeFSDefault(ctx, path);
    h_symbol = symbol != NULL ? HPyUnicode_DecodeFSDefault(ctx, symbol) : HPy_Dup(ctx, ctx->h_None);
    if (!HPy_IsNull(h_path) && !HPy_IsNull(h_symbol))
        result = HPy_BuildValue(ctx, "(OnO)", h_path, (HPy_ssize_t)offset, h_symbol);
    HPy_Close(ctx, h_path);
    HPy_Close(ctx, h_symbol);
    return result;
}

/* ---- the module ---- */

HPyDef_SLOT(execute, HPy_mod_exec)
static int execute_impl(HPyContext *ctx, HPy module)
{
    HPy type = HPyType_FromSpec(ctx, &handle_spec, NULL);
    int result;

    if (HPy_IsNull(type))
        return -1;
    HPyGlobal_Store(ctx, &handle_type, type);
    HPyGlobal_Store(ctx, &invalid_handle_hook, ctx->h_None);
    HPyGlobal_Store(ctx, &invalid_builder_hook, ctx->h_None);
    result = HPy_SetAttr_s(ctx, module, "DebugHandle", type);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *defines[] = {
    &execute, &new_generation, &get_open_handles, &get_closed_handles, &get_closed_handles_queue_max_size,
    &set_closed_handles_queue_max_size, &get_protected_raw_data_max_size, &set_protected_raw_data_max_size,
    &set_on_invalid_handle, &set_on_invalid_builder_handle, &set_handle_stack_trace_limit, &set_options, &get_options,
    &locate, NULL
};

static HPyGlobal *globals[] = {&invalid_handle_hook, &invalid_builder_hook, &handle_type, NULL};

static HPyModuleDef definition = {
    .doc = "Handles that extensions opened in debug mode, and its options.",
    .defines = defines,
    .globals = globals,
};

HPyModuleDef *hpy_debug_module(HPyContext *ctx)
{
    _ctx_for_trampolines = ctx;
    return &definition;
}
