/* The hooks of HPy 0.9: functions in Python that are called in place of a report. */
#ifndef HPY_DEBUG_HOOKS_H
#define HPY_DEBUG_HOOKS_H

#include "debug.h"

/* Call the function that was set for the use of closed handles, or builders: whether there was one. */
_HPy_HIDDEN int debug_call_hook(DebugContext *c, int for_builders);

/* Set it; 'ctx' is the host's context. None or HPy_NULL with an exception. */
_HPy_HIDDEN HPy debug_set_hook(HPyContext *ctx, int for_builders, HPy function);

/* The globals that the module has for hooks (see python_module.c), and their first values. */
extern _HPy_HIDDEN HPyGlobal debug_handle_hook, debug_builder_hook;

#endif /* HPY_DEBUG_HOOKS_H */
