/* Whether a closed record goes on holding its object, so that reports can show it: objects that nobody can miss. */
#ifndef HPY_DEBUG_KEEPING_H
#define HPY_DEBUG_KEEPING_H

#include "table.h"

extern _HPy_HIDDEN intptr_t debug_type_not_kept; /* bits of a type whose objects are not kept, the last that was seen */

static inline int debug_ask_host_to_keep(HPyContext *ctx, HPy inner, intptr_t type)
{
    int may_keep = debug_options.host->may_keep(inner);

    if (!may_keep && !debug_options.parallel && type != ctx->h_UnicodeType._i && type != ctx->h_BytesType._i)
        debug_type_not_kept = type; /* of these two, the longer ones are not kept */
    return may_keep;
}

/* Most objects are told by their type: what the host would say, without the way there. */
static inline int debug_host_may_keep(HPyContext *ctx, HPy inner)
{
    intptr_t type = layer_type_of(ctx, inner)._i;

    if (LAYER_LIKELY(type != 0)) {
        if (type == debug_type_not_kept)
            return 0;
        if (type == ctx->h_LongType._i || type == ctx->h_FloatType._i)
            return 1;
    }
    return debug_ask_host_to_keep(ctx, inner, type);
}

static inline int debug_may_keep(const DebugContext *c, HPy inner)
{
    return debug_options.max_closed > 0 && (debug_options.keep || debug_host_may_keep(c->inner, inner));
}

/* The same for an inner handle that belongs to somebody else: with a duplicate, for hooks. */
_HPy_HIDDEN int debug_keep_duplicate(DebugContext *c, const DebugRecord *record);

#endif /* HPY_DEBUG_KEEPING_H */
