/* The two atomic operations on pointers that the host needs, for compilers with and without C11's. */
#ifndef HPY_CPYTHON_ATOMIC_H
#define HPY_CPYTHON_ATOMIC_H

#ifdef _MSC_VER
#  include <intrin.h>
/* Volatile reads acquire under MSVC's default on x86 and are ordered by the interlocked writes elsewhere. */
#  define HPY_ATOMIC_LOAD(cell) (*(cell))
#  define HPY_ATOMIC_SWAP(cell, expected, fresh) \
    (_InterlockedCompareExchangePointer((void *volatile *)(cell), (fresh), (expected)) == (void *)(expected))
#else
/* The pointer in *cell; what it points to is complete. */
#  define HPY_ATOMIC_LOAD(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
/* Store 'fresh' in *cell if it still holds 'expected'; whether it did. */
#  define HPY_ATOMIC_SWAP(cell, expected, fresh) __sync_bool_compare_and_swap((cell), (expected), (fresh))
#endif

#endif /* HPY_CPYTHON_ATOMIC_H */
