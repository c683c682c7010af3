/* Memory that is given to the extension to be written to, with a guard behind it that tells of writing too much. */
#ifndef HPY_DEBUG_GUARDED_H
#define HPY_DEBUG_GUARDED_H

#include "debug.h"

typedef struct {
    char *data; /* NULL: none */
    size_t size, room; /* what may be written, and how much memory there is, with that of the guard */
} DebugGuarded;

/* Have 'size' bytes, the first of them as they were. 0: there is no memory, and all is as it was. */
_HPy_HIDDEN int debug_guarded_resize(DebugGuarded *memory, size_t size);

/* Whether no more was written than there is; what was is undone, so it is told once. */
_HPy_HIDDEN int debug_guarded_check(DebugGuarded *memory);

_HPy_HIDDEN void debug_guarded_free(DebugGuarded *memory);

#endif /* HPY_DEBUG_GUARDED_H */
