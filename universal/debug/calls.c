/* Calls into the extension: each gets a context of its own and fresh handles for its arguments. */
#include "debug.h"

/* ---- arrays of arguments ---- */

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
    for (i = 0; i < n; i++)
        handles[i] = debug_open_argument(c, inner[i]);
    return handles;
}

static void close_arguments(DebugContext *c, const HPy *handles, size_t n)
{
    while (n-- > 0)
        debug_close_argument(c, handles[n]);
}

/* ---- thunks ---- */

static HPy thunk_varargs(HPyContext *inner, HPy self, const HPy *args, size_t nargs)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_self, result = HPy_NULL;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    h_self = debug_open_argument(c, self);
    handles = open_arguments(c, args, nargs);
    if (handles != NULL) {
        result = LAYER_AS(HPyFunc_varargs, function)(&c->ctx, h_self, handles, nargs);
        result = debug_take_result(c, result, 0);
        close_arguments(c, handles, nargs);
    }
    debug_close_argument(c, h_self);
    debug_end_call(c);
    return result;
}

static HPy thunk_keywords(HPyContext *inner, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_self, h_kwnames, result = HPy_NULL;
    HPy_ssize_t n_keywords;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    n_keywords = HPy_IsNull(kwnames) ? 0 : HPy_Length(inner, kwnames);
    h_self = debug_open_argument(c, self);
    handles = n_keywords < 0 ? NULL : open_arguments(c, args, nargs + (size_t)n_keywords);
    if (handles != NULL) {
        h_kwnames = debug_open_argument(c, kwnames);
        result = LAYER_AS(HPyFunc_keywords, function)(&c->ctx, h_self, handles, nargs, h_kwnames);
        result = debug_take_result(c, result, 0);
        debug_close_argument(c, h_kwnames);
        close_arguments(c, handles, nargs + (size_t)n_keywords);
    }
    debug_close_argument(c, h_self);
    debug_end_call(c);
    return result;
}

static int thunk_initproc(HPyContext *inner, HPy self, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_self, h_kw;
    HPy *handles;
    int result = -1;

    if (c == NULL)
        return -1;
    h_self = debug_open_argument(c, self);
    handles = open_arguments(c, args, (size_t)nargs);
    if (handles != NULL) {
        h_kw = debug_open_argument(c, kw);
        result = LAYER_AS(HPyFunc_initproc, function)(&c->ctx, h_self, handles, nargs, h_kw);
        if (debug_check_result(c, result == -1))
            result = -1;
        debug_close_argument(c, h_kw);
        close_arguments(c, handles, (size_t)nargs);
    }
    debug_close_argument(c, h_self);
    debug_end_call(c);
    return result;
}

static HPy thunk_newfunc(HPyContext *inner, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_type, h_kw, result = HPy_NULL;
    HPy *handles;

    if (c == NULL)
        return HPy_NULL;
    h_type = debug_open_argument(c, type);
    handles = open_arguments(c, args, (size_t)nargs);
    if (handles != NULL) {
        h_kw = debug_open_argument(c, kw);
        result = LAYER_AS(HPyFunc_newfunc, function)(&c->ctx, h_type, handles, nargs, h_kw);
        result = debug_take_result(c, result, 0);
        debug_close_argument(c, h_kw);
        close_arguments(c, handles, (size_t)nargs);
    }
    debug_close_argument(c, h_type);
    debug_end_call(c);
    return result;
}

static int thunk_getbufferproc(HPyContext *inner, HPy self, HPy_buffer *buffer, int flags)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_self;
    int result;

    if (c == NULL)
        return -1;
    h_self = debug_open_argument(c, self);
    result = LAYER_AS(HPyFunc_getbufferproc, function)(&c->ctx, h_self, buffer, flags);
    if (debug_check_result(c, result < 0))
        result = -1;
    else if (!HPy_IsNull(buffer->obj))
        buffer->obj = debug_take_result(c, buffer->obj, 0);
    debug_close_argument(c, h_self);
    debug_end_call(c);
    return result;
}

static void thunk_releasebufferproc(HPyContext *inner, HPy self, HPy_buffer *buffer)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy obj = buffer->obj;
    HPy h_self;

    if (c == NULL)
        return;
    h_self = debug_open_argument(c, self);
    buffer->obj = debug_open_argument(c, obj);
    LAYER_AS(HPyFunc_releasebufferproc, function)(&c->ctx, h_self, buffer);
    debug_close_argument(c, buffer->obj);
    buffer->obj = obj;
    debug_close_argument(c, h_self);
    debug_end_call(c);
}

static HPy_SendResult thunk_sendfunc(HPyContext *inner, HPy self, HPy arg, HPy *output)
{
    HPyCFunction function;
    DebugContext *c = debug_begin_call(inner, &function);
    HPy h_self, h_arg, h_output = HPy_NULL;
    HPy_SendResult result;

    if (c == NULL)
        return HPy_SEND_ERROR;
    h_self = debug_open_argument(c, self);
    h_arg = debug_open_argument(c, arg);
    result = LAYER_AS(HPyFunc_sendfunc, function)(&c->ctx, h_self, h_arg, &h_output);
    *output = HPy_NULL;
    if (debug_check_result(c, result == HPy_SEND_ERROR))
        result = HPy_SEND_ERROR;
    else
        *output = debug_take_result(c, h_output, 0);
    if (HPy_IsNull(*output))
        result = HPy_SEND_ERROR;
    debug_close_argument(c, h_arg);
    debug_close_argument(c, h_self);
    debug_end_call(c);
    return result;
}

#include "generated/thunks.h"

/* ---- the entry ---- */

void debug_CallRealFunctionFromTrampoline(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args)
{
    DebugContext *base = debug_context(ctx);
    HPyContext *inner = base->layer->base.inner;
    HPyCFunction thunk = (unsigned)sig < N_THUNKS ? thunks[sig] : NULL;

    if (thunk == NULL) { /* gets no context */
        (void)layer_take_function(func); /* is 'func' itself */
        inner->ctx_CallRealFunctionFromTrampoline(inner, sig, func, args);
        return;
    }
    debug_target.call = func; /* a layer's thunk, where one stands between this and the extension */
    debug_target.function = layer_take_function(func);
    debug_target.base = base;
    if (base->layer->inner_is_layer)
        layer_pass_function(debug_target.function);
    inner->ctx_CallRealFunctionFromTrampoline(inner, sig, thunk, args);
}
