/* What an operating system has for threads, as far as queue.h needs it: a mutex, a condition, a thread that nobody
 * waits for. Nothing of Python's. */
#ifndef OS_THREADS_H
#define OS_THREADS_H

#ifdef _WIN32

#include <windows.h>

typedef SRWLOCK OsMutex;
typedef CONDITION_VARIABLE OsCondition;
#define OS_MUTEX_OPEN SRWLOCK_INIT
#define OS_CONDITION_NEW CONDITION_VARIABLE_INIT
#define OS_THREAD_FUNCTION(name) static DWORD WINAPI name(void *arg)

static inline void os_lock(OsMutex *mutex) { AcquireSRWLockExclusive(mutex); }
static inline void os_unlock(OsMutex *mutex) { ReleaseSRWLockExclusive(mutex); }
static inline void os_wait(OsCondition *condition, OsMutex *mutex)
{
    SleepConditionVariableSRW(condition, mutex, INFINITE, 0);
}
static inline void os_wake_all(OsCondition *condition) { WakeAllConditionVariable(condition); }

/* 0, or -1 if there can be no more threads. */
static inline int os_start(DWORD(WINAPI *function)(void *), void *arg)
{
    HANDLE thread = CreateThread(NULL, 0, function, arg, 0, NULL);

    if (thread == NULL)
        return -1;
    CloseHandle(thread);
    return 0;
}

#else

#include <pthread.h>

typedef pthread_mutex_t OsMutex;
typedef pthread_cond_t OsCondition;
#define OS_MUTEX_OPEN PTHREAD_MUTEX_INITIALIZER
#define OS_CONDITION_NEW PTHREAD_COND_INITIALIZER
#define OS_THREAD_FUNCTION(name) static void *name(void *arg)

static inline void os_lock(OsMutex *mutex) { pthread_mutex_lock(mutex); }
static inline void os_unlock(OsMutex *mutex) { pthread_mutex_unlock(mutex); }
static inline void os_wait(OsCondition *condition, OsMutex *mutex) { pthread_cond_wait(condition, mutex); }
static inline void os_wake_all(OsCondition *condition) { pthread_cond_broadcast(condition); }

/* 0, or -1 if there can be no more threads. */
static inline int os_start(void *(*function)(void *), void *arg)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, function, arg) != 0)
        return -1;
    pthread_detach(thread);
    return 0;
}

#endif

#endif /* OS_THREADS_H */
