/* What is set for the process: by hpy.debug, and by the host. */
#ifndef HPY_DEBUG_OPTIONS_H
#define HPY_DEBUG_OPTIONS_H

#include "debug.h"

enum { DEBUG_PROTECT_NONE, DEBUG_PROTECT_SAMPLE, DEBUG_PROTECT_ALL };

typedef struct {
    int stack; /* frames recorded for each place; at most 1 costs nothing */
    int fatal;
    int keep; /* closed records hold any object, not only such as nobody can miss */
    int has_hooks; /* which want to go on with closed handles */
    int protect;
    int leaks_at_call; /* what a call leaves open is reported at its end */
    uint32_t max_closed; /* so many closed handles are remembered */
    size_t max_closed_memory;
    uint32_t generation;
    int parallel; /* as the host says */
    const HPyHostServices *host;

    /* What follows from these. */
    int keep_all; /* records of arguments and results hold their objects too */
    int quick; /* nothing asks for more than the least that is done for each handle: the quick ways will do */
} DebugOptions;

extern _HPy_HIDDEN DebugOptions debug_options;

/* After an option was changed: what follows from them. */
_HPy_HIDDEN void debug_options_changed(void);

#endif /* HPY_DEBUG_OPTIONS_H */
