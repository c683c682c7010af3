/* What the extension's function returns, and the end of its call. */
#include "checks.h"
#include "field_checks.h"
#include "findings.h"
#include "leaks.h"
#include "lock_checks.h"
#include "records.h"
#include "results.h"

/* ---- the end of the call ---- */

/* The call ended without the thread state: take it back, for Python goes on now. */
static void reenter(DebugContext *c)
{
    HPy_ReenterPythonExecution(c->inner, c->left_state);
    c->left = 0;
    c->place = c->left_place;
    debug_set_guard(c);
    debug_report(c, DEBUG_WARNING, "no-thread-state", NULL,
                 "the function returned between HPy_LeavePythonExecution and HPy_ReenterPythonExecution");
}

void debug_clean_up(DebugContext *c)
{
    if (c->left)
        reenter(c);
    if (c->n_held > 0)
        debug_drop_held(c);
    if (c->n_stores > 0)
        debug_check_stores(c);
    if (debug_noticed)
        debug_report_noticed(c);
    if (c->n_open > 0) /* LeakDetector, the pytest plug-in or the end of the program tell of them */
        debug_abandon(c);
    c->pending = c->caused_pending = c->starved = 0;
}

/* ---- results ---- */

/* Whether an exception is pending. The layer knows of every function of the API that has failed, so after a success
 * that need not be asked, unless there was one. */
static int has_error(const DebugContext *c, int failed)
{
    return (failed || c->pending) && HPyErr_Occurred(c->inner);
}

/* The extension's word against the host's: it returned a result, but an exception is pending. */
static void report_result_with_exception(DebugContext *c)
{
    if (!c->caused_pending && !(c->pending && c->pending_reported))
        debug_report(c, DEBUG_WARNING, "result-with-exception", NULL,
                     c->pending ? "the function returned a result although %s had failed"
                                : "the function returned a result although an exception is pending",
                     debug_api_name(c->pending_api));
}

/* Where the function returned is not known, only what it called last, in a way that is right or not. */
static void report_null_result(DebugContext *c)
{
    c->last_api = c->api;
    c->last_place = c->place;
    c->api = API_RETURN;
    c->place = NULL;
    debug_report(c, DEBUG_ERROR, "result-null", NULL, "the function returned an error without setting an exception");
    c->last_place = NULL;
}

static void report_error_without_exception(DebugContext *c)
{
    if (c->starved)
        HPyErr_NoMemory(c->inner);
    else if (c->pending && c->pending_reported) /* a later call has dropped the exception */
        HPyErr_SetString(c->inner, c->inner->h_SystemError, "error return without exception set");
    else
        report_null_result(c);
}

/* Whether the call has failed. What becomes of an exception beside a result depends on who called, without the layer:
 * SystemError in one place, in another it goes on and shows anywhere. Here the call fails with it. */
int debug_examine_result(DebugContext *c, int failed)
{
    int pending;

    if (c->left)
        reenter(c);
    pending = has_error(c, failed);
    if (failed && !pending)
        report_error_without_exception(c);
    if (!failed && pending)
        report_result_with_exception(c);
    return failed || pending;
}

/* Where the result is a handle that is not the caller's to give: a duplicate takes its place. */
static HPy take_borrowed(DebugContext *c, DebugRecord *record)
{
    HPy result = HPy_Dup(c->inner, record->inner);

    if (debug_kind(record) == DEBUG_CONSTANT)
        debug_report(c, DEBUG_WARNING, "return-constant", record,
                     "the function returned a constant of the context; it must return HPy_Dup of it");
    else if (debug_kind(record) == DEBUG_BUFFER)
        debug_report(c, DEBUG_WARNING, "return-borrowed", record,
                     "the function returned the object of a buffer, which is the buffer's; it must return HPy_Dup of it");
    else if (debug_kind(record) == DEBUG_BORROWED)
        debug_report(c, DEBUG_WARNING, "return-borrowed", record,
                     "the function returned a handle of HPyField_Borrow; it must return HPy_Dup of it, or what "
                     "HPyField_Load gives");
    else
        debug_report(c, DEBUG_WARNING, "return-borrowed", record,
                     "the function returned its argument, which is borrowed; it must return HPy_Dup of it");
    if (debug_kind(record) == DEBUG_BORROWED) /* not a leak as well */
        debug_close(c, record);
    return result;
}

static HPy take_handle(DebugContext *c, DHPy result)
{
    DebugRecord *record;
    HPy inner;

    c->place = NULL;
    c->api = API_RETURN;
    if (!debug_unwrap(c, result, &inner, 0))
        return HPy_NULL;
    record = debug_find_open(result);
    if (record == NULL) /* a closed one that is still kept */
        return HPy_Dup(c->inner, inner);
    if (debug_kind(record) != DEBUG_HANDLE)
        return take_borrowed(c, record);
    debug_hand_over(c, record);
    return inner;
}

HPy debug_check_handle(DebugContext *c, DHPy result, int may_be_null)
{
    HPy inner;

    if (debug_is_null(result)) {
        if (may_be_null && !c->left)
            debug_cleared(c);
        else
            debug_examine_result(c, 1);
        return HPy_NULL;
    }
    if (c->left)
        reenter(c);
    inner = take_handle(c, result);
    if (!HPy_IsNull(inner) && has_error(c, 0)) {
        report_result_with_exception(c);
        HPy_Close(c->inner, inner);
        return HPy_NULL;
    }
    return inner;
}
