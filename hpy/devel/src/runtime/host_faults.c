/* Known faults of released hosts, mended when a universal binary is given its context. */
#include "runtime.h"

#ifndef HPY_ABI_CPYTHON

/* The words of the context table that PyPy 7.3.19 has one place late: it put h_DictType, which belongs at 263, in
 * front of Capsule_New. */
enum { FIRST = 244, LAST = 263 };

/* Move them where they belong. A handle of PyPy is a small index, a function's address is not: so a table that is in
 * order, or was mended by another binary, is left alone. */
static void mend_pypy(HPyContext *ctx)
{
    uintptr_t *words = (uintptr_t *)(void *)&ctx->h_None;
    uintptr_t dict_type = words[FIRST];

    if (dict_type >= 0x10000)
        return;
    memmove(&words[FIRST], &words[FIRST + 1], (LAST - FIRST) * sizeof(words[0]));
    words[LAST] = dict_type;
}

void _HPy_MendContext(HPyContext *ctx)
{
    if (strstr(ctx->name, "PyPy backend") != NULL)
        mend_pypy(ctx);
}

#else
typedef int hpy_host_faults_is_for_universal_binaries_only; /* ISO C wants a declaration in every file */
#endif
