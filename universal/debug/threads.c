/* Which thread runs, the call it is in, and the lock for what threads share. */
#include "../layers/atomic.h"
#include "threads.h"

#ifdef DEBUG_THREAD_TOKEN
LAYER_THREAD_LOCAL char debug_thread_token;
#endif

LAYER_THREAD_LOCAL DebugContext *debug_current;

static LayerFlag locked;

void debug_wait_for_lock(void)
{
    while (LAYER_TEST_AND_SET(&locked))
        ;
}

void debug_release_lock(void)
{
    LAYER_UNSET(&locked);
}
