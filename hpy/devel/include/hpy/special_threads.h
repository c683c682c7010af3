/* The functions of critical sections that the universal ABI need not always call: HPy_DIRECT in api/threads.h. Under the
 * context of a host that has a GIL there is nothing to do. */
#ifndef HPY_SPECIAL_THREADS_H
#define HPY_SPECIAL_THREADS_H

#if HPY_ABI_MINOR >= 2 && !defined(_HPY_OVER_CPYTHON)

#ifdef _HPY_IN_RUNTIME
#  define _HPY_IS_LOCKED(CTX) false
#else
#  define _HPY_IS_LOCKED(CTX) _HPy_LIKELY((CTX) == _hpy_direct.locked)
#endif

/** Begin a part of a function in which no other thread is in such a part with ``obj``.
 * CPython: ``PyCriticalSection_Begin``. */
HPyAPI_FUNC void HPyCriticalSection_Begin(HPyContext *ctx, HPyCriticalSection *section, HPy obj)
{
    if (!_HPY_IS_LOCKED(ctx))
        ctx->ctx_CriticalSection_Begin(ctx, section, obj);
}

/** The same with two objects, which may be one. CPython: ``PyCriticalSection2_Begin``. */
HPyAPI_FUNC void HPyCriticalSection_Begin2(HPyContext *ctx, HPyCriticalSection *section, HPy a, HPy b)
{
    if (!_HPY_IS_LOCKED(ctx))
        ctx->ctx_CriticalSection_Begin2(ctx, section, a, b);
}

/** End the section that was begun last. CPython: ``PyCriticalSection_End``. */
HPyAPI_FUNC void HPyCriticalSection_End(HPyContext *ctx, HPyCriticalSection *section)
{
    if (!_HPY_IS_LOCKED(ctx))
        ctx->ctx_CriticalSection_End(ctx, section);
}

#endif

#endif /* HPY_SPECIAL_THREADS_H */
