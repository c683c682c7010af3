/* Puts the layers of a mode on the host's context. */
#ifndef HPY_LOAD_LAYER_STACK_H
#define HPY_LOAD_LAYER_STACK_H

#include "hpy.h"
#include "modes.h"

/* New layers over the universal context, for the module with this name and definition (borrowed for good). Returns the
 * context of the layer nearest to the extension; NULL with an exception set. */
HPyContext *hpy_stack_layers(HPyMode mode, const char *module, const HPyModuleDef *def);

#endif /* HPY_LOAD_LAYER_STACK_H */
