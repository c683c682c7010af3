/* Macros over the API. */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_MACROS_H
#define HPY_MACROS_H

/* == Types and payload == */

/** A new object of the type ``cls``; ``*data`` becomes its payload, zeroed: ``T *t; h = HPy_New(ctx, cls, &t);``. New
 * handle, or ``HPy_NULL`` with ``TypeError`` (not a type) or ``MemoryError``. CPython: ``PyObject_New``. */
#define HPy_New(ctx, cls, data) \
    (_HPy_New((ctx), (cls), \
              ((void)sizeof(_HPy_New_wants_the_address_of_a_pointer(*(data))), _HPY_BITS(void **, data))))

/** A new object of the type ``cls`` with ``nitems`` items behind its struct; ``*data`` becomes its payload, and all of
 * it is zero. The type has an ``itemsize``. New handle, or ``HPy_NULL`` with ``SystemError`` for a negative number,
 * ``MemoryError`` for one that is too large, ``TypeError`` for another type. CPython: ``PyObject_GC_NewVar``. */
#define HPy_NewVar(ctx, cls, nitems, data) \
    (_HPy_NewVar((ctx), (cls), (nitems), \
                 ((void)sizeof(_HPy_New_wants_the_address_of_a_pointer(*(data))), _HPY_BITS(void **, data))))

/* Never called: what is not a pointer does not fit the parameter, and the message has this name. */
HPyAPI_UNUSED int _HPy_New_wants_the_address_of_a_pointer(const void *payload)
{
    return payload == NULL;
}

/* == Text, comparison, truth, hash == */

/** Return True or False from comparing two C values by the operator ``op``. CPython: ``Py_RETURN_RICHCOMPARE``. */
#define HPy_RETURN_RICHCOMPARE(ctx, val1, val2, op) \
    do { \
        bool _hpy_result = false; \
        switch (op) { \
        case HPy_EQ: _hpy_result = (val1) == (val2); break; \
        case HPy_NE: _hpy_result = (val1) != (val2); break; \
        case HPy_LT: _hpy_result = (val1) < (val2); break; \
        case HPy_GT: _hpy_result = (val1) > (val2); break; \
        case HPy_LE: _hpy_result = (val1) <= (val2); break; \
        case HPy_GE: _hpy_result = (val1) >= (val2); break; \
        default: HPy_FatalError((ctx), "HPy_RETURN_RICHCOMPARE: unknown comparison operator"); \
        } \
        return HPy_Dup((ctx), _hpy_result ? (ctx)->h_True : (ctx)->h_False); \
    } while (0)

/* == Fields, globals, threads == */

/** Between this and ``HPy_END_LEAVE_PYTHON``, in one function, other threads may run Python code and no API function may be called.
 * A semicolon behind them may stand or not. CPython: ``Py_BEGIN_ALLOW_THREADS``, ``Py_END_ALLOW_THREADS``. */
#define HPy_BEGIN_LEAVE_PYTHON(ctx) { \
    HPyThreadState _hpy_thread_state = HPy_LeavePythonExecution(ctx);
/** The end of what ``HPy_BEGIN_LEAVE_PYTHON`` began. */
#define HPy_END_LEAVE_PYTHON(ctx) \
    HPy_ReenterPythonExecution((ctx), _hpy_thread_state); \
    }

/* == Integers == */

/* A process id as a Python int. It is an int wherever the build does not say otherwise. */
#if !defined(SIZEOF_PID_T) || SIZEOF_PID_T == 4
#  define _HPy_PARSE_PID "i"
/** New ``int`` from a process id. CPython: ``PyLong_FromPid``. */
#  define HPyLong_FromPid HPyLong_FromLong
/** The process id in an ``int``; ``-1`` with an exception, to be asked for with ``HPyErr_Occurred``.
 * CPython: ``PyLong_AsPid``. */
#  define HPyLong_AsPid HPyLong_AsLong
#elif defined(SIZEOF_LONG) && SIZEOF_PID_T == SIZEOF_LONG
#  define _HPy_PARSE_PID "l"
#  define HPyLong_FromPid HPyLong_FromLong
#  define HPyLong_AsPid HPyLong_AsLong
#else
#  define _HPy_PARSE_PID "L"
#  define HPyLong_FromPid HPyLong_FromLongLong
#  define HPyLong_AsPid HPyLong_AsLongLong
#endif

#endif /* HPY_MACROS_H */
