/* The debug layer: what its files share.
 *
 * A handle of this layer is the number of a record in one table of the process: "tag | index | 1". Closing a record
 * raises its tag, so a handle that was closed is never mistaken for the next one that uses the record; a handle is open
 * if its record has the same bits. The record knows where in the extension it was opened and closed: the return
 * addresses of the calls, which are turned into file and line when a report is printed.
 */
#ifndef HPY_DEBUG_DEBUG_H
#define HPY_DEBUG_DEBUG_H

#include "../layers/layer.h"
#include "../layers/names.h"
#include "../layers/objects.h"
#include "generated/numbers.h" /* API_Add...: the number of each API function */

typedef struct DebugLayer DebugLayer;
typedef struct DebugExtra DebugExtra;

/* ---- contexts ---- */

/* Where fields were stored in a call: whether tp_traverse visits them is checked at its end, when all is linked. */
typedef struct {
    HPy owner;              /* of the inner context */
    const HPyField *field;  /* NULL: it was emptied since */
    const void *place;
} DebugStore;

#define DEBUG_MAX_STORES 8
#define DEBUG_ROOM 16 /* handles in arrays that need no block of their own */
#define DEBUG_CONTEXTS 16 /* that take turns */
/* Whose turn it is: four at a time, which is enough to notice a context of an earlier call, and fits the caches. */
static inline unsigned debug_turn(unsigned n)
{
    return (n & 3) | (n >> 8 & 12);
}

/* A context that the extension sees. Each call into the extension gets one, from a queue of idle ones. */
typedef struct DebugContext {
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
    struct DebugContext *base; /* the layer's, owner of the constants */
    DebugLayer *layer;
    HPyCFunction function; /* the extension's function that was called; NULL: idle */
    struct DebugContext *outer; /* the call of the same thread around this one */
    const void *thread;
    uint32_t n_open;    /* handles, builders and trackers of this call that are open */

    /* Handles of arguments have records of their own, the context's, which are used again with it. So has the array in
     * which they are handed over: who reads it later finds handles that are closed. */
    struct DebugRecord *argument_records; /* DEBUG_ROOM of them */
    HPy *arguments; /* more of them than there is room for; a block of its own */
    HPy room[DEBUG_ROOM];

    /* An exception that the layer knows of: an API function failed, or set it on request. */
    int pending;
    int pending_api;
    int pending_reported;
    const void *pending_place;

    int last_api;           /* for the report on a result: the last call before; it says where to look */
    const void *last_place;

    int left; /* between HPy_LeavePythonExecution and HPy_ReenterPythonExecution */
    HPyThreadState left_state;
    const void *left_place;

    int n_stores;
    DebugStore stores[DEBUG_MAX_STORES];
    void *scratch; /* what a wrong HPy_AsStruct gives; NULL: not needed yet */
    int is_spare;
    struct DebugContext *next; /* in the list of spare ones */
} DebugContext;

/* A place in the source where fields of one type are used, and how often that was. A cache: a race costs a check. */
typedef struct {
    const void *place;
    intptr_t type;
    unsigned times;
} DebugPlace;

#define DEBUG_FIELD_PLACES 64

/* One for each module that was loaded in debug mode. */
struct DebugLayer {
    DebugContext base;   /* what trampolines are given; owns the constants */
    DebugContext leaked; /* owner of what outlived its call */
    const char *module;
    const HPyModuleDef *def;
    DebugContext *contexts[DEBUG_CONTEXTS]; /* made when needed */
    unsigned turn;
    DebugContext *spare; /* those that were needed beyond, for nested calls and many threads */
    int inner_is_layer;
    int is_direct; /* handles of the inner context are the objects' pointers, so its trampolines can be served at once */
    intptr_t shaped_type; /* bits of an inner handle: the type whose struct was right last, and its shape; 0: none */
    HPyType_BuiltinShape shape;
    DebugPlace field_places[DEBUG_FIELD_PLACES];
};

static inline DebugContext *debug_context(HPyContext *ctx)
{
    return (DebugContext *)(void *)ctx;
}

