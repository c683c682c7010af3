/* What builders and trackers have in common: each is a record, so that use after the end and a missing end show. */
#ifndef HPY_DEBUG_BUILDERS_H
#define HPY_DEBUG_BUILDERS_H

#include "records.h"

/* The open record of a builder or tracker, or NULL, which was reported. */
_HPy_HIDDEN DebugRecord *debug_check_builder(DebugContext *c, intptr_t bits, DebugRecordKind kind);

/* The same for a builder that the extension passes by its address, as the first argument: 'bits' points into it, or is
 * NULL. NULL comes with an exception, which is MemoryError where there was no memory for the record. */
_HPy_HIDDEN DebugRecord *debug_check_builder_at(DebugContext *c, const intptr_t *bits, DebugRecordKind kind);

#endif /* HPY_DEBUG_BUILDERS_H */
