/* A loop does not stop when a call fails.
 *
 * run: mod.each(int, ['1', 'x', '3'])
 * expect: exception-pending
 * api: HPy_GetItem_i
 * function: each
 * raised: RAISE
 * used: USE
 * raises: ValueError, SystemError
 * native: undefined
 */
#include "hpy.h"

HPyDef_METH(each, "each", HPyFunc_VARARGS)
static HPy each_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy function, list;
    HPy_ssize_t i, n;

    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:each", &function, &list))
        return HPy_NULL;
    n = HPy_Length(ctx, list);
    for (i = 0; i < n; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i); /* USE */
        HPy result;
        if (HPy_IsNull(item))
            return HPy_NULL;
        result = HPy_Call(ctx, function, &item, 1, HPy_NULL); /* RAISE */
        HPy_Close(ctx, item);
        HPy_Close(ctx, result);
    }
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&each, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
