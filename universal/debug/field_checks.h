/* Whether the fields that are stored and loaded belong to their owners, and HPy_tp_traverse visits them. */
#ifndef HPY_DEBUG_FIELD_CHECKS_H
#define HPY_DEBUG_FIELD_CHECKS_H

#include "../layers/layer_atomic.h"
#include "debug.h"

/* What is in a field, which another thread may store to at the same time. */
static inline HPyField debug_content(const HPyField *field)
{
    HPyField content;

    content._i = LAYER_PEEK(&field->_i);
    return content;
}

/* How often fields were emptied so far: the number that debug_note_store() takes, from before the store. */
_HPy_HIDDEN uint64_t debug_n_clears(void);
/* Fields are about to be emptied. */
_HPy_HIDDEN void debug_note_clears(const HPyField *fields, HPy_ssize_t n);
/* A field was stored: unless it is emptied, look at the end of the call whether its owner's tp_traverse visits it, once. */
_HPy_HIDDEN void debug_note_store(DebugContext *c, HPy owner, HPyField *field, uint64_t before);
/* What is in a field is loaded: look whether its owner has such a field, at this address if it is not NULL. */
_HPy_HIDDEN void debug_note_load(DebugContext *c, HPy owner, const HPyField *at, HPyField field);
/* The end of the call. */
_HPy_HIDDEN void debug_check_stores(DebugContext *c);

#endif /* HPY_DEBUG_FIELD_CHECKS_H */
