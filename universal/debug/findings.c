/* Reports: a finding becomes a dict, which hpy.debug._findings turns into words. */
#include <stdarg.h>
#include <stdio.h>

#include "debug.h"
#include "generated/names.h"

const char *debug_api_name(int api)
{
    return api >= 0 && api < N_API ? api_functions[api].name : "return";
}

int debug_api_allows_pending(int api)
{
    return api < 0 || api >= N_API || api_functions[api].allows_exception;
}

int debug_api_never_fails(int api)
{
    return api >= 0 && api < N_API && api_functions[api].never_fails;
}

/* ---- building the dict ---- */

/* All of these go on where an earlier one failed: the exception stays, and HPyErr_Occurred tells at the end. */
static void put(HPyContext *ctx, HPy dict, const char *key, HPy value)
{
    if (!HPy_IsNull(value) && !HPy_IsNull(dict))
        (void)HPy_SetItem_s(ctx, dict, key, value);
    HPy_Close(ctx, value);
}

static void put_text(HPyContext *ctx, HPy dict, const char *key, const char *text)
{
    put(ctx, dict, key, text != NULL ? layer_text(ctx, text) : HPy_Dup(ctx, ctx->h_None));
}

HPy debug_address(HPyContext *ctx, const void *address)
{
    return HPyLong_FromSize_t(ctx, (size_t)(uintptr_t)address);
}

