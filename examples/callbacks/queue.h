/* A queue of events, with a thread of its own that delivers them one by one: what a library in C has that knows nothing
 * of Python. callbacks.c and native.c give it the function that delivers. */
#ifndef QUEUE_H
#define QUEUE_H

#include <string.h>

#include "os_threads.h"

#define QUEUE_SIZE 1024

typedef struct {
    long event;
    long value;
} Event;

/* Whether the event could be delivered; 0: Python is not there any more, and the thread ends. */
typedef int (*Deliver)(const Event *event);

typedef struct {
    OsMutex mutex; /* guards all that follows */
    OsCondition changed;
    Deliver deliver;
    int is_running;      /* the thread is there */
    int is_busy;         /* it delivers one */
    size_t first, length;
    long delivered, dropped;
    Event events[QUEUE_SIZE];
} Queue;

#define QUEUE_EMPTY {OS_MUTEX_OPEN, OS_CONDITION_NEW, NULL, 0, 0, 0, 0, 0, 0, {{0, 0}}}

/* Take out the first; the mutex is locked. */
static Event queue_take(Queue *queue)
{
    Event event = queue->events[queue->first];

    queue->first = (queue->first + 1) % QUEUE_SIZE;
    queue->length--;
    queue->is_busy = 1;
    os_wake_all(&queue->changed);
    return event;
}

/* Nobody will deliver what is left. */
static void queue_drop(Queue *queue)
{
    queue->dropped += (long)queue->length + 1;
    queue->length = 0;
    queue->is_running = 0;
}

OS_THREAD_FUNCTION(queue_run)
{
    Queue *queue = (Queue *)arg;

    os_lock(&queue->mutex);
    while (queue->is_running) {
        Event event;
        int delivered;

        if (queue->length == 0) {
            os_wait(&queue->changed, &queue->mutex);
            continue;
        }
        event = queue_take(queue);
        os_unlock(&queue->mutex); /* it waits for Python, whose threads may wait for the mutex */
        delivered = queue->deliver(&event);
        os_lock(&queue->mutex);
        queue->is_busy = 0;
        if (delivered)
            queue->delivered++;
        else
            queue_drop(queue);
        os_wake_all(&queue->changed);
    }
    os_unlock(&queue->mutex);
    return 0;
}

/* Start the thread if it is not there. 0, or -1 if there can be no more threads. */
static int queue_start(Queue *queue, Deliver deliver)
{
    int result = 0;

    os_lock(&queue->mutex);
    if (!queue->is_running) {
        queue->deliver = deliver;
        queue->is_running = 1;
        result = os_start(queue_run, queue);
        queue->is_running = result == 0;
    }
    os_unlock(&queue->mutex);
    return result;
}

/* Put 'n' events in, with the values from 'value' on; waits while the queue is full. How many there was a thread for. */
static long queue_put(Queue *queue, long event, long value, long n)
{
    long i;

    os_lock(&queue->mutex);
    for (i = 0; i < n && queue->is_running; i++) {
        Event *place;
        while (queue->length == QUEUE_SIZE && queue->is_running)
            os_wait(&queue->changed, &queue->mutex);
        if (!queue->is_running)
            break;
        place = &queue->events[(queue->first + queue->length) % QUEUE_SIZE];
        place->event = event;
        place->value = value + i;
        queue->length++;
        os_wake_all(&queue->changed);
    }
    os_unlock(&queue->mutex);
    return i;
}

/* Wait until nothing is left to deliver. */
static void queue_flush(Queue *queue)
{
    os_lock(&queue->mutex);
    while (queue->is_running && (queue->length > 0 || queue->is_busy))
        os_wait(&queue->changed, &queue->mutex);
    os_unlock(&queue->mutex);
}

static void queue_counts(Queue *queue, long *delivered, long *dropped)
{
    os_lock(&queue->mutex);
    *delivered = queue->delivered;
    *dropped = queue->dropped;
    os_unlock(&queue->mutex);
}

#endif /* QUEUE_H */
