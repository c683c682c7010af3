/* Threads that enter by themselves: a reference to an interpreter leads to a context of this layer. */
#include "../layers/layer_interpreters.h"
#include "trace.h"

typedef struct {
    LayerInterpreter base; /* first */
    TraceLayer *layer;
} TraceInterpreter;

static HPyContext *enter(HPyInterpreter interp, HPyThreadToken *token)
{
    TraceInterpreter *interpreter = (TraceInterpreter *)interp._i;
    HPyContext *inner, *ctx;

    if (interpreter->layer->over_layer)
        layer_pass_place(LAYER_PLACE());
    inner = HPyThread_Enter(interpreter->base.inner, token);
    if (inner == NULL)
        return NULL;
    ctx = trace_context_over(interpreter->layer, inner);
    if (ctx == NULL) {
        HPyThread_Exit(inner, token);
        memset(token, 0, sizeof(*token));
    }
    return ctx;
}

static const HPyInterpreterFunctions functions = {
    sizeof(functions), enter, layer_dup_interpreter, layer_close_interpreter
};

HPyInterpreter trace_wrap_interpreter(TraceContext *context, HPyInterpreter inner)
{
    TraceInterpreter *interpreter;

    if (HPyInterpreter_IsNull(inner))
        return inner;
    interpreter = (TraceInterpreter *)calloc(1, sizeof(*interpreter));
    if (interpreter == NULL) {
        HPyInterpreter_Close(inner);
        HPyErr_NoMemory(context->inner);
        return HPyInterpreter_NULL;
    }
    interpreter->layer = context->layer;
    return layer_new_interpreter(&interpreter->base, &functions, inner);
}
