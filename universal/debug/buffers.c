/* Buffers: the views that the extension has acquired.
 *
 * The host fills the extension's own struct, since a view may point into itself. Of what it filled only the object is
 * replaced, by a handle whose record is a DEBUG_BUFFER; it gets the inner one back for the time of the release.
 *
 * A view may be part of an object's struct, so where the struct lies says when it must be released:
 *
 *     on the stack, in a frame of a call          until that call ends: the record is the call's, like any handle
 *     in an object whose type has a finalizer     until that has run: the record is the layer's, and DEBUG_STORED
 *     in an object without one                    by the extension's own means, if it has any: the layer's
 *     elsewhere                                   nobody knows: the layer's, and DEBUG_STORED
 *
 * What is DEBUG_STORED is not listed as a leak, until its owner's finalizer has left it, or another view is acquired in
 * its place.
 */
#include "buffers.h"
#include "checks.h"
#include "findings.h"
#include "generated/prototypes.h"
#include "handles.h"
#include "regions.h"

/* ---- views in memory that outlives the call ---- */

#define LISTS 256

static DebugRecord *stored[LISTS]; /* by the address of the view, chained by extra->next; written under the lock */
uint32_t debug_n_stored;

static DebugRecord **list_of(const HPy_buffer *view)
{
    return &stored[((uintptr_t)view >> 4 ^ (uintptr_t)view >> 12) % LISTS];
}

static void store(DebugRecord *record)
{
    DebugRecord **list = list_of(record->extra->view);

    debug_lock();
    record->flags |= DEBUG_STORED;
    record->extra->next = *list;
    *list = record;
    debug_n_stored++;
    debug_unlock();
}

/* With the lock held. Two threads may come to it with the same view, by a mistake of the author's. */
static void unlink_stored(DebugRecord *record)
{
    DebugRecord **link = list_of(record->extra->view);

    while (*link != NULL && *link != record)
        link = &(*link)->extra->next;
    if (*link == NULL)
        return;
    *link = record->extra->next;
    record->flags &= ~DEBUG_STORED;
    debug_n_stored--;
}

/* A leak of this moment, listed or reported from now on. */
static void reveal(DebugContext *c, DebugRecord *record)
{
    debug_lock();
    unlink_stored(record);
    record->flags &= (1u << DEBUG_GENERATION_SHIFT) - 1;
    record->flags |= debug_options.generation << DEBUG_GENERATION_SHIFT;
    debug_unlock();
    if (!debug_options.leaks_at_call)
        return;
    debug_mark(record, DEBUG_REPORTED);
    debug_report(c, DEBUG_WARNING, "buffer-unreleased", record, "a buffer was never released");
}

/* Another view is acquired in this place. */
static void reveal_at(DebugContext *c, const HPy_buffer *view)
{
    DebugRecord *record;

    debug_lock();
    record = *list_of(view);
    while (record != NULL && record->extra->view != view)
        record = record->extra->next;
    debug_unlock();
    if (record != NULL)
        reveal(c, record);
}

static DebugRecord *find_stored_in(HPy owner)
{
    DebugRecord *record = NULL;
    int i;

    debug_lock();
    for (i = 0; i < LISTS && record == NULL; i++) {
        record = stored[i];
        while (record != NULL && !debug_options.host->contains(owner, record->extra->view))
            record = record->extra->next;
    }
    debug_unlock();
    return record;
}

void debug_look_for_views(DebugContext *c, HPy owner)
{
    DebugRecord *record;

    while ((record = find_stored_in(owner)) != NULL)
        reveal(c, record);
}

/* ---- where a view lies ---- */

/* The call in whose frames the address lies, or NULL: stacks grow downwards. */
static DebugContext *call_around(DebugContext *c, const HPy_buffer *view, uintptr_t here)
{
    const DebugLayer *layer = c->layer;

    if ((uintptr_t)view < here)
        return NULL;
    while (c != NULL && (uintptr_t)view >= c->stack)
        c = c->outer;
    return c != NULL && c->layer == layer ? c : NULL;
}

/* The object in whose struct the view lies, among those that the call was given and that it has handles of; or
 * HPy_NULL. */
static HPy owner_of(const DebugContext *c, const HPy_buffer *view)
{
    uint32_t i, n_left = c->n_open, position = debug_next_position();
    const DebugRecord *record;

    for (i = 0; i < DEBUG_ROOM; i++) {
        record = &c->argument_records[i];
        if (!debug_is_closed(record) && debug_options.host->contains(record->inner, view))
            return record->inner;
    }
    for (i = 0; i < debug_table.ring_end && n_left > 0; i++) {
        position = position == 0 ? debug_table.ring_end - 1 : position - 1;
        record = debug_record(debug_ring_index(position));
        if (record->context != c || debug_is_closed(record) || debug_kind(record) > DEBUG_ARGUMENT)
            continue;
        n_left--;
        if (debug_options.host->contains(record->inner, view))
            return record->inner;
    }
    return HPy_NULL;
}

