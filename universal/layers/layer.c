/* What the layers of a process share at run time. */
#include "layer.h"

LAYER_THREAD_LOCAL HPyCFunction hpy_layer_function;
LAYER_THREAD_LOCAL const void *hpy_layer_place;

static int begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

int layer_is_layer(const HPyContext *ctx)
{
    return begins_with(ctx->name, LAYER_DEBUG_NAME) || begins_with(ctx->name, LAYER_TRACE_NAME);
}

void layer_report_no_memory(HPyContext *inner)
{
    if (HPyErr_Occurred(inner))
        return;
    HPyErr_NoMemory(inner);
    HPyErr_WriteUnraisable(inner, HPy_NULL);
}
