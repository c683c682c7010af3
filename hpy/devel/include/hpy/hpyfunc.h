/* How CPython's calls reach the functions of an extension: declaring macros, visitors, and the trampolines
 * whose shape is not regular (the regular ones are in generated/signatures.h).
 *
 * A trampoline of a universal binary calls the implementation directly when the host said that its handles are
 * the objects' own pointers (_hpy_direct.ctx is set); otherwise it passes its arguments in a struct through the
 * context table. In the CPython ABI it is always the direct call.
 */
#ifndef HPY_HPYFUNC_H
#define HPY_HPYFUNC_H

/** Declare ``FN`` as a static function with the signature ``SIG`` (``HPyFunc_O`` …). */
#define HPyFunc_DECLARE(FN, SIG) _HPyFunc_DECLARE_(FN, SIG)
#define _HPyFunc_DECLARE_(FN, SIG) _HPyFunc_DECLARE_##SIG(FN)

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
#define _HPY_NARGS_OFFSET_FLAG ((size_t)1 << (8 * sizeof(size_t) - 1))

/* Function pointers of unlike types are converted through void (*)(void), which compilers accept silently. */
#define _HPY_AS_CFUNCTION(f) ((HPyCFunction)(void (*)(void))(f))
#define _HPY_AS_PYCFUNCTION(f) ((cpy_PyCFunction)(void (*)(void))(f))

#define _HPY_H(o) _hconv((intptr_t)(o))        /* handle of an object, where both are the same bits */
#define _HPY_O(h) ((cpy_PyObject *)(h)._i)

/* Braces and commas inside one macro argument. */
#define _HPY_INIT(...) { __VA_ARGS__ }

/* A trampoline SYM with the parenthesised PARAMS. DIRECT is the statement that calls the implementation; else the
 * struct _HPyFunc_args_<SIG>, filled with INIT, goes through the table. That way has a function of its own, which
 * gets ARGS: so the direct way needs no stack frame and can be a jump. */
#if defined(HPY_ABI_CPYTHON)
#  define _HPY_TRAMPOLINE(RET, SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    static RET SYM PARAMS \
    { \
        HPyContext *ctx = _HPyGetContext(); \
        DIRECT; \
    }
#  define _HPY_TRAMPOLINE_VOID(SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    static void SYM PARAMS \
    { \
        HPyContext *ctx = _HPyGetContext(); \
        DIRECT; \
    }
#else
#  define _HPY_TRAMPOLINE(RET, SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    _HPy_COLD static RET SYM##_by_table PARAMS \
    { \
        _HPyFunc_args_##SIG a = INIT; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_##SIG, _HPY_AS_CFUNCTION(IMPL), &a); \
        return a.result; \
    } \
    static RET SYM PARAMS \
    { \
        HPyContext *ctx = _hpy_direct.ctx; \
        if (_HPy_LIKELY(ctx != NULL)) { \
            DIRECT; \
        } \
        return SYM##_by_table ARGS; \
    }
#  define _HPY_TRAMPOLINE_VOID(SYM, PARAMS, ARGS, DIRECT, SIG, IMPL, INIT) \
    _HPy_COLD static void SYM##_by_table PARAMS \
    { \
        _HPyFunc_args_##SIG a = INIT; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_##SIG, _HPY_AS_CFUNCTION(IMPL), &a); \
    } \
    static void SYM PARAMS \
    { \
        HPyContext *ctx = _hpy_direct.ctx; \
        if (_HPy_LIKELY(ctx != NULL)) \
            DIRECT; \
        else \
            SYM##_by_table ARGS; \
    }
#endif

#define _HPyFunc_TRAMPOLINE_HPyFunc_NOARGS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *self, cpy_PyObject *_HPy_UNUSED_ARG(noargs)), (self, NULL), \
                    return _HPY_O(IMPL(ctx, _HPY_H(self))), NOARGS, IMPL, _HPY_INIT(self, NULL))

#define _HPyFunc_TRAMPOLINE_HPyFunc_VARARGS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *self, cpy_PyObject *const *args, HPy_ssize_t nargs), \
                    (self, args, nargs), \
                    return _HPY_O(IMPL(ctx, _HPY_H(self), (const HPy *)(const void *)args, (size_t)nargs)), \
                    VARARGS, IMPL, _HPY_INIT(self, args, nargs, NULL))

#define _HPyFunc_TRAMPOLINE_HPyFunc_KEYWORDS(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, \
                    (cpy_PyObject *self, cpy_PyObject *const *args, size_t nargsf, cpy_PyObject *kwnames), \
                    (self, args, nargsf, kwnames), \
                    return _HPY_O(IMPL(ctx, _HPY_H(self), (const HPy *)(const void *)args, \
                                       nargsf & ~_HPY_NARGS_OFFSET_FLAG, _HPY_H(kwnames))), \
                    KEYWORDS, IMPL, _HPY_INIT(self, args, nargsf, kwnames, NULL))

