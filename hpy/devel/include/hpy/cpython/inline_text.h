/* The CPython bodies of api/text.h that are worth inlining, or only look at what CPython's function does not. */
#ifndef HPY_CPYTHON_INLINE_TEXT_H
#define HPY_CPYTHON_INLINE_TEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/* src/cpython/unicode.c. SystemError for a negative size: NULL. */
_HPy_HIDDEN _HPy_COLD PyObject *hpy_negative_size(const char *function);
/* Empty a view: -1, with TypeError if the object is no str, else with what kept it from being looked into. */
_HPy_HIDDEN _HPy_COLD int hpy_refuse_view(PyObject *str, HPyUnicodeView *view);
/* -1 with ValueError if there is anything above 0x10FFFF in it. */
_HPy_HIDDEN int hpy_check_code_points(const void *ucs4, Py_ssize_t size);

#ifdef __cplusplus
}
#endif

/* Functions of CPython that do not look whether they are given a str. */
#define _HPY_WANT_STR(h, FUNCTION, FAILED) \
    if (!_HPy_LIKELY(PyUnicode_Check(_h2py(h)))) { \
        hpy_wrong_type(FUNCTION, "a str", _h2py(h)); \
        return FAILED; \
    }

/* ---- making ---- */

HPyAPI_FUNC HPy ctx_Unicode_FromStringAndSize(HPyContext *ctx, const char *utf8, HPy_ssize_t size)
{
    (void)ctx;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyUnicode_FromStringAndSize"));
    if (utf8 == NULL && size > 0) {
        PyErr_SetString(PyExc_SystemError, "NULL string with positive size passed to HPyUnicode_FromStringAndSize");
        return HPy_NULL;
    }
    return _py2h(PyUnicode_DecodeUTF8(utf8, size, NULL));
}

HPyAPI_FUNC HPy ctx_Unicode_Decode(HPyContext *ctx, const char *data, HPy_ssize_t size, const char *encoding,
                                   const char *errors)
{
    (void)ctx;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyUnicode_Decode"));
    return _py2h(PyUnicode_Decode(data, size, encoding, errors));
}

HPyAPI_FUNC HPy ctx_Unicode_DecodeUTF8(HPyContext *ctx, const char *utf8, HPy_ssize_t size, const char *errors)
{
    (void)ctx;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyUnicode_DecodeUTF8"));
    return _py2h(PyUnicode_DecodeUTF8(utf8, size, errors));
}

HPyAPI_FUNC HPy ctx_Unicode_DecodeUTF8Stateful(HPyContext *ctx, const char *utf8, HPy_ssize_t size,
                                               const char *errors, HPy_ssize_t *consumed)
{
    (void)ctx;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyUnicode_DecodeUTF8Stateful"));
    return _py2h(PyUnicode_DecodeUTF8Stateful(utf8, size, errors, consumed));
}

HPyAPI_FUNC HPy ctx_Unicode_DecodeLocaleAndSize(HPyContext *ctx, const char *text, HPy_ssize_t size,
                                                const char *errors)
{
    (void)ctx;
    if (size < 0)
        return _py2h(hpy_negative_size("HPyUnicode_DecodeLocaleAndSize"));
    return _py2h(PyUnicode_DecodeLocaleAndSize(text, size, errors));
}

/* CPython checks nothing of what has four bytes, and such a str crashes later. */
HPyAPI_FUNC HPy ctx_Unicode_FromKindAndData(HPyContext *ctx, int kind, const void *data, HPy_ssize_t size)
{
    (void)ctx;
    if (kind == 4 && hpy_check_code_points(data, size) < 0)
        return HPy_NULL;
    return _py2h(PyUnicode_FromKindAndData(kind, data, size));
}

/* ---- giving out ---- */

HPyAPI_FUNC HPy ctx_Unicode_EncodeLocale(HPyContext *ctx, HPy str, const char *errors)
{
    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_EncodeLocale", HPy_NULL)
    return _py2h(PyUnicode_EncodeLocale(_h2py(str), errors));
}

HPyAPI_FUNC HPy_ssize_t ctx_Unicode_AsWideChar(HPyContext *ctx, HPy str, wchar_t *buffer, HPy_ssize_t size)
{
    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_AsWideChar", -1)
    if (size < 0 && buffer != NULL) {
        hpy_negative_size("HPyUnicode_AsWideChar");
        return -1;
    }
    return PyUnicode_AsWideChar(_h2py(str), buffer, size);
}

