/* The debug layer: the types that its files share.
 *
 * Each header declares what the file of its name gives to others. They build on each other in one direction:
 *
 *     calls into the extension   thunks, entering ─► results, contexts, arguments ─► leaks, lock_checks ─► trackers, recursion
 *     calls of the API           wrappers, types, texts, memory, interpreter, number_views
 *                                ─► views, buffers, builders, trackers, recursion
 *                                ─► handles, field_checks ─► checks
 *     what they note             records ─► regions ─► noticed ─► findings ─► describe
 *     what they stand on         keeping, stacks ─► table ─► threads ─► options;  pending ─► api;  hooks;  debug_os
 *     for Python                 python_module ─► python_handles, python_options
 */
#ifndef HPY_DEBUG_DEBUG_H
#define HPY_DEBUG_DEBUG_H

#include "../layers/layer.h"

/* ---- handles ---- */

/* A handle of this layer, which is what the extension has. HPy is a handle of the inner context everywhere in the
 * layer, but where the extension calls it, and it the extension: there debug_in() and debug_out() stand. */
typedef struct {
    intptr_t _i;
} DHPy;

#define DHPY_NULL ((DHPy){0})

static inline DHPy debug_in(HPy h)
{
    DHPy dh;
    dh._i = h._i;
    return dh;
}

static inline HPy debug_out(DHPy dh)
{
    HPy h;
    h._i = dh._i;
    return h;
}

static inline int debug_is_null(DHPy dh)
{
    return dh._i == 0;
}

/* ---- records ---- */

typedef struct DebugContext DebugContext;
typedef struct DebugLayer DebugLayer;
typedef struct DebugGuard DebugGuard; /* recursion.c */

typedef enum {
    DEBUG_HANDLE,
    DEBUG_ARGUMENT, /* borrowed: closed by the layer when the call returns */
    DEBUG_CONSTANT,
    DEBUG_BUFFER, /* a handle, of the object of a view that was acquired */
    DEBUG_BORROWED, /* of a field: the layer has a reference of its own, for the author the field's owner has it */
    DEBUG_LIST_BUILDER,
    DEBUG_TUPLE_BUILDER,
    DEBUG_TEXT_BUILDER,
    DEBUG_BYTES_BUILDER,
    DEBUG_TRACKER,
    DEBUG_TEXT_VIEW,
    DEBUG_NUMBER_VIEW,
    DEBUG_RECURSION, /* what HPy_EnterRecursiveCall has entered */
    DEBUG_REPR,      /* what HPy_ReprEnter has */
    DEBUG_MEMORY     /* of a block of HPyMem_Malloc: made for a report, in no table */
} DebugRecordKind;

#define DEBUG_MAX_FRAMES 64
#define DEBUG_FEW_FRAMES 12 /* enough to get out of the helpers that are linked into each extension */

/* What most records do not have. */
typedef struct {
    char *memory;      /* what the API gave out for this handle */
    size_t size;
    const char *original; /* what it is a copy of */
    const void *given_at; /* where it was given out */
    uint32_t region;   /* of protected memory; 0: none */
    HPy_ssize_t items; /* of a builder */
    HPy_buffer *view;  /* of a buffer, where it was filled or released last; then the call that released it */
    const DebugContext *ended_by;
    unsigned ended_in;
    struct DebugRecord *next; /* of a buffer that is DEBUG_STORED: in its list */
    unsigned char room, n_opened, n_closed; /* frames that there is room for, and that are there */
    const void *frames[]; /* where it was opened, in 'room' of them, then where it was closed */
} DebugExtra;

/* What is known of a handle, a builder, a tracker or a view. */
typedef struct DebugRecord {
    intptr_t bits;         /* of its handle or builder while that is open, otherwise of the next, with a 0 at the end */
    HPy inner;             /* also a builder or a pointer to the content of a tracker or view */
    DebugContext *context; /* of the call it belongs to; kept when closed; NULL: never used */
    uint32_t flags;        /* kind, state and generation: together, so that opening writes them at once */
    const void *opened_at;
    const void *closed_at;
    HPyCFunction function; /* the extension's, in which it was opened */
    DebugExtra *extra;     /* or NULL */
} DebugRecord;

/* ---- contexts ---- */

/* Where fields were stored in a call: whether tp_traverse visits them is checked at its end, when all is linked. */
typedef struct {
    HPy owner;
    const HPyField *field;
    uint64_t before;        /* how often fields were emptied before the store */
    const void *place;
    int api;                /* what stored it */
} DebugStore;

