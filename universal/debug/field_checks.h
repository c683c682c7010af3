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

/* A field was stored: look at the end of the call whether its owner's tp_traverse visits it, once. */
_HPy_HIDDEN void debug_note_store(DebugContext *c, HPy owner, HPyField *field);
/* What is in a field is loaded: look whether its owner has such a field. */
_HPy_HIDDEN void debug_note_load(DebugContext *c, HPy owner, const HPyField *at, HPyField field);
/* A field is about to be emptied. */
_HPy_HIDDEN void debug_note_clear(DebugContext *c, const HPyField *field);
/* The end of the call. */
_HPy_HIDDEN void debug_check_stores(DebugContext *c);

#endif /* HPY_DEBUG_FIELD_CHECKS_H */
