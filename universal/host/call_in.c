/* CPython calls in: the table's entry by which a trampoline has its implementation called.
 *
 * Binaries that know the host (HPyDirect) call past it; binaries of HPy 0.9 come here. A handle of the universal
 * context is the object itself.
 */
#include "universal_context.h"
#include "../../hpy/devel/src/cpython/host.h"

/* Function pointers of unlike types are converted through void (*)(void), which compilers accept silently. */
#define AS(TYPE, func) ((TYPE)(void (*)(void))(func))

static void call_getbuffer(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_GETBUFFERPROC *a)
{
    HPy_buffer buffer;

    memset(&buffer, 0, sizeof(buffer));
    buffer.obj = HPy_NULL;
    a->result = AS(HPyFunc_getbufferproc, func)(ctx, _py2h(a->self), &buffer, a->flags);
    if (a->result < 0) {
        a->view->obj = NULL;
        return;
    }
    a->view->buf = buffer.buf;
    a->view->obj = _h2py(buffer.obj);
    a->view->len = buffer.len;
    a->view->itemsize = buffer.itemsize;
    a->view->readonly = buffer.readonly;
    a->view->ndim = buffer.ndim;
    a->view->format = buffer.format;
    a->view->shape = (Py_ssize_t *)buffer.shape;
    a->view->strides = (Py_ssize_t *)buffer.strides;
    a->view->suboffsets = (Py_ssize_t *)buffer.suboffsets;
    a->view->internal = buffer.internal;
}

static void call_releasebuffer(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_RELEASEBUFFERPROC *a)
{
    HPy_buffer buffer;

    buffer.buf = a->view->buf;
    buffer.obj = _py2h(a->view->obj);
    buffer.len = a->view->len;
    buffer.itemsize = a->view->itemsize;
    buffer.readonly = a->view->readonly;
    buffer.ndim = a->view->ndim;
    buffer.format = a->view->format;
    buffer.shape = (HPy_ssize_t *)a->view->shape;
    buffer.strides = (HPy_ssize_t *)a->view->strides;
    buffer.suboffsets = (HPy_ssize_t *)a->view->suboffsets;
    buffer.internal = a->view->internal;
    AS(HPyFunc_releasebufferproc, func)(ctx, _py2h(a->self), &buffer);
}

static void call_send(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_SENDFUNC *a)
{
    HPy value = HPy_NULL;

    a->result = AS(HPyFunc_sendfunc, func)(ctx, _py2h(a->self), _py2h(a->arg), &value);
    *a->output = _h2py(value);
}

static const HPy *tuple_items(PyObject *args)
{
    return _py2h_array(&PyTuple_GET_ITEM(args, 0));
}

void ctx_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    switch (sig) {
#include "generated/call_in.h"
    case HPyFunc_INITPROC: {
        _HPyFunc_args_INITPROC *a = (_HPyFunc_args_INITPROC *)args;
        a->result = AS(HPyFunc_initproc, func)(ctx, _py2h(a->self), tuple_items(a->args), PyTuple_GET_SIZE(a->args),
                                             _py2h(a->kw));
        return;
    }
    case HPyFunc_NEWFUNC: {
        _HPyFunc_args_NEWFUNC *a = (_HPyFunc_args_NEWFUNC *)args;
        a->result = _h2py(AS(HPyFunc_newfunc, func)(ctx, _py2h(a->self), tuple_items(a->args),
                                                  PyTuple_GET_SIZE(a->args), _py2h(a->kw)));
        return;
    }
    case HPyFunc_GETBUFFERPROC:
        call_getbuffer(ctx, func, (_HPyFunc_args_GETBUFFERPROC *)args);
        return;
    case HPyFunc_RELEASEBUFFERPROC:
        call_releasebuffer(ctx, func, (_HPyFunc_args_RELEASEBUFFERPROC *)args);
        return;
    case HPyFunc_SENDFUNC:
        call_send(ctx, func, (_HPyFunc_args_SENDFUNC *)args);
        return;
    case HPyFunc_CAPSULE_DESTRUCTOR:
        hpy_call_capsule_destructor((PyObject *)args, AS(HPyFunc_Capsule_Destructor, func));
        return;
    case HPyFunc_MOD_CREATE: {
        _HPyFunc_args_MOD_CREATE *a = (_HPyFunc_args_MOD_CREATE *)args;
        a->result = hpy_check_created_module(_h2py(AS(HPyFunc_mod_create, func)(ctx, _py2h(a->spec))));
        return;
    }
    case HPyFunc_TRAVERSEPROC: /* these two are called by the host's own tp_traverse and tp_dealloc */
    case HPyFunc_DESTROYFUNC:
    case HPyFunc_VECTORCALLFUNC:
        break;
    }
    Py_FatalError("HPy: a trampoline with an unsupported signature was called");
}
