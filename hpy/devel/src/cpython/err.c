/* ctx_Err_NewException*, and the errors of arguments that CPython's functions do not look at. */
#include "host.h"

PyObject *hpy_wrong_type(const char *function, const char *wanted, PyObject *given)
{
    PyErr_Format(PyExc_TypeError, "%s requires %s, not %.200s", function, wanted,
                 given == NULL ? "HPy_NULL" : Py_TYPE(given)->tp_name);
    return NULL;
}

PyObject *hpy_wrong_operation(const char *function, int op)
{
    PyErr_Format(PyExc_SystemError, "%s requires an operation from HPy_LT to HPy_GE (0 to 5), not %d", function, op);
    return NULL;
}

HPy ctx_Err_NewException(HPyContext *ctx, const char *utf8_name, HPy base, HPy dict)
{
    return ctx_Err_NewExceptionWithDoc(ctx, utf8_name, NULL, base, dict);
}

HPy ctx_Err_NewExceptionWithDoc(HPyContext *ctx, const char *utf8_name, const char *utf8_doc, HPy base, HPy dict)
{
    (void)ctx;
    if (!HPy_IsNull(dict) && !PyDict_Check(_h2py(dict)))
        return _py2h(hpy_wrong_type("HPyErr_NewException", "a dict or HPy_NULL", _h2py(dict)));
    return _py2h(PyErr_NewExceptionWithDoc(utf8_name, utf8_doc, _h2py(base), _h2py(dict)));
}
