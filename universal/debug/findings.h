/* Reporting: a finding becomes a dict, which hpy.debug._findings turns into words. */
#ifndef HPY_DEBUG_FINDINGS_H
#define HPY_DEBUG_FINDINGS_H

#include "api.h"
#include "table.h"

typedef enum { DEBUG_WARNING, DEBUG_ERROR } DebugSeverity;

/* Report what is wrong: 'record' may be NULL, the message is one sentence without places. With DEBUG_ERROR an exception
 * is set in the inner context, if none is pending: the call into the extension will end with it. Returns 0. */
_HPy_HIDDEN int debug_report(DebugContext *c, DebugSeverity severity, const char *kind, const DebugRecord *record,
                             const char *format, ...);

#endif /* HPY_DEBUG_FINDINGS_H */