static HPy places_tuple(HPyContext *ctx, const void *const *places, int n)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, n);
    int i;

    for (i = 0; i < n; i++) {
        HPy address = debug_address(ctx, places[i]);
        HPyTupleBuilder_Set(ctx, builder, i, address);
        HPy_Close(ctx, address);
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

/* The frames that were recorded, or the one place that always is. */
HPy debug_opened_places(HPyContext *ctx, const DebugRecord *record)
{
    if (record->extra != NULL && record->extra->room == DEBUG_MAX_FRAMES && record->extra->n_opened > 0)
        return places_tuple(ctx, record->extra->frames, record->extra->n_opened);
    return places_tuple(ctx, &record->opened_at, record->opened_at != NULL);
}

/* Where the file that holds an address was loaded to; 0: not known. */
static uintptr_t base_of(const void *address)
{
    char path[4096];
    const char *symbol;
    uintptr_t offset;

    return debug_os_locate(address, path, sizeof(path), &offset, &symbol) ? (uintptr_t)address - offset : 0;
}

/* The frames of a stack up to where the extension was called. */
static HPy stack_tuple(HPyContext *ctx, const void *const *frames, int n)
{
    uintptr_t base = n > 0 ? base_of(frames[0]) : 0;
    int i = 0;

    while (i < n && base != 0 && base_of(frames[i]) == base)
        i++;
    return places_tuple(ctx, frames, i);
}

/* What is known of the callers, asked for or not. */
HPy debug_opened_stack(HPyContext *ctx, const DebugRecord *record)
{
    const DebugExtra *extra = record->extra;
    return stack_tuple(ctx, extra != NULL ? extra->frames : NULL, extra != NULL ? extra->n_opened : 0);
}

HPy debug_closed_places(HPyContext *ctx, const DebugRecord *record)
{
    if (!debug_is_closed(record))
        return places_tuple(ctx, NULL, 0);
    if (record->extra != NULL && record->extra->n_closed > 0)
        return places_tuple(ctx, record->extra->frames + DEBUG_MAX_FRAMES, record->extra->n_closed);
    return places_tuple(ctx, &record->closed_at, record->closed_at != NULL);
}

/* "module.Type.method", or None. */
/* "module.Type.name"; without the type where that is not known. */
static HPy qualified_name(HPyContext *ctx, const HPyFunctionName *name, const char *type)
{
    char text[512];

    snprintf(text, sizeof(text), "%s%s%s.%s", name->module, type != NULL ? "." : "", type != NULL ? type : "", name->name);
    return layer_text(ctx, text);
}

HPy debug_function_name(HPyContext *ctx, HPyCFunction function)
{
    const HPyFunctionName *name = function != NULL ? hpy_names_find(function) : NULL;

    if (name == NULL)
        return HPy_Dup(ctx, ctx->h_None);
    return qualified_name(ctx, name, name->is_shared ? NULL : name->type);
}

/* The name of the function that runs. Of one that several types have the object tells which it is: the first argument,
 * whose object is there until the call is over, also when its handle is closed. */
static HPy running_name(HPyContext *ctx, const DebugContext *c)
{
    const HPyFunctionName *name = hpy_names_find(c->function);
    const DebugRecord *self = c->argument_records;
    HPy type, result;

    if (name == NULL || !name->is_shared || self == NULL || self->function != c->function)
        return debug_function_name(ctx, c->function);
    type = HPy_TypeCheck(ctx, self->inner, ctx->h_TypeType) ? HPy_Dup(ctx, self->inner) : HPy_Type(ctx, self->inner);
    result = qualified_name(ctx, name, HPyType_GetName(ctx, type));
    HPy_Close(ctx, type);
    return result;
}

static HPy used_places(HPyContext *ctx, const DebugContext *c)
{
    const void *frames[DEBUG_MAX_FRAMES];
    int n = 0;

    if (c->place != NULL && debug_state.stack > 1)
        n = debug_os_stack(c->place, frames, debug_state.stack < DEBUG_MAX_FRAMES ? debug_state.stack : DEBUG_MAX_FRAMES);
    return n > 0 ? places_tuple(ctx, frames, n) : places_tuple(ctx, &c->place, c->place != NULL);
}

static HPy used_stack(HPyContext *ctx, const DebugContext *c)
{
    const void *frames[DEBUG_FEW_FRAMES];
    int n = c->place != NULL ? debug_os_stack(c->place, frames, DEBUG_FEW_FRAMES) : 0;

    return stack_tuple(ctx, frames, n);
}

/* The layer opens the handles of arguments: of their memory the place where it was given out tells more. */
static HPy opened_or_given(HPyContext *ctx, const DebugRecord *record, int is_memory)
{
    if (is_memory && record->opened_at == NULL && record->extra != NULL && record->extra->given_at != NULL)
        return places_tuple(ctx, &record->extra->given_at, 1);
    return debug_opened_places(ctx, record);
}

static void put_record(HPyContext *ctx, HPy dict, const DebugRecord *record, int is_memory)
{
    int has_object = record != NULL && debug_kind(record) <= DEBUG_CONSTANT && (!debug_is_closed(record) || debug_keeps(record));

    put(ctx, dict, "opened_at", record != NULL ? opened_or_given(ctx, record, is_memory) : places_tuple(ctx, NULL, 0));
    put(ctx, dict, "opened_stack", record != NULL ? debug_opened_stack(ctx, record) : places_tuple(ctx, NULL, 0));
    put(ctx, dict, "closed_at", record != NULL ? debug_closed_places(ctx, record) : places_tuple(ctx, NULL, 0));
    put(ctx, dict, "has_object", HPyBool_FromBool(ctx, has_object));
    if (has_object)
        put(ctx, dict, "object", HPy_Dup(ctx, record->inner));
}

static HPy describe(HPyContext *ctx, const DebugContext *c, DebugSeverity severity, const char *kind,
                    const DebugRecord *record, const char *message)
{
    HPy dict = HPyDict_New(ctx);
    HPyCFunction function = c->function != NULL ? c->function
                            : debug_current != NULL ? debug_current->function : record != NULL ? record->function : NULL;

    put_text(ctx, dict, "kind", kind);
    put_text(ctx, dict, "severity", severity == DEBUG_ERROR ? "error" : "warning");
    put_text(ctx, dict, "message", message);
    put_text(ctx, dict, "api", c->api < N_API ? debug_api_name(c->api) : NULL);
    put_text(ctx, dict, "module", c->layer->module);
    put(ctx, dict, "function", c->function != NULL ? running_name(ctx, c) : debug_function_name(ctx, function));
    put(ctx, dict, "function_at", debug_address(ctx, (const void *)(uintptr_t)function));
    put(ctx, dict, "used_at", used_places(ctx, c));
    put(ctx, dict, "used_stack", used_stack(ctx, c));
    put(ctx, dict, "raised_at", places_tuple(ctx, &c->pending_place, c->pending && c->pending_place != NULL));
    put_text(ctx, dict, "raised_by", c->pending ? debug_api_name(c->pending_api) : NULL);
    put(ctx, dict, "last_at", places_tuple(ctx, &c->last_place, c->last_place != NULL));
    put_text(ctx, dict, "last_api", c->last_place != NULL ? debug_api_name(c->last_api) : NULL);
    put_record(ctx, dict, record, strncmp(kind, "memory-", 7) == 0);
    return dict;
}

/* ---- types ---- */

/* Where and by whom a type was made. */
static HPy describe_type(HPyContext *ctx, const DebugContext *c, const DebugRecord *record)
{
    HPy dict = HPyDict_New(ctx);

    put_text(ctx, dict, "module", c->layer->module);
    put(ctx, dict, "function", debug_function_name(ctx, record->function));
    put(ctx, dict, "function_at", debug_address(ctx, (const void *)(uintptr_t)record->function));
    put(ctx, dict, "opened_at", debug_opened_places(ctx, record));
    put(ctx, dict, "opened_stack", debug_opened_stack(ctx, record));
    return dict;
}

/* module.function(a, b), or HPy_NULL; so if any of them is. */
static HPy call_of_module(HPyContext *ctx, HPy module, const char *function, HPy a, HPy b)
{
    HPy args[] = { a, b };
    HPy callable = HPy_IsNull(module) || HPy_IsNull(a) || HPy_IsNull(b) ? HPy_NULL : HPy_GetAttr_s(ctx, module, function);
    HPy result = HPy_IsNull(callable) ? HPy_NULL : HPy_Call(ctx, callable, args, 2, HPy_NULL);

    HPy_Close(ctx, callable);
    return result;
}

/* By what runs no Python code, so that no signal is handled here. An entry lasts as long as the type. */
static void enter_type(HPyContext *ctx, HPy type, HPy facts)
{
    HPy module = HPyImport_ImportModule(ctx, "hpy.debug._cycles");
    HPy made = HPy_IsNull(module) ? HPy_NULL : HPy_GetAttr_s(ctx, module, "made");
    HPy forget = HPy_IsNull(made) ? HPy_NULL : HPy_GetAttr_s(ctx, module, "forget");
    HPy key = debug_address(ctx, (const void *)type._i);
    HPy at_end = call_of_module(ctx, module, "partial", forget, key);
    HPy reference = call_of_module(ctx, module, "ref", type, at_end);
    HPy value = HPy_IsNull(reference) || HPy_IsNull(facts) ? HPy_NULL : HPyTuple_Pack(ctx, 2, reference, facts);

    if (!HPy_IsNull(key) && !HPy_IsNull(value))
        (void)HPy_SetItem(ctx, made, key, value);
    HPy_Close(ctx, value);
    HPy_Close(ctx, reference);
    HPy_Close(ctx, at_end);
    HPy_Close(ctx, key);
    HPy_Close(ctx, forget);
    HPy_Close(ctx, made);
    HPy_Close(ctx, module);
}

void debug_note_type(DebugContext *c, const DebugRecord *record)
{
    HPyContext *ctx = c->layer->base.inner;
    void *pending = debug_state.host->save_error();
    HPy facts = describe_type(ctx, c, record);

    enter_type(ctx, record->inner, facts);
    HPy_Close(ctx, facts);
    HPyErr_Clear(ctx); /* without an entry nothing will be told of the type */
    debug_state.host->restore_error(pending);
}

/* ---- reporting ---- */

static LAYER_THREAD_LOCAL int reporting; /* what the report itself does is not looked at */

/* The exception that the report wants to be raised, None, or HPy_NULL when the report itself failed. */
static HPy call_python(HPyContext *ctx, HPy finding)
{
    HPy module = HPyImport_ImportModule(ctx, "hpy.debug._findings");
    HPy report = HPy_IsNull(module) ? HPy_NULL : HPy_GetAttr_s(ctx, module, "report");
    HPy result = HPy_IsNull(report) ? HPy_NULL : HPy_Call(ctx, report, &finding, 1, HPy_NULL);

    HPy_Close(ctx, report);
    HPy_Close(ctx, module);
    return result;
}

static void raise(DebugContext *c, HPyContext *ctx, HPy error)
{
    HPy type;

    if (debug_current == NULL) /* nobody would look at it: a function that is called without a context, say */
        return;
    if (HPyErr_Occurred(ctx) || HPy_IsNull(error) || HPy_Is(ctx, error, ctx->h_None))
        return;
    type = HPy_Type(ctx, error);
    HPyErr_SetObject(ctx, type, error);
    HPy_Close(ctx, type);
    debug_failed(c);
    c->caused_pending = 1;
}

/* Let no name in 'text' speak to the terminal, where the text goes past Python's part of the report. */
static void mask_controls(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

static void say(const DebugContext *c, const char *message)
{
    char text[1024];

    snprintf(text, sizeof(text), "%s: %s", c->layer->module, message);
    mask_controls(text);
    fprintf(stderr, "hpy debug: %s\n", text);
}

static void report(DebugContext *c, DebugSeverity severity, const char *kind, const DebugRecord *record,
                   const char *message)
{
    HPyContext *ctx = c->layer->base.inner;
    void *pending = debug_state.host->save_error();
    HPy finding = describe(ctx, c, severity, kind, record, message);
    HPy error = HPyErr_Occurred(ctx) || HPy_IsNull(finding) ? HPy_NULL : call_python(ctx, finding);

    if (HPyErr_Occurred(ctx)) { /* at least say what it was */
        say(c, message);
        HPyErr_WriteUnraisable(ctx, HPy_NULL);
    }
    HPy_Close(ctx, finding);
    debug_state.host->restore_error(pending);
    if (debug_state.fatal)
        HPy_FatalError(ctx, message);
    if (severity == DEBUG_ERROR)
        raise(c, ctx, error);
    HPy_Close(ctx, error);
}

int debug_report(DebugContext *c, DebugSeverity severity, const char *kind, const DebugRecord *record,
                 const char *format, ...)
{
    char message[512];
    va_list arguments;

    if (reporting)
        return 0;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    mask_controls(message);
    reporting = 1;
    report(c, severity, kind, record, message);
    reporting = 0;
    return 0;
}
