/* Calls into the extension: each gets a context of its own and fresh handles for its arguments. */
#include "debug.h"

/* ---- arrays of arguments ---- */

enum { SELF, OTHER, FIRST_ITEM }; /* numbers of the arguments where some of them come in an array */

/* Close item 'n' of the array, where 'h' stands now. 0: that is not the handle that was put there. */
static int close_item(DebugContext *c, size_t n, HPy h)
{
    const DebugRecord *record;
    HPy given;

    if (FIRST_ITEM + n < DEBUG_ROOM) {
        given._i = c->argument_records[FIRST_ITEM + n].bits;
        if ((given._i & 1) == 0) /* HPy_NULL was given */
            return HPy_IsNull(h);
        debug_close_argument(c, FIRST_ITEM + n, given);
        return given._i == h._i;
    }
    record = debug_find_open(h);
    if (record == NULL || record->context != c || debug_kind(record) != DEBUG_ARGUMENT)
        return 0;
    debug_close_argument(c, FIRST_ITEM + n, h);
    return 1;
}

/* There was no memory for the handle of item 'n': the function cannot be called. */
static _HPy_COLD HPy *give_up_arguments(DebugContext *c, const HPy *handles, size_t n)
{
    while (n-- > 0)
        (void)close_item(c, n, handles[n]);
    return NULL;
}

/* The array lives as long as the context is not used for another call, so that an extension that kept it finds handles
 * that are closed, not just anything. */
static HPy *open_arguments(DebugContext *c, const HPy *inner, size_t n)
{
    HPy *handles = c->room;
    size_t i;

    if (n > DEBUG_ROOM) {
        handles = (HPy *)realloc(c->arguments, n * sizeof(HPy));
        if (handles == NULL) {
            HPyErr_NoMemory(c->inner);
            return NULL;
        }
        c->arguments = handles;
    }
    for (i = 0; i < n; i++) {
        handles[i] = debug_open_argument(c, FIRST_ITEM + i, inner[i]);
        if (!LAYER_LIKELY(!HPy_IsNull(handles[i]) || HPy_IsNull(inner[i])))
            return give_up_arguments(c, handles, i);
    }
    return handles;
}

static void close_arguments(DebugContext *c, const HPy *handles, size_t n)
{
    int same = 1;

    while (n-- > 0)
        same &= close_item(c, n, handles[n]);
    if (LAYER_LIKELY(same))
        return;
    c->place = NULL;
    c->api = API_RETURN;
    debug_report(c, DEBUG_WARNING, "memory-written", NULL,
                 "the function wrote to its array of arguments, which is the caller's");
}

/* ---- calling ---- */

/* Each signature has up to three functions: call_… makes the call with the handles of the context below; thunk_… is
 * what that context is given to call; run_… takes the arguments from the trampoline's struct, where they are handles of
 * the context below as they stand, and saves the way there. 'c' is NULL when there was no memory for a context. */

static LAYER_INLINE HPy call_varargs(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, size_t nargs)
{
    HPy h_self, result = HPy_NULL;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    h_self = debug_open_argument(c, SELF, self);
    handles = open_arguments(c, args, nargs);
    if (handles != NULL) {
        result = LAYER_AS(HPyFunc_varargs, function)(&c->ctx, h_self, handles, nargs);
        result = debug_take_result(c, result, 0);
        close_arguments(c, handles, nargs);
    }
    debug_close_argument(c, SELF, h_self);
    return result;
}

static LAYER_INLINE HPy call_keywords(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPy h_self, h_kwnames, result = HPy_NULL;
    HPy_ssize_t n_keywords;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    n_keywords = HPy_IsNull(kwnames) ? 0 : HPy_Length(c->inner, kwnames);
    h_self = debug_open_argument(c, SELF, self);
    handles = n_keywords < 0 ? NULL : open_arguments(c, args, nargs + (size_t)n_keywords);
    if (handles != NULL) {
        h_kwnames = debug_open_argument(c, OTHER, kwnames);
        result = LAYER_AS(HPyFunc_keywords, function)(&c->ctx, h_self, handles, nargs, h_kwnames);
        result = debug_take_result(c, result, 0);
        debug_close_argument(c, OTHER, h_kwnames);
        close_arguments(c, handles, nargs + (size_t)n_keywords);
    }
    debug_close_argument(c, SELF, h_self);
    return result;
}

static int call_initproc(DebugContext *c, HPyCFunction function, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy h_self, h_kw;
    HPy *handles;
    int result = -1;

    if (c == NULL)
        return -1;
    h_self = debug_open_argument(c, SELF, self);
    handles = open_arguments(c, args, (size_t)nargs);
    if (handles != NULL) {
        h_kw = debug_open_argument(c, OTHER, kw);
        result = LAYER_AS(HPyFunc_initproc, function)(&c->ctx, h_self, handles, nargs, h_kw);
        if (debug_check_result(c, result == -1))
            result = -1;
        debug_close_argument(c, OTHER, h_kw);
        close_arguments(c, handles, (size_t)nargs);
    }
    debug_close_argument(c, SELF, h_self);
    return result;
}