/* Whether it may rightly be there when its call has ended. Memory of which nothing is known may be anything, and the
 * state of a module has nobody to end it. */
static int may_stay(DebugContext *c, const HPy_buffer *view)
{
    HPy type, owner = owner_of(c, view);
    int result;

    if (HPy_IsNull(owner) || debug_options.host->shape_of(owner, HPyType_BuiltinShape_Legacy) == HPyType_BuiltinShape_Legacy)
        return 1;
    type = HPy_Type(c->inner, owner);
    result = HPy_HasAttr_s(c->inner, type, "__del__");
    HPy_Close(c->inner, type);
    return result;
}

static void move_to(DebugContext *c, DebugRecord *record, DebugContext *owner)
{
    debug_lock();
    record->context = owner;
    c->n_open--;
    owner->n_open++;
    debug_unlock();
}

static void place(DebugContext *c, DebugRecord *record, HPy_buffer *view, uintptr_t here)
{
    DebugContext *call = call_around(c, view, here);

    if (call == c)
        return;
    move_to(c, record, call != NULL ? call : &c->layer->leaked);
    if (call == NULL && record->extra != NULL && may_stay(c, view))
        store(record);
}

/* ---- acquiring ---- */

/* The bytes of a bytes object: their copy notices what is done to it later, as that of HPyBytes_AsString does. */
static void give_copy(DebugContext *c, DebugRecord *record, HPy_buffer *view)
{
    if (view->readonly && HPyBytes_Check(c->inner, record->inner)
            && view->buf == (const void *)HPyBytes_AS_STRING(c->inner, record->inner)
            && view->len == HPyBytes_GET_SIZE(c->inner, record->inner))
        view->buf = (void *)(uintptr_t)debug_give_out(c, record, (const char *)view->buf, (size_t)view->len + 1);
}

static int open_view(DebugContext *c, HPy_buffer *view, uintptr_t here)
{
    DebugRecord *record;
    DebugExtra *extra;
    intptr_t bits;

    if (HPy_IsNull(view->obj)) /* of no object: there is nothing to release */
        return 0;
    bits = debug_open(c, DEBUG_BUFFER, view->obj);
    if (bits == 0) {
        c->inner->ctx_Buffer_Release(c->inner, view);
        return -1;
    }
    record = debug_record(DEBUG_INDEX(bits));
    extra = debug_extra(record);
    if (extra != NULL) {
        extra->view = view;
        give_copy(c, record, view);
    }
    view->obj._i = bits;
    place(c, record, view, here);
    return 0;
}

/* These mean something else among the flags of a view. */
static int refuse_flags(DebugContext *c, int flags)
{
    return debug_refuse_number(c, flags, "flags such as HPyBUF_SIMPLE, not HPyBUF_READ or HPyBUF_WRITE", 3);
}

int debug_GetBuffer(HPyContext *ctx, HPy obj, HPy_buffer *view, int flags)
{
    DebugContext *c = debug_context(ctx);
    HPy inner;

    if (view != NULL)
        view->obj = HPy_NULL;
    if (!debug_enter(c, API_GetBuffer, LAYER_PLACE()) || !debug_unwrap(c, debug_in(obj), &inner, 1)
            || (view == NULL && !debug_refuse_null_pointer(c, 2))
            || ((flags == HPyBUF_READ || flags == HPyBUF_WRITE) && !refuse_flags(c, flags)))
        return -1;
    if (debug_n_stored > 0)
        reveal_at(c, view);
    view->internal = NULL;
    if (c->inner->ctx_GetBuffer(c->inner, inner, view, flags) < 0) {
        debug_failed(c);
        view->obj = HPy_NULL;
        return -1;
    }
    return open_view(c, view, LAYER_STACK());
}

/* ---- releasing ---- */

/* Close the record, and have the view as the host filled it. */
static void close_view(DebugContext *c, HPy_buffer *view, DebugRecord *record)
{
    DebugExtra *extra = record->extra;
    HPy inner = record->inner;

    if (debug_kind(record) == DEBUG_BUFFER && extra != NULL) {
        if (record->flags & DEBUG_STORED) {
            debug_lock();
            unlink_stored(record);
            debug_unlock();
        }
        if (extra->memory != NULL)
            view->buf = (void *)(uintptr_t)(extra->original + ((char *)view->buf - extra->memory));
        extra->ended_by = c;
        extra->ended_in = c->serial;
        extra->view = view;
    }
    debug_hand_over(c, record);
    view->obj = inner;
}

/* Whether the record serves no other handle or view since it was closed. With threads at the same time it is made to look
 * open, so that none takes it meanwhile. */
static int hold_closed(DebugRecord *record, intptr_t closed_bits)
{
    int held;

    debug_lock();
    held = record->bits == closed_bits;
    if (held && debug_options.parallel)
        debug_set_bits(record, closed_bits | 1);
    debug_unlock();
    return held;
}

