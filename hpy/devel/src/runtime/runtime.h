/* The public header as HPy's own helpers see it. They belong to no module: a binary may hold several modules, each with
 * a file of its own that knows its host, or none at all. So they always go through the table. */
#ifndef HPY_RUNTIME_H
#define HPY_RUNTIME_H

#define _HPY_IN_RUNTIME
#include "hpy.h"

/* Call a function of a module with positional arguments, in helpers.c. */
_HPy_HIDDEN HPy _HPy_CallInModule(HPyContext *ctx, const char *module, const char *function, const HPy *args,
                                  size_t nargs);

/* Make new handles of C values, as HPy_BuildValue does, in buildvalue.c: their number, or -1 with an exception set. *items
 * has 8 places; where they are more, memory to be freed takes its place. 'fmt' may be NULL. */
_HPy_HIDDEN HPy_ssize_t _HPy_BuildArguments(HPyContext *ctx, const char *fmt, va_list values, HPy **items);

/* Raise an exception that was made, in errors.c; HPy_NULL: its making has failed. The handle is closed. */
_HPy_HIDDEN void _HPyErr_RaiseMade(HPyContext *ctx, HPy h_error);

#endif /* HPY_RUNTIME_H */
