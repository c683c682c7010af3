/* Handles that a field lends: HPyField_Borrow, HPy_EndBorrow. Here such a handle has a reference of its own, so that an
 * author's mistake is told and not met. */
#include "checks.h"
#include "field_checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "options.h"
#include "records.h"

HPy debug_Field_Borrow(HPyContext *ctx, HPy source_object, const HPyField *source_field)
{
    DebugContext *c = debug_context(ctx);
    HPy owner, content, result;

    if (!debug_enter(c, API_Field_Borrow, LAYER_PLACE()) || !debug_unwrap(c, debug_in(source_object), &owner, 1)
            || (source_field == NULL && !debug_refuse_null_pointer(c, 2)))
        return HPy_NULL;
    content = HPyField_LoadOrNull(c->inner, owner, source_field);
    if (HPy_IsNull(content))
        return HPy_NULL;
    debug_note_load(c, owner, source_field, debug_content(source_field));
    result._i = debug_open(c, DEBUG_BORROWED, content);
    return result;
}

/* An end of what is no open borrow. */
static void report_end(DebugContext *c, HPy h, const DebugRecord *record)
{
    HPy inner;

    if (record != NULL && debug_is_closed(record) && debug_age(record, h._i) == 1 && debug_kind(record) == DEBUG_BORROWED)
        debug_report(c, DEBUG_WARNING, "double-close", record, "HPy_EndBorrow: the borrow was ended before");
    else if (debug_unwrap(c, debug_in(h), &inner, 1))
        debug_report(c, DEBUG_WARNING, "not-borrowed", record, "HPy_EndBorrow: the handle is none of HPyField_Borrow%s",
                     record != NULL && debug_kind(record) == DEBUG_HANDLE ? "; HPy_Close closes it" : "");
}

void debug_EndBorrow(HPyContext *ctx, HPy h)
{
    DebugContext *c = debug_context(ctx);
    DebugRecord *record;

    if (HPy_IsNull(h) || !debug_enter(c, API_EndBorrow, LAYER_PLACE()))
        return;
    record = debug_find(debug_in(h));
    if (record == NULL || record->bits != h._i || debug_kind(record) != DEBUG_BORROWED) {
        report_end(c, h, record);
        return;
    }
    if (debug_options.host->is_last(record->inner))
        debug_report(c, DEBUG_WARNING, "borrowed-gone", record,
                     "HPy_EndBorrow: nothing keeps the object any more, so without debug mode it may be freed memory; "
                     "borrow it for a shorter time, or use HPyField_Load");
    debug_close(c, record);
}
