/* Threads that enter by themselves: a reference to an interpreter leads to a context of this layer, as a call of one of
 * the extension's functions does. */
#include "../layers/layer_interpreters.h"
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "results.h"

typedef struct {
    LayerInterpreter base; /* first */
    DebugLayer *layer;
    int under_layer;
} DebugInterpreter;

/* How the words of a token are used. */
enum { CONTEXT, SERIAL };

/* ---- entering ---- */

/* The place of the call stands for the function that reports tell of. */
static DebugContext *begin(DebugInterpreter *interpreter, HPyContext *inner, const void *place)
{
    HPyCFunction function = LAYER_AS(HPyCFunction, (uintptr_t)place);
    DebugContext *c = debug_begin_call(inner, interpreter->layer, function, function);

    if (c != NULL) {
        c->under_layer = interpreter->under_layer;
        debug_set_guard(c);
    }
    return c;
}

static HPyContext *enter(HPyInterpreter interp, HPyThreadToken *token)
{
    DebugInterpreter *interpreter = (DebugInterpreter *)interp._i;
    const void *place = interpreter->under_layer ? layer_take_place(LAYER_PLACE()) : LAYER_PLACE();
    HPyThreadToken entered;
    HPyContext *inner = HPyThread_Enter(interpreter->base.inner, &entered);
    DebugContext *c;

    memset(token, 0, sizeof(*token));
    if (inner == NULL)
        return NULL;
    c = begin(interpreter, inner, place);
    if (c == NULL) {
        HPyThread_Exit(inner, &entered);
        return NULL;
    }
    c->is_entered = 1;
    c->entered = entered;
    token->_i[CONTEXT] = (intptr_t)c;
    token->_i[SERIAL] = (intptr_t)c->serial;
    return &c->ctx;
}

/* ---- leaving ---- */

static int is_token_of(const HPyThreadToken *token, const DebugContext *c)
{
    return token != NULL && token->_i[CONTEXT] == (intptr_t)c && token->_i[SERIAL] == (intptr_t)c->serial;
}

/* Take a context out of the calls of the thread that is not the last of them. */
static void take_out(DebugContext *c)
{
    DebugContext *later = debug_current;

    while (later != NULL && later->outer != c)
        later = later->outer;
    if (later != NULL)
        later->outer = c->outer;
}

/* Whether the context can be left, rightly or not. */
static int check_exit(DebugContext *c, const HPyThreadToken *token, const void *place)
{
    if ((!c->left || c->thread != DEBUG_THREAD()) && !debug_enter(c, API_Thread_Exit, place)
            && (c->function == NULL || c->thread != DEBUG_THREAD()))
        return 0;
    c->api = API_Thread_Exit;
    if (!c->is_entered)
        return debug_report(c, DEBUG_ERROR, "wrong-token", NULL,
                            "HPyThread_Exit: the context is that of a call, which ends by itself");
    if (!is_token_of(token, c))
        debug_report(c, DEBUG_WARNING, "wrong-token", NULL,
                     "HPyThread_Exit: the token is not the one that HPyThread_Enter filled when it gave this context");
    if (c != debug_current)
        debug_report(c, DEBUG_WARNING, "wrong-token", NULL,
                     "HPyThread_Exit: the thread has entered once more since, and is to leave that first");
    return 1;
}

void debug_Thread_Exit(HPyContext *ctx, HPyThreadToken *token)
{
    DebugContext *c = debug_context(ctx);
    DebugContext *current = debug_current;
    HPyThreadToken entered;
    HPyContext *inner = c->inner;

    if (!check_exit(c, token, LAYER_PLACE()))
        return;
    if (is_token_of(token, c))
        memset(token, 0, sizeof(*token));
    if (c != current)
        take_out(c);
    entered = c->entered;
    c->is_entered = 0;
    if (c->caused_pending && HPyErr_Occurred(inner)) /* the layer's own: nobody outside expects it */
        HPyErr_WriteUnraisable(inner, HPy_NULL);
    debug_end_call(c);
    if (c != current)
        debug_current = current;
    HPyThread_Exit(inner, &entered);
}

/* ---- references ---- */

static const HPyInterpreterFunctions functions = {
    sizeof(functions), enter, layer_dup_interpreter, layer_close_interpreter
};

HPyInterpreter debug_Interpreter_Get(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);
    HPyInterpreter result = HPyInterpreter_NULL, inner;
    DebugInterpreter *interpreter;

    if (!debug_enter(c, API_Interpreter_Get, LAYER_PLACE()))
        return result;
    inner = HPyInterpreter_Get(c->inner);
    if (HPyInterpreter_IsNull(inner)) {
        debug_failed(c);
        return result;
    }
    interpreter = (DebugInterpreter *)calloc(1, sizeof(*interpreter));
    if (interpreter == NULL) {
        HPyInterpreter_Close(inner);
        debug_no_memory(c);
        return result;
    }
    interpreter->layer = c->layer;
    interpreter->under_layer = c->under_layer;
    return layer_new_interpreter(&interpreter->base, &functions, inner);
}
