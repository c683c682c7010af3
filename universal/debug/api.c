/* What is known of the API functions by their numbers. */
#include "api.h"
#include "generated/names.h"

const char *debug_api_name(int api)
{
    return api >= 0 && api < N_API ? api_functions[api].name : "return";
}

int debug_api_allows_pending(int api)
{
    return api < 0 || api >= N_API || api_functions[api].allows_exception;
}

int debug_api_never_fails(int api)
{
    return api >= 0 && api < N_API && api_functions[api].never_fails;
}
