/* What a call left open: it is reported at the end of the call with the option leaks=call, otherwise it is listed for
 * LeakDetector, the pytest plug-in or the end of the program. */
#include "describe.h"
#include "findings.h"
#include "leaks.h"
#include "recursion.h"
#include "trackers.h"

static void report_left(DebugContext *c, const DebugRecord *record)
{
    switch (debug_kind(record)) {
    case DEBUG_BUFFER:
        debug_report(c, DEBUG_WARNING, "buffer-unreleased", record, "a buffer was never released");
        break;
    case DEBUG_BORROWED:
        debug_report(c, DEBUG_WARNING, "borrow-unended", record, "a borrowed handle was never ended by HPy_EndBorrow");
        break;
    case DEBUG_LIST_BUILDER:
    case DEBUG_TUPLE_BUILDER:
    case DEBUG_TEXT_BUILDER:
    case DEBUG_BYTES_BUILDER:
        debug_report(c, DEBUG_WARNING, "builder-unfinished", record, "a %s was never built or cancelled",
                     debug_kind_name(debug_kind(record)));
        break;
    case DEBUG_TRACKER:
        debug_report(c, DEBUG_WARNING, "tracker-unfinished", record, "a tracker was never closed");
        break;
    case DEBUG_TEXT_VIEW:
    case DEBUG_NUMBER_VIEW:
        debug_report(c, DEBUG_WARNING, "view-unreleased", record, "a %s was never released",
                     debug_kind_name(debug_kind(record)));
        break;
    case DEBUG_RECURSION:
    case DEBUG_REPR:
        debug_report(c, DEBUG_WARNING, "guard-not-left", record, "a %s was never left",
                     debug_kind_name(debug_kind(record)));
        break;
    default:
        debug_report(c, DEBUG_WARNING, "leak", record, "a handle was never closed");
    }
}

/* In the order in which they were opened. A report runs code in Python, so by now a record may stand for another. */
static void report_all(DebugContext *c, const intptr_t *bits, size_t n)
{
    c->place = NULL;
    c->api = API_RETURN;
    while (n-- > 0) {
        DebugRecord *record = debug_record(DEBUG_INDEX(bits[n]));
        if (record->bits != bits[n] || debug_is_marked(record, DEBUG_TRACKED))
            continue;
        debug_mark(record, DEBUG_REPORTED);
        report_left(c, record);
    }
}

#define MOST_REPORTED 64 /* of one call; others are reported at exit */

/* They were opened not long ago, so the search goes backwards. */
void debug_abandon(DebugContext *c)
{
    DebugContext *owner = &c->layer->leaked;
    uint32_t n, n_positions = debug_table.n_ring * DEBUG_CHUNK, position = debug_next_position();
    intptr_t left[MOST_REPORTED];
    size_t n_left = 0;

    debug_forget_guards(c);
    debug_lock();
    for (n = 0; n < n_positions && c->n_open > 0; n++) {
        DebugRecord *record;
        position = position == 0 ? n_positions - 1 : position - 1;
        record = debug_record(debug_ring_index(position));
        if (record->context != c || debug_is_closed(record))
            continue;
        c->n_open--;
        owner->n_open++;
        record->context = owner;
        if (n_left < MOST_REPORTED)
            left[n_left++] = record->bits;
        if (debug_kind(record) == DEBUG_TRACKER)
            debug_mark_tracked(record);
    }
    c->n_open = 0;
    debug_unlock();
    if (debug_options.leaks_at_call)
        report_all(c, left, n_left);
}
