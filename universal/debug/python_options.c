/* For Python: the options. */
#include "python_parts.h"
#include "records.h"

int debug_read_size(HPyContext *ctx, HPy value, size_t *size)
{
    if (!HPy_TypeCheck(ctx, value, ctx->h_LongType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an int is required");
        return -1;
    }
    *size = HPyLong_AsSize_t(ctx, value);
    return *size == (size_t)-1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

#define MOST_CLOSED (DEBUG_CHUNK * (DEBUG_MAX_CHUNKS / 2))

static HPy set_limit(HPyContext *ctx, HPy value, size_t largest, size_t *limit)
{
    size_t size;

    if (debug_read_size(ctx, value, &size) < 0)
        return HPy_NULL;
    if (size > largest) {
        HPyErr_SetString(ctx, ctx->h_OverflowError, "the number is too large");
        return HPy_NULL;
    }
    *limit = size;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(get_closed_handles_queue_max_size, "get_closed_handles_queue_max_size", HPyFunc_NOARGS,
            .doc = "How many closed handles are remembered.")
static HPy get_closed_handles_queue_max_size_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromUInt32_t(ctx, debug_options.max_closed);
}

HPyDef_METH(set_closed_handles_queue_max_size, "set_closed_handles_queue_max_size", HPyFunc_O,
            .doc = "Remember so many.")
static HPy set_closed_handles_queue_max_size_impl(HPyContext *ctx, HPy self, HPy arg)
{
    size_t limit = 0;
    HPy result = set_limit(ctx, arg, MOST_CLOSED, &limit);

    (void)self;
    if (!HPy_IsNull(result))
        debug_set_max_closed((uint32_t)limit);
    return result;
}

HPyDef_METH(get_protected_raw_data_max_size, "get_protected_raw_data_max_size", HPyFunc_NOARGS,
            .doc = "How many bytes of memory that the API gave out are kept after their handles were closed.")
static HPy get_protected_raw_data_max_size_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPyLong_FromSize_t(ctx, debug_options.max_closed_memory);
}

HPyDef_METH(set_protected_raw_data_max_size, "set_protected_raw_data_max_size", HPyFunc_O, .doc = "Keep so many bytes.")
static HPy set_protected_raw_data_max_size_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return set_limit(ctx, arg, (size_t)-1 >> 1, &debug_options.max_closed_memory);
}

/* The number of frames to record; -1 with an exception. */
static int read_stack(HPyContext *ctx, HPy value)
{
    size_t n;

    if (debug_read_size(ctx, value, &n) < 0)
        return -1;
    debug_options.stack = n > DEBUG_MAX_FRAMES ? DEBUG_MAX_FRAMES : (int)n;
    return 0;
}

HPyDef_METH(set_handle_stack_trace_limit, "set_handle_stack_trace_limit", HPyFunc_O,
            .doc = "Record up to so many frames for each handle from now on; None: the place only.")
static HPy set_handle_stack_trace_limit_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    if (HPy_Is(ctx, arg, ctx->h_None))
        debug_options.stack = 1;
    else if (read_stack(ctx, arg) < 0)
        return HPy_NULL;
    debug_options_changed();
    return HPy_Dup(ctx, ctx->h_None);
}

static const char *const protections[] = {"none", "sample", "all", NULL};
static const char *const times_of_leaks[] = {"exit", "call", NULL};

/* The number of the word that 'value' is, to *option; -1 with an exception. */
static int read_word(HPyContext *ctx, HPy value, const char *name, const char *const *words, int *option)
{
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, value, NULL);
    int i;

    for (i = 0; text != NULL && words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            *option = i;
            return 0;
        }
    }
    if (text != NULL)
        HPyErr_Format(ctx, ctx->h_ValueError, "%s cannot be '%s'", name, text);
    return -1;
}

/* A truth value for *option; -1 with an exception. */
static int read_truth(HPyContext *ctx, HPy value, int *option)
{
    int truth = HPy_IsTrue(ctx, value);
    if (truth >= 0)
        *option = truth;
    return truth < 0 ? -1 : 0;
}

static int is_given(HPy value)
{
    return !HPy_IsNull(value);
}

static int read_options(HPyContext *ctx, HPy fatal, HPy stack, HPy quarantine, HPy protect, HPy keep, HPy leaks)
{
    size_t n;

    if (is_given(fatal) && read_truth(ctx, fatal, &debug_options.fatal) < 0)
        return -1;
    if (is_given(keep) && read_truth(ctx, keep, &debug_options.keep) < 0)
        return -1;
    if (is_given(protect) && read_word(ctx, protect, "protect", protections, &debug_options.protect) < 0)
        return -1;
    if (is_given(leaks) && read_word(ctx, leaks, "leaks", times_of_leaks, &debug_options.leaks_at_call) < 0)
        return -1;
    if (is_given(stack) && read_stack(ctx, stack) < 0)
        return -1;
    if (is_given(quarantine)) {
        if (debug_read_size(ctx, quarantine, &n) < 0)
            return -1;
        debug_set_max_closed(n > MOST_CLOSED ? MOST_CLOSED : (uint32_t)n);
    }
    return 0;
}

HPyDef_METH(set_options, "set_options", HPyFunc_KEYWORDS,
            .doc = "set_options(*, fatal, stack, quarantine, protect, keep, leaks): change what is given.")
static HPy set_options_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *names[] = {"fatal", "stack", "quarantine", "protect", "keep", "leaks", NULL};
    HPy fatal = HPy_NULL, stack = HPy_NULL, quarantine = HPy_NULL, protect = HPy_NULL, keep = HPy_NULL;
    HPy leaks = HPy_NULL;
    HPyTracker tracker;
    int failed;

    (void)self;
    if (!HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "|$OOOOOO:set_options", names, &fatal, &stack,
                              &quarantine, &protect, &keep, &leaks))
        return HPy_NULL;
    failed = read_options(ctx, fatal, stack, quarantine, protect, keep, leaks) < 0;
    debug_options_changed(); /* some may be set before one that fails */
    HPyTracker_Close(ctx, tracker);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(get_options, "get_options", HPyFunc_NOARGS, .doc = "The options as they are: a dict.")
static HPy get_options_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_BuildValue(ctx, "{s:i,s:i,s:i,s:s,s:i,s:s}", "fatal", debug_options.fatal, "stack", debug_options.stack,
                          "quarantine", (int)debug_options.max_closed, "protect", protections[debug_options.protect],
                          "keep", debug_options.keep, "leaks", times_of_leaks[debug_options.leaks_at_call]);
}

void debug_set_context_of_options(HPyContext *ctx)
{
    _ctx_for_trampolines = ctx;
}
