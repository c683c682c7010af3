/* Puts the layers of a mode on the host's context. */
#ifndef HPY_UNIVERSAL_STACK_H
#define HPY_UNIVERSAL_STACK_H

#include "hpy.h"
#include "modes.h"

/* The name of a layer of 'mode' that this build does not have; NULL when it has them all. */
const char *hpy_stack_missing(HPyMode mode);

/* New layers over the universal context, for the module with this name (borrowed for good). Returns the context of the
 * layer nearest to the extension; NULL with an exception set. */
HPyContext *hpy_stack_layers(HPyMode mode, const char *module);

#endif /* HPY_UNIVERSAL_STACK_H */