/* HPy_buffer and Py_buffer have the same layout, and where handles are pointers also the same content. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_GETBUFFERPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE(int, SYM, (cpy_PyObject *self, cpy_Py_buffer *view, int flags), (self, view, flags), \
                    return _HPy_DirectGetBuffer(IMPL, ctx, _HPY_H(self), (HPy_buffer *)(void *)view, flags), \
                    GETBUFFERPROC, IMPL, _HPY_INIT(self, view, flags, -1))

#define _HPyFunc_TRAMPOLINE_HPyFunc_RELEASEBUFFERPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE_VOID(SYM, (cpy_PyObject *self, cpy_Py_buffer *view), (self, view), \
                         IMPL(ctx, _HPY_H(self), (HPy_buffer *)(void *)view), \
                         RELEASEBUFFERPROC, IMPL, _HPY_INIT(self, view))

/* The items of the argument tuple are an array of handles where handles are pointers. */
#define _HPyFunc_TRAMPOLINE_HPyFunc_INITPROC(SYM, IMPL) \
    _HPY_TRAMPOLINE(int, SYM, (cpy_PyObject *self, cpy_PyObject *args, cpy_PyObject *kw), (self, args, kw), \
                    return IMPL(ctx, _HPY_H(self), _HPY_TUPLE_ITEMS(args), _HPY_TUPLE_SIZE(args), _HPY_H(kw)), \
                    INITPROC, IMPL, _HPY_INIT(self, args, kw, -1))

#define _HPyFunc_TRAMPOLINE_HPyFunc_NEWFUNC(SYM, IMPL) \
    _HPY_TRAMPOLINE(cpy_PyObject *, SYM, (cpy_PyObject *type, cpy_PyObject *args, cpy_PyObject *kw), (type, args, kw), \
                    return _HPY_O(IMPL(ctx, _HPY_H(type), _HPY_TUPLE_ITEMS(args), _HPY_TUPLE_SIZE(args), \
                                       _HPY_H(kw))), \
                    NEWFUNC, IMPL, _HPY_INIT(type, args, kw, NULL))

#if HPY_ABI_MINOR >= 1
#define _HPyFunc_TRAMPOLINE_HPyFunc_SENDFUNC(SYM, IMPL) \
    _HPY_TRAMPOLINE(HPy_SendResult, SYM, (cpy_PyObject *self, cpy_PyObject *arg, cpy_PyObject **output), \
                    (self, arg, output), return _HPy_DirectSend(IMPL, ctx, _HPY_H(self), _HPY_H(arg), output), \
                    SENDFUNC, IMPL, _HPY_INIT(self, arg, output, HPy_SEND_ERROR))
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
    static cpy_PyObject *SYM(cpy_PyObject *spec, cpy_PyModuleDef *_HPy_UNUSED_ARG(def)) \
    { \
        return hpy_check_created_module(_HPY_O(IMPL(_HPyGetContext(), _HPY_H(spec)))); \
    }

#define HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM, IMPL) \
    static void SYM(cpy_PyObject *capsule) \
    { \
        hpy_call_capsule_destructor(capsule, IMPL); \
    }

#else

#define _HPyFunc_TRAMPOLINE_HPyFunc_TRAVERSEPROC(SYM, IMPL) \
    static int SYM(cpy_PyObject *self, cpy_visitproc visit, void *arg) \
    { \
        _HPyFunc_args_TRAVERSEPROC a = { self, visit, arg, 0 }; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_TRAVERSEPROC, _HPY_AS_CFUNCTION(IMPL), &a); \
        return a.result; \
    }

#define _HPyFunc_TRAMPOLINE_HPyFunc_MOD_CREATE(SYM, IMPL) \
    static cpy_PyObject *SYM(cpy_PyObject *spec, cpy_PyModuleDef *_HPy_UNUSED_ARG(def)) \
    { \
        _HPyFunc_args_MOD_CREATE a = { spec, NULL }; \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_MOD_CREATE, _HPY_AS_CFUNCTION(IMPL), &a); \
        return a.result; \
    }

#define HPyCapsule_DESTRUCTOR_TRAMPOLINE(SYM, IMPL) \
    static void SYM(cpy_PyObject *capsule) \
    { \
        _HPy_CallRealFunctionFromTrampoline(_ctx_for_trampolines, HPyFunc_CAPSULE_DESTRUCTOR, \
                                            _HPY_AS_CFUNCTION(IMPL), capsule); \
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
