/* Trackers: lists of handles of this layer. */
#ifndef HPY_DEBUG_TRACKERS_H
#define HPY_DEBUG_TRACKERS_H

#include "debug.h"

/* Mark the handles that the open record of a tracker owns. */
_HPy_HIDDEN void debug_mark_tracked(DebugRecord *record);

#endif /* HPY_DEBUG_TRACKERS_H */
