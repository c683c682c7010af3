/* What CPython's garbage collector does with HPyFields: fields.c says how. */
#ifndef HPY_CPYTHON_FIELDS_H
#define HPY_CPYTHON_FIELDS_H

#include "host.h"

/* Calls 'visit' with each field of an instance, or of a module's state, the same in each call. */
typedef int (*HPyReportFunction)(void *owner, HPyFunc_visitproc visit, void *arg);

/* Which of 64 neighbouring words are in a set of addresses; free while bits is 0. */
typedef struct {
    uintptr_t number;
    uint64_t bits;
} AddressChunk;

/* One traversal for CPython's collector: where the fields lay that were reported so far. */
typedef struct {
    visitproc visit;
    void *arg;
    uintptr_t last, limit;      /* of the current run: the newest field, and the end of what is surely new behind it */
    size_t n_reported;          /* not counting empty ones */
    uintptr_t lowest, highest;  /* all fields lie between, but for those of the current run that lie higher */
    HPyReportFunction report;
    void *owner;
    int no_memory;              /* for the set */
    AddressChunk *chunks;       /* the set; NULL as long as runs are enough */
    size_t room, n_chunks;
    AddressChunk few[16];
} FieldVisits;

/* Begin a traversal for the collector. 'start' may be an address below the first field that will be reported, which
 * saves some steps, or NULL. */
static inline void hpy_visits_begin(FieldVisits *visits, HPyReportFunction report, void *owner, const void *start,
                                    visitproc visit, void *arg)
{
    visits->visit = visit;
    visits->arg = arg;
    visits->last = (uintptr_t)start - 1;
    visits->limit = UINTPTR_MAX;
    visits->n_reported = 0;
    visits->lowest = (uintptr_t)start;
    visits->highest = 0;
    visits->report = report;
    visits->owner = owner;
    visits->no_memory = 0;
    visits->chunks = NULL;
}

/* The visitor for which 'arg' is a FieldVisits: hands the object in the field on, once for each field. */
_HPy_HIDDEN int hpy_visit_field(HPyField *field, void *arg);

static inline void hpy_visits_end(FieldVisits *visits)
{
    if (visits->chunks != NULL && visits->chunks != visits->few)
        free(visits->chunks);
}

/* Empty all fields that 'traverse' visits in the struct at 'data'. */
_HPy_HIDDEN void hpy_clear_fields(HPyFunc_traverseproc traverse, void *data);

#endif /* HPY_CPYTHON_FIELDS_H */
