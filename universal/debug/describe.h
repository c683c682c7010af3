/* Parts of reports: what is known of records and functions, as objects for Python. */
#ifndef HPY_DEBUG_DESCRIBE_H
#define HPY_DEBUG_DESCRIBE_H

#include "../layers/objects.h"
#include "table.h"

/* "handle", "list builder" and so on. */
_HPy_HIDDEN const char *debug_kind_name(DebugRecordKind kind);

/* All of these: new handles of the context 'ctx', which is not the layer's; HPy_NULL with an exception. */
_HPy_HIDDEN HPy debug_places(HPyContext *ctx, const void *const *places, int n); /* a tuple of them */
/* The same, up to where the extension was called. */
_HPy_HIDDEN HPy debug_stack(HPyContext *ctx, const void *const *frames, int n);
_HPy_HIDDEN HPy debug_opened_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_opened_stack(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_closed_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_function_name(HPyContext *ctx, HPyCFunction function);
_HPy_HIDDEN HPy debug_running_name(HPyContext *ctx, const DebugContext *c);

/* What a function of hpy.debug._findings makes of the argument: a new handle, or HPy_NULL with an exception. */
_HPy_HIDDEN HPy debug_call_findings(HPyContext *ctx, const char *function, HPy arg);

#endif /* HPY_DEBUG_DESCRIBE_H */
