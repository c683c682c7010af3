/* Keeps the array of arguments, not the arguments, for a later call.
 *
 * run: items = ['a', 'b']
 *      mod.keep(items, items)
 *      mod.use()
 * expect: memory-after-close, kept-argument, invalid-handle
 * function: use
 * used: USE
 * native: undefined
 */
#include "hpy.h"

static const HPy *kept;
static size_t count;

HPyDef_METH(keep, "keep", HPyFunc_VARARGS)
static HPy keep_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    kept = args;
    count = nargs;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(use, "use", HPyFunc_NOARGS)
static HPy use_impl(HPyContext *ctx, HPy self)
{
    HPy result = HPyTuple_FromArray(ctx, kept, (HPy_ssize_t)count); /* USE */

    return result;
}

static HPyDef *module_defines[] = {&keep, &use, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
