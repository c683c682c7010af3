/* Buffers: the views that the extension has acquired. */
#ifndef HPY_DEBUG_BUFFERS_H
#define HPY_DEBUG_BUFFERS_H

#include "table.h"

/* How many views are in memory that outlives the call, and are no leak as far as is known. */
extern _HPy_HIDDEN uint32_t debug_n_stored;

/* The object of a view that the extension gives to the host, as an inner handle that is the host's. */
_HPy_HIDDEN HPy debug_give_view(DebugContext *c, HPy_buffer *view);

/* The finalizer of 'owner' has run: the views in its struct will not be released any more. */
_HPy_HIDDEN void debug_look_for_views(DebugContext *c, HPy owner);

#endif /* HPY_DEBUG_BUFFERS_H */
