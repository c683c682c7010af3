/* Puts a layer on a context. */
#ifndef HPY_LOAD_LAYER_STACK_H
#define HPY_LOAD_LAYER_STACK_H

#include "hpy.h"
#include "modes.h"

/* Whether the current interpreter may have layers: what they know of the whole process counts on one GIL for all, or on
 * none. 0, or -1 with ImportError set. */
int hpy_check_gil(HPyMode mode, PyObject *module);

/* A new layer over a context, for the module with this name and definition (both borrowed for good). It is there for good,
 * so keep it. NULL with an exception set. */
HPyContext *hpy_add_layer(HPyContext *inner, HPyLayer layer, const char *module, const HPyModuleDef *def);

#endif /* HPY_LOAD_LAYER_STACK_H */
