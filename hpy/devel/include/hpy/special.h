/* The few API functions that are not generated: those that never return, hand out a pointer, select by key, or find
 * the payload of an object without asking the host. */
#ifndef HPY_SPECIAL_H
#define HPY_SPECIAL_H

#ifdef _HPY_OVER_CPYTHON

HPyAPI_FUNC _HPy_NO_RETURN void HPy_FatalError(HPyContext *ctx, const char *message)
{
    (void)ctx;
    Py_FatalError(message);
    abort();
}

/* Behind the macro HPy_New. The pointer is written from a local, so that the caller's variable can live in a register. */
HPyAPI_FUNC HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data)
{
    void *payload = NULL;
    HPy h = ctx_New(ctx, h_type, &payload);
    *data = payload;
    return h;
}

#else

/** End the process with ``message``. CPython: ``Py_FatalError``. */
HPyAPI_FUNC _HPy_NO_RETURN void HPy_FatalError(HPyContext *ctx, const char *message)
{
    ctx->ctx_FatalError(ctx, message);
    abort();
}

/* Whether references may be counted here, as HPyDirect.counting says. */
#ifdef _HPY_IN_RUNTIME
#  define _HPY_COUNTING(CTX) false
#else
#  define _HPY_COUNTING(CTX) _HPy_LIKELY((CTX) == _hpy_direct.counting)
#endif

/* The word that counts an object's references. Where nothing but HPy's functions knows objects, it has a type of its own,
 * so that a compiler need not load what else it knows again; else it is copied, as the object may be known under another
 * type. */
typedef struct { uintptr_t n; } _HPyCounter;

/* Change the count of an object, if it is 'least' or more; else false. */
HPyAPI_FUNC bool _HPy_Count(HPy h, int32_t least, intptr_t change)
{
#if defined(HPY_ABI_UNIVERSAL) && !defined(_HPY_IN_LAYER)
    _HPyCounter *counter = _HPY_BITS(_HPyCounter *, h._i);

    if (!_HPy_LIKELY(_HPY_CAST(int32_t, counter->n) >= least))
        return false;
    counter->n += _HPY_CAST(uintptr_t, change);
    return true;
#else
    uintptr_t count;

    memcpy(&count, _HPY_BITS(const void *, h._i), sizeof(count));
    if (!_HPy_LIKELY(_HPY_CAST(int32_t, count) >= least))
        return false;
    count += _HPY_CAST(uintptr_t, change);
    memcpy(_HPY_BITS(void *, h._i), &count, sizeof(count));
    return true;
#endif
}

/** Another handle for the object of ``h``. CPython: ``Py_XNewRef``. */
HPyAPI_FUNC HPy HPy_Dup(HPyContext *ctx, HPy h)
{
    if (_HPY_COUNTING(ctx) && !HPy_IsNull(h) && _HPy_Count(h, 0, 1))
        return h;
    return ctx->ctx_Dup(ctx, h);
}

/** Give up a handle; ``HPy_NULL`` is ignored. CPython: ``Py_XDECREF``. */
HPyAPI_FUNC void HPy_Close(HPyContext *ctx, HPy h)
{
    if (_HPY_COUNTING(ctx) && (HPy_IsNull(h) || _HPy_Count(h, 2, -1)))
        return;
    ctx->ctx_Close(ctx, h);
}

/** Store ``h`` (``HPy_NULL`` empties) in a field of ``target_object``. CPython: ``Py_XSETREF``. */
HPyAPI_FUNC void HPyField_Store(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h)
{
    if (_HPY_COUNTING(ctx)) { /* asked once: HPy_Dup and HPy_Close would ask again */
        HPy old = _hconv(target_field->_i);
        if (!HPy_IsNull(h) && !_HPy_Count(h, 0, 1))
            h = ctx->ctx_Dup(ctx, h);
        target_field->_i = h._i;
        if (!HPy_IsNull(old) && !_HPy_Count(old, 2, -1)) /* last: a finalizer must see the new value */
            ctx->ctx_Close(ctx, old);
        return;
    }
    ctx->ctx_Field_Store(ctx, target_object, target_field, h);
}

/** What a field of ``source_object`` holds, which must not be empty: a new handle. CPython: ``Py_NewRef``. */
HPyAPI_FUNC HPy HPyField_Load(HPyContext *ctx, HPy source_object, HPyField source_field)
{
    if (_HPY_COUNTING(ctx))
        return HPy_Dup(ctx, _hconv(source_field._i));
    return ctx->ctx_Field_Load(ctx, source_object, source_field);
}

/* Behind the macro HPy_New. The pointer is written from a local, so that the caller's variable can live in a register. */
HPyAPI_FUNC HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data)
{
    void *payload = NULL;
    HPy h = ctx->ctx_New(ctx, h_type, &payload);
    *data = payload;
    return h;
}

/* Under the host's own context the payload is at a constant distance from the object; layers have other handles. */
#define _HPY_PAYLOAD(CTX, H, SHAPE, MEMBER) \
    (_HPy_LIKELY((CTX) == _hpy_direct.ctx) \
     ? _HPY_BITS(void *, (H)._i + _HPY_CAST(intptr_t, _hpy_direct.payload[(SHAPE) + 1])) \
     : (CTX)->MEMBER((CTX), (H)))

