/* Calls into the extension: each gets a context of its own and fresh handles for its arguments. */
#include "../layers/depth.h"
#include "arguments.h"
#include "buffers.h"
#include "generated/prototypes.h"
#include "results.h"

/* ---- calling ---- */

/* Each signature has up to three functions: call_… makes the call with the handles of the context below; thunk_… is
 * what that context is given to call; run_… takes the arguments from the trampoline's struct, where they are handles of
 * the context below as they stand, and saves the way there. 'c' is NULL when there was no memory for a context. */

static LAYER_INLINE HPy call_varargs(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, size_t nargs)
{
    DHPy dh_self;
    HPy result = HPy_NULL;
    HPy *given;

    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    given = debug_open_arguments(c, args, nargs);
    if (given != NULL) {
        result = LAYER_AS(HPyFunc_varargs, function)(&c->ctx, debug_out(dh_self), given, nargs);
        result = debug_take_result(c, debug_in(result), 0);
        debug_close_arguments(c, given, nargs);
    }
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

static LAYER_INLINE HPy call_keywords(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, size_t nargs,
                                      HPy kwnames)
{
    DHPy dh_self, dh_kwnames;
    HPy result = HPy_NULL;
    HPy_ssize_t n_keywords;
    HPy *given;

    n_keywords = HPy_IsNull(kwnames) ? 0 : HPy_Length(c->inner, kwnames);
    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    given = n_keywords < 0 ? NULL : debug_open_arguments(c, args, nargs + (size_t)n_keywords);
    if (given != NULL) {
        dh_kwnames = debug_open_argument(c, DEBUG_OTHER, kwnames);
        result = LAYER_AS(HPyFunc_keywords, function)(&c->ctx, debug_out(dh_self), given, nargs, debug_out(dh_kwnames));
        result = debug_take_result(c, debug_in(result), 0);
        debug_close_argument(c, DEBUG_OTHER, dh_kwnames);
        debug_close_arguments(c, given, nargs + (size_t)n_keywords);
    }
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

static HPy call_method(DebugContext *c, HPyCFunction function, HPy self, HPy defining_class, const HPy *args,
                       size_t nargs, HPy kwnames, void *data)
{
    enum { CLASS = DEBUG_ROOM }; /* an argument beside those that the context has records for */
    DHPy dh_self, dh_class, dh_kwnames;
    HPy result = HPy_NULL;
    HPy_ssize_t n_keywords;
    HPy *given = NULL;

    n_keywords = HPy_IsNull(kwnames) ? 0 : HPy_Length(c->inner, kwnames);
    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    dh_class = debug_open_argument(c, CLASS, defining_class);
    if (n_keywords >= 0 && (HPy_IsNull(defining_class) || !debug_is_null(dh_class)))
        given = debug_open_arguments(c, args, nargs + (size_t)n_keywords);
    if (given != NULL) {
        dh_kwnames = debug_open_argument(c, DEBUG_OTHER, kwnames);
        result = LAYER_AS(HPyFunc_method, function)(&c->ctx, debug_out(dh_self), debug_out(dh_class), given, nargs,
                                                   debug_out(dh_kwnames), data);
        result = debug_take_result(c, debug_in(result), 0);
        debug_close_argument(c, DEBUG_OTHER, dh_kwnames);
        debug_close_arguments(c, given, nargs + (size_t)n_keywords);
    }
    debug_close_argument(c, CLASS, dh_class);
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

static int call_initproc(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    DHPy dh_self, dh_kw;
    HPy *given;
    int result = -1;

    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    given = debug_open_arguments(c, args, (size_t)nargs);
    if (given != NULL) {
        dh_kw = debug_open_argument(c, DEBUG_OTHER, kw);
        result = LAYER_AS(HPyFunc_initproc, function)(&c->ctx, debug_out(dh_self), given, nargs, debug_out(dh_kw));
        if (debug_check_result(c, result == -1))
            result = -1;
        debug_close_argument(c, DEBUG_OTHER, dh_kw);
        debug_close_arguments(c, given, (size_t)nargs);
    }
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

static HPy call_newfunc(DebugContext *c, HPyCFunction function, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    DHPy dh_type, dh_kw;
    HPy result = HPy_NULL;
    HPy *given;

    dh_type = debug_open_argument(c, DEBUG_SELF, type);
    given = debug_open_arguments(c, args, (size_t)nargs);
    if (given != NULL) {
        dh_kw = debug_open_argument(c, DEBUG_OTHER, kw);
        result = LAYER_AS(HPyFunc_newfunc, function)(&c->ctx, debug_out(dh_type), given, nargs, debug_out(dh_kw));
        result = debug_take_result(c, debug_in(result), 0);
        debug_close_argument(c, DEBUG_OTHER, dh_kw);
        debug_close_arguments(c, given, (size_t)nargs);
    }
    debug_close_argument(c, DEBUG_SELF, dh_type);
    return result;
}

/* The collector may look at the host's view at any time, and must not find a handle of the layer in it: so the extension
 * gets a view of its own. What points into one points into the other afterwards. */
static void move_view(HPy_buffer *to, const HPy_buffer *from)
{
    const uintptr_t begin = (uintptr_t)from, end = (uintptr_t)(from + 1);

#define MOVE(TYPE, field) \
    to->field = (uintptr_t)from->field >= begin && (uintptr_t)from->field < end \
                ? (TYPE)((uintptr_t)to + ((uintptr_t)from->field - begin)) : from->field
    to->len = from->len;
    to->itemsize = from->itemsize;
    to->readonly = from->readonly;
    to->ndim = from->ndim;
    MOVE(void *, buf);
    MOVE(char *, format);
    MOVE(HPy_ssize_t *, shape);
    MOVE(HPy_ssize_t *, strides);
    MOVE(HPy_ssize_t *, suboffsets);
    MOVE(void *, internal);
#undef MOVE
}

/* The object of a view that the extension has filled, or had filled by another object. */
static HPy take_object(DebugContext *c, HPy_buffer *view)
{
    const DebugRecord *record = debug_find_open(debug_in(view->obj));

    if (record != NULL && debug_kind(record) == DEBUG_BUFFER)
        return debug_give_view(c, view);
    return debug_take_result(c, debug_in(view->obj), 0);
}

static int call_getbufferproc(DebugContext *c, HPyCFunction function, HPy self, HPy_buffer *buffer, int flags)
{
    HPy_buffer view;
    DHPy dh_self;
    int result;

    memset(&view, 0, sizeof(view));
    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    result = LAYER_AS(HPyFunc_getbufferproc, function)(&c->ctx, debug_out(dh_self), &view, flags);
    if (debug_check_result(c, result < 0))
        result = -1;
    else {
        if (!HPy_IsNull(view.obj))
            view.obj = take_object(c, &view);
        move_view(buffer, &view);
        buffer->obj = view.obj;
    }
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

static void call_releasebufferproc(DebugContext *c, HPyCFunction function, HPy self, HPy_buffer *buffer)
{
    HPy_buffer view;
    DHPy dh_self, dh_obj;

    move_view(&view, buffer);
    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    dh_obj = debug_open_argument(c, DEBUG_OTHER, buffer->obj);
    view.obj = debug_out(dh_obj);
    LAYER_AS(HPyFunc_releasebufferproc, function)(&c->ctx, debug_out(dh_self), &view);
    debug_close_argument(c, DEBUG_OTHER, dh_obj);
    debug_close_argument(c, DEBUG_SELF, dh_self);
}

static void call_destructor(DebugContext *c, HPyCFunction function, HPy self)
{
    DHPy dh_self;

    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    LAYER_AS(HPyFunc_destructor, function)(&c->ctx, debug_out(dh_self));
    if (debug_n_stored > 0)
        debug_look_for_views(c, self);
    debug_close_argument(c, DEBUG_SELF, dh_self);
}

static HPy_SendResult call_sendfunc(DebugContext *c, HPyCFunction function, HPy self, HPy arg, HPy *output)
{
    DHPy dh_self, dh_arg;
    HPy h_output = HPy_NULL;
    HPy_SendResult result;

    *output = HPy_NULL;
    dh_self = debug_open_argument(c, DEBUG_SELF, self);
    dh_arg = debug_open_argument(c, DEBUG_OTHER, arg);
    result = LAYER_AS(HPyFunc_sendfunc, function)(&c->ctx, debug_out(dh_self), debug_out(dh_arg), &h_output);
    if (debug_check_result(c, result == HPy_SEND_ERROR))
        result = HPy_SEND_ERROR;
    else
        *output = debug_take_result(c, debug_in(h_output), 0);
    if (HPy_IsNull(*output))
        result = HPy_SEND_ERROR;
    debug_close_argument(c, DEBUG_OTHER, dh_arg);
    debug_close_argument(c, DEBUG_SELF, dh_self);
    return result;
}

/* ---- from a trampoline's struct: what is not regular ---- */

static const HPy *as_array(cpy_PyObject *const *objects)
{
    return (const HPy *)(const void *)objects;
}

static void run_varargs(DebugContext *c, HPyCFunction function, void *args)
{
    _HPyFunc_args_VARARGS *a = (_HPyFunc_args_VARARGS *)args;
    a->result = _HPY_O(call_varargs(c, function, _HPY_H(a->self), as_array(a->args), (size_t)a->nargs));
}

static void run_keywords(DebugContext *c, HPyCFunction function, void *args)
{
    _HPyFunc_args_KEYWORDS *a = (_HPyFunc_args_KEYWORDS *)args;
    a->result = _HPY_O(call_keywords(c, function, _HPY_H(a->self), as_array(a->args),
                                     a->nargsf & ~_HPY_NARGS_OFFSET_FLAG, _HPY_H(a->kwnames)));
}

static void run_initproc(DebugContext *c, HPyCFunction function, void *args)
{
    _HPyFunc_args_INITPROC *a = (_HPyFunc_args_INITPROC *)args;
    a->result = call_initproc(c, function, _HPY_H(a->self), _HPY_TUPLE_ITEMS(a->args), _HPY_TUPLE_SIZE(a->args),
                              _HPY_H(a->kw));
}

static void run_newfunc(DebugContext *c, HPyCFunction function, void *args)
{
    _HPyFunc_args_NEWFUNC *a = (_HPyFunc_args_NEWFUNC *)args;
    a->result = _HPY_O(call_newfunc(c, function, _HPY_H(a->self), _HPY_TUPLE_ITEMS(a->args),
                                    _HPY_TUPLE_SIZE(a->args), _HPY_H(a->kw)));
}

typedef void (*Runner)(DebugContext *c, HPyCFunction function, void *args);

typedef struct {
    HPyCFunction call;     /* what is to be called */
    HPyCFunction function; /* the extension's function that it stands for */
    DebugLayer *layer;
} Target;

static LAYER_THREAD_LOCAL Target target; /* of the thunk that is called next */

/* Begin the call that the thread-local variable tells of. NULL: no memory. */
static DebugContext *begin_waiting_call(HPyContext *inner, HPyCFunction *function)
{
    Target waiting = target;

    *function = waiting.call;
    return debug_begin_call(inner, waiting.layer, waiting.call, waiting.function);
}

#include "generated/thunks.h"

/* ---- the entry ---- */

static void call_through(DebugLayer *layer, HPyFunc_Signature sig, HPyCFunction func, HPyCFunction function, void *args)
{
    HPyContext *inner = layer->base.inner;

    target.call = func; /* a layer's thunk, where one stands between this and the extension */
    target.function = function;
    target.layer = layer;
    if (layer->inner_is_layer)
        layer_pass_function(function);
    inner->ctx_CallRealFunctionFromTrampoline(inner, sig, thunks[sig], args);
}

void debug_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    DebugLayer *layer = debug_context(ctx)->layer;
    HPyContext *inner = layer->base.inner;
    HPyCFunction function = layer_take_function(func);
    DebugContext *c = NULL;

    if (layer_is_too_deep(inner, sig, args))
        return;
    if (LAYER_LIKELY(layer->is_direct && (unsigned)sig < N_THUNKS && runners[sig] != NULL))
        c = debug_begin_call(inner, layer, func, function);
    if (LAYER_LIKELY(c != NULL)) {
        runners[sig](c, func, args);
        debug_end_call(c);
    } else if ((unsigned)sig < N_THUNKS && thunks[sig] != NULL) {
        call_through(layer, sig, func, function, args);
    } else { /* gets no context; 'function' is 'func' itself */
        inner->ctx_CallRealFunctionFromTrampoline(inner, sig, func, args);
    }
}
