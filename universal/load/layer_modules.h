/* The modules by which Python code speaks with the layers: hpy.universal._trace. */
#ifndef HPY_LOAD_LAYER_MODULES_H
#define HPY_LOAD_LAYER_MODULES_H

#include "hpy.h"

/* A new module for the attribute 'name' of hpy.universal; NULL with AttributeError for any other name. */
PyObject *hpy_layer_module(PyObject *name);

#endif /* HPY_LOAD_LAYER_MODULES_H */
