/* Puts the layers of a mode on the host's context. */
#ifndef HPY_LOAD_LAYER_STACK_H
#define HPY_LOAD_LAYER_STACK_H

#include "hpy.h"
#include "modes.h"

/* Whether the current interpreter may have layers: what they know of the whole process counts on one GIL for all, or on
 * none. 0, or -1 with ImportError set. */
int hpy_check_gil(HPyMode mode, PyObject *module);

/* New layers over the host's context (NULL is passed on), for the module with this name and definition (borrowed for good). Returns the
 * context of the layer nearest to the extension; NULL with an exception set. */
HPyContext *hpy_stack_layers(HPyContext *host, HPyMode mode, const char *module, const HPyModuleDef *def);

#endif /* HPY_LOAD_LAYER_STACK_H */
