/* Which thread runs, the call it is in, and the lock for what threads share. */
#ifndef HPY_DEBUG_THREADS_H
#define HPY_DEBUG_THREADS_H

#include "options.h"

/* An address that no other thread has: at each call of the API it is compared, so it is read in the quickest way that
 * the compiler has. The builtin is known to older ones too, but not for each machine. */
#if defined(__ELF__) && (defined(__x86_64__) || defined(__aarch64__)) \
        && (defined(__clang__) ? __clang_major__ >= 15 : defined(__GNUC__) && __GNUC__ >= 11)
#  define DEBUG_THREAD() ((const void *)__builtin_thread_pointer())
#else
#  define DEBUG_THREAD_TOKEN
extern _HPy_HIDDEN LAYER_THREAD_LOCAL char debug_thread_token;
#  define DEBUG_THREAD() ((const void *)&debug_thread_token)
#endif

/* The innermost call of this thread, whatever its layer; NULL: none. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL DebugContext *debug_current;

_HPy_HIDDEN void debug_wait_for_lock(void);
_HPy_HIDDEN void debug_release_lock(void);

/* Held for a few instructions only, and by hosts with a GIL not at all. */
static inline void debug_lock(void)
{
    if (debug_options.parallel)
        debug_wait_for_lock();
}

static inline void debug_unlock(void)
{
    if (debug_options.parallel)
        debug_release_lock();
}

#endif /* HPY_DEBUG_THREADS_H */
