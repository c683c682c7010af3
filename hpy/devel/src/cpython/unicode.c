/* ctx_Unicode_*: comparing, making by kind, paths: what is more than one call of CPython's. The rest of api/text.h is in
 * include/hpy/cpython/inline_text.h. */
#include "characters.h"

PyObject *hpy_negative_size(const char *function)
{
    PyErr_Format(PyExc_SystemError, "Negative size passed to %s", function);
    return NULL;
}

int hpy_refuse_view(PyObject *str, HPyUnicodeView *view)
{
    memset(view, 0, sizeof(*view));
    view->kind = 1;
    if (!PyUnicode_Check(str))
        hpy_wrong_type("HPyUnicode_Acquire", "a str", str);
    return -1;
}

/* ---- comparing ---- */

int ctx_Unicode_Equal(HPyContext *ctx, HPy a, HPy b)
{
    (void)ctx;
    return PyUnicode_Equal(_h2py(a), _h2py(b));
}

int ctx_Unicode_EqualToUTF8AndSize(HPyContext *ctx, HPy str, const char *utf8, HPy_ssize_t size)
{
    (void)ctx;
    return PyUnicode_Check(_h2py(str)) && PyUnicode_EqualToUTF8AndSize(_h2py(str), utf8, size);
}

/* ---- making by kind ---- */

int hpy_check_code_points(const void *ucs4, Py_ssize_t size)
{
    const Py_UCS4 *data = (const Py_UCS4 *)ucs4;
    Py_ssize_t i;

    for (i = 0; i < size; i++) {
        if (data[i] > 0x10FFFF) {
            PyErr_Format(PyExc_ValueError, "character U+%x is not in range [U+0000; U+10ffff]",
                         (unsigned int)data[i]);
            return -1;
        }
    }
    return 0;
}

HPy ctx_Unicode_FromKindAndMaxChar(HPyContext *ctx, int kind, const void *data, HPy_ssize_t size, HPy_UCS4 maxchar)
{
    PyObject *result;

    (void)ctx;
    if (kind != 1 && kind != 2 && kind != 4) {
        PyErr_SetString(PyExc_SystemError, "invalid kind");
        return HPy_NULL;
    }
    result = PyUnicode_New(size, maxchar);
    if (result != NULL && size > 0)
        hpy_copy_characters((int)PyUnicode_KIND(result), PyUnicode_DATA(result), kind, data, size);
    return _py2h(result);
}

/* ---- paths ---- */

HPy ctx_Unicode_FSConvert(HPyContext *ctx, HPy path)
{
    PyObject *result = NULL;

    (void)ctx;
    if (HPy_IsNull(path)) /* CPython would take it for the end of an earlier call */
        return _py2h(hpy_wrong_type("HPyUnicode_FSConvert", "a path", NULL));
    return PyUnicode_FSConverter(_h2py(path), &result) ? _py2h(result) : HPy_NULL;
}

HPy ctx_Unicode_FSDecode(HPyContext *ctx, HPy path)
{
    PyObject *result = NULL;
    PyObject *py_path; /* text or bytes: older functions of CPython's take more than a path */

    (void)ctx;
    if (HPy_IsNull(path)) /* as above */
        return _py2h(hpy_wrong_type("HPyUnicode_FSDecode", "a path", NULL));
    py_path = PyOS_FSPath(_h2py(path));
    if (py_path == NULL)
        return HPy_NULL;
    if (!PyUnicode_FSDecoder(py_path, &result))
        result = NULL;
    Py_DECREF(py_path);
    return _py2h(result);
}
