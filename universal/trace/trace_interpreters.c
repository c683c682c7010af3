/* Threads that enter by themselves: a reference to an interpreter leads to a context of this layer. */
#include "trace.h"

typedef struct {
    const HPyInterpreterFunctions *functions; /* first */
    TraceLayer *layer;
    HPyInterpreter inner;
    uint64_t references;
} TraceInterpreter;

static TraceInterpreter *interpreter_of(HPyInterpreter interp)
{
    return (TraceInterpreter *)interp._i;
}

static HPyContext *enter(HPyInterpreter interp, HPyThreadToken *token)
{
    TraceInterpreter *interpreter = interpreter_of(interp);
    HPyContext *inner;

    if (interpreter->layer->over_layer)
        layer_pass_place(LAYER_PLACE());
    inner = HPyThread_Enter(interpreter->inner, token);
    return inner == NULL ? NULL : trace_context_over(interpreter->layer, inner);
}

static HPyInterpreter dup_reference(HPyInterpreter interp)
{
    (void)LAYER_ADD_IN_ORDER(&interpreter_of(interp)->references, 1);
    return interp;
}

static void close_reference(HPyInterpreter interp)
{
    TraceInterpreter *interpreter = interpreter_of(interp);

    if (LAYER_ADD_IN_ORDER(&interpreter->references, (uint64_t)-1) > 1)
        return;
    HPyInterpreter_Close(interpreter->inner);
    free(interpreter);
}

static const HPyInterpreterFunctions functions = {sizeof(functions), enter, dup_reference, close_reference};

HPyInterpreter trace_wrap_interpreter(TraceContext *context, HPyInterpreter inner)
{
    TraceInterpreter *interpreter;
    HPyInterpreter result = HPyInterpreter_NULL;

    if (HPyInterpreter_IsNull(inner))
        return inner;
    interpreter = (TraceInterpreter *)calloc(1, sizeof(*interpreter));
    if (interpreter == NULL) {
        HPyInterpreter_Close(inner);
        HPyErr_NoMemory(context->inner);
        return result;
    }
    interpreter->functions = &functions;
    interpreter->layer = context->layer;
    interpreter->inner = inner;
    interpreter->references = 1;
    result._i = (intptr_t)interpreter;
    return result;
}
