/* What views of a str and views of numbers have in common: their records. */
#ifndef HPY_DEBUG_VIEWS_H
#define HPY_DEBUG_VIEWS_H

#include "table.h"

/* A record for a view that the inner context gave, with a copy of these 'size' bytes of it in the place of an inner
 * handle: the bits, or 0 with MemoryError. */
_HPy_HIDDEN intptr_t debug_open_view(DebugContext *c, DebugRecordKind kind, const void *inner, size_t size);

/* The record of an open view of this kind; NULL, which was reported. */
_HPy_HIDDEN DebugRecord *debug_check_view(DebugContext *c, intptr_t bits, DebugRecordKind kind);

#endif /* HPY_DEBUG_VIEWS_H */
