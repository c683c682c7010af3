/* References to interpreters that a layer hands out: they lead to a context of the layer, over one of the layer below. */
#ifndef HPY_LAYERS_LAYER_INTERPRETERS_H
#define HPY_LAYERS_LAYER_INTERPRETERS_H

#include "layer.h"

/* What the struct of a layer's own reference begins with. */
typedef struct {
    const HPyInterpreterFunctions *functions; /* first, as HPyInterpreter has it */
    HPyInterpreter inner;
    uint64_t references;
} LayerInterpreter;

/* Fill the beginning of such a struct, which is on the heap; the reference that it is. 'inner' is taken over. */
_HPy_HIDDEN HPyInterpreter layer_new_interpreter(LayerInterpreter *interpreter, const HPyInterpreterFunctions *functions,
                                                 HPyInterpreter inner);

/* For the functions: one reference more, and one less; the last one closes the inner reference and frees the struct. */
_HPy_HIDDEN HPyInterpreter layer_dup_interpreter(HPyInterpreter interp);
_HPy_HIDDEN void layer_close_interpreter(HPyInterpreter interp);

#endif /* HPY_LAYERS_LAYER_INTERPRETERS_H */
