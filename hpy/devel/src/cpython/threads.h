/* What the host needs of a compiler for threads: atomic operations on pointers and intptr_t, and variables of a thread,
 * for compilers with and without C11's; and what is made of these. */
#ifndef HPY_CPYTHON_THREADS_H
#define HPY_CPYTHON_THREADS_H

#include <stdint.h>

#ifdef _MSC_VER
#  include <windows.h>
#  include <intrin.h>
/* Waits a little, for a thread that needs the processor. */
#  define HPY_LET_OTHERS_RUN() ((void)SwitchToThread())
#  define HPY_THREAD_LOCAL __declspec(thread)
/* Volatile reads acquire under MSVC's default on x86 and are ordered by the interlocked writes elsewhere. */
#  define HPY_ATOMIC_LOAD(cell) (*(cell))
#  define HPY_ATOMIC_SWAP(cell, expected, fresh) \
    (_InterlockedCompareExchangePointer((void *volatile *)(cell), (void *)(fresh), (void *)(expected)) \
     == (void *)(expected))
#  define HPY_ATOMIC_EXCHANGE(cell, fresh) _InterlockedExchangePointer((void *volatile *)(cell), (void *)(fresh))
#  ifdef _WIN64
#    define HPY_ATOMIC_ADD(cell, n) (_InterlockedExchangeAdd64((volatile __int64 *)(cell), (n)) + (n))
#  else
#    define HPY_ATOMIC_ADD(cell, n) (_InterlockedExchangeAdd((volatile long *)(cell), (n)) + (n))
#  endif
#else
#  include <sched.h>
#  define HPY_LET_OTHERS_RUN() ((void)sched_yield())
#  define HPY_THREAD_LOCAL _Thread_local
/* What is in *cell; what it points to is complete. */
#  define HPY_ATOMIC_LOAD(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
/* Store 'fresh' in *cell if it still holds 'expected'; whether it did. */
#  define HPY_ATOMIC_SWAP(cell, expected, fresh) __sync_bool_compare_and_swap((cell), (expected), (fresh))
/* Store 'fresh' in *cell; what was there. To be cast: its type is not the same everywhere. */
#  define HPY_ATOMIC_EXCHANGE(cell, fresh) __atomic_exchange_n((cell), (fresh), __ATOMIC_ACQ_REL)
/* Add to the intptr_t in *cell; what is there then. */
#  define HPY_ATOMIC_ADD(cell, n) __atomic_add_fetch((cell), (n), __ATOMIC_ACQ_REL)
#endif

/* A lock, 0 at first, that is held for a few instructions in which nothing calls Python or waits. Threads need no GIL. */
static inline void hpy_take_lock(intptr_t *is_held)
{
    while (!HPY_ATOMIC_SWAP(is_held, 0, 1))
        HPY_LET_OTHERS_RUN();
}

static inline void hpy_drop_lock(intptr_t *is_held)
{
    (void)HPY_ATOMIC_EXCHANGE(is_held, 0);
}

#endif /* HPY_CPYTHON_THREADS_H */
