/* The locks of what fields and globals hold, where threads run in parallel: hpy/cpython/contents.h. */
#include "host.h"
#include "threads.h"

#ifdef Py_GIL_DISABLED

#define TURNS 64 /* more than a thread that runs needs to unlock */

_HPyContentLock _hpy_content_locks[_HPY_CONTENT_LOCKS];

void hpy_wait_for_content(_HPyContentLock *lock)
{
    unsigned turns = 0;

    do {
        while (HPY_ATOMIC_LOAD(&lock->is_held) != 0)
            if (++turns % TURNS == 0) /* it was put aside while it holds the lock */
                HPY_LET_OTHERS_RUN();
    } while (!HPY_ATOMIC_SWAP(&lock->is_held, 0, 1));
}

#else

typedef int hpy_contents_need_no_locks_with_a_gil; /* ISO C wants a declaration in every file */

#endif
