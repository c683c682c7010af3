/* What is known of the API functions by their numbers, API_Add and so on. */
#ifndef HPY_DEBUG_API_H
#define HPY_DEBUG_API_H

#include "debug.h"
#include "generated/numbers.h"

/* What was reported when 'api' is the end of a call. */
#define API_RETURN N_API

/* The name of API function number 'api'. */
_HPy_HIDDEN const char *debug_api_name(int api);

/* Whether API function number 'api' may be called while an exception is pending. */
_HPy_HIDDEN int debug_api_allows_pending(int api);

/* Whether it can never fail. */
_HPy_HIDDEN int debug_api_never_fails(int api);

#endif /* HPY_DEBUG_API_H */
