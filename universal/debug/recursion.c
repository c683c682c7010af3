/* Guards against recursion and against a repr() without end: what a call has entered is a record until it is left, so
 * that the end of the call finds what it forgot. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "recursion.h"

/* One that the call is in. The object is a duplicate, HPy_NULL of HPy_EnterRecursiveCall. */
struct DebugGuard {
    DebugGuard *next; /* the one around it */
    intptr_t bits;    /* of its record */
    HPy object;
};

/* Note what was entered. 0 with MemoryError. */
static int note(DebugContext *c, DebugRecordKind kind, HPy object)
{
    DebugGuard *guard = (DebugGuard *)malloc(sizeof(*guard));
    HPy nothing = {0};

    if (guard == NULL) {
        debug_no_memory(c);
        return 0;
    }
    guard->bits = debug_open(c, kind, nothing);
    if (guard->bits == 0) {
        free(guard);
        return 0;
    }
    guard->object = HPy_Dup(c->inner, object);
    guard->next = c->guards;
    c->guards = guard;
    return 1;
}

/* The place where the guard stands that was entered last, of this kind and for this object; NULL: there is none. */
static DebugGuard **find(DebugContext *c, DebugRecordKind kind, HPy object)
{
    DebugGuard **place;

    for (place = &c->guards; *place != NULL; place = &(*place)->next) {
        const DebugRecord *record = debug_find_open_builder((*place)->bits);
        if (record != NULL && debug_kind(record) == kind
                && (HPy_IsNull(object) || HPy_Is(c->inner, object, (*place)->object)))
            return place;
    }
    return NULL;
}

static void remove_guard(DebugContext *c, DebugGuard **place)
{
    DebugGuard *guard = *place;

    *place = guard->next;
    HPy_Close(c->inner, guard->object);
    free(guard);
}

void debug_forget_guards(DebugContext *c)
{
    while (c->guards != NULL)
        remove_guard(c, &c->guards);
}

/* Whether the call is in such a guard, which is no longer noted then; else it is reported. */
static int leave(DebugContext *c, DebugRecordKind kind, HPy object, const char *enter)
{
    DebugGuard **place = find(c, kind, object);

    if (place == NULL)
        return debug_report(c, DEBUG_WARNING, "guard-not-entered", NULL,
                            "%s: %s was not entered in this call, or left before", debug_api_name(c->api), enter);
    debug_hand_over(c, debug_find_open_builder((*place)->bits));
    remove_guard(c, place);
    return 1;
}

int debug_EnterRecursiveCall(HPyContext *ctx, const char *where)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_EnterRecursiveCall, LAYER_PLACE()) || (where == NULL && !debug_refuse_null_pointer(c, 1)))
        return -1;
    if (HPy_EnterRecursiveCall(c->inner, where) < 0) {
        debug_failed(c);
        return -1;
    }
    if (note(c, DEBUG_RECURSION, HPy_NULL))
        return 0;
    HPy_LeaveRecursiveCall(c->inner);
    return -1;
}

void debug_LeaveRecursiveCall(HPyContext *ctx)
{
    DebugContext *c = debug_context(ctx);

    if (debug_enter_cleaning(c, API_LeaveRecursiveCall, LAYER_PLACE())
            && leave(c, DEBUG_RECURSION, HPy_NULL, "HPy_EnterRecursiveCall"))
        HPy_LeaveRecursiveCall(c->inner);
}

int debug_ReprEnter(HPyContext *ctx, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;
    int result;

    if (!debug_enter(c, API_ReprEnter, LAYER_PLACE()) || !debug_unwrap(c, debug_in(obj), &inner, 1))
        return -1;
    result = HPy_ReprEnter(c->inner, inner);
    if (result < 0)
        debug_failed(c);
    if (result != 0 || note(c, DEBUG_REPR, inner))
        return result;
    HPy_ReprLeave(c->inner, inner);
    return -1;
}

void debug_ReprLeave(HPyContext *ctx, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (debug_enter_cleaning(c, API_ReprLeave, LAYER_PLACE()) && debug_unwrap(c, debug_in(obj), &inner, 1)
            && leave(c, DEBUG_REPR, inner, "HPy_ReprEnter"))
        HPy_ReprLeave(c->inner, inner);
}