HPyAPI_FUNC HPy_UCS4 *ctx_Unicode_AsUCS4(HPyContext *ctx, HPy str, HPy_UCS4 *buffer, HPy_ssize_t size, int copy_null)
{
    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_AsUCS4", NULL)
    return PyUnicode_AsUCS4(_h2py(str), buffer, size, copy_null);
}

_HPY_C_CASTS /* in the macros of CPython up to 3.10 */

/* A str is kept by kind, so there is nothing to copy, and nothing to release. */
HPyAPI_FUNC int ctx_Unicode_Acquire(HPyContext *ctx, HPy str, HPyUnicodeView *view)
{
    PyObject *py_str = _h2py(str);

    (void)ctx;
    if (!_HPy_LIKELY(PyUnicode_Check(py_str)) || _HPY_STR_READY(py_str) < 0)
        return hpy_refuse_view(py_str, view);
    view->data = PyUnicode_DATA(py_str);
    view->length = PyUnicode_GET_LENGTH(py_str);
    view->kind = _HPY_CAST(int, PyUnicode_KIND(py_str));
    view->maxchar = PyUnicode_MAX_CHAR_VALUE(py_str);
    view->internal = 0;
    return 0;
}

_HPY_C_CASTS_END

HPyAPI_FUNC void ctx_Unicode_Release(HPyContext *ctx, HPyUnicodeView *view)
{
    (void)ctx;
    (void)view;
}

/* ---- looking into it ---- */

HPyAPI_FUNC HPy_ssize_t ctx_Unicode_FindChar(HPyContext *ctx, HPy str, HPy_UCS4 ch, HPy_ssize_t start,
                                             HPy_ssize_t end, int direction)
{
    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_FindChar", -2)
    return PyUnicode_FindChar(_h2py(str), ch, start, end, direction);
}

HPyAPI_FUNC int ctx_Unicode_Tailmatch(HPyContext *ctx, HPy str, HPy sub, HPy_ssize_t start, HPy_ssize_t end,
                                      int direction)
{
    (void)ctx;
    return _HPY_CAST(int, PyUnicode_Tailmatch(_h2py(str), _h2py(sub), start, end, direction));
}

HPyAPI_FUNC int ctx_Unicode_IsIdentifier(HPyContext *ctx, HPy str)
{
    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_IsIdentifier", -1)
    return PyUnicode_IsIdentifier(_h2py(str));
}

/* ---- comparing ---- */

HPyAPI_FUNC int ctx_Unicode_Compare(HPyContext *ctx, HPy a, HPy b, int *order)
{
    (void)ctx;
    *order = PyUnicode_Compare(_h2py(a), _h2py(b));
    if (*order == -1 && PyErr_Occurred()) {
        *order = 0;
        return -1;
    }
    return 0;
}

HPyAPI_FUNC int ctx_Unicode_CompareWithASCIIString(HPyContext *ctx, HPy str, const char *ascii, int *order)
{
    (void)ctx;
    *order = 0;
    _HPY_WANT_STR(str, "HPyUnicode_CompareWithASCIIString", -1)
    *order = PyUnicode_CompareWithASCIIString(_h2py(str), ascii);
    return 0;
}

HPyAPI_FUNC HPy ctx_Unicode_RichCompare(HPyContext *ctx, HPy a, HPy b, int op)
{
    (void)ctx;
    if (op < Py_LT || op > Py_GE)
        return _py2h(hpy_wrong_operation("HPyUnicode_RichCompare", op));
    return _py2h(PyUnicode_RichCompare(_h2py(a), _h2py(b), op));
}

HPyAPI_FUNC HPy ctx_Unicode_Intern(HPyContext *ctx, HPy str)
{
    PyObject *py_str = _h2py(str);

    (void)ctx;
    _HPY_WANT_STR(str, "HPyUnicode_Intern", HPy_NULL)
    Py_INCREF(py_str);
    PyUnicode_InternInPlace(&py_str);
    return _py2h(py_str);
}

/* ---- bytes ---- */

/* CPython's function takes the first object over. */
HPyAPI_FUNC HPy ctx_Bytes_Concat(HPyContext *ctx, HPy a, HPy b)
{
    PyObject *result = _h2py(a);

    (void)ctx;
    Py_XINCREF(result);
    PyBytes_Concat(&result, _h2py(b));
    return _py2h(result);
}

#undef _HPY_WANT_STR

#endif /* HPY_CPYTHON_INLINE_TEXT_H */