/* An address that no other thread has: at each call of the API it is compared, so it is read in the quickest way. */
#if defined(__ELF__) && defined(__x86_64__) && defined(__LP64__) && defined(__GNUC__)
static inline const void *debug_thread(void)
{
    const void *block; /* the thread's control block, which begins with its own address */
    __asm__("mov %%fs:0, %0" : "=r"(block));
    return block;
}
#  define DEBUG_THREAD() debug_thread()
#  define DEBUG_THREAD_BLOCK
#else
extern _HPy_HIDDEN LAYER_THREAD_LOCAL char debug_thread_token;
#  define DEBUG_THREAD() ((const void *)&debug_thread_token)
#endif

/* ---- records ---- */

typedef enum {
    DEBUG_HANDLE,
    DEBUG_ARGUMENT, /* borrowed: closed by the layer when the call returns */
    DEBUG_CONSTANT,
    DEBUG_LIST_BUILDER,
    DEBUG_TUPLE_BUILDER,
    DEBUG_TRACKER
} DebugRecordKind;

typedef struct DebugRecord {
    intptr_t bits;         /* of its handle or builder while that is open, otherwise of the next, with a 0 at the end */
    HPy inner;             /* also a builder or a pointer to a tracker's content */
    DebugContext *context; /* of the call it belongs to; kept when closed; NULL: never used */
    uint32_t flags;        /* kind, state and generation: together, so that opening writes them at once */
    const void *opened_at;
    const void *closed_at;
    HPyCFunction function; /* the extension's, in which it was opened */
    DebugExtra *extra;     /* what most records do not have; NULL */
} DebugRecord;

/* The parts of 'flags'. */
#define DEBUG_KIND_MASK 0x0fu
#define DEBUG_KEEPS 0x10u   /* closed, but the object is still held */
#define DEBUG_TRACKED 0x20u /* left open with the tracker that owns it: no leak of its own */
#define DEBUG_IS_TYPE 0x40u /* its object was found to be a type */
#define DEBUG_TOLD 0x80u    /* left open by a call, which was reported at its end */
#define DEBUG_IS_BUILDER 0x100u /* an open builder or tracker */
#define DEBUG_GENERATION_SHIFT 9

static inline DebugRecordKind debug_kind(const DebugRecord *record)
{
    return (DebugRecordKind)(record->flags & DEBUG_KIND_MASK);
}

static inline int debug_is_closed(const DebugRecord *record)
{
    return (record->bits & 1) == 0 && (record->flags & DEBUG_IS_BUILDER) == 0;
}

static inline int debug_keeps(const DebugRecord *record)
{
    return (record->flags & DEBUG_KEEPS) != 0;
}

#define DEBUG_MAX_FRAMES 64
#define DEBUG_FEW_FRAMES 12 /* enough to get out of the helpers that are linked into each extension */

struct DebugExtra {
    char *memory;      /* what the API gave out for this handle */
    size_t size;
    const char *original; /* what it is a copy of */
    const void *given_at; /* where it was given out */
    uint32_t region;   /* of protected memory; 0: none */
    HPy_ssize_t items; /* of a builder */
    unsigned char room, n_opened, n_closed; /* frames that there is room for, and that are there */
    const void *frames[]; /* where it was opened, in 'room' of them, then where it was closed */
};

/* Bits of handles are odd, those of builders, of trackers and of closed records even. On machines of 32 bits tags wrap
 * around after 512 uses of a record. */
#define DEBUG_INDEX_BITS (sizeof(intptr_t) >= 8 ? 24 : 22)
#define DEBUG_INDEX(bits) ((uint32_t)(((uintptr_t)(bits) >> 1) & (((uintptr_t)1 << DEBUG_INDEX_BITS) - 1)))
#define DEBUG_TAG_SHIFT (DEBUG_INDEX_BITS + 1)
#define DEBUG_MAX_AGE (~(uintptr_t)0 >> DEBUG_TAG_SHIFT)

#define DEBUG_CHUNK 512
#define DEBUG_MAX_CHUNKS 32768

/* How many uses of the record ago it had these bits: 0 while they are open, 1 when they were the last. Those that it had
 * not yet come out at the other end, near DEBUG_MAX_AGE. */
static inline uintptr_t debug_age(const DebugRecord *record, intptr_t bits)
{
    return (((uintptr_t)record->bits | 1) - ((uintptr_t)bits | 1)) >> DEBUG_TAG_SHIFT;
}

/* The bits that a record has when it is closed. */
static inline intptr_t debug_closed_bits(intptr_t bits)
{
    return (intptr_t)(((uintptr_t)bits & ~(uintptr_t)1) + ((uintptr_t)1 << DEBUG_TAG_SHIFT));
}

