/* What CPython's garbage collector does with HPyFields: used for instances of types and for the state of modules.
 *
 * The collector subtracts what is visited from the counts of references, so a field that is reported twice, by two
 * levels of a type or by one, must be visited once: else an object that is held looks like garbage. Fields are told
 * apart by their addresses. As long as these come in rising order, or in runs above or below all earlier ones, two
 * comparisons show that a field is new. The first one that does not fit makes the owner report all earlier fields
 * again, into a set of addresses, which decides from there on. Traverse functions have no effects, so this is never
 * noticed. Where there is no memory for the set, each field in question is looked for in a report of its own.
 */
#include "fields.h"

/* ---- the set of addresses ---- */

#define FIRST_ROOM (sizeof(((FieldVisits *)0)->few) / sizeof(AddressChunk))

/* The place of the chunk in a table of 'room', a power of two, with a free place at least. */
static AddressChunk *find_chunk(AddressChunk *chunks, size_t room, uintptr_t number)
{
    size_t i = (size_t)(((uint64_t)number * UINT64_C(0x9E3779B97F4A7C15)) >> 32);

    while (chunks[i & (room - 1)].bits != 0 && chunks[i & (room - 1)].number != number)
        i++;
    return &chunks[i & (room - 1)];
}

/* 0, or -1 when there is no memory; no exception is set. */
static int double_room(FieldVisits *visits)
{
    AddressChunk *chunks = (AddressChunk *)calloc(2 * visits->room, sizeof(AddressChunk));
    size_t i;

    if (chunks == NULL)
        return -1;
    for (i = 0; i < visits->room; i++)
        if (visits->chunks[i].bits != 0)
            *find_chunk(chunks, 2 * visits->room, visits->chunks[i].number) = visits->chunks[i];
    hpy_visits_end(visits);
    visits->chunks = chunks;
    visits->room *= 2;
    return 0;
}

/* Put an address into the set. Whether it is new; -1 when there is no memory. */
static int remember(FieldVisits *visits, uintptr_t at)
{
    const uintptr_t word = at / sizeof(HPyField);
    const uint64_t bit = UINT64_C(1) << (word % 64);
    AddressChunk *chunk = find_chunk(visits->chunks, visits->room, word / 64);

    if (chunk->bits == 0) {
        if (4 * (visits->n_chunks + 1) > 3 * visits->room) {
            if (double_room(visits) < 0)
                return -1;
            chunk = find_chunk(visits->chunks, visits->room, word / 64);
        }
        chunk->number = word / 64;
        visits->n_chunks++;
    }
    if (chunk->bits & bit)
        return 0;
    chunk->bits |= bit;
    return 1;
}

/* ---- reports that are repeated ---- */

typedef struct {
    FieldVisits *visits;
    size_t left;      /* fields that were reported before the one in question */
    uintptr_t wanted; /* that one's address */
    int result;
} Repetition;

static int remember_earlier(HPyField *field, void *arg)
{
    Repetition *again = (Repetition *)arg;

    if (HPyField_IsNull(*field))
        return 0;
    if (again->left-- == 0)
        return 1;
    again->result = remember(again->visits, (uintptr_t)field);
    return again->result < 0;
}

static int look_for(HPyField *field, void *arg)
{
    Repetition *again = (Repetition *)arg;

    if (HPyField_IsNull(*field))
        return 0;
    if (again->left-- == 0)
        return 1;
    again->result = (uintptr_t)field == again->wanted;
    return again->result;
}

/* Let the owner report all up to the newest field, at 'at', again. */
static int repeat(FieldVisits *visits, HPyFunc_visitproc visit, uintptr_t at)
{
    Repetition again;

    again.visits = visits;
    again.left = visits->n_reported - 1;
    again.wanted = at;
    again.result = 0;
    (void)visits->report(visits->owner, visit, &again);
    return again.result;
}

static int is_in_no_set(FieldVisits *visits, uintptr_t at)
{
    hpy_visits_end(visits);
    visits->chunks = visits->few;
    visits->no_memory = 1;
    return !repeat(visits, look_for, at);
}

static int is_new_to_set(FieldVisits *visits, uintptr_t at)
{
    const int result = visits->no_memory ? -1 : remember(visits, at);
    return result >= 0 ? result : is_in_no_set(visits, at);
}

static int begin_set(FieldVisits *visits, uintptr_t at)
{
    visits->chunks = visits->few;
    visits->room = FIRST_ROOM;
    visits->n_chunks = 0;
    memset(visits->few, 0, sizeof(visits->few));
    visits->limit = 0; /* all that follow are looked up */
    if (repeat(visits, remember_earlier, at) < 0)
        return is_in_no_set(visits, at);
    return is_new_to_set(visits, at);
}

/* ---- visiting ---- */

/* Whether a field that does not continue the current run is a new one. */
static _HPy_NOINLINE int is_new(FieldVisits *visits, uintptr_t at)
{
    if (visits->chunks != NULL)
        return is_new_to_set(visits, at);
    if (visits->last > visits->highest && visits->n_reported > 1)
        visits->highest = visits->last;
    if (at > visits->highest)
        visits->limit = UINTPTR_MAX;
    else if (at < visits->lowest)
        visits->limit = visits->lowest;
    else
        return begin_set(visits, at);
    if (at < visits->lowest || visits->n_reported == 1)
        visits->lowest = at;
    visits->last = at;
    return 1;
}

int hpy_visit_field(HPyField *field, void *arg)
{
    FieldVisits *visits = (FieldVisits *)arg;
    PyObject *object = _f2py(*field);
    const uintptr_t at = (uintptr_t)field;

    if (object == NULL)
        return 0;
    visits->n_reported++;
    if (at > visits->last && at < visits->limit)
        visits->last = at;
    else if (!is_new(visits, at))
        return 0;
    return visits->visit(object, visits->arg);
}

/* Empty first: releasing may run code that looks at the field. A field that is reported twice is empty then. */
static int clear_field(HPyField *field, void *arg)
{
    (void)arg;
    Py_XDECREF(_hpy_content_replace(&field->_i, NULL));
    return 0;
}

void hpy_clear_fields(HPyFunc_traverseproc traverse, void *data)
{
    (void)traverse(data, clear_field, NULL);
}
