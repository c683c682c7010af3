/* The trace layer: counts the calls of every function of the context, of every function of an extension, and takes
 * their time.
 *
 * Each loaded module has a layer of its own. What is counted belongs to a function of the extension: to the one that
 * is running on the thread, so that a report can say which function makes which calls.
 */
#ifndef HPY_TRACE_TRACE_H
#define HPY_TRACE_TRACE_H

#include "../layers/layer.h"
#include "../layers/layer_atomic.h"
#include "generated/indices.h"

typedef struct TraceLayer TraceLayer;

typedef struct {
    uint64_t count;
    uint64_t ns;
} TraceCounter;

/* A function of the extension. It is never freed. */
typedef struct TraceFunction {
    struct TraceFunction *next; /* in its bucket */
    TraceLayer *layer;
    HPyCFunction impl; /* NULL: whatever the extension does outside of its functions */
    TraceCounter calls;
    TraceCounter api[TRACE_N_API]; /* what it calls itself */
    uint64_t method_calls; /* of HPy_Call, for attributes that were looked up shortly before */
} TraceFunction;

/* The context that the extension sees. There is more than one where the layer below has several. */
typedef struct TraceContext {
    HPyContext ctx; /* first, so that a pointer to one is a pointer to the other */
    HPyContext *inner;
    TraceLayer *layer;
    struct TraceContext *next;
} TraceContext;

#define TRACE_N_BUCKETS 256 /* a power of two */

struct TraceLayer {
    TraceLayer *next; /* all layers of the process */
    void (*fill_constants)(TraceContext *context);
    void (*fill_functions)(TraceContext *context); /* with the wrappers that the settings ask for */
    const HPyHostServices *host;
    const char *module;
    int over_layer;       /* the context below is a layer: it has thunks called */
    int is_plain;         /* it is the host, and threads do not count at the same time */
    TraceContext context; /* for the context that was wrapped; heads the list of all */
    TraceCounter inside;  /* calls of the module's functions while another of them runs; few, others are not counted */
    TraceFunction outside;
    TraceFunction *buckets[TRACE_N_BUCKETS]; /* each list ends with 'outside' */
};

/* What is traced besides counts. Written by the module's functions, read by everybody. */
typedef struct {
    int parallel; /* threads count at the same time */
    int times;
    int hooks;  /* any of them is set */
    int events; /* they need times */
} TraceSettings;

extern _HPy_HIDDEN TraceSettings trace_settings;

/* The function of an extension that runs on this thread, or NULL. */
extern _HPy_HIDDEN LAYER_THREAD_LOCAL TraceFunction *trace_current;

/* Add to a counter that several threads may use. */
static inline void trace_add(uint64_t *cell, uint64_t n)
{
    if (LAYER_LIKELY(!trace_settings.parallel))
        LAYER_WRITE(cell, LAYER_READ(cell) + n);
    else
        LAYER_ADD(cell, n);
}

/* ---- trace_contexts.c: layers, their contexts and functions ---- */

_HPy_HIDDEN TraceLayer *trace_layers(void);
_HPy_HIDDEN void trace_add_layer(TraceLayer *layer);
/* The function with this implementation, added if need be; where memory is short, the one for all else. */
_HPy_HIDDEN TraceFunction *trace_function(TraceLayer *layer, HPyCFunction impl);

static inline TraceFunction **trace_bucket(TraceLayer *layer, HPyCFunction impl)
{
    return &layer->buckets[(uintptr_t)impl >> 4 & (TRACE_N_BUCKETS - 1)];
}

_HPy_HIDDEN void trace_init_context(TraceContext *context, TraceLayer *layer, HPyContext *inner);
/* The layer's context over 'inner', added if need be. NULL: no memory. */
_HPy_HIDDEN HPyContext *trace_context_over(TraceLayer *layer, HPyContext *inner);
/* Let all contexts have the wrappers that the settings ask for: the trace module calls it when it has set one. */
_HPy_HIDDEN void trace_settings_changed(void);

/* ---- counting_wrappers.c: the functions of the context ---- */

extern _HPy_HIDDEN const char *const trace_api_names[TRACE_N_API];    /* ctx_Add */
extern _HPy_HIDDEN const char *const trace_public_names[TRACE_N_API]; /* HPy_Add */
/* Fill a context's constants from the one below; its functions. */
_HPy_HIDDEN void trace_fill_constants(TraceContext *context);
_HPy_HIDDEN void trace_fill_functions(TraceContext *context);

/* ---- trace_interpreters.c: threads that enter ---- */

/* What stands for an interpreter of the context below, whose reference is taken over: who enters by it gets a context of
 * this layer. HPyInterpreter_NULL with MemoryError, or where the other is that. */
_HPy_HIDDEN HPyInterpreter trace_wrap_interpreter(TraceContext *context, HPyInterpreter inner);

/* ---- call_thunks.c: calls into the extension ---- */

_HPy_HIDDEN void trace_count_call(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args);
_HPy_HIDDEN void trace_time_call(HPyContext *ctx, HPyFunc_Signature sig, HPyCFunction func, void *args);

/* ---- hooks.c: functions in Python that are called around the calls ---- */

extern _HPy_HIDDEN HPyGlobal trace_hook_on_enter, trace_hook_on_exit;
/* Call one with the name of a function of the context. Exceptions and errno are as before. */
_HPy_HIDDEN void trace_call_hook(const TraceLayer *layer, const HPyGlobal *hook, int api);
/* Set one; 'h' is None or a callable. 'ctx' is that of the trace module. The settings say then whether there is one. */
_HPy_HIDDEN void trace_set_hook(HPyContext *ctx, HPyGlobal *hook, HPy h);

/* ---- events.c: the last calls, one by one ---- */

#define TRACE_EVENT_CALL (-1) /* in the place of a function of the context: a call of the extension's function */

typedef struct {
    uint64_t number; /* from 1 on; 0 while it is written */
    uint64_t start, ns;
    const TraceFunction *function;
    int api;
    uint32_t thread; /* a small number */
    uint32_t depth;  /* how many events of the thread are around it */
    uint32_t left_out; /* of a call: the functions of the context that it called and that are no events */
} TraceEvent;

/* How deep this thread is, and how many events the running call has already. */
typedef struct {
    uint32_t depth;
    uint32_t in_call;
    uint32_t left_out;
} TracePlace;

extern _HPy_HIDDEN LAYER_THREAD_LOCAL TracePlace trace_place;

_HPy_HIDDEN void trace_record(const TraceFunction *function, int api, uint64_t start, uint64_t ns, uint32_t left_out);
/* Keep the last 'n' events from now on, 0 for none; the settings say which. 0, or -1 when out of memory. */
_HPy_HIDDEN int trace_keep_events(size_t n);
_HPy_HIDDEN size_t trace_events_kept(void);
_HPy_HIDDEN void trace_forget_events(void);
/* How many there were since then, and the event with a number; 0 when it is no longer kept. */
_HPy_HIDDEN uint64_t trace_n_events(void);
_HPy_HIDDEN int trace_get_event(uint64_t number, TraceEvent *result);

/* ---- trace_module.c ---- */

/* The definition of hpy.universal._trace. Its functions use 'ctx', which is the host's own. */
_HPy_HIDDEN HPyModuleDef *hpy_trace_module(HPyContext *ctx);

#endif /* HPY_TRACE_TRACE_H */
