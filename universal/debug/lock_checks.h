/* Mutexes that a call has locked, and critical sections that it has begun. */
#ifndef HPY_DEBUG_LOCK_CHECKS_H
#define HPY_DEBUG_LOCK_CHECKS_H

#include "debug.h"

/* The call ends and has some left: report them, and end the sections. */
_HPy_HIDDEN void debug_drop_held(DebugContext *c);

#endif /* HPY_DEBUG_LOCK_CHECKS_H */
