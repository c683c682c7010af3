/* ctx_Err_*, ctx_Exception_*, ctx_TraceBack_*: the raised and the handled exception, parts of exception objects,
 * reports, warnings with a text that is an object. CPython's functions take what they are given for an exception: here
 * it is looked at. */
#include "host.h"

#include <frameobject.h>

static int is_none(PyObject *o)
{
    return o == NULL || o == Py_None;
}

/* -1 with TypeError unless 'exc' is an exception. */
static int require_exception(const char *function, PyObject *exc)
{
    if (exc != NULL && PyExceptionInstance_Check(exc))
        return 0;
    hpy_wrong_type(function, "an exception", exc);
    return -1;
}

/* ---- the raised and the handled one ---- */

HPy ctx_Err_GetRaised(HPyContext *ctx)
{
    (void)ctx;
    return _py2h(PyErr_GetRaisedException());
}

void ctx_Err_SetRaised(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (HPy_IsNull(exc) || require_exception("HPyErr_SetRaised", _h2py(exc)) == 0)
        PyErr_SetRaisedException(Py_XNewRef(_h2py(exc)));
}

HPy ctx_Err_GetHandled(HPyContext *ctx)
{
    (void)ctx;
    return _py2h(PyErr_GetHandledException());
}

int ctx_Err_SetHandled(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (is_none(_h2py(exc)))
        PyErr_SetHandledException(NULL);
    else if (require_exception("HPyErr_SetHandled", _h2py(exc)) < 0)
        return -1;
    else
        PyErr_SetHandledException(_h2py(exc));
    return 0;
}

/* ---- reports ---- */

void ctx_Err_Print(HPyContext *ctx)
{
    (void)ctx;
    if (PyErr_Occurred() != NULL)
        PyErr_Print();
}

void ctx_Err_Display(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    PyErr_DisplayException(_h2py(exc));
}

void ctx_Err_WriteUnraisableMessage(HPyContext *ctx, HPy message)
{
    (void)ctx;
    if (PyErr_Occurred() != NULL)
        PyErr_FormatUnraisable("%U", _h2py(message));
}

int ctx_Err_WarnObject(HPyContext *ctx, HPy category, HPy message, HPy_ssize_t stack_level, HPy source)
{
    (void)ctx;
    if (HPy_IsNull(message) || !PyUnicode_Check(_h2py(message))) {
        hpy_wrong_type("HPyErr_WarnObject", "a str as message", _h2py(message));
        return -1;
    }
    if (HPy_IsNull(source))
        return PyErr_WarnFormat(_h2py(category), stack_level, "%U", _h2py(message));
    if (_h2py(category) == PyExc_ResourceWarning)
        return PyErr_ResourceWarning(_h2py(source), stack_level, "%U", _h2py(message));
    PyErr_SetString(PyExc_TypeError, "HPyErr_WarnObject: only a ResourceWarning has a source");
    return -1;
}

/* ---- the place of the pending exception ---- */

/* A frame that was never run, of a function of that name whose one line is 'line'. NULL with an exception set. */
static PyFrameObject *made_up_frame(const char *function, const char *file, int line)
{
    PyCodeObject *code = PyCode_NewEmpty(file, function, line);
    PyObject *globals = code != NULL ? PyDict_New() : NULL;
    PyFrameObject *frame = globals != NULL ? PyFrame_New(PyThreadState_Get(), code, globals, NULL) : NULL;

    Py_XDECREF(globals);
    Py_XDECREF(code);
    return frame;
}

void ctx_TraceBack_Add(HPyContext *ctx, const char *function, const char *file, int line)
{
    PyObject *raised = PyErr_GetRaisedException();
    PyFrameObject *frame;

    (void)ctx;
    if (raised == NULL)
        return;
    frame = made_up_frame(function, file, line);
    PyErr_SetRaisedException(Py_NewRef(raised)); /* in place of what making the frame may have raised */
    if (frame != NULL && PyTraceBack_Here(frame) < 0)
        PyErr_SetRaisedException(Py_NewRef(raised));
    Py_XDECREF(frame);
    Py_DECREF(raised);
}

void ctx_Err_SyntaxLocation(HPyContext *ctx, const char *filename, int lineno, int offset)
{
    (void)ctx;
    if (PyErr_Occurred() != NULL)
        PyErr_SyntaxLocationEx(filename, lineno, offset);
}

/* ---- parts of exception objects ---- */

HPy ctx_Exception_GetCause(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (require_exception("HPyException_GetCause", _h2py(exc)) < 0)
        return HPy_NULL;
    return _py2h(PyException_GetCause(_h2py(exc)));
}

HPy ctx_Exception_GetContext(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (require_exception("HPyException_GetContext", _h2py(exc)) < 0)
        return HPy_NULL;
    return _py2h(PyException_GetContext(_h2py(exc)));
}

HPy ctx_Exception_GetTraceback(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (require_exception("HPyException_GetTraceback", _h2py(exc)) < 0)
        return HPy_NULL;
    return _py2h(PyException_GetTraceback(_h2py(exc)));
}

/* Whether 'part' may be the cause or context of 'exc'. -1 with TypeError where not. */
static int check_link(const char *function, PyObject *exc, const char *name, PyObject *part)
{
    if (require_exception(function, exc) < 0)
        return -1;
    if (is_none(part) || PyExceptionInstance_Check(part))
        return 0;
    PyErr_Format(PyExc_TypeError, "exception %s must be None or derive from BaseException", name);
    return -1;
}

int ctx_Exception_SetCause(HPyContext *ctx, HPy exc, HPy cause)
{
    PyObject *py_cause = _h2py(cause);

    (void)ctx;
    if (check_link("HPyException_SetCause", _h2py(exc), "cause", py_cause) < 0)
        return -1;
    PyException_SetCause(_h2py(exc), is_none(py_cause) ? NULL : Py_NewRef(py_cause));
    return 0;
}

int ctx_Exception_SetContext(HPyContext *ctx, HPy exc, HPy context)
{
    PyObject *py_context = _h2py(context);

    (void)ctx;
    if (check_link("HPyException_SetContext", _h2py(exc), "context", py_context) < 0)
        return -1;
    PyException_SetContext(_h2py(exc), is_none(py_context) ? NULL : Py_NewRef(py_context));
    return 0;
}

int ctx_Exception_SetTraceback(HPyContext *ctx, HPy exc, HPy traceback)
{
    (void)ctx;
    if (require_exception("HPyException_SetTraceback", _h2py(exc)) < 0)
        return -1;
    return PyException_SetTraceback(_h2py(exc), is_none(_h2py(traceback)) ? Py_None : _h2py(traceback));
}

HPy ctx_Exception_GetArgs(HPyContext *ctx, HPy exc)
{
    (void)ctx;
    if (require_exception("HPyException_GetArgs", _h2py(exc)) < 0)
        return HPy_NULL;
    return _py2h(PyException_GetArgs(_h2py(exc)));
}

int ctx_Exception_SetArgs(HPyContext *ctx, HPy exc, HPy args)
{
    (void)ctx;
    if (require_exception("HPyException_SetArgs", _h2py(exc)) < 0)
        return -1;
    if (HPy_IsNull(args) || !PyTuple_Check(_h2py(args))) {
        hpy_wrong_type("HPyException_SetArgs", "a tuple as args", _h2py(args));
        return -1;
    }
    PyException_SetArgs(_h2py(exc), _h2py(args));
    return 0;
}
