/* The contexts that calls into the extension get.
 *
 * Contexts take turns, so that one that an extension kept from an earlier call shows as such for a while. Four of them
 * do at a time, which is enough for that and stays in the caches; after some calls it is the next four's turn, so that
 * also a context that was kept for longer is found idle. Bits of the number of a call:
 *
 *     │ … │ 11 10 │ 9 8 7 6 5 4 3 2 │ 1 0 │
 *           which four               which of the four
 *
 * A call that finds its context in use, as nested calls do, gets a spare one. Where threads run at the same time, all
 * are spare ones.
 */
#ifndef HPY_DEBUG_CONTEXTS_H
#define HPY_DEBUG_CONTEXTS_H

#include "pending.h"

#define DEBUG_GROUP 4                 /* contexts that take turns for DEBUG_CALLS_OF_GROUP calls */
#define DEBUG_CALLS_OF_GROUP 1024

/* The context of a call of a layer, by the number of the call. */
static inline unsigned debug_turn(unsigned call)
{
    unsigned member = call % DEBUG_GROUP;
    unsigned group = call / DEBUG_CALLS_OF_GROUP % (DEBUG_CONTEXTS / DEBUG_GROUP);
    return group * DEBUG_GROUP + member;
}

/* Make a context one of the layer's, whose base has its inner context. */
_HPy_HIDDEN void debug_init_context(DebugLayer *layer, DebugContext *c);

/* A context for a call where the next one is in use or not there yet; NULL: no memory. */
_HPy_HIDDEN DebugContext *debug_find_context(DebugLayer *layer);

/* Begin a call of the extension's 'function', for which 'call' stands. NULL: no memory. */
static inline DebugContext *debug_begin_call(HPyContext *inner, DebugLayer *layer, HPyCFunction call,
                                             HPyCFunction function)
{
    DebugContext *c = debug_options.parallel ? NULL : layer->contexts[debug_turn(layer->n_calls++)];

    if (!LAYER_LIKELY(c != NULL && c->function == NULL)) {
        c = debug_find_context(layer);
        if (c == NULL)
            return NULL;
    }
    c->inner = inner;
    c->function = function;
    c->under_layer = call != function;
    c->place = NULL;
    c->thread = DEBUG_THREAD();
    c->serial++;
    c->stack = LAYER_STACK();
    debug_set_guard(c);
    c->outer = debug_current;
    debug_current = c;
    return c;
}

/* A spare context is free again. */
_HPy_HIDDEN void debug_give_back(DebugContext *c);

#endif /* HPY_DEBUG_CONTEXTS_H */
