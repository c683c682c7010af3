/* Reads a global by taking its bits for a handle instead of loading it.
 *
 * run: mod.set('text')
 *      try:
 *          mod.size()
 *      finally:
 *          mod.set(None)
 * expect: invalid-handle
 * api: HPy_Length
 * function: size
 * used: USE
 */
#include "hpy.h"

static HPyGlobal kept;

HPyDef_METH(set, "set", HPyFunc_O)
static HPy set_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyGlobal_Store(ctx, &kept, arg);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(size, "size", HPyFunc_NOARGS)
static HPy size_impl(HPyContext *ctx, HPy self)
{
    HPy_ssize_t size = HPy_Length(ctx, HPy_FromVoidP((void *)kept._i)); /* USE */
    return size < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, size);
}

static HPyDef *module_defines[] = {&set, &size, NULL};
static HPyGlobal *module_globals[] = {&kept, NULL};
static HPyModuleDef moduledef = {.defines = module_defines, .globals = module_globals};

HPy_MODINIT(mod, moduledef)
