/* References to interpreters that a layer hands out: how they are counted. */
#include "layer_interpreters.h"
#include "layer_atomic.h"

HPyInterpreter layer_new_interpreter(LayerInterpreter *interpreter, const HPyInterpreterFunctions *functions,
                                     HPyInterpreter inner)
{
    HPyInterpreter result;

    interpreter->functions = functions;
    interpreter->inner = inner;
    interpreter->references = 1;
    result._i = (intptr_t)interpreter;
    return result;
}

HPyInterpreter layer_dup_interpreter(HPyInterpreter interp)
{
    (void)LAYER_ADD_IN_ORDER(&((LayerInterpreter *)interp._i)->references, 1);
    return interp;
}

void layer_close_interpreter(HPyInterpreter interp)
{
    LayerInterpreter *interpreter = (LayerInterpreter *)interp._i;

    if (LAYER_ADD_IN_ORDER(&interpreter->references, (uint64_t)-1) > 1)
        return;
    HPyInterpreter_Close(interpreter->inner);
    free(interpreter);
}