static HPy call_newfunc(DebugContext *c, HPyCFunction function, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPy h_type, h_kw, result = HPy_NULL;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    h_type = debug_open_argument(c, SELF, type);
    handles = open_arguments(c, args, (size_t)nargs);
    if (handles != NULL) {
        h_kw = debug_open_argument(c, OTHER, kw);
        result = LAYER_AS(HPyFunc_newfunc, function)(&c->ctx, h_type, handles, nargs, h_kw);
        result = debug_take_result(c, result, 0);
        debug_close_argument(c, OTHER, h_kw);
        close_arguments(c, handles, (size_t)nargs);
    }
    debug_close_argument(c, SELF, h_type);
    return result;
}

static int call_getbufferproc(DebugContext *c, HPyCFunction function, HPy self, HPy_buffer *buffer, int flags)
{
    HPy h_self;
    int result;

    if (c == NULL)
        return -1;
    h_self = debug_open_argument(c, SELF, self);
    result = LAYER_AS(HPyFunc_getbufferproc, function)(&c->ctx, h_self, buffer, flags);
    if (debug_check_result(c, result < 0))
        result = -1;
    else if (!HPy_IsNull(buffer->obj))
        buffer->obj = debug_take_result(c, buffer->obj, 0);
    debug_close_argument(c, SELF, h_self);
    return result;
}

static void call_releasebufferproc(DebugContext *c, HPyCFunction function, HPy self, HPy_buffer *buffer)
{
    HPy obj = buffer->obj;
    HPy h_self;

    if (c == NULL)
        return;
    h_self = debug_open_argument(c, SELF, self);
    buffer->obj = debug_open_argument(c, OTHER, obj);
    LAYER_AS(HPyFunc_releasebufferproc, function)(&c->ctx, h_self, buffer);
    debug_close_argument(c, OTHER, buffer->obj);
    buffer->obj = obj;
    debug_close_argument(c, SELF, h_self);
}

static HPy_SendResult call_sendfunc(DebugContext *c, HPyCFunction function, HPy self, HPy arg, HPy *output)
{
    HPy h_self, h_arg, h_output = HPy_NULL;
    HPy_SendResult result;

    *output = HPy_NULL;
    if (c == NULL)
        return HPy_SEND_ERROR;
    h_self = debug_open_argument(c, SELF, self);
    h_arg = debug_open_argument(c, OTHER, arg);
    result = LAYER_AS(HPyFunc_sendfunc, function)(&c->ctx, h_self, h_arg, &h_output);
    if (debug_check_result(c, result == HPy_SEND_ERROR))
        result = HPy_SEND_ERROR;
    else
        *output = debug_take_result(c, h_output, 0);
    if (HPy_IsNull(*output))
        result = HPy_SEND_ERROR;
    debug_close_argument(c, OTHER, h_arg);
    debug_close_argument(c, SELF, h_self);
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

/* Begin the call that the thread-local variable tells of. NULL with MemoryError. */
static DebugContext *begin_waiting_call(HPyContext *inner, HPyCFunction *function)
{
    DebugTarget target = debug_target;

    *function = target.call;
    return debug_begin_call(inner, target.layer, target.call, target.function);
}

#include "generated/thunks.h"

/* ---- the entry ---- */

static void call_through(DebugLayer *layer, HPyFunc_Signature sig, HPyCFunction func, HPyCFunction function, void *args)
{
    HPyContext *inner = layer->base.inner;

    debug_target.call = func; /* a layer's thunk, where one stands between this and the extension */
    debug_target.function = function;
    debug_target.layer = layer;
    if (layer->inner_is_layer)
        layer_pass_function(function);
    inner->ctx_CallRealFunctionFromTrampoline(inner, sig, thunks[sig], args);
}

void debug_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    DebugLayer *layer = debug_context(ctx)->layer;
    HPyContext *inner = layer->base.inner;
    HPyCFunction function = layer_take_function(func);

    if (layer_is_too_deep(inner, sig, args))
        return;
    if (LAYER_LIKELY(layer->is_direct && (unsigned)sig < N_THUNKS && runners[sig] != NULL)) {
        DebugContext *c = debug_begin_call(inner, layer, func, function);
        runners[sig](c, func, args);
        debug_end_call(c);
    } else if ((unsigned)sig < N_THUNKS && thunks[sig] != NULL) {
        call_through(layer, sig, func, function, args);
    } else { /* gets no context; 'function' is 'func' itself */
        inner->ctx_CallRealFunctionFromTrampoline(inner, sig, func, args);
    }
}
