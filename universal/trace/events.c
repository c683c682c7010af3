/* The last calls, one by one, in a ring: what a timeline is drawn from. */
#include "trace.h"

#define API_EVENTS_MAX 100 /* in one call of an extension's function: a loop must not push out all the rest */

typedef struct {
    uint64_t next; /* number of the next event, from 1 on */
    size_t size;
    TraceEvent events[1]; /* as many as 'size' says */
} Ring;

static Ring *ring;
static uint64_t n_threads;
static LAYER_THREAD_LOCAL uint32_t thread_number; /* 0 until the first event */

LAYER_THREAD_LOCAL TracePlace trace_place;

static uint32_t own_number(void)
{
    if (thread_number == 0)
        thread_number = (uint32_t)LAYER_ADD(&n_threads, 1) + 1;
    return thread_number;
}

/* May be called without the thread state. */
void trace_record(const TraceFunction *function, int api, uint64_t start, uint64_t ns, uint32_t left_out)
{
    Ring *r = LAYER_LOAD(&ring);
    uint64_t number;
    TraceEvent *event;

    if (r == NULL)
        return;
    if (api != TRACE_EVENT_CALL && trace_place.in_call++ >= API_EVENTS_MAX) {
        trace_place.left_out++;
        return;
    }
    number = LAYER_ADD(&r->next, 1);
    event = &r->events[number % r->size];
    LAYER_WRITE(&event->number, 0);
    event->start = start;
    event->ns = ns;
    event->function = function;
    event->api = api;
    event->thread = own_number();
    event->depth = trace_place.depth;
    event->left_out = left_out;
    LAYER_WRITE_LAST(&event->number, number);
}

/* The old ring is not freed: a thread may be writing into it. */
int trace_keep_events(size_t n)
{
    Ring *old = LAYER_LOAD(&ring);
    Ring *fresh = NULL;

    if (n > (SIZE_MAX - sizeof(Ring)) / sizeof(TraceEvent))
        return -1;
    if (n > 0) {
        fresh = (Ring *)calloc(1, sizeof(Ring) + n * sizeof(TraceEvent));
        if (fresh == NULL)
            return -1;
        fresh->next = 1;
        fresh->size = n;
    }
    while (!LAYER_SWAP(&ring, old, fresh))
        old = LAYER_LOAD(&ring);
    trace_settings.events = n > 0;
    return 0;
}

/* Those who write at this moment may leave one behind. */
void trace_forget_events(void)
{
    Ring *r = LAYER_LOAD(&ring);
    size_t i;

    if (r == NULL)
        return;
    for (i = 0; i < r->size; i++)
        LAYER_WRITE(&r->events[i].number, 0);
    LAYER_WRITE(&r->next, 1);
}

size_t trace_events_kept(void)
{
    const Ring *r = LAYER_LOAD(&ring);
    return r != NULL ? r->size : 0;
}

uint64_t trace_n_events(void)
{
    const Ring *r = LAYER_LOAD(&ring);
    return r != NULL ? LAYER_READ(&r->next) - 1 : 0;
}

int trace_get_event(uint64_t number, TraceEvent *result)
{
    const Ring *r = LAYER_LOAD(&ring);
    const TraceEvent *event;

    if (r == NULL)
        return 0;
    event = &r->events[number % r->size];
    if (LAYER_READ_FIRST(&event->number) != number)
        return 0;
    *result = *event;
    return LAYER_READ_FIRST(&event->number) == number; /* nobody wrote into it meanwhile */
}
