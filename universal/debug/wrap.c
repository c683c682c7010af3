/* Making a debug layer. */
#include "contexts.h"
#include "debugger_layout.h"
#include "generated/constants.h"
#include "records.h"
#include "wrappers.h"

/* A constant's handle is opened once and closed never. One that the host leaves out is null here, too. */
static int open_constants(DebugContext *base)
{
    const HPyContext *inner = base->inner;

#define OPEN(name) \
    if (!HPy_IsNull(inner->name)) { \
        base->ctx.name._i = debug_open(base, DEBUG_CONSTANT, inner->name); \
        if (HPy_IsNull(base->ctx.name)) \
            return -1; \
    }
    FOR_EACH_CONSTANT(OPEN)
#undef OPEN
    return 0;
}

HPyContext *hpy_debug_wrap(HPyContext *inner, const HPyHostServices *host, const char *module)
{
    DebugLayer *layer = (DebugLayer *)calloc(1, sizeof(*layer));

    if (layer == NULL)
        return NULL;
    debug_options.host = host;
    debug_options.parallel = host->parallel;
    debug_options_changed();
    layer->module = module;
    layer->inner_is_layer = layer_is_layer(inner);
    layer->is_direct = inner == _hpy_direct.ctx;
    layer->base.ctx.name = LAYER_DEBUG_NAME;
    layer->base.ctx.abi_version = inner->abi_version;
    layer->base.ctx._private = (void *)(uintptr_t)&hpy_debugger_layout; /* so no linker leaves it out */
    layer->base.inner = inner;
    debug_init_context(layer, &layer->base);
    debug_init_context(layer, &layer->leaked);
    debug_fill_functions(&layer->base.ctx);
    if (open_constants(&layer->base) < 0) {
        HPyErr_Clear(inner);
        free(layer); /* the records of some constants are lost; memory is short anyway */
        return NULL;
    }
    layer->leaked.ctx = layer->base.ctx;
    return &layer->base.ctx;
}

void hpy_debug_set_definition(HPyContext *ctx, const HPyModuleDef *def)
{
    debug_context(ctx)->layer->def = def;
}
