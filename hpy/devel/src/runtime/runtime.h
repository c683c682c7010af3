/* The public header as HPy's own helpers see it. They belong to no module: a binary may hold several modules, each with
 * a file of its own that knows its host, or none at all. So they always go through the table. */
#ifndef HPY_RUNTIME_H
#define HPY_RUNTIME_H

#define _HPY_IN_RUNTIME
#include "hpy.h"

#endif /* HPY_RUNTIME_H */
