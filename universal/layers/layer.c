/* What the layers of a process share at run time. */
#include "layer.h"

LAYER_THREAD_LOCAL HPyCFunction hpy_layer_function;
LAYER_THREAD_LOCAL const void *hpy_layer_place;
