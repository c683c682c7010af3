/* CPython calls in: the table's entry by which a trampoline has its implementation called.
 *
 * Binaries that know the host (HPyDirect) call past it; binaries of HPy 0.9 come here. A handle of the universal
 * context is the object itself.
 */
#include "universal_context.h"
#include "../../hpy/devel/src/cpython/host.h"

/* Function pointers of unlike types are converted through void (*)(void), which compilers accept silently. */
#define AS(TYPE, func) ((TYPE)(void (*)(void))(func))

/* The implementation gets the caller's own struct, for a view may point into itself. */
static void call_getbuffer(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_GETBUFFERPROC *a)
{
    a->view->obj = NULL;
    a->result = AS(HPyFunc_getbufferproc, func)(ctx, _py2h(a->self), _HPY_VIEW(a->view), a->flags);
    if (a->result < 0)
        a->view->obj = NULL;
}

static void call_send(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_SENDFUNC *a)
{
    HPy value = HPy_NULL;

    a->result = AS(HPyFunc_sendfunc, func)(ctx, _py2h(a->self), _py2h(a->arg), &value);
    *a->output = _h2py(value);
}

static void call_method(HPyContext *ctx, HPyCFunction func, _HPyFunc_args_METHOD *a)
{
    PyObject *class = a->defining_class != NULL ? a->defining_class : hpy_method_class(a->self, a->def);

    a->result = _h2py(AS(HPyFunc_method, func)(ctx, _py2h(a->self), _py2h(class), _py2h_array(a->args),
                                             (size_t)a->nargs, _py2h(a->kwnames), a->def->meth.data));
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
    case HPyFunc_RELEASEBUFFERPROC: {
        _HPyFunc_args_RELEASEBUFFERPROC *a = (_HPyFunc_args_RELEASEBUFFERPROC *)args;
        AS(HPyFunc_releasebufferproc, func)(ctx, _py2h(a->self), _HPY_VIEW(a->view));
        return;
    }
    case HPyFunc_METHOD:
        call_method(ctx, func, (_HPyFunc_args_METHOD *)args);
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
