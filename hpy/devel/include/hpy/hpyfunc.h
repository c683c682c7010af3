/* How CPython's calls reach the functions of an extension: declaring macros, visitors, and the trampolines
 * whose shape is not regular (the regular ones are in generated/signatures.h).
 *
 * A trampoline of a universal binary calls the implementation directly when the host said that its handles are
 * the objects' own pointers (_hpy_direct.ctx is set); otherwise it passes its arguments in a struct through the
 * context table. In the CPython ABI it is always the direct call.
 */
#ifndef HPY_H
#  include "hpy.h" /* for who includes this chapter alone */
#endif
#ifndef HPY_HPYFUNC_H
#define HPY_HPYFUNC_H

/* == Definitions == */

/** Declare ``FN`` as a static function with the signature ``SIG`` (``HPyFunc_O`` …). */
#define HPyFunc_DECLARE(FN, SIG) _HPyFunc_DECLARE_(FN, SIG)
#define _HPyFunc_DECLARE_(FN, SIG) _HPyFunc_DECLARE_##SIG(FN)

/* The same in front of a definition of a record: where another record with the same implementation has declared it
 * already, a compiler that warns of that has no reason to. */
#if defined(__GNUC__) || defined(__clang__)
#  define _HPyFunc_DECLARE_AGAIN(FN, SIG) \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wredundant-decls\"") \
    _HPyFunc_DECLARE_(FN, SIG); \
    _Pragma("GCC diagnostic pop")
#else
#  define _HPyFunc_DECLARE_AGAIN(FN, SIG) _HPyFunc_DECLARE_(FN, SIG);
#endif

/** Define the static function ``TRAMP`` of C API shape that calls ``IMPL``. */
#define HPyFunc_TRAMPOLINE(TRAMP, IMPL, SIG) _HPyFunc_TRAMPOLINE_(TRAMP, IMPL, SIG)
#define _HPyFunc_TRAMPOLINE_(TRAMP, IMPL, SIG) _HPyFunc_TRAMPOLINE_##SIG(TRAMP, IMPL)

/** In an ``HPy_tp_traverse`` function with parameters ``visit`` and ``arg``: visit the field at ``hpyfield``. */
#define HPy_VISIT(hpyfield) \
    do { \
        if (!HPyField_IsNull(*(hpyfield))) { \
            int _hpy_visit_result = visit((hpyfield), arg); \
            if (_hpy_visit_result != 0) \
                return _hpy_visit_result; \
        } \
    } while (0)

/* CPython sets this bit in the argument count of a vectorcall when args[-1] may be overwritten. */
#define _HPY_NARGS_OFFSET_FLAG (_HPY_CAST(size_t, 1) << (8 * sizeof(size_t) - 1))

/* Function pointers of unlike types are converted through void (*)(void), which compilers accept silently. */
#define _HPY_AS(TYPE, f) _HPY_BITS(TYPE, _HPY_BITS(void (*)(void), f))
#define _HPY_AS_CFUNCTION(f) _HPY_AS(HPyCFunction, f)
#define _HPY_AS_PYCFUNCTION(f) _HPY_AS(cpy_PyCFunction, f)

#define _HPY_H(o) _hconv(_HPY_BITS(intptr_t, o))        /* handle of an object, where both are the same bits */
#define _HPY_O(h) _HPY_BITS(cpy_PyObject *, (h)._i)

#define _HPY_HANDLES(array) _HPY_BITS(const HPy *, _HPY_BITS(const void *, array))
#define _HPY_VIEW(view) _HPY_BITS(HPy_buffer *, _HPY_BITS(void *, view))

/* Braces and commas inside one macro argument. */
#define _HPY_INIT(...) { __VA_ARGS__ }

/* A trampoline SYM with the parenthesised PARAMS. DIRECT is the statement that calls the implementation; else the
 * struct _HPyFunc_args_<SIG>, filled with INIT, goes through the table. That way has a function of its own, which
 * gets ARGS: so the direct way needs no stack frame and can be a jump. */
#if defined(HPY_ABI_CPYTHON)
#  define _HPY_TRAMPOLINE(RET, SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    static RET SYM PARAMS \
    { \
        HPyContext *_ctx = _HPyGetContext(); \
        DIRECT; \
    }
#  define _HPY_TRAMPOLINE_VOID(SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    static void SYM PARAMS \
    { \
        HPyContext *_ctx = _HPyGetContext(); \
        DIRECT; \
    }
#else
#  define _HPY_TRAMPOLINE(RET, SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    _HPy_COLD static RET SYM##_by_table PARAMS \
    { \
        _HPyFunc_args_##SIG _a = INIT; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_##SIG, _HPY_AS_CFUNCTION(IMPL), &_a); \
        return _a.result; \
    } \
    static RET SYM PARAMS \
    { \
        HPyContext *_ctx = _hpy_direct.ctx; \
        if (_HPy_LIKELY(_ctx != NULL)) { \
            DIRECT; \
        } \
        return SYM##_by_table ARGS; \
    }
