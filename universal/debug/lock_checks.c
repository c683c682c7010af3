/* Mutexes that a call has locked, and critical sections that it has begun. The host gets sections of the layer's, which it
 * may find after the extension's own are gone. */
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "lock_checks.h"

/* ---- mutexes ---- */

/* The last lock of a mutex by this thread, in this call or one around it, with that call; NULL: none is known. */
static DebugLock *find_lock(DebugContext *c, const HPyMutex *mutex, DebugContext **call)
{
    int i;

    for (*call = c; *call != NULL; *call = (*call)->outer)
        for (i = (*call)->n_locks - 1; i >= 0; i--)
            if ((*call)->locks[i].mutex == mutex)
                return &(*call)->locks[i];
    return NULL;
}

static void add_lock(DebugContext *c, const HPyMutex *mutex, int is_refused)
{
    DebugLock *lock;

    if (c->n_locks == DEBUG_MAX_LOCKS)
        return;
    lock = &c->locks[c->n_locks++];
    lock->mutex = mutex;
    lock->place = c->place;
    lock->is_refused = is_refused;
    c->n_held++;
}

static void remove_lock(DebugContext *c, DebugLock *lock)
{
    c->n_held--;
    c->n_locks--;
    memmove(lock, lock + 1, (size_t)(&c->locks[c->n_locks] - lock) * sizeof(*lock));
}

void debug_Mutex_Lock(HPyContext *ctx, HPyMutex *mutex)
{
    DebugContext *c = debug_context(ctx), *call;

    if (!debug_enter(c, API_Mutex_Lock, LAYER_PLACE()))
        return;
    if (mutex == NULL) {
        debug_report_null_pointer(c, 0);
        return;
    }
    if (find_lock(c, mutex, &call) != NULL) {
        debug_report(c, DEBUG_ERROR, "lock-twice", NULL,
                     "HPyMutex_Lock: this thread has locked the mutex already, and would wait for itself");
        add_lock(c, mutex, 1);
        return;
    }
    HPyMutex_Lock(c->inner, mutex);
    add_lock(c, mutex, 0);
}

void debug_Mutex_Unlock(HPyContext *ctx, HPyMutex *mutex)
{
    DebugContext *c = debug_context(ctx), *call;
    DebugLock *lock;
    int is_refused;

    if (!debug_enter(c, API_Mutex_Unlock, LAYER_PLACE()))
        return;
    if (mutex == NULL) {
        debug_report_null_pointer(c, 0);
        return;
    }
    lock = find_lock(c, mutex, &call);
    is_refused = lock != NULL && lock->is_refused;
    if (lock != NULL)
        remove_lock(call, lock);
    if (is_refused)
        return;
    if (lock == NULL && mutex->_i == 0)
        debug_report(c, DEBUG_ERROR, "lock-open", NULL, "HPyMutex_Unlock: the mutex is not locked");
    else
        HPyMutex_Unlock(c->inner, mutex);
}

/* ---- critical sections ---- */

struct DebugSection {
    DebugSection *next;
    HPyCriticalSection inner;
    const HPyCriticalSection *given;
    const void *place;
};

static DebugSection *new_section(DebugContext *c, const HPyCriticalSection *given)
{
    DebugSection *section = (DebugSection *)calloc(1, sizeof(*section));

    if (section == NULL) {
        debug_no_memory(c);
        c->starved = 1;
        return NULL;
    }
    section->given = given;
    section->place = c->place;
    section->next = c->section;
    return section;
}

static void push(DebugContext *c, DebugSection *section)
{
    c->section = section;
    c->n_held++;
}

static void pop(DebugContext *c)
{
    DebugSection *section = c->section;

    c->section = section->next;
    c->n_held--;
    HPyCriticalSection_End(c->inner, &section->inner);
    free(section);
}

void debug_CriticalSection_Begin(HPyContext *ctx, HPyCriticalSection *given, HPy obj)
{
    DebugContext *c = debug_context(ctx);
    DebugSection *section;
    HPy inner;

    if (!debug_enter(c, API_CriticalSection_Begin, LAYER_PLACE()) || !debug_unwrap(c, debug_in(obj), &inner, 2))
        return;
    section = new_section(c, given);
    if (section == NULL)
        return;
    HPyCriticalSection_Begin(c->inner, &section->inner, inner);
    push(c, section);
}

void debug_CriticalSection_Begin2(HPyContext *ctx, HPyCriticalSection *given, HPy a, HPy b)
{
    DebugContext *c = debug_context(ctx);
    DebugSection *section;
    HPy inner_a, inner_b;

    if (!debug_enter(c, API_CriticalSection_Begin2, LAYER_PLACE()) || !debug_unwrap(c, debug_in(a), &inner_a, 2)
            || !debug_unwrap(c, debug_in(b), &inner_b, 3))
        return;
    section = new_section(c, given);
    if (section == NULL)
        return;
    HPyCriticalSection_Begin2(c->inner, &section->inner, inner_a, inner_b);
    push(c, section);
}

/* One that could not begin, for which there was a report, need not end. */
void debug_CriticalSection_End(HPyContext *ctx, HPyCriticalSection *given)
{
    DebugContext *c = debug_context(ctx);

    if (!debug_enter(c, API_CriticalSection_End, LAYER_PLACE()))
        return;
    if (c->section != NULL && c->section->given == given)
        pop(c);
    else if (!c->starved && !c->caused_pending)
        debug_report(c, DEBUG_ERROR, "section-order", NULL,
                     c->section != NULL ? "HPyCriticalSection_End: the section is not the one that was begun last"
                                        : "HPyCriticalSection_End: no section was begun");
}

/* ---- the end of the call ---- */

void debug_drop_held(DebugContext *c)
{
    while (c->section != NULL) {
        c->place = c->section->place;
        c->api = API_CriticalSection_Begin;
        pop(c);
        debug_report(c, DEBUG_WARNING, "section-left", NULL, "the function returned within a critical section");
    }
    while (c->n_locks > 0) {
        DebugLock lock = c->locks[c->n_locks - 1];
        remove_lock(c, &c->locks[c->n_locks - 1]);
        c->place = lock.place;
        c->api = API_Mutex_Lock;
        if (!lock.is_refused)
            debug_report(c, DEBUG_WARNING, "lock-left", NULL, "the function returned with a mutex locked");
    }
}
