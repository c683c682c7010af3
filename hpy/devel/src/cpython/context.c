/* The context of a CPython-ABI extension: its built-in handles. One per extension, filled when it is imported. */
#include "host.h"

#ifdef HPY_ABI_CPYTHON

#include "generated/handles.h"

HPyContext _hpy_cpython_context;

/* Every import writes the same values; only the first takes the reference to the builtins, which is kept. */
int hpy_cpython_context_init(void)
{
    HPyContext *ctx = &_hpy_cpython_context;

    if (HPy_IsNull(ctx->h_Builtins)) {
        PyObject *builtins = hpy_builtins_dict();
        if (builtins == NULL)
            return -1;
        ctx->h_Builtins = _py2h(builtins);
    }
    ctx->name = "HPy CPython ABI";
    ctx->abi_version = HPY_ABI_VERSION;
    fill_handles(ctx);
    return 0;
}

#else
typedef int hpy_context_is_for_the_cpython_abi_only; /* ISO C wants a declaration in every file */
#endif