/* Whether 'h' is an object of exactly this type; false where the host does not tell. */
HPyAPI_FUNC bool _HPy_HasType(HPyContext *ctx, HPy h, HPy type)
{
#ifdef _HPY_IN_RUNTIME
    (void)ctx;
    (void)h;
    (void)type;
    return false;
#else
    return _HPy_LIKELY(ctx == _hpy_direct.ctx) && !HPy_IsNull(h)
           && *_HPY_BITS(const intptr_t *, h._i + _HPY_CAST(intptr_t, _hpy_direct.type)) == type._i;
#endif
}

/** Whether ``obj`` is an instance of ``type`` or of a subclass: 0 or 1. CPython: ``PyObject_TypeCheck``. */
HPyAPI_FUNC int HPy_TypeCheck(HPyContext *ctx, HPy obj, HPy type)
{
    return _HPy_HasType(ctx, obj, type) || ctx->ctx_TypeCheck(ctx, obj, type);
}

/** The value of a float, or of an object with ``__float__`` or ``__index__``; ``-1.0`` with an exception, to be asked
 * for with ``HPyErr_Occurred``. CPython: ``PyFloat_AsDouble``. */
HPyAPI_FUNC double HPyFloat_AsDouble(HPyContext *ctx, HPy h)
{
#ifndef _HPY_IN_RUNTIME
    if (_HPy_HasType(ctx, h, ctx->h_FloatType))
        return *_HPY_BITS(const double *, h._i + _HPY_CAST(intptr_t, _hpy_direct.float_value));
#endif
    return ctx->ctx_Float_AsDouble(ctx, h);
}

HPyAPI_FUNC void *_HPy_AsStruct_Object(HPyContext *ctx, HPy h)
{
    return _HPY_PAYLOAD(ctx, h, HPyType_BuiltinShape_Object, ctx_AsStruct_Object);
}

HPyAPI_FUNC void *_HPy_AsStruct_Legacy(HPyContext *ctx, HPy h)
{
    return _HPY_PAYLOAD(ctx, h, HPyType_BuiltinShape_Legacy, ctx_AsStruct_Legacy);
}

#endif

/* The accessors of capsules: in the table one entry to read and one to write, chosen by key. */
#ifdef _HPY_OVER_CPYTHON
#  define _HPY_CAPSULE_GET(ctx, capsule, key, name) ctx_Capsule_Get(ctx, capsule, key, name)
#  define _HPY_CAPSULE_SET(ctx, capsule, key, value) ctx_Capsule_Set(ctx, capsule, key, value)
#else
#  define _HPY_CAPSULE_GET(ctx, capsule, key, name) HPyCapsule_Get(ctx, capsule, key, name)
#  define _HPY_CAPSULE_SET(ctx, capsule, key, value) HPyCapsule_Set(ctx, capsule, key, value)
#endif

/* == Capsules == */

/** The pointer of a capsule whose name equals ``name`` (or is also NULL); NULL with ``ValueError``.
 * CPython: ``PyCapsule_GetPointer``. */
HPyAPI_FUNC void *HPyCapsule_GetPointer(HPyContext *ctx, HPy capsule, const char *name)
{
    return _HPY_CAPSULE_GET(ctx, capsule, HPyCapsule_key_Pointer, name);
}

/** The name of a capsule, which may be NULL; NULL with ``ValueError`` for another object.
 * CPython: ``PyCapsule_GetName``. */
HPyAPI_FUNC const char *HPyCapsule_GetName(HPyContext *ctx, HPy capsule)
{
    return _HPY_CAST(const char *, _HPY_CAPSULE_GET(ctx, capsule, HPyCapsule_key_Name, NULL));
}

/** The context pointer of a capsule, which may be NULL; NULL with ``ValueError`` for another object.
 * CPython: ``PyCapsule_GetContext``. */
HPyAPI_FUNC void *HPyCapsule_GetContext(HPyContext *ctx, HPy capsule)
{
    return _HPY_CAPSULE_GET(ctx, capsule, HPyCapsule_key_Context, NULL);
}

/** Change the pointer of a capsule: 0, or -1 with ``ValueError`` (another object, NULL pointer).
 * CPython: ``PyCapsule_SetPointer``. */
HPyAPI_FUNC int HPyCapsule_SetPointer(HPyContext *ctx, HPy capsule, void *pointer)
{
    return _HPY_CAPSULE_SET(ctx, capsule, HPyCapsule_key_Pointer, pointer);
}

/** Change the name of a capsule, which is not copied: 0, or -1 with ``ValueError``. CPython: ``PyCapsule_SetName``. */
HPyAPI_FUNC int HPyCapsule_SetName(HPyContext *ctx, HPy capsule, const char *name)
{
    return _HPY_CAPSULE_SET(ctx, capsule, HPyCapsule_key_Name, _HPY_BITS(void *, _HPY_BITS(uintptr_t, name)));
}

/** Change the context pointer of a capsule: 0, or -1 with ``ValueError``. CPython: ``PyCapsule_SetContext``. */
HPyAPI_FUNC int HPyCapsule_SetContext(HPyContext *ctx, HPy capsule, void *context)
{
    return _HPY_CAPSULE_SET(ctx, capsule, HPyCapsule_key_Context, context);
}

/** Change the destructor of a capsule, NULL for none: 0, or -1 with ``ValueError`` (another object, a record with a
 * NULL member). CPython: ``PyCapsule_SetDestructor``. */
HPyAPI_FUNC int HPyCapsule_SetDestructor(HPyContext *ctx, HPy capsule, HPyCapsule_Destructor *destructor_)
{
    return _HPY_CAPSULE_SET(ctx, capsule, HPyCapsule_key_Destructor, destructor_);
}

#endif /* HPY_SPECIAL_H */
