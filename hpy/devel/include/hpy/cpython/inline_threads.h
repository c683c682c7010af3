/* Bodies of the API functions for locks and modules that must be fast. */
#ifndef HPY_CPYTHON_INLINE_THREADS_H
#define HPY_CPYTHON_INLINE_THREADS_H

/* ---- mutexes: PyMutex where it is, otherwise src/cpython/locks.c behind the usual case ---- */

#if PY_VERSION_HEX >= 0x030D0000

/* PyMutex is one byte: the first of the word. */
HPyAPI_FUNC void ctx_Mutex_Lock(HPyContext *ctx, HPyMutex *mutex)
{
    (void)ctx;
    PyMutex_Lock(_HPY_BITS(PyMutex *, mutex));
}

HPyAPI_FUNC void ctx_Mutex_Unlock(HPyContext *ctx, HPyMutex *mutex)
{
    (void)ctx;
    PyMutex_Unlock(_HPY_BITS(PyMutex *, mutex));
}

#else

#  ifdef __cplusplus
extern "C" {
#  endif
_HPy_HIDDEN void hpy_mutex_lock(HPyMutex *mutex);
_HPy_HIDDEN void hpy_mutex_unlock(HPyMutex *mutex);
#  ifdef __cplusplus
}
#  endif

/* The word is 1 while the mutex is locked and nobody waits for it. */
#  ifdef _HPY_ATOMIC_SWAP
#    define _HPY_MUTEX_SWAP(mutex, expected, fresh) _HPY_ATOMIC_SWAP(&(mutex)->_i, expected, fresh)
#  else
#    define _HPY_MUTEX_SWAP(mutex, expected, fresh) false
#  endif

HPyAPI_FUNC void ctx_Mutex_Lock(HPyContext *ctx, HPyMutex *mutex)
{
    (void)ctx;
    if (!_HPY_MUTEX_SWAP(mutex, 0, 1))
        hpy_mutex_lock(mutex);
}

HPyAPI_FUNC void ctx_Mutex_Unlock(HPyContext *ctx, HPyMutex *mutex)
{
    (void)ctx;
    if (!_HPY_MUTEX_SWAP(mutex, 1, 0))
        hpy_mutex_unlock(mutex);
}

#endif

/* ---- critical sections: nothing where a GIL is ---- */

#ifdef Py_GIL_DISABLED

/* The first word says which of CPython's two kinds is behind it. */
#  define _HPY_SECTION(KIND, section) _HPY_BITS(KIND *, &(section)->_i[1])

HPyAPI_FUNC void ctx_CriticalSection_Begin(HPyContext *ctx, HPyCriticalSection *section, HPy obj)
{
    (void)ctx;
    section->_i[0] = 1;
    PyCriticalSection_Begin(_HPY_SECTION(PyCriticalSection, section), _h2py(obj));
}

HPyAPI_FUNC void ctx_CriticalSection_Begin2(HPyContext *ctx, HPyCriticalSection *section, HPy a, HPy b)
{
    (void)ctx;
    section->_i[0] = 2;
    PyCriticalSection2_Begin(_HPY_SECTION(PyCriticalSection2, section), _h2py(a), _h2py(b));
}

HPyAPI_FUNC void ctx_CriticalSection_End(HPyContext *ctx, HPyCriticalSection *section)
{
    (void)ctx;
    if (section->_i[0] == 1)
        PyCriticalSection_End(_HPY_SECTION(PyCriticalSection, section));
    else
        PyCriticalSection2_End(_HPY_SECTION(PyCriticalSection2, section));
}

#else

HPyAPI_FUNC void ctx_CriticalSection_Begin(HPyContext *ctx, HPyCriticalSection *section, HPy obj)
{
    (void)ctx;
    (void)section;
    (void)obj;
}

HPyAPI_FUNC void ctx_CriticalSection_Begin2(HPyContext *ctx, HPyCriticalSection *section, HPy a, HPy b)
{
    (void)ctx;
    (void)section;
    (void)a;
    (void)b;
}

HPyAPI_FUNC void ctx_CriticalSection_End(HPyContext *ctx, HPyCriticalSection *section)
{
    (void)ctx;
    (void)section;
}

#endif

/* ---- modules ---- */

HPyAPI_FUNC HPy ctx_Module_GetDict(HPyContext *ctx, HPy module)
{
    PyObject *dict = PyModule_GetDict(_h2py(module)); /* borrowed */

    (void)ctx;
    Py_XINCREF(dict);
    return _py2h(dict);
}

#endif /* HPY_CPYTHON_INLINE_THREADS_H */
