/* The few API functions that are not generated: those that never return, hand out a pointer, select by key, find the
 * payload of an object without asking the host, or hide from a host of HPy 0.9 what it cannot bear. */
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

#if HPY_ABI_MINOR == 0 && !defined(HPY_ABI_CPYTHON)
#  ifdef __cplusplus
extern "C" {
#  endif
/* Whether a faulty host has a number in a field or global itself, and must not see it at the next store: in
 * runtime/host_faults.c. */
HPyAPI_HELPER int _HPy_HoldsNumber(const HPyContext *ctx, intptr_t content);
/* HPyType_FromSpec for such hosts, in runtime/host_types.c. */
HPyAPI_HELPER HPy _HPyType_FromSpecInHost(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params);
/* A faulty host made 'h' without a payload, in runtime/host_faults.c. */
HPyAPI_HELPER HPy _HPy_NewWithoutPayload(HPyContext *ctx, HPy h_type, HPy h, void **data);
#  ifdef __cplusplus
}
#  endif
#  define _HPY_FORGET_NUMBER(CTX, PLACE) do { \
        if (_HPy_HoldsNumber((CTX), (PLACE)->_i)) \
            (PLACE)->_i = 0; \
    } while (0)
#else
#  define _HPY_FORGET_NUMBER(CTX, PLACE) ((void)0)
#endif

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
    _HPY_FORGET_NUMBER(ctx, target_field);
    ctx->ctx_Field_Store(ctx, target_object, target_field, h);
}

/** Put ``h`` (``HPy_NULL`` empties) into a global of the module. CPython: ``Py_XSETREF`` on a C variable. */
HPyAPI_FUNC void HPyGlobal_Store(HPyContext *ctx, HPyGlobal *global, HPy h)
{
    _HPY_FORGET_NUMBER(ctx, global);
    ctx->ctx_Global_Store(ctx, global, h);
}

/** What a field of ``source_object`` holds, which must not be empty: a new handle. CPython: ``Py_NewRef``. */
HPyAPI_FUNC HPy HPyField_Load(HPyContext *ctx, HPy source_object, HPyField source_field)
{
    if (_HPY_COUNTING(ctx))
        return HPy_Dup(ctx, _hconv(source_field._i));
    return ctx->ctx_Field_Load(ctx, source_object, source_field);
}

/** New heap type from a specification: a new handle, or ``HPy_NULL`` with ``TypeError`` or ``ValueError``. ``params`` (bases,
 * metaclass) ends with kind 0, and may be ``NULL``. CPython: ``PyType_FromMetaclass``. */
HPyAPI_FUNC HPy HPyType_FromSpec(HPyContext *ctx, HPyType_Spec *spec, HPyType_SpecParam *params)
{
#if HPY_ABI_MINOR == 0 && !defined(HPY_ABI_CPYTHON)
    return _HPyType_FromSpecInHost(ctx, spec, params);
#else
    return ctx->ctx_Type_FromSpec(ctx, spec, params);
#endif
}

