/* What fields and globals hold. With a GIL, a word that a thread reads and counts stays as it is meanwhile. Where threads
 * run in parallel, another one could replace it in between and free the object: there each word is locked for these few
 * instructions, in which nothing waits and no Python code runs. Locks are beside the words, shared by those whose
 * addresses fall together, so a word always is what it says, also for the collector. */
#ifndef HPY_CPYTHON_CONTENTS_H
#define HPY_CPYTHON_CONTENTS_H

#ifdef Py_GIL_DISABLED

#  define _HPY_CONTENT_LOCKS 256 /* a power of two */

/* Each on a cache line of its own. */
typedef struct {
    intptr_t is_held;
    char rest[64 - sizeof(intptr_t)];
} _HPyContentLock;

#  ifdef __cplusplus
extern "C" {
#  endif
/* src/cpython/contents.c */
extern _HPy_HIDDEN _HPyContentLock _hpy_content_locks[_HPY_CONTENT_LOCKS];
/* Take the lock that another thread holds. */
_HPy_HIDDEN _HPy_COLD void hpy_wait_for_content(_HPyContentLock *lock);
#  ifdef __cplusplus
}
#  endif

#  ifdef _HPY_ATOMIC_SWAP
#    define _HPY_LOCK_CONTENT(lock) _HPY_ATOMIC_SWAP(&(lock)->is_held, 0, 1)
#    define _HPY_UNLOCK_CONTENT(lock) _HPY_ATOMIC_STORE(&(lock)->is_held, 0)
#    define _HPY_READ_CONTENT(word) _HPY_ATOMIC_LOAD(word)
#    define _HPY_WRITE_CONTENT(word, bits) _HPY_ATOMIC_STORE(word, bits)
#  else /* what Python.h itself has for the compiler */
HPyAPI_FUNC int _HPY_LOCK_CONTENT(_HPyContentLock *lock)
{
    intptr_t expected = 0;
    return _Py_atomic_compare_exchange_intptr(&lock->is_held, &expected, 1);
}
#    define _HPY_UNLOCK_CONTENT(lock) _Py_atomic_store_intptr(&(lock)->is_held, 0)
#    define _HPY_READ_CONTENT(word) _Py_atomic_load_intptr(word)
#    define _HPY_WRITE_CONTENT(word, bits) _Py_atomic_store_intptr(word, bits)
#  endif

HPyAPI_FUNC _HPyContentLock *_hpy_lock_content(const intptr_t *word)
{
    uintptr_t at = _HPY_BITS(uintptr_t, word);
    _HPyContentLock *lock = &_hpy_content_locks[(at >> 3 ^ at >> 11) % _HPY_CONTENT_LOCKS];

    if (!_HPy_LIKELY(_HPY_LOCK_CONTENT(lock)))
        hpy_wait_for_content(lock);
    return lock;
}

/* The object whose pointer is in the word: a new reference, or NULL. */
HPyAPI_FUNC PyObject *_hpy_content_take(const intptr_t *word)
{
    _HPyContentLock *lock;
    PyObject *object;

    if (_HPY_READ_CONTENT(word) == 0)
        return NULL;
    lock = _hpy_lock_content(word);
    object = _HPY_BITS(PyObject *, *word);
    Py_XINCREF(object);
    _HPY_UNLOCK_CONTENT(lock);
    return object;
}

/* Put the reference 'fresh' (or NULL) there; the reference that was there. */
HPyAPI_FUNC PyObject *_hpy_content_replace(intptr_t *word, PyObject *fresh)
{
    _HPyContentLock *lock = _hpy_lock_content(word);
    PyObject *old = _HPY_BITS(PyObject *, *word);

    _HPY_WRITE_CONTENT(word, _HPY_BITS(intptr_t, fresh));
    _HPY_UNLOCK_CONTENT(lock);
    return old;
}

#else

#  define _HPY_READ_CONTENT(word) (*(word))

HPyAPI_FUNC PyObject *_hpy_content_take(const intptr_t *word)
{
    PyObject *object = _HPY_BITS(PyObject *, *word);
    Py_XINCREF(object);
    return object;
}

HPyAPI_FUNC PyObject *_hpy_content_replace(intptr_t *word, PyObject *fresh)
{
    PyObject *old = _HPY_BITS(PyObject *, *word);
    *word = _HPY_BITS(intptr_t, fresh);
    return old;
}

#endif

#endif /* HPY_CPYTHON_CONTENTS_H */
