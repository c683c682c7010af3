/* Events that a thread of C's raises, and callables of Python's that hear of them.
 *
 * The thread knows numbers only: the callables are in a dict, which an HPyGlobal keeps. For each event it enters Python by
 * a reference to the interpreter, which was got when the module was executed. */
#include "hpy.h"

#include "queue.h"

static HPyInterpreter python; /* once set, it stays: the thread uses it until the process ends */
static HPyGlobal listeners;   /* a dict: number of an event → callable */
static Queue queue = QUEUE_EMPTY;

/* ---- in the thread ---- */

/* Call the listener of an event. An exception has nobody who could handle it, and is reported. */
static void notify(HPyContext *ctx, const Event *event)
{
    HPy dict = HPyGlobal_Load(ctx, listeners);
    HPy key = HPyLong_FromLong(ctx, event->event), value = HPyLong_FromLong(ctx, event->value);
    HPy listener = HPy_NULL, result;
    int found = HPy_IsNull(key) || HPy_IsNull(value) ? -1 : HPyDict_GetItem(ctx, dict, key, &listener);

    if (found > 0) {
        result = HPy_Call(ctx, listener, &value, 1, HPy_NULL);
        found = HPy_IsNull(result) ? -1 : 1;
        HPy_Close(ctx, result);
    }
    if (found < 0)
        HPyErr_WriteUnraisable(ctx, listener);
    HPy_Close(ctx, listener);
    HPy_Close(ctx, value);
    HPy_Close(ctx, key);
    HPy_Close(ctx, dict);
}

static int deliver(const Event *event)
{
    HPyThreadToken token;
    HPyContext *ctx = HPyThread_Enter(python, &token);

    if (ctx == NULL) /* Python ends, or has ended */
        return 0;
    notify(ctx, event);
    HPyThread_Exit(ctx, &token);
    return 1;
}

/* ---- functions ---- */

HPyDef_METH(on, "on", HPyFunc_VARARGS,
            .doc = "on(event, listener, /)\n--\n\n"
                   "Have listener(value) called for each event of this number; None: nobody.")
static HPy on_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy dict, key, listener;
    long event;
    int result;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "lO:on", &event, &listener))
        return HPy_NULL;
    if (!HPy_Is(ctx, listener, ctx->h_None) && !HPyCallable_Check(ctx, listener))
        return HPyErr_SetString(ctx, ctx->h_TypeError, "on() needs a callable, or None");
    key = HPyLong_FromLong(ctx, event);
    if (HPy_IsNull(key))
        return HPy_NULL;
    dict = HPyGlobal_Load(ctx, listeners);
    if (HPy_Is(ctx, listener, ctx->h_None))
        result = HPyDict_Pop(ctx, dict, key, NULL) < 0 ? -1 : 0;
    else
        result = HPy_SetItem(ctx, dict, key, listener);
    HPy_Close(ctx, dict);
    HPy_Close(ctx, key);
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(post, "post", HPyFunc_VARARGS,
            .doc = "post(event, value, n=1, /)\n--\n\nHave the thread raise an event n times, with value, value + 1, …")
static HPy post_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    long event, value, n = 1;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll|l:post", &event, &value, &n))
        return HPy_NULL;
    if (queue_start(&queue, deliver) < 0)
        return HPyErr_SetString(ctx, ctx->h_RuntimeError, "can't start new thread");
    HPy_BEGIN_LEAVE_PYTHON(ctx) /* the queue may be full, and the thread wait for Python */
    n = queue_put(&queue, event, value, n);
    HPy_END_LEAVE_PYTHON(ctx)
    return HPyLong_FromLong(ctx, n);
}

HPyDef_METH(flush, "flush", HPyFunc_NOARGS, .doc = "flush()\n--\n\nWait until all events are delivered.")
static HPy flush_impl(HPyContext *ctx, HPy self)
{
    HPy_BEGIN_LEAVE_PYTHON(ctx)
    queue_flush(&queue);
    HPy_END_LEAVE_PYTHON(ctx)
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(counts, "counts", HPyFunc_NOARGS, .doc = "counts()\n--\n\nHow many events were delivered, and dropped.")
static HPy counts_impl(HPyContext *ctx, HPy self)
{
    long delivered, dropped;

    queue_counts(&queue, &delivered, &dropped);
    return HPy_BuildValue(ctx, "(ll)", delivered, dropped);
}

/* ---- the module ---- */

HPyDef_SLOT(start, HPy_mod_exec)
static int start_impl(HPyContext *ctx, HPy module)
{
    HPy dict;

    if (HPyInterpreter_IsNull(python))
        python = HPyInterpreter_Get(ctx);
    if (HPyInterpreter_IsNull(python))
        return -1;
    dict = HPyDict_New(ctx);
    if (HPy_IsNull(dict))
        return -1;
    HPyGlobal_Store(ctx, &listeners, dict);
    HPy_Close(ctx, dict);
    return 0;
}

static HPyDef *defines[] = {&start, &on, &post, &flush, &counts, NULL};
static HPyGlobal *globals[] = {&listeners, NULL};
static HPyModuleDef callbacks = {
    .doc = "Events that a thread of C's raises.",
    .defines = defines,
    .globals = globals,
};

/* One queue and one reference for the process: so for one interpreter. */
HPyModule_DECLARE(callbacks, HPY_MOD_GIL_USED, HPY_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED)
HPy_MODINIT(callbacks, callbacks)
