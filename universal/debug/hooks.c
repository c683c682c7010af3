/* The hooks of HPy 0.9. */
#include "hooks.h"
#include "options.h"

HPyGlobal debug_handle_hook, debug_builder_hook;

int debug_call_hook(DebugContext *c, int for_builders)
{
    HPyContext *ctx = c->layer->base.inner;
    const HPyGlobal *hook = for_builders ? &debug_builder_hook : &debug_handle_hook;
    void *pending;
    HPy function, result;

    if (hook->_i == 0)
        return 0;
    function = HPyGlobal_Load(ctx, *hook);
    if (HPy_IsNull(function) || HPy_Is(ctx, function, ctx->h_None)) {
        HPy_Close(ctx, function);
        return 0;
    }
    pending = debug_options.host->save_error();
    result = HPy_CallTupleDict(ctx, function, HPy_NULL, HPy_NULL);
    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, function);
    HPy_Close(ctx, result);
    HPy_Close(ctx, function);
    debug_options.host->restore_error(pending);
    return 1;
}

HPy debug_set_hook(HPyContext *ctx, int for_builders, HPy function)
{
    HPyGlobal *hook = for_builders ? &debug_builder_hook : &debug_handle_hook;

    if (!HPy_Is(ctx, function, ctx->h_None) && !HPyCallable_Check(ctx, function)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "the hook must be callable or None");
        return HPy_NULL;
    }
    HPyGlobal_Store(ctx, hook, function);
    debug_options.has_hooks = !HPy_Is(ctx, function, ctx->h_None);
    debug_options_changed();
    return HPy_Dup(ctx, ctx->h_None);
}
