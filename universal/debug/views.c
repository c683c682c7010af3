/* What views of a str and views of numbers have in common: their records. */
#include "views.h"
#include "checks.h"
#include "findings.h"
#include "handles.h"

intptr_t debug_open_view(DebugContext *c, DebugRecordKind kind, const void *inner, size_t size)
{
    void *kept = malloc(size);
    HPy content;
    intptr_t bits;

    if (kept == NULL) {
        debug_no_memory(c);
        return 0;
    }
    memcpy(kept, inner, size);
    content._i = (intptr_t)kept;
    bits = debug_open(c, kind, content);
    if (bits == 0)
        free(kept);
    return bits;
}

DebugRecord *debug_check_view(DebugContext *c, intptr_t bits, DebugRecordKind kind)
{
    DebugRecord *record = debug_find_builder(bits);
    int is_view = record != NULL && debug_kind(record) == kind;

    if (is_view && record == debug_find_open_builder(bits))
        return record;
    if (is_view && debug_is_closed(record) && debug_age(record, bits) == 1)
        debug_report(c, DEBUG_WARNING, "view-after-release", record, "%s: the view was released before",
                     debug_api_name(c->api));
    else
        debug_report(c, DEBUG_WARNING, "invalid-handle", NULL, "%s: this is no view of %s, or an old one",
                     debug_api_name(c->api), kind == DEBUG_TEXT_VIEW ? "a str" : "numbers");
    return NULL;
}
