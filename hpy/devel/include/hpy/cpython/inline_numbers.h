/* The CPython bodies of numbers that are worth inlining into every caller: HPy_BODY(inline) in api/numbers.h. */
#ifndef HPY_CPYTHON_INLINE_NUMBERS_H
#define HPY_CPYTHON_INLINE_NUMBERS_H

/* Up to CPython 3.9 the conversion falls back to __int__, as in inline.h. */
HPyAPI_FUNC int64_t ctx_Long_AsInt64_tAndOverflow(HPyContext *ctx, HPy h, int *overflow)
{
    (void)ctx;
    *overflow = 0;
#if PY_VERSION_HEX < 0x030A0000
    if (!HPy_IsNull(h) && !PyLong_Check(_h2py(h))) {
        PyObject *index = PyNumber_Index(_h2py(h));
        int64_t result;
        if (index == NULL)
            return -1;
        result = PyLong_AsLongLongAndOverflow(index, overflow);
        Py_DECREF(index);
        return result;
    }
#endif
    return PyLong_AsLongLongAndOverflow(_h2py(h), overflow);
}

HPyAPI_FUNC HPy ctx_Long_FromString(HPyContext *ctx, const char *text, const char **end, int base)
{
    char *stop = _HPY_BITS(char *, _HPY_BITS(uintptr_t, text)); /* a wrong base leaves it alone */
    HPy result = _py2h(PyLong_FromString(text, &stop, base));
    (void)ctx;
    if (end != NULL)
        *end = stop;
    return result;
}

HPyAPI_FUNC HPy ctx_Long_FromUnicodeObject(HPyContext *ctx, HPy str, int base)
{
    (void)ctx;
    if (HPy_IsNull(str) || !PyUnicode_Check(_h2py(str)))
        return _py2h(hpy_wrong_type("HPyLong_FromUnicodeObject", "a str", _h2py(str)));
    return _py2h(PyLong_FromUnicodeObject(_h2py(str), base));
}

HPyAPI_FUNC HPy ctx_Float_FromString(HPyContext *ctx, HPy text)
{
    (void)ctx;
    if (HPy_IsNull(text))
        return _py2h(hpy_wrong_type("HPyFloat_FromString", "a str or bytes", NULL));
    return _py2h(PyFloat_FromString(_h2py(text)));
}

HPyAPI_FUNC HPy_ssize_t ctx_Number_AsSsize_t(HPyContext *ctx, HPy h, HPy exc)
{
    Py_ssize_t value;
    (void)ctx;

    return _HPy_SmallInt(_h2py(h), &value) ? value : PyNumber_AsSsize_t(_h2py(h), _h2py(exc));
}

HPyAPI_FUNC int ctx_Index_Check(HPyContext *ctx, HPy h)
{
    (void)ctx;
    return !HPy_IsNull(h) && PyIndex_Check(_h2py(h));
}

#endif /* HPY_CPYTHON_INLINE_NUMBERS_H */
