/* The debug layer: what its files share.
 *
 * A handle of this layer is the number of a record in one table of the process: "tag | index | 1". Closing a record
 * raises its tag, so a handle that was closed is never mistaken for the next one that uses the record. The record
 * knows where in the extension it was opened and closed: the return addresses of the calls, which are turned into file
 * and line when a report is printed.
 */
#ifndef HPY_DEBUG_DEBUG_H
#define HPY_DEBUG_DEBUG_H

#include "../layers/layer.h"
#include "../layers/names.h"
#include "generated/numbers.h" /* API_Add...: the number of each API function */

typedef struct DebugLayer DebugLayer;
typedef struct DebugExtra DebugExtra;

/* ---- contexts ---- */

/* Where fields were stored in a call: whether tp_traverse visits them is checked at its end, when all is linked. */
typedef struct {
    HPy owner;              /* of the inner context */
    const HPyField *field;  /* NULL: it was emptied since */
    HPyField content;
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

    /* The thread of the call while all is well, otherwise NULL: one comparison tells that a call may go on. */
    const void *guard;
    const void *place;  /* of the API call being made: its return address */
    int api;            /* its number */
    int under_layer;    /* a layer stands between this one and the extension */
    int caused_pending; /* the pending exception is the layer's own */
    HPyContext *inner;
    struct DebugContext *base; /* the layer's, owner of the constants */
    DebugLayer *layer;
    HPyCFunction function; /* the extension's function that was called; NULL: idle */
    struct DebugContext *outer; /* the call of the same thread around this one */
    const void *thread;
    uint32_t n_open;    /* handles, builders and trackers of this call that are open */

    /* Handles of arguments have records of their own, the context's, which are used again with it. So has the array in
     * which they are handed over: who reads it later finds handles that are closed. */
    uint32_t first_argument; /* index of the record of the first; 0: not there yet */
    int n_arguments;
    HPy *arguments; /* more of them than there is room for; a block of its own */
    HPy room[DEBUG_ROOM];

    /* An exception that the layer knows of: an API function failed, or set it on request. */
    int pending;
    int pending_api;
    int pending_reported;
    const void *pending_place;

    int left; /* between HPy_LeavePythonExecution and HPy_ReenterPythonExecution */
    HPyThreadState left_state;
    const void *left_place;

    int n_stores;
    DebugStore stores[DEBUG_MAX_STORES];
    void *scratch; /* what a wrong HPy_AsStruct gives; NULL: not needed yet */
    int is_spare;
    struct DebugContext *next; /* in the list of spare ones */
} DebugContext;

/* A place in the source where fields are stored, and how often that was found right. A cache: a race costs a check. */
typedef struct {
    const void *place;
    unsigned times;
} DebugPlace;

#define DEBUG_STORE_PLACES 64

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
    DebugPlace stores[DEBUG_STORE_PLACES];
};

static inline DebugContext *debug_context(HPyContext *ctx)
{
    return (DebugContext *)(void *)ctx;
}

extern _HPy_HIDDEN LAYER_THREAD_LOCAL char debug_thread_token;
#define DEBUG_THREAD() ((const void *)&debug_thread_token)

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
    HPy inner;             /* also a builder or a pointer to a tracker's content */
    DebugContext *context; /* of the call it belongs to; kept when closed; NULL: never used */
    uint32_t tag;
    uint32_t flags; /* kind, state and generation: together, so that opening writes them at once */
    const void *opened_at;
    const void *closed_at;
    HPyCFunction function; /* the extension's, in which it was opened */
    DebugExtra *extra;     /* what most records do not have; NULL */
} DebugRecord;

/* The parts of 'flags'. */
#define DEBUG_KIND_MASK 0x0fu
#define DEBUG_CLOSED 0x10u
#define DEBUG_KEEPS 0x20u   /* closed, but the object is still held */
#define DEBUG_TRACKED 0x40u /* left open with the tracker that owns it: no leak of its own */
#define DEBUG_IS_TYPE 0x80u /* its object was found to be a type */
#define DEBUG_GENERATION_SHIFT 8

