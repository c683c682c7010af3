/* HPyMutex before CPython 3.13, which brings one: a word that is 0 while it is open.
 *
 * Who finds it locked puts a record of itself into one of a few lists, marks the word, gives up the GIL and waits for a
 * lock of its own. Who unlocks a marked word wakes the first that waits for it, which tries again. */
#include "host.h"

#if PY_VERSION_HEX < 0x030D0000

#include "threads.h"

enum { LOCKED = 1, AWAITED = 2 };

/* A thread that waits, on its stack. */
typedef struct Waiter_s {
    struct Waiter_s *next;
    const HPyMutex *mutex;
    PyThread_type_lock wake; /* locked until it is woken */
    intptr_t is_awake;       /* whoever has woken it is done with this record */
} Waiter;

typedef struct {
    intptr_t is_held; /* for a few instructions, in which nothing calls Python or waits */
    Waiter *first;    /* guarded by it */
} List;

static List lists[64];

static List *take_list(const HPyMutex *mutex)
{
    List *list = &lists[(uintptr_t)mutex / sizeof(*mutex) % (sizeof(lists) / sizeof(lists[0]))];

    while (!HPY_ATOMIC_SWAP(&list->is_held, 0, 1))
        ;
    return list;
}

static void give_list(List *list)
{
    (void)HPY_ATOMIC_EXCHANGE(&list->is_held, 0);
}

/* ---- locking ---- */

/* Put the record at the end of the mutex's list, if the mutex is locked and could be marked; whether it was. */
static int join(HPyMutex *mutex, Waiter *waiter)
{
    List *list = take_list(mutex);
    Waiter **end = &list->first;
    intptr_t word = HPY_ATOMIC_LOAD(&mutex->_i);
    int result = (word & LOCKED) && HPY_ATOMIC_SWAP(&mutex->_i, word, word | AWAITED);

    if (result) {
        while (*end != NULL)
            end = &(*end)->next;
        *end = waiter;
    }
    give_list(list);
    return result;
}

/* Wait until the mutex may be open. Without memory for a lock other threads get a turn all the same. */
static void wait_for(HPyMutex *mutex)
{
    Waiter waiter;
    int joined;

    memset(&waiter, 0, sizeof(waiter));
    waiter.mutex = mutex;
    waiter.wake = PyThread_allocate_lock();
    if (waiter.wake != NULL)
        (void)PyThread_acquire_lock(waiter.wake, WAIT_LOCK);
    joined = waiter.wake != NULL && join(mutex, &waiter);
    if (joined || waiter.wake == NULL) {
        Py_BEGIN_ALLOW_THREADS
        if (joined)
            (void)PyThread_acquire_lock(waiter.wake, WAIT_LOCK);
        while (joined && !HPY_ATOMIC_LOAD(&waiter.is_awake))
            ;
        Py_END_ALLOW_THREADS
    }
    if (waiter.wake != NULL) {
        PyThread_release_lock(waiter.wake);
        PyThread_free_lock(waiter.wake);
    }
}

void hpy_mutex_lock(HPyMutex *mutex)
{
    for (;;) {
        intptr_t word = HPY_ATOMIC_LOAD(&mutex->_i);
        if (word & LOCKED)
            wait_for(mutex);
        else if (HPY_ATOMIC_SWAP(&mutex->_i, word, word | LOCKED))
            return;
    }
}

/* ---- unlocking ---- */

/* Take the first that waits for the mutex out of the list, or NULL; '*more' tells whether there are others. */
static Waiter *take_first(List *list, const HPyMutex *mutex, int *more)
{
    Waiter **at = &list->first;
    Waiter *found, *rest;

    while (*at != NULL && (*at)->mutex != mutex)
        at = &(*at)->next;
    found = *at;
    if (found != NULL)
        *at = found->next;
    for (rest = *at; rest != NULL && rest->mutex != mutex; rest = rest->next)
        ;
    *more = rest != NULL;
    return found;
}

void hpy_mutex_unlock(HPyMutex *mutex)
{
    List *list;
    Waiter *waiter;
    int more;

    if (HPY_ATOMIC_SWAP(&mutex->_i, LOCKED, 0))
        return;
    if (!(HPY_ATOMIC_LOAD(&mutex->_i) & LOCKED))
        Py_FatalError("HPyMutex_Unlock: the mutex is not locked");
    list = take_list(mutex);
    waiter = take_first(list, mutex, &more);
    (void)HPY_ATOMIC_EXCHANGE(&mutex->_i, more ? AWAITED : 0);
    give_list(list);
    if (waiter == NULL)
        return;
    PyThread_release_lock(waiter->wake);
    (void)HPY_ATOMIC_EXCHANGE(&waiter->is_awake, 1); /* the record ends */
}

#else
typedef int hpy_locks_are_older_than_cpython_313; /* ISO C wants a declaration in every file */
#endif
