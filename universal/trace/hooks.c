/* The two functions in Python that can be called around each call of a function of the context. */
#include "trace.h"

#include <errno.h>

HPyGlobal trace_hook_on_enter, trace_hook_on_exit;

static HPyContext *hook_ctx; /* the context of the trace module, in which the hooks are kept */
static int has_enter, has_exit;
static LAYER_THREAD_LOCAL int in_hook; /* what a hook calls itself does not call hooks, which would never end */

void trace_set_hook(HPyContext *ctx, HPyGlobal *hook, HPy h)
{
    int wanted = !HPy_Is(ctx, h, ctx->h_None);

    hook_ctx = ctx;
    if (hook == &trace_hook_on_enter)
        has_enter = wanted;
    else
        has_exit = wanted;
    HPyGlobal_Store(ctx, hook, h);
    trace_settings.hooks = has_enter || has_exit;
}

static void call_with_name(HPyContext *ctx, HPy hook, const char *name)
{
    HPy h_name = HPyUnicode_FromString(ctx, name);
    HPy result = HPy_IsNull(h_name) ? HPy_NULL : HPy_Call(ctx, hook, &h_name, 1, HPy_NULL);

    if (HPy_IsNull(result))
        HPyErr_WriteUnraisable(ctx, hook);
    HPy_Close(ctx, result);
    HPy_Close(ctx, h_name);
}

void trace_call_hook(const TraceLayer *layer, const HPyGlobal *hook, int api)
{
    HPyContext *ctx = hook_ctx;
    int error = errno;
    void *exception;
    HPy h;

    if (in_hook || !(hook == &trace_hook_on_enter ? has_enter : has_exit))
        return;
    in_hook = 1;
    exception = layer->host->save_error();
    h = HPyGlobal_Load(ctx, *hook);
    /* Another interpreter has none; and it may be going at this moment. */
    if (!HPy_IsNull(h) && !HPy_Is(ctx, h, ctx->h_None))
        call_with_name(ctx, h, trace_api_names[api]);
    HPy_Close(ctx, h);
    layer->host->restore_error(exception);
    in_hook = 0;
    errno = error;
}
