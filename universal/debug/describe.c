/* Parts of reports: what is known of records and functions, as objects for Python. */
#include <stdio.h>

#include "debug_os.h"
#include "describe.h"
#include "../layers/names.h" /* behind what includes layer.h */

const char *debug_kind_name(DebugRecordKind kind)
{
    static const char *const names[] = {"handle",        "argument",      "constant",     "buffer",
                                        "borrowed handle", "list builder", "tuple builder", "text builder",
                                        "bytes builder", "tracker",       "text view",    "number view",
                                        "recursion guard", "repr guard",   "memory"};
    return names[kind];
}

/* ---- places ---- */

HPy debug_places(HPyContext *ctx, const void *const *places, int n)
{
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, n);
    int i;

    for (i = 0; i < n; i++) {
        HPy address = layer_address(ctx, places[i]);
        HPyTupleBuilder_Set(ctx, builder, i, address);
        HPy_Close(ctx, address);
    }
    return HPyTupleBuilder_Build(ctx, builder);
}

/* The frames that were recorded, or the one place that always is. */
HPy debug_opened_places(HPyContext *ctx, const DebugRecord *record)
{
    if (record->extra != NULL && record->extra->room == DEBUG_MAX_FRAMES && record->extra->n_opened > 0)
        return debug_places(ctx, record->extra->frames, record->extra->n_opened);
    return debug_places(ctx, &record->opened_at, record->opened_at != NULL);
}

/* Where the file that holds an address was loaded to; 0: not known. */
static uintptr_t base_of(const void *address)
{
    char path[4096];
    const char *symbol;
    uintptr_t offset;

    return debug_os_locate(address, path, sizeof(path), &offset, &symbol) ? (uintptr_t)address - offset : 0;
}

HPy debug_stack(HPyContext *ctx, const void *const *frames, int n)
{
    uintptr_t base = n > 0 ? base_of(frames[0]) : 0;
    int i = 0;

    while (i < n && base != 0 && base_of(frames[i]) == base)
        i++;
    return debug_places(ctx, frames, i);
}

/* What is known of the callers, asked for or not. */
HPy debug_opened_stack(HPyContext *ctx, const DebugRecord *record)
{
    const DebugExtra *extra = record->extra;
    return debug_stack(ctx, extra != NULL ? extra->frames : NULL, extra != NULL ? extra->n_opened : 0);
}

HPy debug_closed_places(HPyContext *ctx, const DebugRecord *record)
{
    if (!debug_is_closed(record))
        return debug_places(ctx, NULL, 0);
    if (record->extra != NULL && record->extra->n_closed > 0)
        return debug_places(ctx, record->extra->frames + DEBUG_MAX_FRAMES, record->extra->n_closed);
    return debug_places(ctx, &record->closed_at, record->closed_at != NULL);
}

/* ---- functions ---- */

/* "module.Type.name"; without the type where that is not known. */
static HPy qualified_name(HPyContext *ctx, const HPyFunctionName *name, const char *type)
{
    char text[512];

    snprintf(text, sizeof(text), "%s%s%s.%s", name->module, type != NULL ? "." : "",
             type != NULL ? type : "", name->name);
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
HPy debug_running_name(HPyContext *ctx, const DebugContext *c)
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

/* ---- Python's side ---- */

HPy debug_call_findings(HPyContext *ctx, const char *function, HPy arg)
{
    HPy module = HPyImport_ImportModule(ctx, "hpy.debug._findings");
    HPy callable = HPy_IsNull(module) ? HPy_NULL : HPy_GetAttr_s(ctx, module, function);
    HPy result = HPy_IsNull(callable) ? HPy_NULL : HPy_Call(ctx, callable, &arg, 1, HPy_NULL);

    HPy_Close(ctx, callable);
    HPy_Close(ctx, module);
    return result;
}
