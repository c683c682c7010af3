/* HPyOnce_Call where the function was not called yet: hpy/inline_threads.h. */
#include "runtime.h"

#if HPY_ABI_MINOR >= 2

#ifdef _HPY_ATOMIC_STORE
#  define SET_DONE(once) _HPY_ATOMIC_STORE(&(once)->_done, 1)
#else /* nobody reads it without the mutex */
#  define SET_DONE(once) ((void)((once)->_done = 1))
#endif

HPyAPI_HELPER int _HPyOnce_Call(HPyContext *ctx, HPyOnce *once, int (*function)(HPyContext *ctx, void *arg), void *arg)
{
    int result = 0;

    HPyMutex_Lock(ctx, &once->_mutex);
    if (once->_done == 0) {
        result = function(ctx, arg);
        if (result == 0)
            SET_DONE(once);
    }
    HPyMutex_Unlock(ctx, &once->_mutex);
    return result == 0 ? 0 : -1;
}

#else
typedef int hpy_once_is_of_minor_version_2; /* ISO C wants a declaration in every file */
#endif
