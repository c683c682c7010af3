/* Reporting. The keys of the dict that is made here are those of hpy.debug._raw.RawFinding. */
#include <stdarg.h>
#include <stdio.h>

#include "debug_os.h"
#include "describe.h"
#include "findings.h"
#include "pending.h"

/* ---- the dict ---- */

static HPy used_places(HPyContext *ctx, const DebugContext *c)
{
    const void *frames[DEBUG_MAX_FRAMES];
    int n = 0, most = debug_options.stack < DEBUG_MAX_FRAMES ? debug_options.stack : DEBUG_MAX_FRAMES;

    if (c->place != NULL && most > 1)
        n = debug_os_stack(c->place, frames, most);
    return n > 0 ? debug_places(ctx, frames, n) : debug_places(ctx, &c->place, c->place != NULL);
}

static HPy used_stack(HPyContext *ctx, const DebugContext *c)
{
    const void *frames[DEBUG_FEW_FRAMES];
    int n = c->place != NULL ? debug_os_stack(c->place, frames, DEBUG_FEW_FRAMES) : 0;

    return debug_stack(ctx, frames, n);
}

/* The layer opens the handles of arguments: of their memory the place where it was given out tells more. */
static HPy opened_or_given(HPyContext *ctx, const DebugRecord *record, int is_memory)
{
    if (is_memory && record->opened_at == NULL && record->extra != NULL && record->extra->given_at != NULL)
        return debug_places(ctx, &record->extra->given_at, 1);
    return debug_opened_places(ctx, record);
}

static void put_record(HPyContext *ctx, HPy dict, const DebugRecord *record, int is_memory)
{
    int has_object = debug_kind(record) < DEBUG_LIST_BUILDER && (!debug_is_closed(record) || debug_keeps(record));

    layer_put(ctx, dict, "opened_at", opened_or_given(ctx, record, is_memory));
    layer_put(ctx, dict, "opened_stack", debug_opened_stack(ctx, record));
    layer_put(ctx, dict, "closed_at", debug_closed_places(ctx, record));
    layer_put_text(ctx, dict, "record", debug_kind_name(debug_kind(record)));
    layer_put(ctx, dict, "has_object", HPyBool_FromBool(ctx, has_object));
    if (has_object)
        layer_put(ctx, dict, "object", HPy_Dup(ctx, record->inner));
}

static void put_no_record(HPyContext *ctx, HPy dict)
{
    layer_put(ctx, dict, "opened_at", debug_places(ctx, NULL, 0));
    layer_put(ctx, dict, "opened_stack", debug_places(ctx, NULL, 0));
    layer_put(ctx, dict, "closed_at", debug_places(ctx, NULL, 0));
    layer_put_text(ctx, dict, "record", NULL);
    layer_put(ctx, dict, "has_object", HPyBool_FromBool(ctx, 0));
}

static HPyCFunction function_of(const DebugContext *c, const DebugRecord *record)
{
    if (c->function != NULL)
        return c->function;
    if (debug_current != NULL)
        return debug_current->function;
    return record != NULL ? record->function : NULL;
}

static HPy describe(HPyContext *ctx, const DebugContext *c, DebugSeverity severity, const char *kind,
                    const DebugRecord *record, const char *message)
{
    HPy dict = HPyDict_New(ctx);
    HPyCFunction function = function_of(c, record);
    HPy name = c->function != NULL ? debug_running_name(ctx, c) : debug_function_name(ctx, function);

    layer_put_text(ctx, dict, "kind", kind);
    layer_put_text(ctx, dict, "severity", severity == DEBUG_ERROR ? "error" : "warning");
    layer_put_text(ctx, dict, "message", message);
    layer_put_text(ctx, dict, "api", c->api < N_API ? debug_api_name(c->api) : NULL);
    layer_put_text(ctx, dict, "module", c->layer->module);
    layer_put(ctx, dict, "function", name);
    layer_put(ctx, dict, "function_at", layer_address(ctx, (const void *)(uintptr_t)function));
    layer_put(ctx, dict, "used_at", used_places(ctx, c));
    layer_put(ctx, dict, "used_stack", used_stack(ctx, c));
    layer_put(ctx, dict, "raised_at", debug_places(ctx, &c->pending_place, c->pending && c->pending_place != NULL));
    layer_put_text(ctx, dict, "raised_by", c->pending ? debug_api_name(c->pending_api) : NULL);
    layer_put(ctx, dict, "last_at", debug_places(ctx, &c->last_place, c->last_place != NULL));
    layer_put_text(ctx, dict, "last_api", c->last_place != NULL ? debug_api_name(c->last_api) : NULL);
    if (record != NULL)
        put_record(ctx, dict, record, strncmp(kind, "memory-", 7) == 0);
    else
        put_no_record(ctx, dict);
    return dict;
}

/* ---- reporting ---- */

static LAYER_THREAD_LOCAL int reporting; /* what the report itself does is not looked at */

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
    void *pending = debug_options.host->save_error();
    HPy finding = describe(ctx, c, severity, kind, record, message);
    HPy error = HPyErr_Occurred(ctx) || HPy_IsNull(finding) ? HPy_NULL : debug_call_findings(ctx, "report", finding);

    if (HPyErr_Occurred(ctx)) { /* at least say what it was */
        say(c, message);
        HPyErr_WriteUnraisable(ctx, HPy_NULL);
    }
    HPy_Close(ctx, finding);
    debug_options.host->restore_error(pending);
    if (debug_options.fatal)
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