#  define _HPY_TRAMPOLINE_VOID(SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    _HPy_COLD static void SYM##_by_table PARAMS \
    { \
        _HPyFunc_args_##SIG _a = INIT; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_##SIG, _HPY_AS_CFUNCTION(IMPL), &_a); \
    } \
    static void SYM PARAMS \
    { \
        HPyContext *_ctx = _hpy_direct.ctx; \
        if (_HPy_LIKELY(_ctx != NULL)) \
            DIRECT; \
        else \
            SYM##_by_table ARGS; \
    }
#endif

#define _HPyFunc_TRAMPOLINE_HPyFunc_NOARGS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *_self, cpy_PyObject *_HPy_UNUSED_ARG(noargs)), (_self, NULL), \
                    return _HPY_O(IMPL(_ctx, _HPY_H(_self))), NOARGS, IMPL, _HPY_INIT(_self, NULL))

#define _HPyFunc_TRAMPOLINE_HPyFunc_VARARGS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *_self, cpy_PyObject *const *_args, HPy_ssize_t _nargs), \
                    (_self, _args, _nargs), \
                    return _HPY_O(IMPL(_ctx, _HPY_H(_self), _HPY_HANDLES(_args), _HPY_CAST(size_t, _nargs))), \
                    VARARGS, IMPL, _HPY_INIT(_self, _args, _nargs, NULL))

#define _HPyFunc_TRAMPOLINE_HPyFunc_KEYWORDS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, \
                    (cpy_PyObject *_self, cpy_PyObject *const *_args, size_t _nargsf, cpy_PyObject *_kwnames), \
                    (_self, _args, _nargsf, _kwnames), \
                    return _HPY_O(IMPL(_ctx, _HPY_H(_self), _HPY_HANDLES(_args), \
                                       _nargsf & ~_HPY_NARGS_OFFSET_FLAG, _HPY_H(_kwnames))), \
                    KEYWORDS, IMPL, _HPY_INIT(_self, _args, _nargsf, _kwnames, NULL))

/* HPy_buffer and Py_buffer have the same layout, and where handles are pointers also the same content. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_GETBUFFERPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE(int, SYM, (cpy_PyObject *_self, cpy_Py_buffer *_view, int _flags), (_self, _view, _flags), \
                    return _HPy_DirectGetBuffer(IMPL, _ctx, _HPY_H(_self), _HPY_VIEW(_view), _flags), \
                    GETBUFFERPROC, IMPL, _HPY_INIT(_self, _view, _flags, -1))

#define _HPyFunc_TRAMPOLINE_HPyFunc_RELEASEBUFFERPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE_VOID(SYM, (cpy_PyObject *_self, cpy_Py_buffer *_view), (_self, _view), \
                         IMPL(_ctx, _HPY_H(_self), _HPY_VIEW(_view)), \
                         RELEASEBUFFERPROC, IMPL, _HPY_INIT(_self, _view))

/* The items of the argument tuple are an array of handles where handles are pointers. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_INITPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE(int, SYM, (cpy_PyObject *_self, cpy_PyObject *_args, cpy_PyObject *_kw), (_self, _args, _kw), \
                    return IMPL(_ctx, _HPY_H(_self), _HPY_TUPLE_ITEMS(_args), _HPY_TUPLE_SIZE(_args), _HPY_H(_kw)), \
                    INITPROC, IMPL, _HPY_INIT(_self, _args, _kw, -1))

#define _HPyFunc_TRAMPOLINE_HPyFunc_NEWFUNC(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *_type, cpy_PyObject *_args, cpy_PyObject *_kw), \
                    (_type, _args, _kw), \
                    return _HPY_O(IMPL(_ctx, _HPY_H(_type), _HPY_TUPLE_ITEMS(_args), _HPY_TUPLE_SIZE(_args), \
                                       _HPY_H(_kw))), \
                    NEWFUNC, IMPL, _HPY_INIT(_type, _args, _kw, NULL))

#if HPY_ABI_MINOR >= 1
#define _HPyFunc_TRAMPOLINE_HPyFunc_SENDFUNC(SYM, IMPL) \
    _HPY_TRAMPOLINE(HPy_SendResult, SYM, (cpy_PyObject *_self, cpy_PyObject *_arg, cpy_PyObject **_output), \
                    (_self, _arg, _output), return _HPy_DirectSend(IMPL, _ctx, _HPY_H(_self), _HPY_H(_arg), _output), \
                    SENDFUNC, IMPL, _HPY_INIT(_self, _arg, _output, HPy_SEND_ERROR))
#endif

#if HPY_ABI_MINOR >= 2
/* Two trampolines of a record: for a method, whose class CPython passes from version 3.9 on, and for any other function.
 * The second asks the host for the class. */
#define _HPyFunc_METHOD_TRAMPOLINE(SYM) \
    cpy_PyObject *SYM(cpy_PyObject *_self, cpy_PyObject *_class, cpy_PyObject *const *_args, HPy_ssize_t _nargs, \
                      cpy_PyObject *_kwnames)
#define _HPyFunc_METHOD_FUNCTION(SYM) \
    cpy_PyObject *SYM(cpy_PyObject *_self, cpy_PyObject *const *_args, HPy_ssize_t _nargs, cpy_PyObject *_kwnames)