static inline DebugRecordKind debug_kind(const DebugRecord *record)
{
    return (DebugRecordKind)(record->flags & DEBUG_KIND_MASK);
}

static inline int debug_is_closed(const DebugRecord *record)
{
    return (record->flags & DEBUG_CLOSED) != 0;
}

static inline int debug_keeps(const DebugRecord *record)
{
    return (record->flags & DEBUG_KEEPS) != 0;
}

#define DEBUG_MAX_FRAMES 64

struct DebugExtra {
    char *memory;      /* what the API gave out for this handle */
    size_t size;
    const char *original; /* what it is a copy of */
    const void *given_at; /* where it was given out */
    uint32_t region;   /* of protected memory; 0: none */
    HPy_ssize_t items; /* of a builder */
    unsigned char has_frames, n_opened, n_closed;
    const void *frames[2 * DEBUG_MAX_FRAMES]; /* opened, then closed; there with has_frames only */
};

/* Handle bits; those of builders and trackers have a 0 at the end, so they are never taken for handles. On machines of 32
 * bits tags wrap around after 512 uses of a record. */
#define DEBUG_INDEX_BITS (sizeof(intptr_t) >= 8 ? 31 : 22)
#define DEBUG_INDEX(bits) ((uint32_t)(((uintptr_t)(bits) >> 1) & (((uintptr_t)1 << DEBUG_INDEX_BITS) - 1)))
#define DEBUG_TAG(bits) ((uint32_t)((uintptr_t)(bits) >> (DEBUG_INDEX_BITS + 1)))
#define DEBUG_TAG_MASK (sizeof(intptr_t) >= 8 ? 0xffffffffu : 0x1ffu)
#define DEBUG_BITS(tag, index) \
    ((intptr_t)(((uintptr_t)(tag) << (DEBUG_INDEX_BITS + 1)) | ((uintptr_t)(index) << 1) | 1))

#define DEBUG_CHUNK 512
#define DEBUG_MAX_CHUNKS 32768

/* The one table and what is set for the process. Written under debug_lock().
 *
 * Records of handles are used in turn, round a ring: the next one that is closed becomes the next handle. So a closed
 * handle is remembered until the ring has turned once, closing needs no list, and the records of a call lie side by
 * side. Records of constants and of arguments, which stay with their context, lie in chunks of their own. */
