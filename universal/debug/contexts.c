/* The contexts that calls into the extension get. */
#include "arguments.h"
#include "contexts.h"

void debug_init_context(DebugLayer *layer, DebugContext *c)
{
    c->layer = layer;
    c->base = &layer->base;
    c->inner = layer->base.inner;
}

static DebugContext *new_context(DebugLayer *layer)
{
    DebugContext *c = (DebugContext *)calloc(1, sizeof(*c));

    if (c == NULL)
        return NULL;
    c->ctx = layer->base.ctx;
    debug_init_context(layer, c);
    if (debug_make_arguments(c))
        return c;
    free(c);
    return NULL;
}

/* The context whose turn it is, if it was not made yet; otherwise NULL. */
static DebugContext *new_in_turn(DebugLayer *layer)
{
    DebugContext **place;

    if (debug_options.parallel)
        return NULL;
    place = &layer->contexts[debug_turn(layer->n_calls - 1)];
    if (*place != NULL)
        return NULL;
    *place = new_context(layer);
    return *place;
}

/* Where threads run at the same time, all contexts are spare ones; as many as elsewhere take turns. */
static int has_enough(DebugLayer *layer)
{
    if (!debug_options.parallel || layer->n_calls == DEBUG_GROUP)
        return 1;
    layer->n_calls++;
    return 0;
}

static DebugContext *take_spare(DebugLayer *layer)
{
    DebugContext *c = NULL, *last;

    debug_lock();
    last = layer->spare;
    if (has_enough(layer) && last != NULL) {
        c = last->next;
        last->next = c->next;
        if (c == last)
            layer->spare = NULL;
    }
    debug_unlock();
    if (c == NULL)
        c = new_context(layer);
    if (c != NULL)
        c->is_spare = 1;
    return c;
}

DebugContext *debug_find_context(DebugLayer *layer)
{
    DebugContext *c = new_in_turn(layer);

    return c != NULL ? c : take_spare(layer);
}

/* The spare ones are a ring, which is entered by the last: with turns to take, the one given back comes last, otherwise
 * first, for it is in the caches. */
void debug_give_back(DebugContext *c)
{
    DebugLayer *layer = c->layer;

    debug_lock();
    if (layer->spare == NULL) {
        c->next = layer->spare = c;
    } else {
        c->next = layer->spare->next;
        layer->spare->next = c;
        if (debug_options.parallel)
            layer->spare = c;
    }
    debug_unlock();
}
