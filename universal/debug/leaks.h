/* What a call left open: handles, builders and trackers. */
#ifndef HPY_DEBUG_LEAKS_H
#define HPY_DEBUG_LEAKS_H

#include "debug.h"

/* The open records of an ended call belong to nobody any more. */
_HPy_HIDDEN void debug_abandon(DebugContext *c);

#endif /* HPY_DEBUG_LEAKS_H */
