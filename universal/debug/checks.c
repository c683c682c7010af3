/* What the wrappers do when something is not as it should be: find out what, and report it. */
#include <stdio.h>

#include "checks.h"
#include "findings.h"
#include "hooks.h"
#include "noticed.h"

/* ---- contexts ---- */

static int refuse_foreign_thread(DebugContext *c)
{
    if (debug_options.host->has_thread_state())
        return debug_report(c, DEBUG_ERROR, "other-context", NULL,
                            "%s: the context belongs to a call in another thread", debug_api_name(c->api));
    debug_notice_call(c->api, c->place);
    return 0;
}

/* With the thread state taken back for the time of the report. */
static int refuse_left(DebugContext *c)
{
    HPy_ReenterPythonExecution(c->inner, c->left_state);
    debug_report(c, DEBUG_ERROR, "no-thread-state", NULL,
                 "%s: called between HPy_LeavePythonExecution and HPy_ReenterPythonExecution", debug_api_name(c->api));
    c->left_state = HPy_LeavePythonExecution(c->inner);
    return 0;
}

static int refuse_wrong_context(DebugContext *c)
{
    if (!debug_options.host->has_thread_state()) {
        debug_notice_call(c->api, c->place);
        return 0;
    }
    return debug_report(c, DEBUG_ERROR, "wrong-context", NULL,
                        "Error: Wrong HPy Context! %s: the context is one of a call that has ended",
                        debug_api_name(c->api));
}

static int attend_pending(DebugContext *c)
{
    if (!HPyErr_Occurred(c->inner)) {
        debug_cleared(c);
        return 1;
    }
    if (debug_api_allows_pending(c->api))
        return 1;
    if (c->caused_pending) /* a call that was refused: for the host there is nothing to go on with */
        return 0;
    if (!c->pending_reported)
        debug_report(c, DEBUG_WARNING, "exception-pending", NULL,
                     "%s: called while an exception is pending, which was set by %s", debug_api_name(c->api),
                     debug_api_name(c->pending_api));
    c->pending_reported = 1;
    return 1; /* as without the layer: what becomes of the exception depends on the function */
}

int debug_attend(DebugContext *c)
{
    if (c->under_layer)
        c->place = layer_take_place(c->place);
    if (c->function == NULL)
        return refuse_wrong_context(c);
    if (c->thread != DEBUG_THREAD())
        return refuse_foreign_thread(c);
    if (c->left)
        return refuse_left(c);
    return !c->pending || attend_pending(c);
}

/* ---- handles ---- */

/* "HPy_Add: argument 2 ", or what is said of a result. */
static void describe(const DebugContext *c, int argument, char *text, size_t size)
{
    if (c->api == API_RETURN)
        snprintf(text, size, "the function's result");
    else if (argument <= 0)
        snprintf(text, size, "%s: the argument", debug_api_name(c->api));
    else
        snprintf(text, size, "%s: argument %d", debug_api_name(c->api), argument);
}

/* A handle is missing that there was no memory for: that comes again where the author has cleared it. */
static int refuse_starved(DebugContext *c)
{
    if (!HPyErr_Occurred(c->inner)) {
        debug_no_memory(c);
        c->caused_pending = 1;
    }
    return 0;
}

static int refuse_null(DebugContext *c, const char *what)
{
    if (c->starved)
        return refuse_starved(c);
    if (c->pending && c->pending_reported) /* it comes of the call that failed, which was reported */
        return 0;
    if (c->pending && c->pending_api != c->api)
        return debug_report(c, DEBUG_ERROR, "null-handle", NULL, "%s is HPy_NULL; the result of %s was not checked",
                            what, debug_api_name(c->pending_api));
    return debug_report(c, DEBUG_ERROR, "null-handle", NULL, "%s is HPy_NULL", what);
}

/* A hook of HPy 0.9 stands in for the report; then the call goes on with the object, if it is still there. */
static int use_closed(DebugContext *c, const DebugRecord *record, HPy *inner, const char *what)
{
    int hooked = debug_call_hook(c, 0);

    if (hooked && debug_keeps(record)) {
        *inner = record->inner;
        return 1;
    }
    if (debug_kind(record) == DEBUG_ARGUMENT)
        return debug_report(c, DEBUG_ERROR, "kept-argument", record,
                            "%s is an argument of an earlier call, which was valid during that call only", what);
    if (debug_kind(record) == DEBUG_BUFFER)
        return debug_report(c, DEBUG_ERROR, "use-after-close", record, "%s is the object of a buffer that was released",
                            what);
    return debug_report(c, DEBUG_ERROR, "use-after-close", record,
                        "%s is a handle that was closed (Invalid usage of already closed handle)", what);
}

static int examine_closed(DebugContext *c, DHPy dh, const DebugRecord *record, HPy *inner, const char *what)
{
    uintptr_t age = debug_age(record, dh._i);

    if (debug_is_closed(record) && age == 1)
        return use_closed(c, record, inner, what);
    if (age == 0 || age > DEBUG_MAX_AGE / 2) /* a tag that this record has not had yet */
        return debug_report(c, DEBUG_ERROR, "invalid-handle", NULL, "%s is no handle", what);
    if (debug_call_hook(c, 0))
        return debug_report(c, DEBUG_ERROR, "use-after-close", NULL, "%s is a handle that was closed long ago", what);
    return debug_report(c, DEBUG_ERROR, "use-after-close", NULL,
                        "%s is a handle that was closed long ago; a larger quarantine would tell where", what);
}

