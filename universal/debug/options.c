/* What is set for the process, and what follows from it. */
#include "options.h"

DebugOptions debug_options = {.max_closed = 1024, .max_closed_memory = 10485760, .stack = 1,
                              .protect = DEBUG_PROTECT_SAMPLE};

void debug_options_changed(void)
{
    debug_options.keep_all = debug_options.keep || debug_options.has_hooks;
    debug_options.quick = !debug_options.parallel && debug_options.stack <= 1 && !debug_options.keep_all
                          && debug_options.max_closed > 0;
}
