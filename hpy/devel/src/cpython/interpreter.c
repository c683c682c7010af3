/* ctx_Import_*, ctx_Sys_*, ctx_Eval_*, ctx_AtExit, ctx_AddPendingCall, ctx_GC_*: what the interpreter has beside
 * objects. */
#include "host.h"

#include "hpy/cpython/compat_interpreter.h"

#define AT_EXIT_CAPSULE "hpy.at_exit"

/* ---- importing ---- */

int ctx_Import_GetModule(HPyContext *ctx, HPy name, HPy *result)
{
    PyObject *module = PyImport_GetModule(_h2py(name));
    (void)ctx;

    *result = _py2h(module);
    return module != NULL ? 1 : PyErr_Occurred() != NULL ? -1 : 0;
}

HPy ctx_Import_AddModule(HPyContext *ctx, HPy name)
{
    (void)ctx;
    return _py2h(Py_XNewRef(PyImport_AddModuleObject(_h2py(name))));
}

/* ---- sys ---- */

int ctx_Sys_Get_s(HPyContext *ctx, const char *utf8_name, HPy *result)
{
    (void)ctx;
    return PySys_GetOptionalAttrString(utf8_name, _h2py_result(result));
}

int ctx_Sys_AuditTuple(HPyContext *ctx, const char *event, HPy args)
{
    (void)ctx;
    return PySys_AuditTuple(event, _h2py(args));
}

/* ---- frames ---- */

HPy ctx_Eval_GetGlobals(HPyContext *ctx)
{
    (void)ctx;
    return _py2h(Py_XNewRef(PyEval_GetGlobals()));
}

HPy ctx_Eval_GetLocals(HPyContext *ctx)
{
    (void)ctx;
    return PyEval_GetFrame() == NULL ? HPy_NULL : _py2h(PyEval_GetFrameLocals());
}

HPy ctx_Eval_GetFrame(HPyContext *ctx)
{
    (void)ctx;
    return _py2h(Py_XNewRef((PyObject *)PyEval_GetFrame()));
}

/* ---- the end of the interpreter ---- */

typedef struct {
    HPyContext *ctx;
    HPy_AtExitFunction function;
    void *data;
} AtExit;

static PyObject *run_at_exit(PyObject *capsule, PyObject *ignored)
{
    const AtExit *call = (const AtExit *)PyCapsule_GetPointer(capsule, AT_EXIT_CAPSULE);
    (void)ignored;

    if (call == NULL)
        return NULL;
    call->function(call->ctx, call->data);
    return PyErr_Occurred() != NULL ? NULL : Py_NewRef(Py_None);
}

static void free_at_exit(PyObject *capsule)
{
    free(PyCapsule_GetPointer(capsule, AT_EXIT_CAPSULE));
}

/* A capsule with the call. New reference, or NULL with an exception set. */
static PyObject *keep_at_exit(HPyContext *ctx, HPy_AtExitFunction function, void *data)
{
    AtExit *call = (AtExit *)malloc(sizeof(*call));
    PyObject *capsule;

    if (call == NULL)
        return PyErr_NoMemory();
    call->ctx = ctx;
    call->function = function;
    call->data = data;
    capsule = PyCapsule_New(call, AT_EXIT_CAPSULE, free_at_exit);
    if (capsule == NULL)
        free(call);
    return capsule;
}

/* By the module atexit, since PyUnstable_AtExit came with 3.13, and Py_AtExit calls when there is no Python any more.
 * */
int ctx_AtExit(HPyContext *ctx, HPy_AtExitFunction function, void *data)
{
    static PyMethodDef def = {"HPy_AtExit", run_at_exit, METH_NOARGS, NULL};
    PyObject *atexit = function == NULL ? NULL : PyImport_ImportModule("atexit");
    PyObject *capsule = atexit == NULL ? NULL : keep_at_exit(ctx, function, data);
    PyObject *call = capsule == NULL ? NULL : PyCFunction_New(&def, capsule);
    PyObject *none = call == NULL ? NULL : PyObject_CallMethod(atexit, "register", "O", call);

    if (function == NULL)
        PyErr_SetString(PyExc_ValueError, "HPy_AtExit: the function is NULL");
    Py_XDECREF(none);
    Py_XDECREF(call);
    Py_XDECREF(capsule);
    Py_XDECREF(atexit);
    return none == NULL ? -1 : 0;
}

/* ---- calls between two instructions ---- */

typedef struct {
    HPyContext *ctx;
    HPy_PendingFunction function;
    void *data;
} Pending;

static int run_pending(void *given)
{
    Pending call = *(const Pending *)given;
    int result;

    free(given);
    result = call.function(call.ctx, call.data);
    if (result < 0 && PyErr_Occurred() == NULL)
        PyErr_SetString(PyExc_SystemError, "the function of HPy_AddPendingCall returned -1 without an exception");
    return PyErr_Occurred() != NULL ? -1 : 0;
}

int ctx_AddPendingCall(HPyContext *ctx, HPy_PendingFunction function, void *data)
{
    Pending *call;

    if (function == NULL) {
        PyErr_SetString(PyExc_ValueError, "HPy_AddPendingCall: the function is NULL");
        return -1;
    }
    call = (Pending *)malloc(sizeof(*call));
    if (call == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    call->ctx = ctx;
    call->function = function;
    call->data = data;
    if (Py_AddPendingCall(run_pending, call) == 0)
        return 0;
    free(call);
    PyErr_SetString(PyExc_RuntimeError, "HPy_AddPendingCall: too many calls wait");
    return -1;
}

/* ---- the collector ---- */

int ctx_GC_Enable(HPyContext *ctx)
{
    (void)ctx;
    return PyGC_Enable();
}

int ctx_GC_Disable(HPyContext *ctx)
{
    (void)ctx;
    return PyGC_Disable();
}

int ctx_GC_IsEnabled(HPyContext *ctx)
{
    (void)ctx;
    return PyGC_IsEnabled();
}

int ctx_GC_IsTracked(HPyContext *ctx, HPy obj)
{
    (void)ctx;
    return PyObject_GC_IsTracked(_h2py(obj));
}