typedef struct {
    DebugRecord *chunks[DEBUG_MAX_CHUNKS];
    uint32_t n_indices;              /* of all chunks; index 0 is never used */
    uint16_t ring[DEBUG_MAX_CHUNKS]; /* the chunks of the ring, in its order */
    uint32_t n_ring;                 /* their number */
    uint32_t ring_end;               /* positions in the ring that are used */
    uint32_t cursor;                 /* the position that was opened last */
    uint32_t next;                   /* the index behind it, where that is easy to tell; 0: it is not */
    DebugRecord *next_record;
    uint32_t fixed, fixed_end;       /* the next index that is not in the ring, and where its chunk ends */
    uint32_t max_closed;
    uint32_t generation;
    size_t closed_memory, max_closed_memory;
    int stack; /* frames recorded for each place; at most 1 costs nothing */
    int fatal;
    int keep; /* closed records hold any object, not only such as nobody can miss */
    int keep_all; /* so do those of arguments and results: 'keep', or a hook wants to go on with closed handles */
    int protect;
    int parallel; /* as the host says */
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

/* A new record; 0 when out of memory, with MemoryError in the inner context. */
_HPy_HIDDEN intptr_t debug_open(DebugContext *c, DebugRecordKind kind, HPy inner);

/* Close an open handle: the inner handle is closed, or kept for a while. */
_HPy_HIDDEN void debug_close(DebugContext *c, intptr_t bits);

/* Records for the arguments of a context. 0 when out of memory, with MemoryError. */
_HPy_HIDDEN int debug_make_arguments(DebugContext *c);

/* The record of an argument for which the context has none; 0 as above. */
_HPy_HIDDEN intptr_t debug_open_further(DebugContext *c, HPy inner);
_HPy_HIDDEN void debug_close_further(DebugContext *c, HPy h);

/* Drop what the closed record of an argument holds. */
_HPy_HIDDEN void debug_renew(DebugRecord *record);

/* Close the handle that a call returned; its inner handle is the caller's. */
_HPy_HIDDEN void debug_close_result(DebugContext *c, HPy h);

/* Close a record and leave what it stands for to the caller. */
_HPy_HIDDEN void debug_retire(DebugContext *c, intptr_t bits);

/* Mark the handles that the open record of a tracker owns (builders.c). */
_HPy_HIDDEN void debug_mark_tracked(DebugRecord *record);

/* The record at a position of the ring. */
static inline uint32_t debug_ring_index(uint32_t position)
{
    return (uint32_t)debug_state.ring[position / DEBUG_CHUNK] * DEBUG_CHUNK + position % DEBUG_CHUNK;
}

/* Remember so many closed handles from now on. */
_HPy_HIDDEN void debug_set_max_closed(uint32_t n);

/* The open records of an ended call belong to nobody. */
_HPy_HIDDEN void debug_abandon(DebugContext *c);

/* Room for what most records do not have; NULL when out of memory. */
_HPy_HIDDEN DebugExtra *debug_extra(DebugRecord *record);

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

/* Begin an API call. 0: it must not be made, the wrapper returns its error value. */
static inline int debug_enter(DebugContext *c, int api, const void *place)
{
    debug_note_call(c, api, place);
    return LAYER_LIKELY(c->guard == DEBUG_THREAD()) || debug_attend(c);
}

/* The inner handle of argument number 'argument' (the context is not counted). 0: as above. */
static inline int debug_unwrap(DebugContext *c, HPy h, HPy *inner, int argument)
{
    DebugRecord *record = debug_find(h._i);

    if (LAYER_LIKELY(record != NULL && record->tag == DEBUG_TAG(h._i)
                     && (record->context == c || record->context == c->base))) {
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
_HPy_HIDDEN int debug_expect_type(DebugContext *c, HPy h, HPy inner, int argument);
_HPy_HIDDEN int debug_expect(DebugContext *c, HPy inner, HPy type, const char *what, int argument);

/* An API function has failed, or set an exception on request: remember where. */
_HPy_HIDDEN void debug_failed(DebugContext *c);
/* It may have. */
_HPy_HIDDEN void debug_maybe_failed(DebugContext *c);
/* There is no exception any more. */
_HPy_HIDDEN void debug_cleared(DebugContext *c);

/* A handle for what the inner context returned, which may be HPy_NULL: then the function has failed. */
static inline HPy debug_wrap_result(DebugContext *c, HPy inner)
{
    HPy h;

    if (LAYER_LIKELY(!HPy_IsNull(inner))) {
        h._i = debug_open(c, DEBUG_HANDLE, inner);
        return h;
    }
    debug_failed(c);
    return inner;
}

/* ---- calls into the extension ---- */

/* How often something was noticed that is to be reported at the end of a call. */
extern _HPy_HIDDEN volatile int debug_memory_noticed;

typedef struct {
    HPyCFunction call;     /* what is to be called */
    HPyCFunction function; /* the extension's function that it stands for */
    DebugContext *base;
} DebugTarget;

extern _HPy_HIDDEN LAYER_THREAD_LOCAL DebugTarget debug_target;

/* The innermost call of this thread, whatever its layer; NULL: none. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL DebugContext *debug_current;

/* A context for a call where the next one is in use or not there yet; NULL with MemoryError. */
_HPy_HIDDEN DebugContext *debug_find_context(HPyContext *inner, DebugLayer *layer);

/* Begin the call that the thread-local variable tells of. NULL with MemoryError. */
static inline DebugContext *debug_begin_call(HPyContext *inner, HPyCFunction *function)
{
    DebugTarget target = debug_target;
    DebugLayer *layer = target.base->layer;
    DebugContext *c = debug_state.parallel ? NULL : layer->contexts[debug_turn(layer->turn++)];

    if (c == NULL || c->function != NULL) {
        c = debug_find_context(inner, layer);
        if (c == NULL)
            return NULL;
    }
    c->inner = inner;
    c->function = target.function;
    c->under_layer = target.call != target.function;
    c->place = NULL;
    c->n_arguments = 0;
    c->thread = c->guard = DEBUG_THREAD();
    c->outer = debug_current;
    debug_current = c;
    *function = target.call;
    return c;
}

/* A handle for an argument: for HPy_NULL that. */
static inline HPy debug_open_argument(DebugContext *c, HPy inner)
{
    uint32_t index = c->first_argument + (uint32_t)c->n_arguments;
    DebugRecord *record;
    HPy h;

    if (HPy_IsNull(inner))
        return inner;
    if (c->n_arguments++ >= DEBUG_ROOM) {
        h._i = debug_open_further(c, inner);
        return h;
    }
    record = debug_record(index);
    if (record->extra != NULL || debug_keeps(record))
        debug_renew(record);
    record->inner = inner;
    record->flags = DEBUG_ARGUMENT;
    record->function = c->function;
    h._i = DEBUG_BITS(record->tag, index);
    return h;
}

/* Close the handle of an argument, or HPy_NULL. */
static inline void debug_close_argument(DebugContext *c, HPy h)
{
    uint32_t index = DEBUG_INDEX(h._i);
    DebugRecord *record;

    if (HPy_IsNull(h))
        return;
    if (index - c->first_argument >= DEBUG_ROOM || debug_record(index)->extra != NULL || debug_state.keep_all) {
        debug_close_further(c, h);
        return;
    }
    record = debug_record(index);
    record->tag = (record->tag + 1) & DEBUG_TAG_MASK;
    record->flags = DEBUG_ARGUMENT | DEBUG_CLOSED;
}

/* The inner handle of the result, which is the caller's; HPy_NULL when the extension returned that, or nothing good. */
_HPy_HIDDEN HPy debug_take_result(DebugContext *c, HPy result, int may_be_null);

/* Check a result that is a number: 'failed' is what it says. The return value is whether the call has failed. */
_HPy_HIDDEN int debug_check_result(DebugContext *c, int failed);

/* A context from debug_find_context() is free again. */
_HPy_HIDDEN void debug_give_back(DebugContext *c);

/* The call left something behind: look at it. */
_HPy_HIDDEN void debug_clean_up(DebugContext *c);

static inline void debug_end_call(DebugContext *c)
{
    if (c->left || c->n_stores > 0 || debug_memory_noticed || c->n_open > 0)
        debug_clean_up(c);
    c->pending = 0;
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

/* A field was stored: look at the end of the call whether its owner's tp_traverse visits it. */
_HPy_HIDDEN void debug_note_store(DebugContext *c, HPy owner, HPyField *field);
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

/* Parts of reports: new handles of the context 'ctx', which is not the layer's; HPy_NULL with an exception. */
_HPy_HIDDEN HPy debug_address(HPyContext *ctx, const void *address);
_HPy_HIDDEN HPy debug_opened_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_closed_places(HPyContext *ctx, const DebugRecord *record);
_HPy_HIDDEN HPy debug_function_name(HPyContext *ctx, HPyCFunction function);

/* The name of API function number 'api'. */
_HPy_HIDDEN const char *debug_api_name(int api);

/* Whether API function number 'api' may be called while an exception is pending. */
_HPy_HIDDEN int debug_api_allows_pending(int api);

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

/* Pages: 'size' is rounded up. NULL on failure. */
typedef enum { DEBUG_PAGES_FORBIDDEN, DEBUG_PAGES_READ, DEBUG_PAGES_WRITE } DebugAccess;
_HPy_HIDDEN char *debug_os_pages(size_t size);
_HPy_HIDDEN void debug_os_protect(char *pages, size_t size, DebugAccess access);
_HPy_HIDDEN void debug_os_free_pages(char *pages, size_t size);

/* Have 'notice' called when memory is used against its protection: with the address that was used and that of the
 * instruction (NULL: not known); it returns whether the program may go on. -1 when that cannot be had. */
_HPy_HIDDEN int debug_os_watch(int (*notice)(const char *address, const void *instruction));

#endif /* HPY_DEBUG_DEBUG_H */
