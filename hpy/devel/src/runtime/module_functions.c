/* HPyModule_AddFunctions: more functions for a module that exists. */
#include "runtime.h"

#if HPY_ABI_MINOR >= 2

static int add_function(HPyContext *ctx, HPy module, HPyDef *define)
{
    HPy function = HPyFunction_New(ctx, define, module, module);
    int result = HPy_IsNull(function) ? -1 : HPy_SetAttr_s(ctx, module, define->meth.name, function);

    HPy_Close(ctx, function);
    return result;
}

HPyAPI_HELPER int HPyModule_AddFunctions(HPyContext *ctx, HPy module, HPyDef **defines)
{
    for (; defines != NULL && *defines != NULL; defines++)
        if (add_function(ctx, module, *defines) < 0)
            return -1;
    return 0;
}

#else
typedef int hpy_module_functions_is_for_minor_2_only; /* ISO C wants a declaration in every file */
#endif