/* The bits that a closed record had last. */
static inline intptr_t debug_last_bits(const DebugRecord *record)
{
    uintptr_t bits = (uintptr_t)record->bits - ((uintptr_t)1 << DEBUG_TAG_SHIFT);
    return (intptr_t)(debug_kind(record) >= DEBUG_LIST_BUILDER ? bits : bits | 1);
}

/* The one table and what is set for the process. Written under debug_lock().
 *
 * Records of handles are used in turn, round a ring: the next one that is closed becomes the next handle. So a closed
 * handle is remembered until the ring has turned once, closing needs no list, and the records of a call lie side by
 * side. Positions in the ring whose records follow each other in memory are a run. Records of constants and of
 * arguments, which stay with their context, lie in chunks of their own. */
typedef struct {
    DebugRecord *chunks[DEBUG_MAX_CHUNKS];
    uint32_t n_indices;              /* of all chunks; index 0 is never used */
    uint16_t ring[DEBUG_MAX_CHUNKS]; /* the chunks of the ring, in its order */
    uint32_t n_ring;                 /* their number */
    uint32_t ring_end;               /* positions in the ring that are used */
    DebugRecord *next_record;        /* the one whose turn it is; at the end of the run one that is always open */
    DebugRecord *run_first, *run_last; /* of the run: the records at its beginning and its end; NULL: it is empty */
    uint32_t run_start;              /* the position where it begins */
    uint32_t fixed, fixed_end;       /* the next index that is not in the ring, and where its chunk ends */
    uint32_t max_closed;
    uint32_t generation;
    size_t closed_memory, max_closed_memory;
    int stack; /* frames recorded for each place; at most 1 costs nothing */
    int fatal;
    int keep; /* closed records hold any object, not only such as nobody can miss */
    int keep_all; /* so do those of arguments and results: 'keep', or a hook wants to go on with closed handles */
    int protect;
    int leaks_at_call; /* what a call leaves open is reported at its end */
    int parallel; /* as the host says */
    int plain; /* nothing of the above asks for more than the least that is done for each handle */
    intptr_t let_go; /* bits of a type whose objects are not kept, the last that was seen */
    const HPyHostServices *host;
} DebugState;

extern _HPy_HIDDEN DebugState debug_state;

_HPy_HIDDEN void debug_spin(void);
_HPy_HIDDEN void debug_release(void);

/* Held for a few instructions only, and by hosts with a GIL not at all. */
static inline void debug_lock(void)
{
    if (debug_state.parallel)
        debug_spin();
}

static inline void debug_unlock(void)
{
    if (debug_state.parallel)
        debug_release();
}

static inline DebugRecord *debug_record(uint32_t index)
{
    return &debug_state.chunks[index / DEBUG_CHUNK][index % DEBUG_CHUNK];
}

/* The record that these bits name, open or not; NULL when no record was ever called so. */
static inline DebugRecord *debug_find(intptr_t bits)
{
    uint32_t index = DEBUG_INDEX(bits);
    return (bits & 1) != 0 && index < debug_state.n_indices ? debug_record(index) : NULL;
}

/* The same for a builder or tracker. */
static inline DebugRecord *debug_find_builder(intptr_t bits)
{
    return (bits & 1) == 0 ? debug_find(bits | 1) : NULL;
}

/* The record of an open builder or tracker; otherwise NULL. */
static inline DebugRecord *debug_find_open_builder(intptr_t bits)
{
    DebugRecord *record = debug_find_builder(bits);
    return record != NULL && record->bits == bits && (record->flags & DEBUG_IS_BUILDER) ? record : NULL;
}

/* The record if the handle is open, its own or another's; otherwise NULL. */
static inline DebugRecord *debug_find_open(HPy h)
{
    uint32_t index = DEBUG_INDEX(h._i);
    DebugRecord *record;

    if (!LAYER_LIKELY((h._i & 1) != 0 && index < debug_state.n_indices))
        return NULL;
    record = debug_record(index);
    return LAYER_LIKELY(record->bits == h._i) ? record : NULL;
}

/* After an option was changed. */
_HPy_HIDDEN void debug_state_changed(void);

