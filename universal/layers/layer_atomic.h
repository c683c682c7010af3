/* The atomic operations that layers need, for compilers with and without GNU's. */
#ifndef HPY_LAYERS_LAYER_ATOMIC_H
#define HPY_LAYERS_LAYER_ATOMIC_H

#include <stdint.h>

#ifdef _MSC_VER
#  include <intrin.h>
/* Volatile reads acquire under MSVC's default on x86 and are ordered by the interlocked writes elsewhere. */
#  define LAYER_LOAD(cell) (*(cell))
#  define LAYER_SWAP(cell, expected, fresh) \
    (_InterlockedCompareExchangePointer((void *volatile *)(cell), (fresh), (expected)) == (void *)(expected))
#  define LAYER_ADD(cell, n) ((uint64_t)_InterlockedExchangeAdd64((volatile __int64 *)(cell), (__int64)(n)))
#  define LAYER_ADD_IN_ORDER LAYER_ADD
#  define LAYER_READ(cell) (*(volatile const uint64_t *)(cell))
#  define LAYER_WRITE(cell, value) (*(volatile uint64_t *)(cell) = (value))
#  define LAYER_READ_FIRST(cell) (*(volatile const uint64_t *)(cell))
#  define LAYER_WRITE_LAST(cell, value) ((void)_InterlockedExchange64((volatile __int64 *)(cell), (__int64)(value)))
#  define LAYER_PEEK(cell) (*(cell))
#  define LAYER_POKE(cell, value) (*(cell) = (value))
#  define LAYER_BITS(cell) (*(volatile const uint32_t *)(cell))
#  define LAYER_SET_BITS(cell, bits) ((void)_InterlockedOr((volatile long *)(cell), (long)(bits)))
typedef volatile long LayerFlag;
#  define LAYER_TEST_AND_SET(flag) (_InterlockedExchange((flag), 1) != 0)
#  define LAYER_UNSET(flag) ((void)_InterlockedExchange((flag), 0))
typedef volatile long LayerCount;
#  define LAYER_COUNT(cell) (_InterlockedIncrement(cell) - 1)
#else
/* The pointer in *cell; what it points to is complete. */
#  define LAYER_LOAD(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
/* Store the pointer 'fresh' in *cell if it still holds 'expected'; whether it did. */
#  define LAYER_SWAP(cell, expected, fresh) __sync_bool_compare_and_swap((cell), (expected), (fresh))
/* Add to the uint64_t in *cell, in no order with anything else; the value before. */
#  define LAYER_ADD(cell, n) __atomic_fetch_add((cell), (n), __ATOMIC_RELAXED)
/* The same between what is before and behind it. */
#  define LAYER_ADD_IN_ORDER(cell, n) __atomic_fetch_add((cell), (n), __ATOMIC_ACQ_REL)
/* The uint64_t in *cell, and a new value for it, whole but in no order with anything else. */
#  define LAYER_READ(cell) __atomic_load_n((cell), __ATOMIC_RELAXED)
#  define LAYER_WRITE(cell, value) __atomic_store_n((cell), (value), __ATOMIC_RELAXED)
/* The same, in front of all that is read later, and after all that was written before. */
#  define LAYER_READ_FIRST(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
#  define LAYER_WRITE_LAST(cell, value) __atomic_store_n((cell), (value), __ATOMIC_RELEASE)
/* A word of any size that other threads may write at the same time: what is in it, in front of all that is read later; a
 * new value for it, after all that was written before. */
#  define LAYER_PEEK(cell) __atomic_load_n((cell), __ATOMIC_ACQUIRE)
#  define LAYER_POKE(cell, value) __atomic_store_n((cell), (value), __ATOMIC_RELEASE)
/* The uint32_t in *cell, of which others may set bits at the same time; set some, and lose none of theirs. */
#  define LAYER_BITS(cell) __atomic_load_n((cell), __ATOMIC_RELAXED)
#  define LAYER_SET_BITS(cell, bits) ((void)__atomic_fetch_or((cell), (bits), __ATOMIC_RELAXED))
/* A flag that locks: set it, and tell whether it was set before; unset it. What is between stays between. */
typedef char LayerFlag;
#  define LAYER_TEST_AND_SET(flag) __atomic_test_and_set((flag), __ATOMIC_ACQUIRE)
#  define LAYER_UNSET(flag) __atomic_clear((flag), __ATOMIC_RELEASE)
/* A number that handlers of signals count up too: add 1; the number before. */
typedef volatile int LayerCount;
#  define LAYER_COUNT(cell) __atomic_fetch_add((cell), 1, __ATOMIC_RELAXED)
#endif

#endif /* HPY_LAYERS_LAYER_ATOMIC_H */
