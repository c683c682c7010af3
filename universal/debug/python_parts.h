/* The module hpy.universal._debug, an HPy extension itself: what its files share. Its functions get the host's context,
 * so an HPy here is a handle of the host.
 *
 * Each file with functions for Python has trampolines of its own. The functions that return the definitions of a file,
 * an array with NULL at its end, give it the context.
 */
#ifndef HPY_DEBUG_PYTHON_PARTS_H
#define HPY_DEBUG_PYTHON_PARTS_H

#include "debug.h"

_HPy_HIDDEN HPyDef *const *debug_handle_functions(HPyContext *ctx); /* python_handles.c */
_HPy_HIDDEN HPyDef *const *debug_option_functions(HPyContext *ctx); /* python_options.c */

/* The class DebugHandle, and its global, which the module lists. A new handle, or HPy_NULL. */
_HPy_HIDDEN HPy debug_make_handle_class(HPyContext *ctx);
extern _HPy_HIDDEN HPyGlobal debug_handle_class;

/* A number that may not be negative; -1 with TypeError or OverflowError. */
_HPy_HIDDEN int debug_read_size(HPyContext *ctx, HPy value, size_t *size);

/* The definition of the module; 'ctx' is the context that its functions get. */
_HPy_HIDDEN HPyModuleDef *hpy_debug_module(HPyContext *ctx);

#endif /* HPY_DEBUG_PYTHON_PARTS_H */