/* A new record; 0 when out of memory, with MemoryError in the inner context. */
_HPy_HIDDEN intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner);
_HPy_HIDDEN HPy debug_open_handle(DebugContext *c, HPy inner); /* the same for DEBUG_HANDLE; 'inner' is closed then */

/* Close an open handle: the inner handle is closed, or kept for a while. */
_HPy_HIDDEN void debug_close(DebugContext *c, intptr_t bits);

/* Records for the arguments of a context. 0 when out of memory, with MemoryError. */
_HPy_HIDDEN int debug_make_arguments(DebugContext *c);

/* Close an argument for which the context has no record, or which has something else to be closed. */
_HPy_HIDDEN void debug_close_further(DebugContext *c, HPy h);

/* Drop what the closed record of an argument holds. */
_HPy_HIDDEN void debug_renew(DebugRecord *record);

/* Close the handle that a call returned; its inner handle is the caller's. */
_HPy_HIDDEN void debug_close_result(DebugContext *c, HPy h);

/* Close a record and leave what it stands for to the caller. */
_HPy_HIDDEN void debug_retire(DebugContext *c, intptr_t bits);

/* Mark the handles that the open record of a tracker owns (builders.c). */
_HPy_HIDDEN void debug_mark_tracked(DebugRecord *record);

/* The position in the ring whose turn it is. */
_HPy_HIDDEN uint32_t debug_next_position(void);

/* The record at a position of the ring. */
static inline uint32_t debug_ring_index(uint32_t position)
{
    return (uint32_t)debug_state.ring[position / DEBUG_CHUNK] * DEBUG_CHUNK + position % DEBUG_CHUNK;
}

/* Remember so many closed handles from now on. */
_HPy_HIDDEN void debug_set_max_closed(uint32_t n);

/* The open records of an ended call belong to nobody. */
_HPy_HIDDEN void debug_abandon(DebugContext *c);

/* Report the records with these bits, which were opened in a call and left open (checks.c). */
_HPy_HIDDEN void debug_report_left(DebugContext *c, const intptr_t *bits, size_t n);

/* Room for what most records do not have; NULL when out of memory. */
_HPy_HIDDEN DebugExtra *debug_extra(DebugRecord *record);

/* Whether the handle that is opened shall have a stack, as it is one of the first at its place (places.c). */
_HPy_HIDDEN int debug_wants_stack(const DebugContext *c);

/* The places where no more are wanted: a cache. Written under the lock. */
#define DEBUG_PLACES 1024
#define DEBUG_PLACE_INDEX(key) ((key) / sizeof(uintptr_t) % DEBUG_PLACES)
extern _HPy_HIDDEN uintptr_t debug_known_places[DEBUG_PLACES];

/* A number for a place together with the extension's function that runs. */
static inline uintptr_t debug_place_key(const DebugContext *c)
{
    return (uintptr_t)c->place + (uintptr_t)c->function;
}

static inline int debug_is_known_place(const DebugContext *c)
{
    uintptr_t key = debug_place_key(c);
    return LAYER_LIKELY(debug_known_places[DEBUG_PLACE_INDEX(key)] == key);
}

/* ---- what a wrapper does ---- */

/* Slow parts of the functions below. */
_HPy_HIDDEN int debug_attend(DebugContext *c);
_HPy_HIDDEN int debug_examine(DebugContext *c, HPy h, HPy *inner, int argument);

/* Remember the API call that is being made. */
static inline void debug_note_call(DebugContext *c, int api, const void *place)
{
    c->place = LAYER_LIKELY(!c->under_layer) ? place : layer_take_place(place);
    c->api = api;
}

/* Whether nothing is to be attended to: the usual case, where noting the call is all there is to do. */
static inline int debug_all_well(const DebugContext *c)
{
    return LAYER_LIKELY(c->guard == DEBUG_THREAD());
}

static inline void debug_set_guard(DebugContext *c)
{
    c->guard = c->under_layer ? NULL : c->thread;
}

/* Begin an API call. 0: it must not be made, the wrapper returns its error value. */
static inline int debug_enter(DebugContext *c, int api, const void *place)
{
    c->place = place;
    c->api = api;
    return debug_all_well(c) || debug_attend(c);
}

/* The inner handle of argument number 'argument' (the context is not counted). 0: as above. */
static inline int debug_unwrap(DebugContext *c, HPy h, HPy *inner, int argument)
{
    const DebugRecord *record = debug_find_open(h);

    if (LAYER_LIKELY(record != NULL && (record->context == c || record->context == c->base))) {
        *inner = record->inner;
        return 1;
    }
    return debug_examine(c, h, inner, argument);
}

