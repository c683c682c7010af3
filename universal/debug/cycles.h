/* For hpy.debug._cycles: the types that extensions have made. */
#ifndef HPY_DEBUG_CYCLES_H
#define HPY_DEBUG_CYCLES_H

#include "debug.h"

/* Let it know of a type, by the handle that the extension gets. Never fails. */
_HPy_HIDDEN void debug_note_type(DebugContext *c, const DebugRecord *record);

#endif /* HPY_DEBUG_CYCLES_H */
