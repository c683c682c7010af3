/* Guards against recursion: what a call has entered and not left. */
#ifndef HPY_DEBUG_RECURSION_H
#define HPY_DEBUG_RECURSION_H

#include "debug.h"

/* The call is over: what it did not leave is found by its records. */
_HPy_HIDDEN void debug_forget_guards(DebugContext *c);

#endif /* HPY_DEBUG_RECURSION_H */