#define _HPyFunc_METHOD_CALL(IMPL, SELF, CLASS, ARGS, NARGS, KWNAMES, DATA) \
    _HPY_O(IMPL(_ctx, _HPY_H(SELF), _HPY_H(CLASS), _HPY_HANDLES(ARGS), _HPY_CAST(size_t, NARGS), _HPY_H(KWNAMES), DATA))

#  ifdef HPY_ABI_CPYTHON
#    define _HPyFunc_METHOD_TRAMPOLINES(SYM, IMPL) \
    static _HPyFunc_METHOD_TRAMPOLINE(SYM##_trampoline) \
    { \
        HPyContext *_ctx = _HPyGetContext(); \
        return _HPyFunc_METHOD_CALL(IMPL, _self, _class, _args, _nargs, _kwnames, (SYM).meth.data); \
    } \
    static _HPyFunc_METHOD_FUNCTION(SYM##_function) \
    { \
        return SYM##_trampoline(_self, hpy_method_class(_self, &(SYM)), _args, _nargs, _kwnames); \
    }
#  else
#    define _HPyFunc_METHOD_TRAMPOLINES(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM##_trampoline, \
                    (cpy_PyObject *_self, cpy_PyObject *_class, cpy_PyObject *const *_args, HPy_ssize_t _nargs, \
                     cpy_PyObject *_kwnames), (_self, _class, _args, _nargs, _kwnames), \
                    return _HPyFunc_METHOD_CALL(IMPL, _self, _class, _args, _nargs, _kwnames, (SYM).meth.data), \
                    METHOD, IMPL, _HPY_INIT(_self, _class, _args, _nargs, _kwnames, &(SYM), NULL)) \
    static _HPyFunc_METHOD_FUNCTION(SYM##_function) \
    { \
        return SYM##_trampoline_by_table(_self, NULL, _args, _nargs, _kwnames); \
    }
#  endif
#endif

/* Hosts call the implementation themselves: destruction has no place for a context. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_DESTROYFUNC(SYM, IMPL) \
    static void SYM(void) \
    { \
        abort(); \
    }

#if defined(HPY_ABI_CPYTHON)

/* CPython is given the host's own traverse function, which calls the implementation. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_TRAVERSEPROC(SYM, IMPL) \
    static void SYM(void) \
    { \
        abort(); \
    }

#define _HPyFunc_TRAMPOLINE_HPyFunc_MOD_CREATE(SYM, IMPL) \
    static cpy_PyObject *SYM(cpy_PyObject *_spec, cpy_PyModuleDef *_HPy_UNUSED_ARG(def)) \
    { \
        return hpy_check_created_module(_HPY_O(IMPL(_HPyGetContext(), _HPY_H(_spec)))); \
    }

#define HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM, IMPL) \
    static void SYM(cpy_PyObject *_capsule) \
    { \
        hpy_call_capsule_destructor(_capsule, IMPL); \
    }

#else

#define _HPyFunc_TRAMPOLINE_HPyFunc_TRAVERSEPROC(SYM, IMPL) \
    static int SYM(cpy_PyObject *_self, cpy_visitproc _visit, void *_arg) \
    { \
        _HPyFunc_args_TRAVERSEPROC _a = { _self, _visit, _arg, 0 }; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_TRAVERSEPROC, _HPY_AS_CFUNCTION(IMPL), &_a); \
        return _a.result; \
    }

#define _HPyFunc_TRAMPOLINE_HPyFunc_MOD_CREATE(SYM, IMPL) \
    static cpy_PyObject *SYM(cpy_PyObject *_spec, cpy_PyModuleDef *_HPy_UNUSED_ARG(def)) \
    { \
        _HPyFunc_args_MOD_CREATE _a = { _spec, NULL }; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_MOD_CREATE, _HPY_AS_CFUNCTION(IMPL), &_a); \
        return _a.result; \
    }

#define HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM, IMPL) \
    static void SYM(cpy_PyObject *_capsule) \
    { \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_CAPSULE_DESTRUCTOR, \
                                            _HPY_AS_CFUNCTION(IMPL), _capsule); \
    }

#endif

/* A getbuffer function that fails must leave no object behind in the view. */
HPyAPI_FUNC int _HPy_DirectGetBuffer(HPyFunc_getbufferproc impl, HPyContext *ctx, HPy self, HPy_buffer *view,
                                     int flags)
{
    int result = impl(ctx, self, view, flags);
    if (result < 0)
        view->obj = HPy_NULL;
    return result;
}

#if HPY_ABI_MINOR >= 1
HPyAPI_FUNC HPy_SendResult _HPy_DirectSend(HPyFunc_sendfunc impl, HPyContext *ctx, HPy self, HPy arg,
                                           cpy_PyObject **output)
{
    HPy value = HPy_NULL;
    HPy_SendResult result = impl(ctx, self, arg, &value);
    *output = _HPY_O(value);
    return result;
}
#endif

#endif /* HPY_HPYFUNC_H */
