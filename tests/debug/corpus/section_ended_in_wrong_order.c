/* Ends two critical sections in the order in which they began.
 *
 * run: mod.move([1], [])
 * expect: section-order
 * api: HPyCriticalSection_End
 * function: move
 * used: USE
 * minor: 2
 * native: undefined
 * alone: yes
 */
#include "hpy.h"

HPyDef_METH(move, "move", HPyFunc_VARARGS)
static HPy move_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyCriticalSection from, to;
    HPy item;
    int failed;

    HPyCriticalSection_Begin(ctx, &from, args[0]);
    HPyCriticalSection_Begin(ctx, &to, args[1]);
    item = HPy_GetItem_i(ctx, args[0], 0);
    failed = HPy_IsNull(item) || HPyList_Append(ctx, args[1], item) < 0;
    HPyCriticalSection_End(ctx, &from); /* USE */
    HPyCriticalSection_End(ctx, &to);
    HPy_Close(ctx, item);
    return failed ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *module_defines[] = {&move, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