/* The same where HPy_NULL is allowed. */
static inline int debug_unwrap_nullable(DebugContext *c, HPy h, HPy *inner, int argument)
{
    if (HPy_IsNull(h)) {
        *inner = h;
        return 1;
    }
    return debug_unwrap(c, h, inner, argument);
}

/* Inner handles of an array; '*inner' is 'room' or a block of its own, given back by debug_free_array(). */
_HPy_HIDDEN int debug_unwrap_array(DebugContext *c, const HPy *items, size_t n, HPy room[DEBUG_ROOM], HPy **inner,
                                   int argument);
_HPy_HIDDEN void debug_free_array(HPy *inner, const HPy room[DEBUG_ROOM]);

/* Argument 'argument' must be of 'type'. 0: it is not, which was reported. debug_expect_type() asks for a type, once for
 * each handle. */
_HPy_HIDDEN int debug_ask_for_type(DebugContext *c, HPy h, HPy inner, int argument);
_HPy_HIDDEN int debug_expect(DebugContext *c, HPy inner, HPy type, const char *what, int argument);

static inline int debug_expect_type(DebugContext *c, HPy h, HPy inner, int argument)
{
    const DebugRecord *record = debug_find_open(h);
    return LAYER_LIKELY(record != NULL && (record->flags & DEBUG_IS_TYPE)) || debug_ask_for_type(c, h, inner, argument);
}

static inline int debug_expect_nullable(DebugContext *c, HPy inner, HPy type, const char *what, int argument)
{
    return HPy_IsNull(inner) || debug_expect(c, inner, type, what, argument);
}

_HPy_HIDDEN int debug_expect_code(DebugContext *c, HPy inner, int argument);
_HPy_HIDDEN int debug_expect_iterator(DebugContext *c, HPy inner, int argument);

/* Argument 'argument' must be a number in this range. */
_HPy_HIDDEN int debug_refuse_number(DebugContext *c, HPy_ssize_t number, const char *range, int argument);

