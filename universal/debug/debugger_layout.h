/* For debuggers: where the records of handles are, and what they look like. */
#ifndef HPY_DEBUG_DEBUGGER_LAYOUT_H
#define HPY_DEBUG_DEBUGGER_LAYOUT_H

#include "table.h"

/* Read by hpy/debuggers from the memory of a process or a core dump. */
typedef struct {
    const char *names;       /* "DebugRecord.bits DebugRecord.inner …": what the numbers are */
    const uint32_t *numbers; /* offsets in bytes, sizes, constants, in the order of the names */
    const DebugTable *table;
} DebuggerLayout;

extern _HPy_HIDDEN const DebuggerLayout hpy_debugger_layout;

#endif /* HPY_DEBUG_DEBUGGER_LAYOUT_H */
