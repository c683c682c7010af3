/* Making a trace layer. */
#include "trace.h"

HPyContext *hpy_trace_wrap(HPyContext *inner, const HPyHostServices *host, const char *module)
{
    TraceLayer *layer = (TraceLayer *)calloc(1, sizeof(*layer));
    int i;

    if (layer == NULL)
        return NULL;
    trace_settings.parallel = host->parallel;
    layer->host = host;
    layer->module = module;
    layer->over_layer = layer_is_layer(inner);
    layer->is_plain = !layer->over_layer && !host->parallel;
    layer->fill_constants = trace_fill_constants;
    layer->fill_functions = trace_fill_functions;
    layer->outside.layer = layer;
    for (i = 0; i < TRACE_N_BUCKETS; i++)
        layer->buckets[i] = &layer->outside;
    trace_init_context(&layer->context, layer, inner);
    trace_add_layer(layer);
    return &layer->context.ctx;
}
