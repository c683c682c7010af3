/* The layers of the process, the functions each has seen, and the contexts it gives out. */
#include "trace.h"

static TraceLayer *all_layers; /* layers are added at the front and never taken away */

TraceSettings trace_settings = {0, 1, 0, 0};
LAYER_THREAD_LOCAL TraceFunction *trace_current;

TraceLayer *trace_layers(void)
{
    return LAYER_LOAD(&all_layers);
}

void trace_add_layer(TraceLayer *layer)
{
    do
        layer->next = LAYER_LOAD(&all_layers);
    while (!LAYER_SWAP(&all_layers, layer->next, layer));
}

/* ---- functions ---- */

static TraceFunction *find(TraceFunction *function, HPyCFunction impl)
{
    while (function->impl != NULL && function->impl != impl)
        function = function->next;
    return function->impl != NULL ? function : NULL;
}

static TraceFunction *add(TraceLayer *layer, TraceFunction **bucket, HPyCFunction impl)
{
    TraceFunction *fresh = (TraceFunction *)calloc(1, sizeof(*fresh));
    TraceFunction *other;

    if (fresh == NULL)
        return &layer->outside;
    fresh->layer = layer;
    fresh->impl = impl;
    do {
        fresh->next = LAYER_LOAD(bucket);
        other = find(fresh->next, impl);
        if (other != NULL) { /* another thread was faster */
            free(fresh);
            return other;
        }
    } while (!LAYER_SWAP(bucket, fresh->next, fresh));
    return fresh;
}

TraceFunction *trace_function(TraceLayer *layer, HPyCFunction impl)
{
    TraceFunction **bucket = trace_bucket(layer, impl);
    TraceFunction *known = find(LAYER_LOAD(bucket), impl);

    return known != NULL ? known : add(layer, bucket, impl);
}

/* ---- contexts ---- */

void trace_init_context(TraceContext *context, TraceLayer *layer, HPyContext *inner)
{
    context->layer = layer;
    context->inner = inner;
    context->ctx.name = LAYER_TRACE_NAME;
    context->ctx.abi_version = inner->abi_version;
    layer->fill_constants(context);
    layer->fill_functions(context);
}

static TraceContext *find_context(TraceContext *context, const HPyContext *inner)
{
    while (context != NULL && context->inner != inner)
        context = context->next;
    return context;
}

/* A layer below has a handful of contexts, and uses them again and again. */
HPyContext *trace_context_over(TraceLayer *layer, HPyContext *inner)
{
    TraceContext *known = find_context(&layer->context, inner);
    TraceContext *fresh;

    if (LAYER_LIKELY(known != NULL))
        return &known->ctx;
    fresh = (TraceContext *)calloc(1, sizeof(*fresh));
    if (fresh == NULL)
        return NULL;
    trace_init_context(fresh, layer, inner);
    do
        fresh->next = LAYER_LOAD(&layer->context.next);
    while (!LAYER_SWAP(&layer->context.next, fresh->next, fresh));
    return &fresh->ctx;
}

void trace_settings_changed(void)
{
    TraceLayer *layer;
    TraceContext *context;

    for (layer = trace_layers(); layer != NULL; layer = layer->next)
        for (context = &layer->context; context != NULL; context = LAYER_LOAD(&context->next))
            layer->fill_functions(context);
}
