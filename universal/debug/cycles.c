/* For hpy.debug._cycles: the types that extensions have made, in its dict 'made'. */
#include "cycles.h"
#include "describe.h"

/* Where and by whom a type was made. */
static HPy describe_type(HPyContext *ctx, const DebugContext *c, const DebugRecord *record)
{
    HPy dict = HPyDict_New(ctx);

    debug_put_text(ctx, dict, "module", c->layer->module);
    debug_put(ctx, dict, "function", debug_function_name(ctx, record->function));
    debug_put(ctx, dict, "function_at", debug_address(ctx, (const void *)(uintptr_t)record->function));
    debug_put(ctx, dict, "opened_at", debug_opened_places(ctx, record));
    debug_put(ctx, dict, "opened_stack", debug_opened_stack(ctx, record));
    return dict;
}

/* module.function(a, b), or HPy_NULL; so if any of them is. */
static HPy call_of_module(HPyContext *ctx, HPy module, const char *function, HPy a, HPy b)
{
    HPy args[] = { a, b };
    int has_all = !HPy_IsNull(module) && !HPy_IsNull(a) && !HPy_IsNull(b);
    HPy callable = has_all ? HPy_GetAttr_s(ctx, module, function) : HPy_NULL;
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
    void *pending = debug_options.host->save_error();
    HPy facts = describe_type(ctx, c, record);

    enter_type(ctx, record->inner, facts);
    HPy_Close(ctx, facts);
    HPyErr_Clear(ctx); /* without an entry nothing will be told of the type */
    debug_options.host->restore_error(pending);
}