/* The struct is not what it was: using it is noticed as far as it can be. 'internal' tells the record. */
static void spoil(DebugContext *c, HPy_buffer *view, DebugRecord *record, intptr_t bits)
{
    HPy_ssize_t size = view->len;
    intptr_t closed_bits = debug_closed_bits(bits);

    if (!hold_closed(record, closed_bits))
        return;
    view->internal = (void *)bits;
    if (record->extra != NULL && record->extra->memory != NULL)
        view->buf = record->extra->memory;
    else if (size > 0)
        view->buf = (void *)(uintptr_t)debug_forbid(c, record, (const char *)view->buf, (size_t)size);
    if (debug_options.parallel)
        debug_set_bits(record, closed_bits);
}

/* The record of an empty view, if it is one that was released in this call; otherwise NULL. */
static const DebugRecord *released_in_call(const DebugContext *c, const HPy_buffer *view)
{
    DHPy dh;
    const DebugRecord *record;

    dh._i = (intptr_t)view->internal;
    record = debug_find(dh);
    if (record == NULL || record->bits != debug_closed_bits(dh._i) || debug_kind(record) != DEBUG_BUFFER
            || record->extra == NULL || record->extra->view != view)
        return NULL;
    return record->extra->ended_by == c && record->extra->ended_in == c->serial ? record : NULL;
}

/* Twice in one call is not meant. Later it may be: who keeps a view has an object that is closed, and then ends. */
static void release_empty(DebugContext *c, const HPy_buffer *view)
{
    const DebugRecord *record = released_in_call(c, view);

    if (record != NULL)
        debug_report(c, DEBUG_WARNING, "double-release", record,
                     "HPyBuffer_Release: the buffer was released before");
}

/* What is to be released was not acquired. */
static void report_release(DebugContext *c, HPy_buffer *view, const DebugRecord *record)
{
    int was_closed = record != NULL && debug_is_closed(record) && debug_age(record, view->obj._i) == 1;

    if (was_closed && debug_kind(record) == DEBUG_BUFFER)
        debug_report(c, DEBUG_WARNING, "double-release", record,
                     "HPyBuffer_Release: the buffer was released before, by a copy of this struct");
    else if (record != NULL && record->bits == view->obj._i)
        debug_report(c, DEBUG_WARNING, "close-borrowed", record,
                     "HPyBuffer_Release: the view's object is not the view's, but a handle that is borrowed");
    else
        debug_report(c, DEBUG_WARNING, "invalid-buffer", NULL,
                     "HPyBuffer_Release: this is no view that was acquired");
    view->obj = HPy_NULL;
}

static void release(DebugContext *c, HPy_buffer *view)
{
    DebugRecord *record = debug_find(debug_in(view->obj));
    intptr_t bits = view->obj._i;
    int kind = record != NULL ? (int)debug_kind(record) : -1;

    if (HPy_IsNull(view->obj)) {
        release_empty(c, view);
    } else if (record == NULL || record->bits != bits || (kind != DEBUG_BUFFER && kind != DEBUG_HANDLE)) {
        report_release(c, view, record);
    } else {
        close_view(c, view, record);
        c->inner->ctx_Buffer_Release(c->inner, view);
        view->obj = HPy_NULL;
        if (kind == DEBUG_BUFFER)
            spoil(c, view, record, bits);
    }
}

void debug_Buffer_Release(HPyContext *ctx, HPy_buffer *view)
{
    DebugContext *c = debug_context(ctx);

    if (debug_enter(c, API_Buffer_Release, LAYER_PLACE())) {
        if (view != NULL || debug_refuse_null_pointer(c, 0))
            release(c, view);
    } else if (c->left && c->thread == DEBUG_THREAD() && view != NULL) { /* it shall not be a leak on top of that */
        HPy_ReenterPythonExecution(c->inner, c->left_state);
        release(c, view);
        c->left_state = HPy_LeavePythonExecution(c->inner);
    }
}

HPy debug_give_view(DebugContext *c, HPy_buffer *view)
{
    DebugRecord *record = debug_find_open(debug_in(view->obj));

    close_view(c, view, record);
    return view->obj;
}

/* ---- using ---- */

/* The host does not look at the object, and it is none of its own. */
HPy debug_MemoryView_FromBuffer(HPyContext *ctx, const HPy_buffer *view)
{
    DebugContext *c = debug_context(ctx);
    const DebugRecord *released;
    HPy_buffer copy;

    if (!debug_enter(c, API_MemoryView_FromBuffer, LAYER_PLACE())
            || (view == NULL && !debug_refuse_null_pointer(c, 0)))
        return HPy_NULL;
    released = HPy_IsNull(view->obj) ? released_in_call(c, view) : NULL;
    if (released != NULL) {
        debug_report(c, DEBUG_ERROR, "use-after-close", released,
                     "HPyMemoryView_FromBuffer: the argument is a buffer that was released");
        return HPy_NULL;
    }
    copy = *view;
    copy.obj = HPy_NULL;
    return debug_out(debug_wrap_result(c, c->inner->ctx_MemoryView_FromBuffer(c->inner, &copy)));
}