#define debug_expect_in_range(c, number, lowest, highest, argument) \
    (LAYER_LIKELY((number) >= (lowest) && (number) <= (highest)) \
     || debug_refuse_number(c, number, "from " #lowest " to " #highest, argument))

/* Argument 'argument' is NULL, and must not be. */
_HPy_HIDDEN int debug_refuse_null_pointer(DebugContext *c, int argument);

/* An API function has failed, or set an exception on request: remember where. */
_HPy_HIDDEN void debug_failed(DebugContext *c);
/* It may have. */
_HPy_HIDDEN void debug_maybe_failed(DebugContext *c);
/* There is no exception any more. */
_HPy_HIDDEN void debug_cleared(DebugContext *c);
/* Whether the pending exception is the layer's and was raised by a function that cannot fail: the author does not know of
 * it, and what he clears or replaces is meant to be another one. */
_HPy_HIDDEN int debug_error_stays(const DebugContext *c);

/* A handle for what the inner context returned, which may be HPy_NULL: then the function has failed. */
static inline HPy debug_wrap_result(DebugContext *c, HPy inner)
{
    if (LAYER_LIKELY(!HPy_IsNull(inner)))
        return debug_open_handle(c, inner);
    debug_failed(c);
    return inner;
}

/* ---- calls into the extension ---- */

/* How often something was noticed that is to be reported at the end of a call. */
extern _HPy_HIDDEN volatile int debug_memory_noticed;

typedef struct {
    HPyCFunction call;     /* what is to be called */
    HPyCFunction function; /* the extension's function that it stands for */
    DebugLayer *layer;
} DebugTarget;

extern _HPy_HIDDEN LAYER_THREAD_LOCAL DebugTarget debug_target;

/* The innermost call of this thread, whatever its layer; NULL: none. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL DebugContext *debug_current;

/* A context for a call where the next one is in use or not there yet; NULL with MemoryError. */
_HPy_HIDDEN DebugContext *debug_find_context(HPyContext *inner, DebugLayer *layer);

/* Begin a call of the extension's 'function', for which 'call' stands. NULL with MemoryError. */
static inline DebugContext *debug_begin_call(HPyContext *inner, DebugLayer *layer, HPyCFunction call,
                                             HPyCFunction function)
{
    DebugContext *c = debug_state.parallel ? NULL : layer->contexts[debug_turn(layer->turn++)];

    if (!LAYER_LIKELY(c != NULL && c->function == NULL)) {
        c = debug_find_context(inner, layer);
        if (c == NULL)
            return NULL;
    }
    c->inner = inner;
    c->function = function;
    c->under_layer = call != function;
    c->place = NULL;
    c->thread = DEBUG_THREAD();
    debug_set_guard(c);
    c->outer = debug_current;
    debug_current = c;
    return c;
}

/* A handle for argument 'n' of the call, from 0 on: for HPy_NULL that. */
static inline HPy debug_open_argument(DebugContext *c, size_t n, HPy inner)
{
    DebugRecord *record;
    HPy h;

    if (HPy_IsNull(inner))
        return inner;
    if (n >= DEBUG_ROOM) {
        h._i = debug_open(c, DEBUG_ARGUMENT, inner);
        return h;
    }
    record = &c->argument_records[n];
    if (!LAYER_LIKELY(record->extra == NULL && !debug_keeps(record)))
        debug_renew(record);
    record->inner = inner;
    record->flags = DEBUG_ARGUMENT;
    record->function = c->function;
    h._i = record->bits |= 1;
    return h;
}

/* Close the handle of argument 'n', or HPy_NULL. */
static inline void debug_close_argument(DebugContext *c, size_t n, HPy h)
{
    if (HPy_IsNull(h))
        return;
    if (LAYER_LIKELY(n < DEBUG_ROOM && c->argument_records[n].extra == NULL && !debug_state.keep_all))
        c->argument_records[n].bits = debug_closed_bits(h._i);
    else
        debug_close_further(c, h);
}

/* The inner handle of the result, which is the caller's; HPy_NULL when the extension returned that, or nothing good. */
_HPy_HIDDEN HPy debug_check_handle(DebugContext *c, HPy result, int may_be_null);

static inline HPy debug_take_result(DebugContext *c, HPy result, int may_be_null)
{
    DebugRecord *record = debug_find_open(result);

    if (LAYER_LIKELY(record != NULL && record->context == c && (record->flags & DEBUG_KIND_MASK) == DEBUG_HANDLE
                     && record->extra == NULL && debug_state.plain && debug_all_well(c))) {
        c->n_open--;
        record->closed_at = NULL;
        record->bits = debug_closed_bits(record->bits);
        return record->inner;
    }
    return debug_check_handle(c, result, may_be_null);
}

/* Check a result that is a number: 'failed' is what it says. The return value is whether the call has failed. */
_HPy_HIDDEN int debug_examine_result(DebugContext *c, int failed);

static inline int debug_check_result(DebugContext *c, int failed)
{
    return !LAYER_LIKELY(!failed && debug_all_well(c)) && debug_examine_result(c, failed);
}

/* A context from debug_find_context() is free again. */
_HPy_HIDDEN void debug_give_back(DebugContext *c);

/* The call left something behind: look at it. */
_HPy_HIDDEN void debug_clean_up(DebugContext *c);

/* 'c' is NULL when the call could not begin. */
static inline void debug_end_call(DebugContext *c)
{
    if (c == NULL)
        return;
    if (!LAYER_LIKELY(c->n_open == 0 && c->n_stores == 0 && !debug_memory_noticed && debug_all_well(c)))
        debug_clean_up(c);
    c->guard = NULL;
    debug_current = c->outer;
    c->function = NULL; /* last: from here on another call may have it */
    if (c->is_spare)
        debug_give_back(c);
}

/* ---- wrappers.c ---- */

/* HPy_Close of anything but HPy_NULL, once debug_enter() has let the call pass. */
_HPy_HIDDEN void debug_close_checked(DebugContext *c, HPy h);

_HPy_HIDDEN void debug_fill_functions(HPyContext *ctx);

/* ---- types.c ---- */

/* A field was stored: look at the end of the call whether its owner's tp_traverse visits it, once. */
_HPy_HIDDEN void debug_note_store(DebugContext *c, HPy owner, HPyField *field);
/* What is in a field is loaded: look whether its owner has such a field. */
_HPy_HIDDEN void debug_note_load(DebugContext *c, HPy owner, HPyField field);
/* A field is about to be emptied. */
_HPy_HIDDEN void debug_note_clear(DebugContext *c, const HPyField *field);
_HPy_HIDDEN void debug_check_stores(DebugContext *c);

/* ---- findings ---- */

typedef enum { DEBUG_WARNING, DEBUG_ERROR } DebugSeverity;

/* Report what is wrong: 'record' may be NULL, the message is one sentence without places. With DEBUG_ERROR an exception
 * is set in the inner context, if none is pending: the call into the extension will end with it. Returns 0. */
_HPy_HIDDEN int debug_report(DebugContext *c, DebugSeverity severity, const char *kind, const DebugRecord *record,
                             const char *format, ...);

/* What was reported when 'api' is the end of a call. */
#define API_RETURN N_API

/* Let hpy.debug._cycles know of a type that the extension has made, by the handle that it gets. Never fails. */
_HPy_HIDDEN void debug_note_type(DebugContext *c, const DebugRecord *record);

/* Parts of reports: new handles of the context 'ctx', which is not the layer's; HPy_NULL with an exception. */
_HPy_HIDDEN HPy debug_address(HPyContext *ctx, const void *address);
_HPy_HIDDEN HPy debug_opened_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_opened_stack(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_closed_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_function_name(HPyContext *ctx, HPyCFunction function);

/* The name of API function number 'api'. */
_HPy_HIDDEN const char *debug_api_name(int api);

/* Whether API function number 'api' may be called while an exception is pending. */
_HPy_HIDDEN int debug_api_allows_pending(int api);

/* Whether it can never fail. */
_HPy_HIDDEN int debug_api_never_fails(int api);

/* ---- memory that the API gives out (memory.c) ---- */

/* The bytes at 'data' in memory that notices being written to, and being used when the record is closed. 'data' itself
 * where that cannot be had. */
_HPy_HIDDEN const char *debug_give_out(DebugContext *c, DebugRecord *record, const char *data, size_t size);

/* The owner was closed; the owner's record is used for another. Both with the lock held. */
_HPy_HIDDEN void debug_memory_closed(DebugRecord *record);
_HPy_HIDDEN void debug_memory_freed(DebugRecord *record);

/* Report what was noticed since the last time. */
_HPy_HIDDEN void debug_report_memory(DebugContext *c);

/* Notice something where Python cannot be called: it is reported at the end of the next call. */
_HPy_HIDDEN void debug_notice(const char *kind, int api, const void *place);

enum { DEBUG_PROTECT_NONE, DEBUG_PROTECT_SAMPLE, DEBUG_PROTECT_ALL };

/* ---- hooks of HPy 0.9 (module.c) ---- */

/* Call the function that was set for the use of closed handles, or builders: whether there was one. */
_HPy_HIDDEN int debug_call_hook(DebugContext *c, int for_builders);

/* The definition of the module hpy.debug._debug; 'ctx' is the context that its functions get. */
_HPy_HIDDEN HPyModuleDef *hpy_debug_module(HPyContext *ctx);

/* ---- what the layer needs of the operating system (os_*.c) ---- */

/* Frames of the stack from the one that returns to 'place' on; their number, at most 'n'. */
_HPy_HIDDEN int debug_os_stack(const void *place, const void **frames, int n);

/* The file that was loaded to 'address': its path, cut to 'size', the distance from its load base, and the symbol, NULL
 * where it is not known. 0 when it is none. */
_HPy_HIDDEN int debug_os_locate(const void *address, char *path, size_t size, uintptr_t *offset, const char **symbol);

/* Pages: 'size' is rounded up. NULL, and 0 of debug_os_protect, on failure: then pages are as they were. */
typedef enum { DEBUG_PAGES_FORBIDDEN, DEBUG_PAGES_READ, DEBUG_PAGES_WRITE } DebugAccess;
_HPy_HIDDEN char *debug_os_pages(size_t size);
_HPy_HIDDEN int debug_os_protect(char *pages, size_t size, DebugAccess access);
_HPy_HIDDEN void debug_os_free_pages(char *pages, size_t size);

/* Have 'notice' called when memory is used against its protection: with the address that was used and that of the
 * instruction (NULL: not known); it returns whether the program may go on. -1 when that cannot be had. */
_HPy_HIDDEN int debug_os_watch(int (*notice)(const char *address, const void *instruction));

#endif /* HPY_DEBUG_DEBUG_H */