/* Behind the macro HPy_New. The pointer is written from a local, so that the caller's variable can live in a register. */
HPyAPI_FUNC HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data)
{
    void *payload = NULL;
    HPy h = ctx->ctx_New(ctx, h_type, &payload);
#if HPY_ABI_MINOR == 0 && !defined(HPY_ABI_CPYTHON)
    if (!_HPy_LIKELY(payload != NULL) && !HPy_IsNull(h))
        h = _HPy_NewWithoutPayload(ctx, h_type, h, &payload);
#endif
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

/** Whether two handles are of one object: 0 or 1. CPython: ``Py_Is``. */
HPyAPI_FUNC int HPy_Is(HPyContext *ctx, HPy obj, HPy other)
{
#ifndef _HPY_IN_RUNTIME
    if (_HPy_LIKELY(ctx == _hpy_direct.ctx))
        return obj._i == other._i;
#endif
    return ctx->ctx_Is(ctx, obj, other);
}

/* The value of an int that is small, where the host tells how it is kept; false: the table is asked. */
HPyAPI_FUNC bool _HPy_SmallInt(HPyContext *ctx, HPy h, int32_t *value)
{
#ifdef _HPY_IN_RUNTIME
    (void)ctx;
    (void)h;
    (void)value;
    return false;
#else
    return _HPy_LIKELY(ctx == _hpy_direct.ints) && !HPy_IsNull(h)
           && *_HPY_BITS(const intptr_t *, h._i + _HPY_CAST(intptr_t, _hpy_direct.type)) == ctx->h_LongType._i
           && _HPy_ReadInt(&_hpy_direct, _HPY_BITS(const void *, h._i), value);
#endif
}

/** Value of ``h`` as ``int64_t``. An object that is not an ``int`` is converted by its ``__index__``. On error ``-1``,
 * which may be a value too, so ask ``HPyErr_Occurred``: ``TypeError`` without ``__index__`` (so for a ``float``),
 * ``OverflowError`` out of range. CPython: ``PyLong_AsLongLong``. */
HPyAPI_FUNC int64_t HPyLong_AsInt64_t(HPyContext *ctx, HPy h)
{
    int32_t value;

    if (_HPy_SmallInt(ctx, h, &value))
        return value;
    return ctx->ctx_Long_AsInt64_t(ctx, h);
}

/** Value of the ``int`` ``h`` as ``HPy_ssize_t``. Does not call ``__index__``. On error ``-1``, which may be a value too,
 * so ask ``HPyErr_Occurred``: ``TypeError`` for anything but an ``int``, ``OverflowError`` out of range.
 * CPython: ``PyLong_AsSsize_t``. */
HPyAPI_FUNC HPy_ssize_t HPyLong_AsSsize_t(HPyContext *ctx, HPy h)
{
    int32_t value;

    if (_HPy_SmallInt(ctx, h, &value))
        return value;
    return ctx->ctx_Long_AsSsize_t(ctx, h);
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

#if HPY_ABI_MINOR >= 2

/** Value of ``h``, converted by its ``__index__``, as ``HPy_ssize_t``: for indices and sizes. A value out of range raises
 * the exception class ``exc``; with ``HPy_NULL`` it becomes the nearest that fits. On error ``-1``, which may be a value
 * too, so ask ``HPyErr_Occurred``. CPython: ``PyNumber_AsSsize_t``. */
HPyAPI_FUNC HPy_ssize_t HPyNumber_AsSsize_t(HPyContext *ctx, HPy h, HPy exc)
{
    int32_t value;

    if (_HPy_SmallInt(ctx, h, &value))
        return value;
    return ctx->ctx_Number_AsSsize_t(ctx, h, exc);
}

#  ifndef _HPY_IN_RUNTIME
/* The view of a str whose characters are where HPyDirect.text says; false: the table is asked. */
HPyAPI_FUNC bool _HPy_ViewText(HPyContext *ctx, HPy str, HPyUnicodeView *view)
{
    uint32_t state;

    if (!_HPy_LIKELY(ctx == _hpy_direct.text) || HPy_IsNull(str)
            || *_HPY_BITS(const intptr_t *, str._i + _HPY_CAST(intptr_t, _hpy_direct.type)) != ctx->h_UnicodeType._i)
        return false;
    memcpy(&state, _HPY_BITS(const char *, str._i) + _hpy_direct.text_state, sizeof(state));
    if (!_HPy_LIKELY((state & _hpy_direct.text_inside) == _hpy_direct.text_inside))
        return false;
    view->length = *_HPY_BITS(const HPy_ssize_t *, str._i + _HPY_CAST(intptr_t, _hpy_direct.text_length));
    view->kind = _HPY_CAST(int, state >> _hpy_direct.text_kind & 7);
    view->internal = 0;
    if ((state & _hpy_direct.text_ascii) != 0) {
        view->maxchar = 0x7F;
        view->data = _HPY_BITS(const char *, str._i) + _hpy_direct.text_ascii_data;
    } else {
        view->maxchar = view->kind == 1 ? 0xFF : view->kind == 2 ? 0xFFFF : 0x10FFFF;
        view->data = _HPY_BITS(const char *, str._i) + _hpy_direct.text_data;
    }
    return true;
}
#  endif

/** Open a view of the characters of the ``str`` ``str``: 0, or -1 with an exception set.
 *
 * It is written from a local, so that the caller's variable can live in registers. CPython: ``PyUnicode_DATA``. */
HPyAPI_FUNC int HPyUnicode_Acquire(HPyContext *ctx, HPy str, HPyUnicodeView *view)
{
    HPyUnicodeView filled;
    int result;

#  ifndef _HPY_IN_RUNTIME
    if (_HPy_ViewText(ctx, str, view))
        return 0;
#  endif
    result = ctx->ctx_Unicode_Acquire(ctx, str, &filled);
    *view = filled;
    return result;
}

/** Close a view that ``HPyUnicode_Acquire`` opened, once. A host that has nothing to do is not called. */
HPyAPI_FUNC void HPyUnicode_Release(HPyContext *ctx, HPyUnicodeView *view)
{
    if (view->internal != 0) {
        HPyUnicodeView filled = *view;
        ctx->ctx_Unicode_Release(ctx, &filled);
    }
}

/* Whether the end of a view of this object is the end of a reference, and nothing else; false where the host does not
 * tell. */
HPyAPI_FUNC bool _HPy_HasPlainViews(HPy h)
{
#ifdef _HPY_IN_RUNTIME
    (void)h;
    return false;
#else
    intptr_t type, functions;

    if (HPy_IsNull(h) || _hpy_direct.type_buffer == 0)
        return false;
    type = *_HPY_BITS(const intptr_t *, h._i + _HPY_CAST(intptr_t, _hpy_direct.type));
    functions = *_HPY_BITS(const intptr_t *, type + _HPY_CAST(intptr_t, _hpy_direct.type_buffer));
    return functions != 0
           && *_HPY_BITS(const intptr_t *, functions + _HPY_CAST(intptr_t, _hpy_direct.buffer_release)) == 0;
#endif
}

/** End a view; one whose ``obj`` is ``HPy_NULL`` is ignored. CPython: ``PyBuffer_Release``. */
HPyAPI_FUNC void HPyBuffer_Release(HPyContext *ctx, HPy_buffer *view)
{
    HPy obj = view->obj;

    if (_HPY_COUNTING(ctx) && _HPy_HasPlainViews(obj)) {
        view->obj = HPy_NULL;
        if (!_HPy_Count(obj, 2, -1))
            ctx->ctx_Close(ctx, obj);
        return;
    }
    ctx->ctx_Buffer_Release(ctx, view);
}

#endif

HPyAPI_FUNC void *_HPy_AsStruct_Object(HPyContext *ctx, HPy h)
{
    return _HPY_PAYLOAD(ctx, h, HPyType_BuiltinShape_Object, ctx_AsStruct_Object);
}

HPyAPI_FUNC void *_HPy_AsStruct_Legacy(HPyContext *ctx, HPy h)
{
    return _HPY_PAYLOAD(ctx, h, HPyType_BuiltinShape_Legacy, ctx_AsStruct_Legacy);
}

#endif

#if HPY_ABI_MINOR >= 2
/* The struct that the record is of. Where all types have it at one distance from the object, that is in the record. */
HPyAPI_FUNC void *_HPy_FindStruct(HPyContext *ctx, HPy h, HPyPayload *payload)
{
#  ifdef _HPY_OVER_CPYTHON
    intptr_t object = h._i;

    _HPY_UNSEEN(object);
    if (_HPy_LIKELY(payload->offset > 0))
        return _HPY_BITS(char *, object) + payload->offset;
#  else
    if (_HPy_LIKELY(ctx == _hpy_direct.ctx && payload->offset > 0))
        return _HPY_BITS(void *, h._i + payload->offset);
#  endif
    return _HPy_AsStruct_Any(ctx, h, payload);
}
#endif

/* == Types and payload == */

/** 1 if the type of ``obj`` is ``type`` and no subtype of it, else 0. Never fails. To find out which of several types
 * it is, this is quicker than ``HPy_TypeCheck``, since it need not look for bases. CPython: ``Py_IS_TYPE``. */
HPyAPI_FUNC int HPy_TypeIs(HPyContext *ctx, HPy obj, HPy type)
{
#ifdef _HPY_OVER_CPYTHON
    (void)ctx;
    return Py_TYPE(_h2py(obj)) == _HPY_BITS(PyTypeObject *, _h2py(type));
#else
    HPy own;
    int same;

#  ifndef _HPY_IN_RUNTIME
    if (_HPy_LIKELY(ctx == _hpy_direct.ctx))
        return _HPy_HasType(ctx, obj, type);
#  endif
    own = HPy_Type(ctx, obj);
    same = HPy_Is(ctx, own, type);
    HPy_Close(ctx, own);
    return same;
#endif
}

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
