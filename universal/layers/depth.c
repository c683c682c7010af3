/* How deep calls may go under a layer: with RecursionError where the stack of the thread is nearly used up. */
#include "depth.h"
#include "../os.h"

/* What is left for a call and all that it does without calling the extension again: a report, for instance. Of small
 * stacks a part. */
#define RESERVE ((uintptr_t)512 << 10)
#define PART 8

LAYER_THREAD_LOCAL uintptr_t layer_stack_enough = UINTPTR_MAX; /* not known yet */

/* Whether this address is one of the last of the thread's stack. One that does not lie in it belongs to a stack of which
 * nothing is known, as libraries of coroutines make them. */
static int is_near_the_end(uintptr_t stack)
{
    uintptr_t low = 0, high = 0, reserve;

    os_stack(&low, &high);
    reserve = (high - low) / PART < RESERVE ? (high - low) / PART : RESERVE;
    layer_stack_enough = low + reserve;
    return stack >= low && stack <= layer_stack_enough;
}

/* 0 for a call that cannot fail. */
static int fail(HPyFunc_Signature sig, void *args)
{
    switch (sig) {
#include "generated/failures.h"
    default:
        return 0;
    }
}

int layer_refuse_depth(HPyContext *inner, HPyFunc_Signature sig, void *args, uintptr_t stack)
{
    if (layer_is_layer(inner)) /* which asks itself, and whose contexts are for calls that were begun */
        return 0;
    if (!is_near_the_end(stack) || !fail(sig, args))
        return 0;
    HPyErr_SetString(inner, inner->h_RecursionError,
                     "maximum recursion depth exceeded: the stack is nearly used up (a layer of HPy takes its part of it)");
    return 1;
}
