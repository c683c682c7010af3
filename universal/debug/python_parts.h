/* The module hpy.universal._debug, an HPy extension itself: what its files share. Its functions get the host's context,
 * so an HPy here is a handle of the host.
 *
 * Each file with functions for Python has trampolines of its own, which must be given their context.
 */
#ifndef HPY_DEBUG_PYTHON_PARTS_H
#define HPY_DEBUG_PYTHON_PARTS_H

#include "debug.h"

/* python_handles.c */
_HPy_HIDDEN void debug_set_context_of_handles(HPyContext *ctx);
extern _HPy_HIDDEN HPyDef new_generation, get_open_handles, get_closed_handles;

/* The class DebugHandle, and its global, which the module lists. A new handle, or HPy_NULL. */
_HPy_HIDDEN HPy debug_make_handle_class(HPyContext *ctx);
extern _HPy_HIDDEN HPyGlobal debug_handle_class;

/* python_options.c */
_HPy_HIDDEN void debug_set_context_of_options(HPyContext *ctx);
extern _HPy_HIDDEN HPyDef get_closed_handles_queue_max_size, set_closed_handles_queue_max_size;
extern _HPy_HIDDEN HPyDef get_protected_raw_data_max_size, set_protected_raw_data_max_size;
extern _HPy_HIDDEN HPyDef set_handle_stack_trace_limit, set_options, get_options;

/* A number that may not be negative; -1 with TypeError or OverflowError. */
_HPy_HIDDEN int debug_read_size(HPyContext *ctx, HPy value, size_t *size);

/* The definition of the module; 'ctx' is the context that its functions get. */
_HPy_HIDDEN HPyModuleDef *hpy_debug_module(HPyContext *ctx);

#endif /* HPY_DEBUG_PYTHON_PARTS_H */