/* An open handle, but not of this call. */
static int examine_owner(DebugContext *c, const DebugRecord *record, HPy *inner, const char *what)
{
    const DebugContext *owner = record->context;

    if (owner->layer != c->layer)
        return debug_report(c, DEBUG_ERROR, "other-context", record, "%s is a handle of another context, that of %s",
                            what, owner->layer->module);
    if (debug_kind(record) == DEBUG_BUFFER) { /* as long as the buffer */
        *inner = record->inner;
        return 1;
    }
    if (owner == &c->layer->leaked)
        debug_report(c, DEBUG_WARNING, "kept-handle", record,
                     "%s is a handle from an earlier call; only HPyField and HPyGlobal last longer than a call", what);
    else if (owner->thread != c->thread)
        debug_report(c, DEBUG_WARNING, "other-thread", record, "%s is a handle of a call in another thread", what);
    *inner = record->inner;
    return 1;
}

int debug_examine(DebugContext *c, DHPy dh, HPy *inner, int argument)
{
    const DebugRecord *record = debug_find(dh);
    char what[128];

    describe(c, argument, what, sizeof(what));
    if (debug_is_null(dh))
        return refuse_null(c, what);
    if (record == NULL)
        return debug_report(c, DEBUG_ERROR, "invalid-handle", NULL, "%s is no handle", what);
    if (debug_find_open(dh) == NULL)
        return examine_closed(c, dh, record, inner, what);
    return examine_owner(c, record, inner, what);
}

int debug_unwrap_array(DebugContext *c, const HPy *items, size_t n, HPy room[DEBUG_ROOM], HPy **inner, int argument)
{
    size_t i;

    *inner = room;
    if (items == NULL && n > 0)
        return debug_refuse_null_pointer(c, argument);
    if (n > DEBUG_ROOM) {
        *inner = n > (size_t)-1 / sizeof(HPy) ? NULL : (HPy *)malloc(n * sizeof(HPy));
        if (*inner == NULL) {
            debug_no_memory(c);
            return 0;
        }
    }
    for (i = 0; i < n; i++) {
        if (!debug_unwrap(c, debug_in(items[i]), &(*inner)[i], argument)) {
            debug_free_array(*inner, room);
            return 0;
        }
    }
    return 1;
}

void debug_free_array(HPy *inner, const HPy room[DEBUG_ROOM])
{
    if (inner != room)
        free(inner);
}

/* ---- what an argument must be ---- */

int debug_ask_for_type(DebugContext *c, DHPy dh, HPy inner, int argument)
{
    DebugRecord *record = debug_find_open(dh);

    if (!debug_expect(c, inner, c->inner->h_TypeType, "a type", argument))
        return 0;
    if (record != NULL)
        debug_mark(record, DEBUG_IS_TYPE);
    return 1;
}

static int refuse_type(DebugContext *c, const char *what, int argument)
{
    if (argument == 0)
        return debug_report(c, DEBUG_ERROR, "wrong-type", NULL, "%s arg must be %s", debug_api_name(c->api), what);
    return debug_report(c, DEBUG_ERROR, "wrong-type", NULL, "%s arg %d must be %s", debug_api_name(c->api), argument,
                        what);
}

int debug_expect(DebugContext *c, HPy inner, HPy type, const char *what, int argument)
{
    return HPy_TypeCheck(c->inner, inner, type) || refuse_type(c, what, argument);
}

int debug_expect_code(DebugContext *c, HPy inner, int argument)
{
    return debug_options.host->is_code(inner) || refuse_type(c, "a code object", argument);
}

int debug_expect_iterator(DebugContext *c, HPy inner, int argument)
{
    return c->inner->ctx_Iter_Check(c->inner, inner) || refuse_type(c, "an iterator", argument);
}

int debug_refuse_number(DebugContext *c, HPy_ssize_t number, const char *range, int argument)
{
    char what[128];

    describe(c, argument, what, sizeof(what));
    return debug_report(c, DEBUG_ERROR, "out-of-range", NULL, "%s is %ld, and must be %s", what, (long)number, range);
}

int debug_expect_items(DebugContext *c, HPy inner, HPy_ssize_t start, HPy_ssize_t n, int argument)
{
    return (HPy_TypeCheck(c->inner, inner, c->inner->h_TupleType)
            || debug_expect(c, inner, c->inner->h_ListType, "a list or tuple", argument))
           && (start >= 0 || debug_refuse_number(c, start, "0 or more", argument + 1))
           && (n >= 0 || debug_refuse_number(c, n, "0 or more", argument + 2));
}

void debug_report_null_pointer(DebugContext *c, int argument)
{
    char what[128];

    describe(c, argument, what, sizeof(what));
    debug_report(c, DEBUG_ERROR, "null-pointer", NULL, "%s is NULL", what);
}
