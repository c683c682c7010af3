/* The CPython bodies that are worth inlining into every caller: HPy_BODY(inline) in api/context.h. */
#ifndef HPY_CPYTHON_INLINE_H
#define HPY_CPYTHON_INLINE_H

#ifdef __cplusplus
extern "C" {
#endif

/* src/cpython/globals.c. What the current interpreter has in a shared global: a new reference, or NULL. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_load_shared_global(HPyGlobal global);
/* What the current interpreter has in any global, which other threads may store in: a new reference, or NULL. */
_HPy_HIDDEN PyObject *hpy_take_global(const HPyGlobal *global);
/* Store in any global. */
_HPy_HIDDEN _HPy_COLD void hpy_store_global(HPyGlobal *global, PyObject *object);
/* src/cpython/err.c. Raise for an argument that CPython's function takes for what it should be: NULL. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_wrong_type(const char *function, const char *wanted, PyObject *given);
_HPy_HIDDEN _HPy_COLD PyObject *hpy_wrong_operation(const char *function, int op);

#ifdef __cplusplus
}
#endif

HPyAPI_FUNC HPy ctx_Dup(HPyContext *ctx, HPy h)
{
    (void)ctx;
    Py_XINCREF(_h2py(h));
    return h;
}

HPyAPI_FUNC void ctx_Close(HPyContext *ctx, HPy h)
{
    (void)ctx;
    Py_XDECREF(_h2py(h));
}

HPyAPI_FUNC void ctx_FatalError(HPyContext *ctx, const char *message)
{
    (void)ctx;
    Py_FatalError(message);
}

HPyAPI_FUNC int ctx_Err_Occurred(HPyContext *ctx)
{
    (void)ctx;
    return PyErr_Occurred() != NULL;
}

/* Up to CPython 3.9 these conversions fall back to __int__, and so take floats; newer ones use __index__ only. */
#if PY_VERSION_HEX < 0x030A0000
#  define _HPY_INDEXED(h, RESULT, CONVERT) \
        RESULT result; \
        PyObject *index = PyNumber_Index(_h2py(h)); \
        if (index == NULL) \
            return _HPY_CAST(RESULT, -1); \
        result = _HPY_CAST(RESULT, CONVERT(index)); \
        Py_DECREF(index); \
        return result
#else
#  define _HPY_INDEXED(h, RESULT, CONVERT) return _HPY_CAST(RESULT, CONVERT(_h2py(h)))
#endif

/* Whether 'object' is an int whose value CPython keeps in one word, and that: most need no call. */
HPyAPI_FUNC bool _HPy_SmallInt(PyObject *object, Py_ssize_t *value)
{
#if defined(PYPY_VERSION) || defined(GRAALVM_PYTHON) || PY_VERSION_HEX < 0x030B0000
    (void)object;
    (void)value;
    return false;
#elif PY_VERSION_HEX < 0x030C0000
    if (object == NULL || !PyLong_CheckExact(object) || _HPY_CAST(size_t, Py_SIZE(object)) + 1 > 2)
        return false;
    *value = Py_SIZE(object) * _HPY_CAST(Py_ssize_t, (_HPY_BITS(PyLongObject *, object))->ob_digit[0]);
    return true;
#else
    PyLongObject *number = _HPY_BITS(PyLongObject *, object);
    if (object == NULL || !PyLong_CheckExact(object) || !PyUnstable_Long_IsCompact(number))
        return false;
    *value = PyUnstable_Long_CompactValue(number);
    return true;
#endif
}

HPyAPI_FUNC int64_t ctx_Long_AsInt64_t(HPyContext *ctx, HPy h)
{
    Py_ssize_t value;
    (void)ctx;

    if (_HPy_SmallInt(_h2py(h), &value))
        return value;
    {
        _HPY_INDEXED(h, int64_t, PyLong_AsLongLong);
    }
}

HPyAPI_FUNC HPy_ssize_t ctx_Long_AsSsize_t(HPyContext *ctx, HPy h)
{
    Py_ssize_t value;
    (void)ctx;

    return _HPy_SmallInt(_h2py(h), &value) ? value : PyLong_AsSsize_t(_h2py(h));
}

HPyAPI_FUNC uint64_t ctx_Long_AsUInt64_tMask(HPyContext *ctx, HPy h)
{
    (void)ctx;
    _HPY_INDEXED(h, uint64_t, PyLong_AsUnsignedLongLongMask);
}

/* As the universal ABI does it: a float needs no call. */
HPyAPI_FUNC double ctx_Float_AsDouble(HPyContext *ctx, HPy h)
{
    (void)ctx;
    if (_HPy_LIKELY(!HPy_IsNull(h) && PyFloat_CheckExact(_h2py(h))))
        return PyFloat_AS_DOUBLE(_h2py(h));
    return PyFloat_AsDouble(_h2py(h));
}

HPyAPI_FUNC HPy ctx_Type(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    return _py2h(PyObject_Type(_h2py(obj)));
}

HPyAPI_FUNC int ctx_TypeCheck(HPyContext *ctx, HPy obj, HPy type)
{
    (void)ctx;
    return PyObject_TypeCheck(_h2py(obj), _HPY_BITS(PyTypeObject *, _h2py(type)));
}

HPyAPI_FUNC int ctx_Type_IsSubtype(HPyContext *ctx, HPy sub, HPy type)
{
    (void)ctx;
    return PyType_Check(_h2py(sub))
           && PyType_IsSubtype(_HPY_BITS(PyTypeObject *, _h2py(sub)), _HPY_BITS(PyTypeObject *, _h2py(type)));
}

HPyAPI_FUNC int ctx_Is(HPyContext *ctx, HPy obj, HPy other)
{
    (void)ctx;
    return obj._i == other._i;
}

HPyAPI_FUNC HPy ctx_RichCompare(HPyContext *ctx, HPy v, HPy w, int op)
{
    (void)ctx;
    if (op < Py_LT || op > Py_GE)
        return _py2h(hpy_wrong_operation("HPy_RichCompare", op));
    return _py2h(PyObject_RichCompare(_h2py(v), _h2py(w), op));
}

HPyAPI_FUNC int ctx_RichCompareBool(HPyContext *ctx, HPy v, HPy w, int op)
{
    (void)ctx;
    if (op < Py_LT || op > Py_GE) {
        hpy_wrong_operation("HPy_RichCompareBool", op);
        return -1;
    }
    return PyObject_RichCompareBool(_h2py(v), _h2py(w), op);
}

HPyAPI_FUNC HPy ctx_Unicode_Substring(HPyContext *ctx, HPy str, HPy_ssize_t start, HPy_ssize_t end)
{
    (void)ctx;
    if (!PyUnicode_Check(_h2py(str)))
        return _py2h(hpy_wrong_type("HPyUnicode_Substring", "a str", _h2py(str)));
    return _py2h(PyUnicode_Substring(_h2py(str), start, end));
}

HPyAPI_FUNC int ctx_Slice_Unpack(HPyContext *ctx, HPy slice, HPy_ssize_t *start, HPy_ssize_t *stop, HPy_ssize_t *step)
{
    (void)ctx;
    if (!PySlice_Check(_h2py(slice))) {
        hpy_wrong_type("HPySlice_Unpack", "a slice", _h2py(slice));
        return -1;
    }
    return PySlice_Unpack(_h2py(slice), start, stop, step);
}

HPyAPI_FUNC HPy ctx_Iter_Next(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    if (Py_TYPE(_h2py(obj))->tp_iternext == NULL)
        return _py2h(hpy_wrong_type("HPyIter_Next", "an iterator", _h2py(obj)));
    return _py2h(PyIter_Next(_h2py(obj)));
}

HPyAPI_FUNC HPy ctx_FromPyObject(HPyContext *ctx, cpy_PyObject *obj)
{
    (void)ctx;
    Py_XINCREF(obj);
    return _py2h(obj);
}

HPyAPI_FUNC cpy_PyObject *ctx_AsPyObject(HPyContext *ctx, HPy h)
{
    (void)ctx;
    Py_XINCREF(_h2py(h));
    return _h2py(h);
}

HPyAPI_FUNC HPyThreadState ctx_LeavePythonExecution(HPyContext *ctx)
{
    (void)ctx;
    return _htsconv(_HPY_BITS(intptr_t, PyEval_SaveThread()));
}

HPyAPI_FUNC void ctx_ReenterPythonExecution(HPyContext *ctx, HPyThreadState state)
{
    (void)ctx;
    PyEval_RestoreThread(_HPY_BITS(PyThreadState *, state._i));
}

/* The old value is released last: its finaliser must see the new one. */
HPyAPI_FUNC void ctx_Field_Store(HPyContext *ctx, HPy target_object, HPyField *target_field, HPy h)
{
    (void)ctx;
    (void)target_object;
    Py_XINCREF(_h2py(h));
    Py_XDECREF(_hpy_content_replace(&target_field->_i, _h2py(h)));
}

/* Of a copy of the field: where threads run in parallel, the object may be gone. Those who ask for minor version 2 do not
 * come here. */
HPyAPI_FUNC HPy ctx_Field_Load(HPyContext *ctx, HPy source_object, HPyField source_field)
{
    (void)ctx;
    (void)source_object;
    Py_XINCREF(_f2py(source_field));
    return _py2h(_f2py(source_field));
}

HPyAPI_FUNC HPy ctx_Field_LoadAt(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    (void)ctx;
    (void)source_object;
    return _py2h(_hpy_content_take(&source_field->_i));
}

HPyAPI_FUNC HPy ctx_Field_LoadOrNull(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    return ctx_Field_LoadAt(ctx, source_object, source_field);
}

/* Where the GIL is there the owner's reference does. */
HPyAPI_FUNC HPy ctx_Field_Borrow(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
#ifdef Py_GIL_DISABLED
    return ctx_Field_LoadAt(ctx, source_object, source_field);
#else
    (void)ctx;
    (void)source_object;
    return _py2h(_f2py(*source_field));
#endif
}

HPyAPI_FUNC void ctx_EndBorrow(HPyContext *ctx, HPy h)
{
    (void)ctx;
#ifdef Py_GIL_DISABLED
    Py_XDECREF(_h2py(h));
#else
    (void)h;
#endif
}

/* A global that is not shared is a plain variable as long as all interpreters have one GIL, and its old value is
 * released last. Newer CPythons may share it at any time. */
HPyAPI_FUNC void ctx_Global_Store(HPyContext *ctx, HPyGlobal *global, HPy h)
{
    (void)ctx;
#if PY_VERSION_HEX < 0x030C0000
    if (!_g_is_shared(*global)) {
        PyObject *old = _g2py(*global);
        Py_XINCREF(_h2py(h));
        global->_i = h._i;
        Py_XDECREF(old);
        return;
    }
#endif
    hpy_store_global(global, _h2py(h));
}

HPyAPI_FUNC HPy ctx_Global_Load(HPyContext *ctx, HPyGlobal global)
{
    (void)ctx;
    if (_g_is_shared(global))
        return _py2h(hpy_load_shared_global(global));
    Py_XINCREF(_g2py(global));
    return _py2h(_g2py(global));
}

HPyAPI_FUNC HPy ctx_Global_LoadAt(HPyContext *ctx, const HPyGlobal *global)
{
#ifdef Py_GIL_DISABLED
    (void)ctx;
    return _py2h(hpy_take_global(global));
#else
    return ctx_Global_Load(ctx, *global);
#endif
}

#endif /* HPY_CPYTHON_INLINE_H */
