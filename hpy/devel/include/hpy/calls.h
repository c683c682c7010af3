/* Calls: helpers over HPy_Call and HPy_CallMethod. HPy_CallFunction and HPy_CallMethodFormat are in
 * src/runtime/call_format.c. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_CALLS_H
#define HPY_CALLS_H

/* == Calls == */

/**
 * Call a method without arguments, as ``obj.name()``; ``name`` is a ``str``.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if there is no such method, or what the call raises.
 * CPython: ``PyObject_CallMethodNoArgs``.
 */
HPyAPI_INLINE_HELPER HPy HPy_CallMethodNoArgs(HPyContext *ctx, HPy obj, HPy name)
{
    return HPy_CallMethod(ctx, name, &obj, 1, HPy_NULL);
}

/**
 * Call a method with one argument, as ``obj.name(arg)``; ``name`` is a ``str``.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if there is no such method, or what the call raises.
 * CPython: ``PyObject_CallMethodOneArg``.
 */
HPyAPI_INLINE_HELPER HPy HPy_CallMethodOneArg(HPyContext *ctx, HPy obj, HPy name, HPy arg)
{
    HPy args[2];

    args[0] = obj;
    args[1] = arg;
    return HPy_CallMethod(ctx, name, args, 2, HPy_NULL);
}

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Call with arguments made of C values, as ``HPy_BuildValue`` makes them.
 *
 * ``fmt`` has a unit for each argument; ``NULL`` and a format without a unit are a call without arguments. A single unit
 * that gives a tuple gives its items as arguments: ``"(O)"`` for a call with one tuple is ``"((...))"``.
 *
 * New handle, or ``HPy_NULL`` with what ``HPy_BuildValue`` or the call raises. CPython: ``PyObject_CallFunction``.
 */
HPyAPI_HELPER HPy HPy_CallFunction(HPyContext *ctx, HPy callable, const char *fmt, ...);

/**
 * Call a method, whose name is UTF-8 text, with arguments made of C values, as ``HPy_CallFunction``.
 *
 * New handle, or ``HPy_NULL`` with ``AttributeError`` if there is no such method, or what ``HPy_BuildValue`` or the call
 * raises. CPython: ``PyObject_CallMethod``.
 */
HPyAPI_HELPER HPy HPy_CallMethodFormat(HPyContext *ctx, HPy obj, const char *utf8_name, const char *fmt, ...);

#ifdef __cplusplus
}
#endif

#endif /* HPY_CALLS_H */
