/* A pointer that several threads may set, once. */
#ifndef HPY_RUNTIME_OS_ATOMIC_H
#define HPY_RUNTIME_OS_ATOMIC_H

#ifdef _MSC_VER
#  include <intrin.h>
/* What is in *place; what it points to is complete. */
#  define ATOMIC_LOAD(place) _InterlockedCompareExchangePointer((void *volatile *)(place), NULL, NULL)
/* Store 'fresh' in *place if that is NULL; whether it was. */
#  define ATOMIC_SET(place, fresh) \
    (_InterlockedCompareExchangePointer((void *volatile *)(place), (fresh), NULL) == NULL)
#else
#  define ATOMIC_LOAD(place) __atomic_load_n((place), __ATOMIC_ACQUIRE)
#  define ATOMIC_SET(place, fresh) __sync_bool_compare_and_swap((place), NULL, (fresh))
#endif

#endif /* HPY_RUNTIME_OS_ATOMIC_H */
