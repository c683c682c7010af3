/* The functions of the layer's context. */
#ifndef HPY_DEBUG_WRAPPERS_H
#define HPY_DEBUG_WRAPPERS_H

#include "debug.h"

_HPy_HIDDEN void debug_fill_functions(HPyContext *ctx);

#endif /* HPY_DEBUG_WRAPPERS_H */
