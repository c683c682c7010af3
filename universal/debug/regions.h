/* Memory that the API gives out: the text of strings and bytes, names of types. */
#ifndef HPY_DEBUG_REGIONS_H
#define HPY_DEBUG_REGIONS_H

#include "table.h"

/* The bytes at 'data' in memory that notices being written to, and being used when the record is closed. 'data' itself
 * where that cannot be had. */
_HPy_HIDDEN const char *debug_give_out(DebugContext *c, DebugRecord *record, const char *data, size_t size);

/* Memory of so many bytes that notices being used at all, in place of 'data', which the closed record had to do with.
 * 'data' itself where that cannot be had. */
_HPy_HIDDEN const char *debug_forbid(DebugContext *c, DebugRecord *record, const char *data, size_t size);

/* The owner was closed; the owner's record is used for another. Both with the lock held, or where there is none. */
_HPy_HIDDEN void debug_memory_closed(DebugRecord *record);
_HPy_HIDDEN void debug_memory_freed(DebugRecord *record);

#endif /* HPY_DEBUG_REGIONS_H */