/* A mutex that the call has locked. */
typedef struct {
    const HPyMutex *mutex;
    const void *place;
    int is_refused; /* it would have waited for itself: nothing was locked */
} DebugLock;

#define DEBUG_MAX_LOCKS 8 /* beyond that nothing is known of them */

typedef struct DebugSection DebugSection; /* lock_checks.c */

#define DEBUG_MAX_STORES 8
#define DEBUG_ROOM 16 /* handles in arrays that need no block of their own */

/* A context that the extension sees. Each call into the extension gets one, from a queue of idle ones. */
struct DebugContext {
    HPyContext ctx; /* first: an HPyContext * of this layer is a DebugContext * */

    /* The thread of the call while all is well, otherwise NULL: one comparison tells that a call may go on. NULL also
     * under a layer, which knows the place of the API call. */
    const void *guard;
    const void *place;  /* of the API call being made: its return address */
    int api;            /* its number */
    int under_layer;    /* a layer stands between this one and the extension */
    int caused_pending; /* the pending exception is the layer's own */
    int starved;        /* no memory for a record: a handle is missing that the host would have given */
    HPyContext *inner;
    DebugContext *base; /* the layer's, owner of the constants */
    DebugLayer *layer;
    HPyCFunction function; /* the extension's function that was called; NULL: idle */
    DebugContext *outer; /* the call of the same thread around this one */
    const void *thread;
    uint32_t n_open;    /* handles, builders, trackers and buffers of this call that are open */
    unsigned serial;    /* of the call, among those that had this context */
    uintptr_t stack;    /* the extension's frames are below */

    /* Handles of arguments have records of their own, the context's, which are used again with it. So has the array in
     * which they are handed over: who reads it later finds handles that are closed. */
    DebugRecord *argument_records; /* DEBUG_ROOM of them */
    HPy *arguments; /* more of them than there is room for: a block of its own; as the extension has them */
    HPy room[DEBUG_ROOM];

    /* An exception that the layer knows of: an API function failed, or set it on request. */
    int pending;
    int pending_api;
    int pending_reported;
    const void *pending_place;

    int last_api;           /* for the report on a result: the last call before; it says where to look */
    const void *last_place;

    DebugGuard *guards;     /* against recursion, that it is in */

    int left; /* between HPy_LeavePythonExecution and HPy_ReenterPythonExecution */
    HPyThreadState left_state;
    const void *left_place;

    int n_held; /* mutexes that are known, and critical sections */
    int n_locks;
    DebugLock locks[DEBUG_MAX_LOCKS];
    DebugSection *section; /* the last one that was begun */

    int is_entered; /* by HPyThread_Enter, with this token of the inner context's */
    HPyThreadToken entered;

    int n_stores;
    DebugStore stores[DEBUG_MAX_STORES];
    void *scratch; /* what a wrong HPy_AsStruct gives; NULL: not needed yet */
    int is_spare;
    DebugContext *next; /* in the list of spare ones */
};

/* A place in the source where fields of one type are used, and how often that was. A cache: a race costs a check. */
typedef struct {
    const void *place;
    intptr_t type;
    unsigned times;
} DebugPlace;

#define DEBUG_CONTEXTS 16 /* that take turns; see contexts.h */
#define DEBUG_FIELD_PLACES 64

/* One for each module that was loaded in debug mode. */
struct DebugLayer {
    DebugContext base;   /* what trampolines are given; owns the constants */
    DebugContext leaked; /* owner of what outlived its call */
    const char *module;
    const HPyModuleDef *def;
    DebugContext *contexts[DEBUG_CONTEXTS]; /* made when needed */
    unsigned n_calls;
    DebugContext *spare; /* contexts that were needed beyond, for nested calls and many threads */
    int inner_is_layer;
    int is_direct; /* handles of the inner context are the objects' pointers, so trampolines are served at once */
    intptr_t shaped_type; /* bits of an inner handle: the type whose struct was right last, and its shape; 0: none */
    HPyType_BuiltinShape shape;
    DebugPlace field_places[DEBUG_FIELD_PLACES];
};

static inline DebugContext *debug_context(HPyContext *ctx)
{
    return (DebugContext *)(void *)ctx;
}

#endif /* HPY_DEBUG_DEBUG_H */
