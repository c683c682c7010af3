/* The exception that may be pending: failed, maybe failed, cleared. */
#include <stdio.h>

#include "api.h"
#include "pending.h"

static _HPy_COLD void set_missing_exception(DebugContext *c)
{
    char text[128];

    snprintf(text, sizeof(text), "%s returned an error without setting an exception", debug_api_name(c->api));
    HPyErr_SetString(c->inner, c->inner->h_SystemError, text);
}

void debug_failed(DebugContext *c)
{
    c->pending = 1;
    c->pending_api = c->api;
    c->pending_place = c->place;
    c->pending_reported = 0;
    c->caused_pending = 0;
    c->guard = NULL;
    if (!HPyErr_Occurred(c->inner)) /* the fault of what was called: the author is not to be blamed for it */
        set_missing_exception(c);
}

void debug_maybe_failed(DebugContext *c)
{
    if (HPyErr_Occurred(c->inner))
        debug_failed(c);
}

void debug_no_memory(DebugContext *c)
{
    HPyErr_NoMemory(c->inner);
    debug_failed(c);
}

int debug_error_stays(const DebugContext *c)
{
    return !debug_all_well(c) && c->caused_pending && debug_api_never_fails(c->pending_api)
           && HPyErr_Occurred(c->inner);
}

void debug_cleared(DebugContext *c)
{
    c->pending = c->caused_pending = 0;
    if (!c->left && !c->starved)
        debug_set_guard(c);
}
