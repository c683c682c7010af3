/* A lock of the operating system, for one object: digest.c and native.c use it the same way.
 *
 * Who holds it may be without the thread state, and wait for it later. So who has the thread state must not wait for the
 * lock: it tries, and where that fails, gives the thread state up first.
 */
#ifndef LOCK_H
#define LOCK_H

#ifdef _WIN32

#include <windows.h>

typedef SRWLOCK Lock;

static inline int lock_begin(Lock *lock)
{
    InitializeSRWLock(lock);
    return 0;
}

static inline void lock_end(Lock *lock)
{
    (void)lock;
}

static inline int lock_try(Lock *lock)
{
    return TryAcquireSRWLockExclusive(lock);
}

static inline void lock_take(Lock *lock)
{
    AcquireSRWLockExclusive(lock);
}

static inline void lock_give_back(Lock *lock)
{
    ReleaseSRWLockExclusive(lock);
}

#else

#include <pthread.h>

typedef pthread_mutex_t Lock;

/* 0, or -1 without memory or what else the system needs. */
static inline int lock_begin(Lock *lock)
{
    return pthread_mutex_init(lock, NULL) == 0 ? 0 : -1;
}

static inline void lock_end(Lock *lock)
{
    pthread_mutex_destroy(lock);
}

/* Whether it is the caller's now. */
static inline int lock_try(Lock *lock)
{
    return pthread_mutex_trylock(lock) == 0;
}

static inline void lock_take(Lock *lock)
{
    pthread_mutex_lock(lock);
}

static inline void lock_give_back(Lock *lock)
{
    pthread_mutex_unlock(lock);
}

#endif

#endif /* LOCK_H */
