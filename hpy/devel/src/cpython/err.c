/* ctx_Err_*: exceptions from errno, new exception classes; errors of arguments that CPython's functions do not look at. */
#include "host.h"

#include <errno.h>

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

int hpy_refuse_descr_get(void)
{
    PyErr_SetString(PyExc_TypeError, "__get__(None, None) is invalid");
    return -1;
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

/* CPython's functions make the exception by a call, which fails while another one is pending. */
static void clear_pending(void)
{
    int number = errno;

    PyErr_Clear();
    errno = number;
}

HPy ctx_Err_SetFromErrnoWithFilename(HPyContext *ctx, HPy h_type, const char *filename_fsencoded)
{
    (void)ctx;
    clear_pending();
    PyErr_SetFromErrnoWithFilename(_h2py(h_type), filename_fsencoded);
    return HPy_NULL;
}

void ctx_Err_SetFromErrnoWithFilenameObjects(HPyContext *ctx, HPy h_type, HPy filename1, HPy filename2)
{
    (void)ctx;
    clear_pending();
    PyErr_SetFromErrnoWithFilenameObjects(_h2py(h_type), _h2py(filename1), _h2py(filename2));
}
