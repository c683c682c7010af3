/* Threads: entering an interpreter without a context, a function that is called once, sections as blocks. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_INLINE_THREADS_H
#define HPY_INLINE_THREADS_H

/* What an HPyInterpreter is the address of begins with a pointer to these functions of who has made it, host or layer. So
 * they need no context, and may be called by any thread at any time until the last reference is closed. */
typedef struct {
    uint32_t size; /* of this struct, as its maker knows it */
    HPyContext *(*enter)(HPyInterpreter interp, HPyThreadToken *token);
    HPyInterpreter (*dup)(HPyInterpreter interp);
    void (*close)(HPyInterpreter interp);
} HPyInterpreterFunctions;

#define _HPY_INTERPRETER_FUNCTIONS(interp) (*_HPY_BITS(const HPyInterpreterFunctions *const *, (interp)._i))

#if HPY_ABI_MINOR >= 2

/* == Threads == */

/**
 * Let the thread, whatever it has done before, call Python in the interpreter of ``interp``.
 *
 * Returns the context for it, or ``NULL`` when the interpreter has ended, or ends: then the thread must do without. Also
 * ``NULL`` without memory, and for ``HPyInterpreter_NULL``; no exception is set. ``HPyThread_Exit`` with the same
 * ``token`` ends it, which the end of the interpreter waits for: so do not wait inside for what never comes. A thread
 * that runs Python code may enter again, by whatever came between; so may one between ``HPy_LeavePythonExecution`` and
 * ``HPy_ReenterPythonExecution``.
 *
 * CPython: ``PyThreadState_EnsureFromView``; before 3.15 ``PyGILState_Ensure``, which may not come back when Python ends.
 */
HPyAPI_INLINE_HELPER HPyContext *HPyThread_Enter(HPyInterpreter interp, HPyThreadToken *token)
{
    if (HPyInterpreter_IsNull(interp))
        return NULL;
    return _HPY_INTERPRETER_FUNCTIONS(interp)->enter(interp, token);
}

/**
 * Another reference to the same interpreter. Any thread may call it. Never fails.
 */
HPyAPI_INLINE_HELPER HPyInterpreter HPyInterpreter_Dup(HPyInterpreter interp)
{
    return HPyInterpreter_IsNull(interp) ? interp : _HPY_INTERPRETER_FUNCTIONS(interp)->dup(interp);
}

/**
 * Give up a reference; ``HPyInterpreter_NULL`` is ignored. Any thread may call it, also when the interpreter has ended.
 *
 * CPython: ``PyInterpreterView_Close``.
 */
HPyAPI_INLINE_HELPER void HPyInterpreter_Close(HPyInterpreter interp)
{
    if (!HPyInterpreter_IsNull(interp))
        _HPY_INTERPRETER_FUNCTIONS(interp)->close(interp);
}

/* == Locks == */

/* Behind HPyOnce_Call, the first times. */
#ifdef __cplusplus
extern "C"
#endif
HPyAPI_HELPER int _HPyOnce_Call(HPyContext *ctx, HPyOnce *once, int (*function)(HPyContext *ctx, void *arg), void *arg);

/* Whether the function has been called; what it has written is seen then. */
#ifdef _HPY_ATOMIC_LOAD
#  define _HPY_ONCE_IS_DONE(once) (_HPY_ATOMIC_LOAD(&(once)->_done) != 0)
#else
#  define _HPY_ONCE_IS_DONE(once) false
#endif

/**
 * Call ``function(ctx, arg)``, unless a call with the flag ``once`` has returned 0 before, in whatever thread.
 *
 * 0, or ``-1`` with the exception of ``function``, which has failed: the next call tries again. Others wait meanwhile, and
 * let Python run; ``function`` must not come here again with the same flag. ``static HPyOnce once;`` is unset. A flag is
 * one for the process: what each interpreter needs belongs into the module's state.
 */
HPyAPI_INLINE_HELPER int HPyOnce_Call(HPyContext *ctx, HPyOnce *once, int (*function)(HPyContext *ctx, void *arg),
                                      void *arg)
{
    return _HPY_ONCE_IS_DONE(once) ? 0 : _HPyOnce_Call(ctx, once, function, arg);
}

/** Between this and ``HPy_END_CRITICAL_SECTION``, in one function, no other thread is in such a block with the object
 * ``obj``; do not leave it by ``return`` or ``goto``. CPython: ``Py_BEGIN_CRITICAL_SECTION``. */
#define HPy_BEGIN_CRITICAL_SECTION(ctx, obj) { \
    HPyCriticalSection _hpy_section; \
    HPyCriticalSection_Begin((ctx), &_hpy_section, (obj));
/** The same with two objects; ``HPy_END_CRITICAL_SECTION`` ends it too. CPython: ``Py_BEGIN_CRITICAL_SECTION2``. */
#define HPy_BEGIN_CRITICAL_SECTION2(ctx, a, b) { \
    HPyCriticalSection _hpy_section; \
    HPyCriticalSection_Begin2((ctx), &_hpy_section, (a), (b));
/** The end of what ``HPy_BEGIN_CRITICAL_SECTION`` began. CPython: ``Py_END_CRITICAL_SECTION``. */
#define HPy_END_CRITICAL_SECTION(ctx) \
    HPyCriticalSection_End((ctx), &_hpy_section); \
    }

#else

_HPY_SINCE_2("HPyThread_Enter") HPyContext *HPyThread_Enter(HPyInterpreter interp, HPyThreadToken *token);
_HPY_SINCE_2("HPyInterpreter_Dup") HPyInterpreter HPyInterpreter_Dup(HPyInterpreter interp);
_HPY_SINCE_2("HPyInterpreter_Close") void HPyInterpreter_Close(HPyInterpreter interp);
_HPY_SINCE_2("HPyOnce_Call")
int HPyOnce_Call(HPyContext *ctx, HPyOnce *once, int (*function)(HPyContext *ctx, void *arg), void *arg);

#endif

#endif /* HPY_INLINE_THREADS_H */
