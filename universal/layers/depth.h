/* How deep calls may go under a layer: a layer makes the stack that each call needs larger, so that what Python allows
 * itself may not be there. */
#ifndef HPY_LAYERS_DEPTH_H
#define HPY_LAYERS_DEPTH_H

#include "layer.h"

/* Addresses above this one are good. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL uintptr_t layer_stack_enough;

/* Whether the call must not be made: its result in 'args' says that it failed, with RecursionError in 'inner'. */
_HPy_HIDDEN int layer_refuse_depth(HPyContext *inner, HPyFunc_Signature sig, void *args, uintptr_t stack);

static inline int layer_is_too_deep(HPyContext *inner, HPyFunc_Signature sig, void *args)
{
    uintptr_t stack = LAYER_STACK();
    return !LAYER_LIKELY(stack > layer_stack_enough) && layer_refuse_depth(inner, sig, args, stack);
}

#endif /* HPY_LAYERS_DEPTH_H */
