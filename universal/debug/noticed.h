/* What was noticed where nothing can be reported, in the handler of a signal, say: it waits for the end of a call. */
#ifndef HPY_DEBUG_NOTICED_H
#define HPY_DEBUG_NOTICED_H

#include "../layers/atomic.h"
#include "threads.h"

/* How often something was noticed; beyond some it is counted only. */
extern _HPy_HIDDEN LayerCount debug_noticed;

/* Notice memory that was used wrongly, by the instruction at this address (NULL: not known); 'record' is of its
 * owner. */
_HPy_HIDDEN void debug_notice_use(const char *kind, const DebugRecord *record, const void *instruction);

/* Notice an API call of a thread that cannot call Python. */
_HPy_HIDDEN void debug_notice_call(int api, const void *place);

/* Report what was noticed since the last time. */
_HPy_HIDDEN void debug_report_noticed(DebugContext *c);

#endif /* HPY_DEBUG_NOTICED_H */
