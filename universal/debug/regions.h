/* Memory that the API gives out: the text of strings and bytes, names of types, and that of builders. */
#ifndef HPY_DEBUG_REGIONS_H
#define HPY_DEBUG_REGIONS_H

#include "table.h"

/* The bytes at 'data' in memory that notices being written to, and being used when the record is closed. 'data' itself
 * where that cannot be had. */
_HPy_HIDDEN const char *debug_give_out(DebugContext *c, DebugRecord *record, const char *data, size_t size);

/* Memory of so many bytes that notices being used at all, in place of 'data', which the closed record had to do with.
 * 'data' itself where that cannot be had. */
_HPy_HIDDEN const char *debug_forbid(DebugContext *c, DebugRecord *record, const char *data, size_t size);

/* Memory of 'size' bytes that may be written, and notices being used when the record is closed, or after
 * debug_memory_moved(). NULL where that cannot be had, is not wanted, or the record has some already. */
_HPy_HIDDEN char *debug_give_to_write(DebugContext *c, DebugRecord *record, size_t size);
_HPy_HIDDEN void debug_memory_moved(const DebugRecord *record);

/* The owner was closed; the owner's record is used for another. Both with the lock held, or where there is none. */
_HPy_HIDDEN void debug_memory_closed(DebugRecord *record);
_HPy_HIDDEN void debug_memory_freed(DebugRecord *record);

#endif /* HPY_DEBUG_REGIONS_H */
