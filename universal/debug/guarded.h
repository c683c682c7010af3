/* Memory that a builder gives to the extension to be written to: what is written beyond its end is noticed by a guard
 * behind it, what is used too late by the pages in which it lies, if it got some (regions.h). */
#ifndef HPY_DEBUG_GUARDED_H
#define HPY_DEBUG_GUARDED_H

#include "debug.h"

typedef struct {
    char *data;        /* NULL: none */
    size_t size, room; /* what may be written, and how much memory there is, with that of the guard */
    int is_own;        /* a block; else the pages of a record */
} DebugGuarded;

/* Have 'size' bytes for the builder that is recorded, the first of them as they were. 0: there is no memory, and all is
 * as it was. */
_HPy_HIDDEN int debug_guarded_resize(DebugContext *c, DebugRecord *record, DebugGuarded *memory, size_t size);

/* Whether no more was written than there is; what was is undone, so it is told once. */
_HPy_HIDDEN int debug_guarded_check(DebugGuarded *memory);

/* The builder's record is or will be closed. */
_HPy_HIDDEN void debug_guarded_free(DebugGuarded *memory);

#endif /* HPY_DEBUG_GUARDED_H */
