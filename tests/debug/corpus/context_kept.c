/* Keeps the context of one call in a C global and uses it in a later call.
 *
 * run: mod.first()
 *      mod.second()
 * expect: wrong-context
 * api: HPyLong_FromInt32_t
 * function: second
 * used: USE
 */
#include "hpy.h"

static HPyContext *context;

HPyDef_METH(first, "first", HPyFunc_NOARGS)
static HPy first_impl(HPyContext *ctx, HPy self)
{
    context = ctx;
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(second, "second", HPyFunc_NOARGS)
static HPy second_impl(HPyContext *ctx, HPy self)
{
    HPy number = HPyLong_FromInt32_t(context, 42); /* USE */
    return number;
}

static HPyDef *module_defines[] = {&first, &second, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};

HPy_MODINIT(mod, moduledef)
