/* The clock of trace mode. */
#ifndef HPY_LAYERS_CLOCK_H
#define HPY_LAYERS_CLOCK_H

#include "layer.h"

/* Find the quickest clock that there is; at the first call this may take two milliseconds. Without it, and while it goes
 * on in another thread, the system's is read. */
_HPy_HIDDEN void hpy_clock_start(void);

/* Nanoseconds from a start of no meaning. Threads may see it a few nanoseconds apart. */
_HPy_HIDDEN uint64_t hpy_clock(void);

/* How long ago hpy_clock() was 'start'. */
static inline uint64_t hpy_clock_since(uint64_t start)
{
    uint64_t now = hpy_clock();
    return now > start ? now - start : 0;
}

#endif /* HPY_LAYERS_CLOCK_H */
