/* Whether a closed record goes on holding its object. */
#include "keeping.h"

intptr_t debug_type_not_kept;

int debug_keep_duplicate(DebugContext *c, const DebugRecord *record)
{
    return debug_options.keep_all && debug_may_keep(c, record->inner) && !HPy_IsNull(HPy_Dup(c->inner, record->inner));
}
